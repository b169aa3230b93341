//! What a person or a script gives beside arguments: answers, texts and secrets.

use std::io::{self, BufRead as _, Read as _, Write as _};

use clap::Args;
use herald_pipeline::ports::Secret;

use super::environment;
use super::exit::Failure;

/// Texts from standard input end here; no network takes as much.
const TEXT_BYTES: u64 = 1 << 20;

/// Secrets given as arguments, where every process on the computer can read them: refused.
#[derive(Args, Debug, Default)]
pub struct NoSecrets {
    #[arg(long, hide = true, num_args = 0..=1, default_missing_value = "")]
    password: Option<String>,
    #[arg(long, hide = true, num_args = 0..=1, default_missing_value = "")]
    passphrase: Option<String>,
    #[arg(long, hide = true, num_args = 0..=1, default_missing_value = "")]
    key: Option<String>,
    #[arg(long, hide = true, num_args = 0..=1, default_missing_value = "")]
    token: Option<String>,
}

impl NoSecrets {
    /// Refuses secrets given as arguments, without repeating them.
    ///
    /// # Errors
    /// [`Failure`] with `BadInput` that names the safe ways.
    pub fn check(&self, source: &SecretSource<'_>) -> Result<(), Failure> {
        let given = [&self.password, &self.passphrase, &self.key, &self.token];
        if given.iter().all(|g| g.is_none()) {
            return Ok(());
        }
        Err(Failure::usage(format!(
            "Secrets are not taken as arguments: other programs can read those. Leave it out and \
             type it when asked, or use {}, or set {}. If it was a real one, change it: your \
             shell's history may hold it.",
            source.flag, source.variable
        )))
    }
}

/// Where a secret may come from.
#[derive(Clone, Copy, Debug)]
pub struct SecretSource<'a> {
    /// What is asked, for example `App password for mira.test`.
    pub prompt: &'a str,
    /// The flag that reads it from standard input.
    pub flag: &'a str,
    /// The variable that holds it.
    pub variable: &'a str,
}

impl SecretSource<'_> {
    /// Reads a secret: from standard input where that was asked for, else the variable, else a person.
    ///
    /// # Errors
    /// [`Failure`] with `BadInput` when there is none, or nobody can be asked.
    pub fn read(&self, from_stdin: bool) -> Result<Secret, Failure> {
        let secret = if from_stdin {
            first_line()?
        } else if let Some(value) = environment::variable(self.variable) {
            value
        } else if environment::can_ask() {
            return self.ask();
        } else {
            return Err(Failure::usage(format!(
                "{} is needed, and nobody can be asked here. Use {} or set {}.",
                self.prompt, self.flag, self.variable
            )));
        };
        self.not_empty(secret)
    }

    /// Asks a person for a secret, without showing it.
    ///
    /// # Errors
    /// [`Failure`] with `BadInput` when nothing was typed or the terminal cannot be read.
    pub fn ask(&self) -> Result<Secret, Failure> {
        let typed =
            rpassword::prompt_password(format!("{}: ", self.prompt)).map_err(|e| unreadable(&e))?;
        self.not_empty(typed)
    }

    fn not_empty(&self, secret: String) -> Result<Secret, Failure> {
        if secret.is_empty() {
            return Err(Failure::usage(format!(
                "{} is empty. Nothing was changed.",
                self.prompt
            )));
        }
        Ok(Secret::new(secret))
    }
}

fn first_line() -> Result<String, Failure> {
    let mut line = String::new();
    let mut stdin = io::stdin().lock().take(TEXT_BYTES);
    stdin.read_line(&mut line).map_err(|e| unreadable(&e))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads a text from standard input, to the byte but for one line break at its end.
///
/// # Errors
/// [`Failure`] with `BadInput` when it is no text or longer than a mebibyte.
pub fn text_from_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    let stdin = io::stdin().lock();
    stdin
        .take(TEXT_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(|e| unreadable(&e))?;
    if text.len() as u64 > TEXT_BYTES {
        return Err(Failure::usage(
            "The text on standard input is longer than 1 MiB.",
        ));
    }
    let end = text
        .strip_suffix('\n')
        .map_or(text.len(), |t| t.trim_end_matches('\r').len());
    text.truncate(end);
    Ok(text)
}

/// Asks a question a person answers with yes or no; everything but yes is no.
///
/// # Errors
/// [`Failure`] when the terminal cannot be used.
pub fn confirm(question: &str) -> Result<bool, Failure> {
    use std::io::Write as _;
    let mut err = io::stderr().lock();
    write!(err, "{question} [y/N] ")
        .and_then(|()| err.flush())
        .map_err(Failure::Output)?;
    let answer = first_line()?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::usage(format!("The input could not be read: {error}."))
}

/// Asks a person for a line that may be shown.
///
/// # Errors
/// [`Failure`] with `BadInput` when nobody can be asked or nothing was typed.
pub fn ask_line(prompt: &str) -> Result<String, Failure> {
    if environment::can_ask() {
        drop(write!(io::stderr(), "{prompt}: "));
    }
    let line = first_line()?;
    if line.trim().is_empty() {
        return Err(Failure::usage(format!(
            "{prompt} is needed. Nothing was changed."
        )));
    }
    Ok(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: SecretSource<'static> = SecretSource {
        prompt: "Password",
        flag: "--password-stdin",
        variable: "HERALD_PASSWORD",
    };

    #[test]
    fn a_secret_in_an_argument_is_refused_and_not_repeated() {
        let given = NoSecrets {
            password: Some("hunter2".to_owned()),
            ..NoSecrets::default()
        };
        let refused = given.check(&SOURCE).expect_err("refused");
        assert_eq!(refused.exit_code(), 2);
        assert!(!refused.to_string().contains("hunter2"));
        assert!(refused.to_string().contains("--password-stdin"));
        assert!(NoSecrets::default().check(&SOURCE).is_ok());
    }
}
