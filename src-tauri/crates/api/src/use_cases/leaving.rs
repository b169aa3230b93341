//! When and how what was approved leaves, in words.

use herald_domain::{Availability, PublishTime, Revision};

/// When and how something leaves once it is approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// When the time to undo is over.
    AtOnce,
    /// At a time, for example `2026-11-29 09:30 (Europe/Berlin)`.
    At(String),
    /// By a person's hand, on the network's own page.
    ByHand,
}

impl Leaving {
    /// Reads it from what is approved.
    pub(super) fn of(revision: &Revision) -> Self {
        let capability = revision.capability.as_ref();
        if capability.is_some_and(|c| c.availability == Availability::HandOver) {
            return Self::ByHand;
        }
        match &revision.publish_at {
            PublishTime::AfterApproval => Self::AtOnce,
            PublishTime::At { wall, zone, .. } => {
                Self::At(format!("{} ({zone})", wall.replace('T', " ")))
            }
        }
    }

    /// Says it on a card; `hold` is the time to undo, in seconds.
    pub(super) fn on_card(&self, hold: u64) -> String {
        match self {
            Self::AtOnce if hold == 0 => "sent at once".to_owned(),
            Self::AtOnce => format!("sent at once after {hold} s"),
            Self::At(time) => format!("sent at {time}"),
            Self::ByHand => "you finish it on the network's own page".to_owned(),
        }
    }

    /// Says what an approval led to; `runs` tells whether an engine is at work.
    pub(super) fn approved(&self, what: &str, hold: u64, runs: bool) -> String {
        match self {
            Self::AtOnce if !runs => {
                format!("Approved. {what} goes out as soon as the engine runs.")
            }
            Self::AtOnce if hold == 0 => format!("Approved. {what} goes out now."),
            Self::AtOnce => format!("Approved. {what} goes out in {hold} seconds."),
            Self::At(time) if runs => format!("Approved. {what} is planned for {time}."),
            Self::At(time) => {
                format!("Approved. {what} is planned for {time}; the engine has to run then.")
            }
            Self::ByHand => {
                format!("Approved. {what}: you finish it on the network's own page.")
            }
        }
    }

    /// Says what can still be taken back; what leaves at once is followed by a countdown.
    pub(super) fn undoable(&self, what: &str) -> String {
        match self {
            Self::AtOnce => format!("{what} goes out"),
            Self::At(time) => format!("{what} is planned for {time}"),
            Self::ByHand => format!("{what}: yours to finish"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_told_as_a_plan_and_not_as_leaving_now() {
        let plan = Leaving::At("2026-11-29 09:30 (Europe/Berlin)".into());
        for (told, expected) in [
            (
                plan.approved("Post", 0, true),
                "Approved. Post is planned for 2026-11-29 09:30 (Europe/Berlin).",
            ),
            (
                plan.undoable("Post"),
                "Post is planned for 2026-11-29 09:30 (Europe/Berlin)",
            ),
            (
                Leaving::AtOnce.approved("Post", 10, true),
                "Approved. Post goes out in 10 seconds.",
            ),
            (
                Leaving::AtOnce.approved("Post", 10, false),
                "Approved. Post goes out as soon as the engine runs.",
            ),
            (
                Leaving::ByHand.approved("Like", 0, true),
                "Approved. Like: you finish it on the network's own page.",
            ),
        ] {
            assert_eq!(told, expected);
        }
    }
}
