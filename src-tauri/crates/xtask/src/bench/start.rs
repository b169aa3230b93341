//! The start of the window: from the first instruction to a queue a person can work on.

use std::time::Duration;

use anyhow::{Context, Result};

use super::{Aim, BenchArgs, Figure, Report, Samples, folder, window};
use crate::private_desktop::PrivateDesktop;
use crate::step;

/// Starts of each window that count; one more before them warms the disk.
const ROUNDS: usize = 11;

/// Starts Herald with 50,000 waiting reviews and an empty window in turns.
pub fn measure(args: &BenchArgs) -> Result<Report> {
    window::build(args.as_built)?;
    let folder = folder::empty()?;
    folder::fill(folder.path())?;
    let desktop = step::timed("Start a private desktop", PrivateDesktop::start)?;
    let (mut card, mut empty): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let herald = window::herald(&desktop, folder.path())?.after;
        let nothing = window::empty(&desktop)?.after;
        if round > 0 {
            card.push(herald);
            empty.push(nothing);
        }
    }
    let empty = Samples::new(empty).ms(50.0);
    let worst = card
        .iter()
        .max()
        .context("Nothing was measured")?
        .as_secs_f64()
        * 1e3;
    let median = Samples::new(card).ms(50.0);
    let mut report = Report::default();
    report.add(
        Figure::new("start to first card, median", median, "ms")
            .beside("an empty window", empty)
            .aim(Aim::AtMost(1000.0))
            .ratio_aim(Aim::AtMost(1.5)),
    );
    report.add(Figure::new("start to first card, slowest", worst, "ms"));
    Ok(report)
}
