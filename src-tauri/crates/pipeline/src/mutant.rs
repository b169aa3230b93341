//! Wrong ways to send, to show that the tests would notice them.
//!
//! Without the feature `mutants` none of them is in the program. `cargo xtask sweep mutants` builds with
//! it, makes one of them the truth at a time, and fails when no test does.

use std::fmt;

/// One mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// The call is made first and written down afterwards.
    PostThenMark,
    /// Each sending has a key of its own.
    FreshKey,
    /// What got no answer is sent again without a look.
    BlindRetry,
    /// A server is believed to be done with a call as soon as it gave no answer.
    NoSettling,
    /// Only the very same text is taken for what was sent.
    TextEquality,
    /// A lease that ended, or is somebody else's, keeps nobody from sending.
    LeaseNotChecked,
    /// Accounts wait for each other.
    JoinedLanes,
}

impl Mutant {
    /// Every mistake, so that a sweep cannot miss one.
    pub const ALL: [Self; 7] = [
        Self::PostThenMark,
        Self::FreshKey,
        Self::BlindRetry,
        Self::NoSettling,
        Self::TextEquality,
        Self::LeaseNotChecked,
        Self::JoinedLanes,
    ];

    /// Tells whether this mistake is made.
    #[cfg(feature = "mutants")]
    pub fn lives(self) -> bool {
        #[expect(
            clippy::disallowed_methods,
            reason = "the sweep's only way in, never in a release"
        )]
        let chosen = std::env::var("HERALD_MUTANT");
        chosen.is_ok_and(|name| name == self.to_string())
    }

    /// Tells that this mistake is not made: the feature is off.
    #[cfg(not(feature = "mutants"))]
    pub const fn lives(self) -> bool {
        false
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PostThenMark => "post_then_mark",
            Self::FreshKey => "fresh_key",
            Self::BlindRetry => "blind_retry",
            Self::NoSettling => "no_settling",
            Self::TextEquality => "text_equality",
            Self::LeaseNotChecked => "lease_not_checked",
            Self::JoinedLanes => "joined_lanes",
        })
    }
}
