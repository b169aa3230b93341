//! Ends of a process while a planned post is given to the server, looked after, and taken out again.

use anyhow::{Result, ensure};

use super::Life;

/// How often the engine is started until a planned post is public, when nothing is in the way.
const STARTS: u32 = 4;

/// Tells whether a point lies in work that only planned posts have.
pub(super) fn concerns_plans(point: &str) -> bool {
    ["park.", "watch.", "recall."]
        .iter()
        .any(|stage| point.starts_with(stage))
}

impl Life {
    /// Plans two posts with nothing in the way; one is taken back and approved again.
    pub(super) fn planned_undisturbed(&mut self) -> Result<()> {
        for is_taken_back in [false, true] {
            let said = self.text();
            ensure!(self.home.plan(&said)?, "the post cannot be planned");
            self.home.herald.run_until_idle()?;
            let state = self.home.action(&said)?.map(|(_, state)| state);
            ensure!(state.as_deref() == Some("parked"), "it is {state:?}");
            if is_taken_back {
                ensure!(self.home.take_back(&said)?, "it cannot be taken back");
                self.back_in_review(&said)?;
                self.home.approve(&said)?;
            }
            let fate = self.home.settle(&said)?;
            ensure!(
                fate.copies == 1 && !fate.asked,
                "{fate:?} of a planned post"
            );
        }
        Ok(())
    }

    /// Ends a process when it reaches a point of a planned post for the `nth` time; tells whether it did.
    pub(super) fn planned_ends_at(&mut self, point: &str, said: &str) -> Result<bool> {
        ensure!(self.home.plan(said)?, "the post cannot be planned");
        let is_taken_back = point.starts_with("recall.");
        if is_taken_back {
            self.home.herald.run_until_idle()?;
            ensure!(self.home.take_back(said)?, "it cannot be taken back");
        }
        self.home.arm(Some(point));
        let mut ended = false;
        for start in 0..STARTS {
            if start > 0 && !is_taken_back {
                self.home.go_on(super::home::STEP);
            }
            ended = ended || !self.home.herald.tries_to_run()?;
        }
        self.home.arm(None);
        if is_taken_back {
            self.back_in_review(said)?;
            self.home.approve(said)?;
        }
        Ok(ended)
    }

    /// Waits until an approval is taken back; nothing of it may be public then.
    fn back_in_review(&mut self, said: &str) -> Result<()> {
        self.home.settle_back(said)?;
        let copies = self.home.copies(said);
        ensure!(
            copies == 0,
            "{said} was taken back, and {copies} are public"
        );
        Ok(())
    }
}
