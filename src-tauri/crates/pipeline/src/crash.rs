//! Named places where a sweep can end the process, to prove that nothing is lost or doubled there.
//!
//! A point is a stage and a place, for example `execute.after_commit`. The places lie in the store, the
//! transport and the vault, before and after everything that leaves a mark, so none can be forgotten; the
//! stage is that of the work under way. Compiled to nothing without the feature `crash-points`.

use std::fmt;
use std::future::Future;

/// A piece of work with marks of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Signing in and taking an account in.
    Connect,
    /// Renewing a sign-in.
    Refresh,
    /// Reading what happened.
    Observe,
    /// Counting followers and reading own posts.
    Sample,
    /// Deciding what deserves a thought.
    Suggest,
    /// Writing a draft.
    Think,
    /// Asking a person.
    RequestReview,
    /// Telling a person.
    Notify,
    /// Putting what was approved on its way.
    Schedule,
    /// Marking as answered what was answered.
    ReadModels,
    /// Proposing what a person wants done.
    Propose,
    /// Taking a decision.
    Decide,
    /// Sending, and looking up what became of it.
    Execute,
    /// Giving a planned post to a network that publishes it at its time.
    Park,
    /// Looking where a parked post is.
    Watch,
    /// Taking a parked post out again.
    Recall,
}

/// A place before or after something that leaves a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A unit of work is decided, nothing of it is stored.
    BeforeCommit,
    /// It is stored.
    AfterCommit,
    /// Work was claimed.
    AfterClaim,
    /// A network or model is about to be called.
    BeforeCall,
    /// It answered, or did not.
    AfterCall,
    /// The call that does the deed came back, nothing of it is stored.
    AfterSend,
    /// A secret is about to be kept or forgotten.
    BeforeKeep,
    /// It was kept or forgotten.
    AfterKeep,
}

/// A place within a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrashPoint {
    /// The work under way.
    pub stage: Stage,
    /// The place.
    pub place: Place,
}

use Place::{
    AfterCall, AfterClaim, AfterCommit, AfterKeep, AfterSend, BeforeCall, BeforeCommit, BeforeKeep,
};

/// The places of work that is taken from a queue and only decides.
const DECIDING: &[Place] = &[AfterClaim, BeforeCommit, AfterCommit];

/// The places of one deed on a network.
const DEED: &[Place] = &[BeforeCall, AfterCall, AfterSend, BeforeCommit, AfterCommit];

/// The places of work that a person or a time asked for.
const ASKED_FOR: &[Place] = &[BeforeCall, AfterCall, BeforeCommit, AfterCommit];

/// Every stage with its places.
const STAGES: [(Stage, &[Place]); 16] = [
    (
        Stage::Connect,
        &[
            BeforeCall,
            AfterCall,
            BeforeKeep,
            AfterKeep,
            BeforeCommit,
            AfterCommit,
        ],
    ),
    (
        Stage::Refresh,
        &[BeforeCall, AfterCall, BeforeKeep, AfterKeep],
    ),
    (Stage::Observe, ASKED_FOR),
    (Stage::Sample, ASKED_FOR),
    (Stage::Suggest, DECIDING),
    (
        Stage::Think,
        &[AfterClaim, BeforeCall, AfterCall, BeforeCommit, AfterCommit],
    ),
    (Stage::RequestReview, DECIDING),
    (Stage::Notify, DECIDING),
    (Stage::Schedule, DECIDING),
    (Stage::ReadModels, DECIDING),
    (Stage::Propose, ASKED_FOR),
    (Stage::Decide, &[BeforeCommit, AfterCommit]),
    (
        Stage::Execute,
        &[
            AfterClaim,
            BeforeCall,
            AfterCall,
            AfterSend,
            BeforeCommit,
            AfterCommit,
        ],
    ),
    (Stage::Park, DEED),
    (Stage::Watch, ASKED_FOR),
    (Stage::Recall, DEED),
];

impl CrashPoint {
    /// Returns every point, so that a sweep cannot miss one.
    pub fn all() -> impl Iterator<Item = Self> {
        STAGES.into_iter().flat_map(|(stage, places)| {
            places.iter().map(move |place| Self {
                stage,
                place: *place,
            })
        })
    }
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Refresh => "refresh",
            Self::Observe => "observe",
            Self::Sample => "sample",
            Self::Suggest => "suggest",
            Self::Think => "think",
            Self::RequestReview => "request_review",
            Self::Notify => "notify",
            Self::Schedule => "schedule",
            Self::ReadModels => "read_models",
            Self::Propose => "propose",
            Self::Decide => "decide",
            Self::Execute => "execute",
            Self::Park => "park",
            Self::Watch => "watch",
            Self::Recall => "recall",
        }
    }
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            BeforeCommit => "before_commit",
            AfterCommit => "after_commit",
            AfterClaim => "after_claim",
            BeforeCall => "before_call",
            AfterCall => "after_call",
            AfterSend => "after_send",
            BeforeKeep => "before_keep",
            AfterKeep => "after_keep",
        }
    }
}

impl fmt::Display for CrashPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.stage.name(), self.place.name())
    }
}

#[cfg(feature = "crash-points")]
mod armed;

#[cfg(feature = "crash-points")]
pub use armed::{during, reach};

/// Does a piece of work as a stage.
#[cfg(not(feature = "crash-points"))]
pub fn during<F: Future>(_: Stage, work: F) -> F {
    work
}

/// Does nothing: the feature is off.
#[cfg(not(feature = "crash-points"))]
#[inline]
pub fn reach(_: Place) {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_point_has_a_name_of_its_own() {
        let names: BTreeSet<String> = CrashPoint::all().map(|p| p.to_string()).collect();
        assert_eq!(names.len(), CrashPoint::all().count());
        assert!(names.contains("execute.after_send"));
    }
}
