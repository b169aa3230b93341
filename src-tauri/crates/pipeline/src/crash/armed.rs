//! The places as the sweep finds them: counted, written down, and ended where it chose.

use std::collections::HashMap;
use std::future::Future;
use std::io::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{CrashPoint, Place, Stage};

tokio::task_local! {
    static STAGE: Stage;
}

/// How often each point was reached by this process.
static REACHED: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);

/// Does a piece of work as a stage.
pub fn during<F: Future>(stage: Stage, work: F) -> impl Future<Output = F::Output> {
    STAGE.scope(stage, work)
}

/// Ends the process here, if the sweep chose this point by `HERALD_CRASH_AT`: a name, and after `#` the how
/// manieth time. `HERALD_CRASH_LOG` names a file that tells which points were reached.
pub fn reach(place: Place) {
    // Work outside of every stage, such as a setting, has no point.
    let Ok(stage) = STAGE.try_with(|stage| *stage) else {
        return;
    };
    let name = CrashPoint { stage, place }.to_string();
    let times = {
        let mut reached = REACHED.lock().unwrap_or_else(PoisonError::into_inner);
        let times = reached.entry(name.clone()).or_default();
        *times += 1;
        *times
    };
    if let Some(path) = given("HERALD_CRASH_LOG") {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path);
        let written = file.and_then(|mut file| writeln!(file, "{name}"));
        if let Err(error) = written {
            tracing::error!(%error, "the points reached cannot be written down");
        }
    }
    let Some(chosen) = given("HERALD_CRASH_AT") else {
        return;
    };
    let (wanted, nth) = chosen.split_once('#').unwrap_or((&chosen, "1"));
    if wanted == name && nth.parse() == Ok(times) {
        std::process::abort();
    }
}

fn given(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sweep's only way in, never in a release"
    )]
    std::env::var(name).ok()
}
