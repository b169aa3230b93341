//! Memory at rest: the window with everything it started, and the engine alone.

use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use super::herald::Herald;
use super::{Aim, BenchArgs, Figure, Report, folder, proc_memory_pss, window};
use crate::private_desktop::PrivateDesktop;
use crate::process::{Owned, tied};
use crate::step;

/// How long nothing is done before memory is read.
const REST: Duration = Duration::from_secs(30);

/// Measures both, each beside a process of its kind that does nothing.
pub fn measure(args: &BenchArgs) -> Result<Report> {
    window::build(args.as_built)?;
    let folder = folder::empty()?;
    folder::fill(folder.path())?;
    let desktop = step::timed("Start a private desktop", PrivateDesktop::start)?;
    let opened = window::herald(&desktop, folder.path())?;
    let window = at_rest("the window", opened.process)?;
    let nothing = at_rest("the empty window", window::empty(&desktop)?.process)?;
    drop(desktop);
    let engine = Herald::build(folder.path(), args.as_built)?.run_engine()?;
    let engine = at_rest("the engine", engine)?;
    let mut sleeper = tied("sleep");
    sleeper.arg("3600").stdin(Stdio::null());
    let asleep = at_rest("a sleeping process", Owned::spawn("sleep", &mut sleeper)?)?;
    let mut report = Report::default();
    let figure = Figure::new("window, 50,000 reviews waiting", window, "MB");
    report.add(
        figure
            .beside("an empty window", nothing)
            .aim(Aim::AtMost(320.0)),
    );
    let figure = Figure::new("engine without a window", engine, "MB");
    report.add(
        figure
            .beside("a process that sleeps", asleep)
            .aim(Aim::AtMost(40.0)),
    );
    Ok(report)
}

/// Lets a process rest, reads its memory and that of its children in MB, and ends it.
fn at_rest(what: &str, mut process: Owned) -> Result<f64> {
    step::timed(&format!("Let {what} rest"), || {
        sleep(REST);
        process.must_be_running()?;
        Ok(proc_memory_pss(process.id())? as f64 / 1e6)
    })
}
