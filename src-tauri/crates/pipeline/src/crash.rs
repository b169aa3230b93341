//! Named places where a sweep can end the process, to prove that nothing is lost or doubled there.
//!
//! Compiled to nothing without the feature `crash-points`.

/// A place between two steps that must not be told apart by what goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// Activity is read, nothing is stored.
    ObserveBeforeCommit,
    /// A draft is written, nothing is stored.
    ThinkBeforeCommit,
    /// The head of a lane is claimed, nothing was checked.
    ExecuteAfterClaim,
    /// What will be sent is prepared, the intent is not stored.
    ExecuteAfterPrepare,
    /// The intent is stored, the network was not called.
    ExecuteAfterIntent,
    /// The network was called, the outcome is not stored.
    ExecuteAfterSend,
    /// The network was asked what became of a sending, nothing of that is stored.
    ExecuteAfterLookup,
    /// The outcome is stored.
    ExecuteAfterOutcome,
}

impl CrashPoint {
    /// Every point, so that a sweep cannot miss one.
    pub const ALL: [Self; 8] = [
        Self::ObserveBeforeCommit,
        Self::ThinkBeforeCommit,
        Self::ExecuteAfterClaim,
        Self::ExecuteAfterPrepare,
        Self::ExecuteAfterIntent,
        Self::ExecuteAfterSend,
        Self::ExecuteAfterLookup,
        Self::ExecuteAfterOutcome,
    ];

    /// Returns the name a sweep chooses it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::ObserveBeforeCommit => "observe.before_commit",
            Self::ThinkBeforeCommit => "think.before_commit",
            Self::ExecuteAfterClaim => "execute.after_claim",
            Self::ExecuteAfterPrepare => "execute.after_prepare",
            Self::ExecuteAfterLookup => "execute.after_lookup",
            Self::ExecuteAfterIntent => "execute.after_intent",
            Self::ExecuteAfterSend => "execute.after_send",
            Self::ExecuteAfterOutcome => "execute.after_outcome",
        }
    }

    /// Ends the process here, if the sweep chose this point by `HERALD_CRASH_AT`.
    #[cfg(feature = "crash-points")]
    pub fn reach(self) {
        #[expect(
            clippy::disallowed_methods,
            reason = "the sweep's only way in, never in a release"
        )]
        let chosen = std::env::var("HERALD_CRASH_AT");
        if chosen.is_ok_and(|name| name == self.name()) {
            std::process::abort();
        }
    }

    /// Does nothing: the feature is off.
    #[cfg(not(feature = "crash-points"))]
    pub fn reach(self) {}
}
