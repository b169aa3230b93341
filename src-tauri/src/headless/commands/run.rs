//! Running the engine in the foreground.

use std::pin::pin;
use std::time::Duration;

use clap::Args;
use herald_api::ApiError;
use herald_pipeline::engine::{Engine, IdleReport};
use herald_pipeline::ports::Wake;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::vault;
use crate::headless::exit::Failure;
use crate::headless::interrupts::Interrupts;
use crate::headless::output::Output;
use crate::headless::render;
use crate::headless::shell::{Desk, Shell};
use crate::headless::watch::Watch;

/// How long nothing is looked at when no hint arrives.
const SLOW_LOOK: Duration = Duration::from_secs(2);

/// How long what changes at once is gathered before it is looked at: looking is work too, and what
/// is sent must not wait for it.
const GATHER: Duration = Duration::from_millis(200);

/// Run the engine here until Ctrl-C: reads, drafts, and sends what you approved.
#[derive(Args, Debug)]
pub struct RunArgs {
    /// Read every account once, do what is due, and end.
    #[arg(long)]
    until_idle: bool,
}

/// Runs the engine.
///
/// # Errors
/// `Busy` when another process runs it; what the store says.
pub async fn run(args: RunArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    vault::must_open(&desk.herald).await?;
    let engine = desk.engine().await?;
    let mut watch = Watch::begin(desk.herald.clone()).await?;
    if args.until_idle {
        let report = Box::pin(engine.run_until_idle()).await?;
        watch.tell(shell.output).await?;
        show_report(shell.output, &report)?;
        return report
            .trouble
            .map_or(Ok(()), |trouble| Err(Failure::Api(ApiError::from(trouble))));
    }
    // What is said is so: from here on an interruption ends it softly.
    let interrupts = Interrupts::listen()?;
    shell.output.say("Running. Ctrl-C stops it.")?;
    Box::pin(foreground(engine, desk, watch, interrupts, shell.output)).await
}

async fn foreground(
    engine: Engine,
    desk: &Desk,
    mut watch: Watch,
    mut interrupts: Interrupts,
    output: Output,
) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    let mut running = pin!(engine.run(stop.clone()));
    let wake = desk.herald.context().wake().clone();
    let ended = {
        // Beside the engine, which goes on while is told what happens.
        let mut telling = pin!(keep_telling(&mut watch, wake.as_ref(), output));
        loop {
            tokio::select! {
                ended = &mut running => break ended,
                failure = &mut telling => {
                    stop.cancel();
                    running.await?;
                    return Err(failure);
                }
                () = interrupts.next() => {
                    if stop.is_cancelled() {
                        return Err(Failure::Interrupted);
                    }
                    stop.cancel();
                    let stopping = "Stopping after what is under way. Ctrl-C again stops at once.";
                    output.say(stopping)?;
                }
            }
        }
    };
    ended?;
    watch.tell(output).await?;
    output.say("Stopped.")
}

/// Tells what happens as it happens; ends only where it cannot be told.
async fn keep_telling(watch: &mut Watch, wake: &dyn Wake, output: Output) -> Failure {
    loop {
        let armed = wake.armed();
        if let Err(failure) = watch.tell(output).await {
            return failure;
        }
        changed(wake, armed).await;
    }
}

/// Waits until something changed, and until what belongs to it had time to.
async fn changed(wake: &dyn Wake, armed: u64) {
    wake.changed(armed, SLOW_LOOK).await;
    tokio::time::sleep(GATHER).await;
}

fn show_report(output: Output, report: &IdleReport) -> Result<(), Failure> {
    let value = json!({
        "accounts_read": report.accounts_read,
        "accounts_failed": report.accounts_failed,
        "jobs": report.jobs,
        "actions": report.actions,
    });
    output.show(&value, |page, _| {
        let failed = match report.accounts_failed {
            0 => String::new(),
            n => format!(", {n} could not be read"),
        };
        let said = format!(
            "Nothing is due. {} accounts read{failed}, {} pieces of work done, {} steps of sending.",
            report.accounts_read, report.jobs, report.actions
        );
        page.line(&[(render::Tone::Plain, &said)]);
    })
}
