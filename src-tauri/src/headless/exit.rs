//! What the command line says to the shell that called it.

use std::io;
use std::process::ExitCode;

use herald_api::{ApiError, ErrorCode};
use herald_pipeline::ports::StoreError;

/// An exit code and when it is given; scripts may rely on them.
pub struct Meaning {
    /// The code.
    pub code: u8,
    /// When it is given.
    pub when: &'static str,
}

/// Every exit code Herald gives by itself.
pub const MEANINGS: [Meaning; 10] = [
    Meaning {
        code: 0,
        when: "Done.",
    },
    Meaning {
        code: 1,
        when: "Something is wrong inside Herald or its database.",
    },
    Meaning {
        code: 2,
        when: "The command was given wrongly, or a value does not fit.",
    },
    Meaning {
        code: 3,
        when: "There is no such thing.",
    },
    Meaning {
        code: 4,
        when: "It changed since it was shown, or it is too late for that.",
    },
    Meaning {
        code: 5,
        when: "Another process runs the engine for this data folder.",
    },
    Meaning {
        code: 6,
        when: "The network or the server cannot be reached.",
    },
    Meaning {
        code: 7,
        when: "The network refused, or asks for a second factor.",
    },
    Meaning {
        code: 8,
        when: "The vault is locked or has no passphrase yet.",
    },
    Meaning {
        code: 9,
        when: "The disk is full.",
    },
];

/// The code of a process ended by Ctrl-C, as shells count it: 128 and the number of the signal.
pub const INTERRUPTED: u8 = 130;

/// Returns the exit code of an error.
pub fn code_of(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::Internal => 1,
        ErrorCode::BadInput => 2,
        ErrorCode::NotFound => 3,
        ErrorCode::Changed | ErrorCode::TooLate => 4,
        ErrorCode::Busy => 5,
        ErrorCode::Unreachable => 6,
        ErrorCode::Refused | ErrorCode::SecondFactor => 7,
        ErrorCode::VaultLocked => 8,
        ErrorCode::DiskFull => 9,
    }
}

/// Writes the table of exit codes.
pub fn table() -> String {
    let lines: Vec<_> = MEANINGS
        .iter()
        .map(|m| format!("  {:>3}  {}\n", m.code, m.when))
        .collect();
    format!(
        "Exit codes of every command:\n\n{}  {INTERRUPTED}  It was interrupted before it was done.\n",
        lines.concat()
    )
}

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The engine said no, or the command does not make sense.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// What was to be shown could not be written.
    #[error("The output could not be written: {0}.")]
    Output(#[source] io::Error),
    /// The person interrupted it.
    #[error("Interrupted.")]
    Interrupted,
}

impl Failure {
    /// Makes a failure of something given wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Api(ApiError::new(ErrorCode::BadInput, message))
    }

    /// Makes a failure inside Herald.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::Api(ApiError::new(ErrorCode::Internal, message))
    }

    /// Returns the code to exit with. A reader that went away (`herald history | head`) is no failure.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Api(error) => code_of(error.code),
            Self::Output(error) => match error.kind() {
                io::ErrorKind::BrokenPipe => 0,
                io::ErrorKind::StorageFull => code_of(ErrorCode::DiskFull),
                _ => code_of(ErrorCode::Internal),
            },
            Self::Interrupted => INTERRUPTED,
        }
    }

    /// Tells whether nobody needs to be told.
    pub fn is_silent(&self) -> bool {
        matches!(self, Self::Output(e) if e.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Returns the failure in the shape of the API.
    pub fn as_api(&self) -> ApiError {
        match self {
            Self::Api(error) => error.clone(),
            Self::Output(_) => ApiError::new(ErrorCode::Internal, self.to_string()),
            Self::Interrupted => ApiError::passing(ErrorCode::Internal, self.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Api(error.into())
    }
}

impl From<Failure> for ExitCode {
    fn from(failure: Failure) -> Self {
        Self::from(failure.exit_code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_the_documented_code() {
        let table = [
            (ErrorCode::Internal, 1),
            (ErrorCode::BadInput, 2),
            (ErrorCode::NotFound, 3),
            (ErrorCode::Changed, 4),
            (ErrorCode::TooLate, 4),
            (ErrorCode::Busy, 5),
            (ErrorCode::Unreachable, 6),
            (ErrorCode::Refused, 7),
            (ErrorCode::SecondFactor, 7),
            (ErrorCode::VaultLocked, 8),
            (ErrorCode::DiskFull, 9),
        ];
        for (error, code) in table {
            let failure = Failure::from(ApiError::new(error, "x"));
            assert_eq!(failure.exit_code(), code, "{error:?}");
            assert!(
                MEANINGS.iter().any(|m| m.code == code),
                "{code} is documented"
            );
        }
    }

    #[test]
    fn codes_are_documented_once_and_in_order() {
        let codes: Vec<_> = MEANINGS.iter().map(|m| m.code).collect();
        assert_eq!(codes, (0..10).collect::<Vec<_>>());
        assert!(
            table().contains("  5  Another process runs the engine"),
            "{}",
            table()
        );
    }

    #[test]
    fn a_reader_that_left_is_no_failure() {
        let broken = Failure::Output(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(broken.exit_code(), 0);
        assert!(broken.is_silent());
        let full = Failure::Output(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.exit_code(), 9);
    }
}
