//! The demo in a terminal: simulated people, the whole engine, and you.

mod keys;
mod read_back;
mod talk;

use std::pin::pin;

use clap::Args;
use herald_api::Herald;
use herald_api::views::{Nothing, SettingView};
use herald_pipeline::engine::Engine;
use herald_simnet::pages::PRINT_DROP;
use herald_simnet::population::{CAST, OWNER};
use tokio_util::sync::CancellationToken;

use crate::headless::exit::Failure;
use crate::headless::interrupts::Interrupts;
use crate::headless::output::Output;
use crate::headless::render::{Cell, Page, Tone};
use crate::headless::shell::{Desk, Shell};
use talk::Talk;

/// How often the demo reads its network, in seconds.
const OFTEN_SECONDS: &str = "2";

/// Try everything on simulated people: no account, no key, nothing leaves this computer.
#[derive(Args, Clone, Copy, Debug)]
pub struct DemoArgs {
    /// End after one mention was answered.
    #[arg(long)]
    once: bool,
    /// Approve every draft at once, for scripts.
    #[arg(long)]
    yes: bool,
}

/// Runs the demo in its own folder inside the data folder.
///
/// # Errors
/// `Busy` when another process runs the engine of that folder; what the engine says.
pub async fn run(args: DemoArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open_demo().await?;
    let engine = desk.engine().await?;
    hurry(&desk.herald).await?;
    desk.herald.start_demo(Nothing {}).await?;
    let town = desk.simulated_network();
    shell.output.page(|page| announce(page, town.as_deref()))?;
    let result = Box::pin(beside_the_engine(engine, desk, args, shell.output)).await;
    shell.output.page(|page| {
        let folder = shell.demo_dir();
        page.gap();
        let kept = format!("The demo is kept in {}", folder.display());
        page.paragraph("", Tone::Quiet, &kept);
        page.paragraph(
            "",
            Tone::Quiet,
            "Look again with --data-dir and that folder.",
        );
    })?;
    result
}

/// Reads the simulated network often, where it is the only one: nobody else's server is asked.
async fn hurry(herald: &Herald) -> Result<(), Failure> {
    let accounts = herald.list_accounts(Nothing {}).await?.accounts;
    if accounts.iter().all(|account| account.demo) {
        let often = SettingView {
            name: "observe.every_seconds".to_owned(),
            value: OFTEN_SECONDS.to_owned(),
        };
        herald.set_setting(often).await?;
    }
    Ok(())
}

fn announce(page: &mut Page, town: Option<&str>) {
    let you = format!("You look after @{OWNER}, a photographer, on a simulated network.");
    page.line(&[(Tone::Strong, &you)]);
    page.line(&[(
        Tone::Plain,
        "These people live there; everything stays on this computer.",
    )]);
    page.gap();
    let rows: Vec<_> = CAST
        .iter()
        .map(|member| {
            vec![
                Cell::plain(member.display_name),
                Cell::quiet(&format!("@{}", member.handle)),
                Cell::quiet(member.description),
            ]
        })
        .collect();
    page.table(&["name", "handle", "about"], &rows);
    page.gap();
    if let Some(town) = town {
        let page_of_the_shop =
            format!("Your shop has a page, for a post with a card: {town}{PRINT_DROP}");
        page.paragraph("", Tone::Quiet, &page_of_the_shop);
    }
    let wait = "Soon somebody will say something to you. Ctrl-C ends the demo.";
    page.line(&[(Tone::Plain, wait)]);
}

async fn beside_the_engine(
    engine: Engine,
    desk: &Desk,
    args: DemoArgs,
    output: Output,
) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    let mut interrupts = Interrupts::listen()?;
    let mut running = pin!(engine.run(stop.clone()));
    let mut talk = Talk::new(desk.herald.clone(), output, args.yes, args.once);
    let result = {
        let mut talking = pin!(talk.go_on());
        tokio::select! {
            ended = &mut running => {
                ended?;
                return Err(Failure::internal("The engine ended before the demo did."));
            }
            () = interrupts.next() => Ok(()),
            result = &mut talking => result,
        }
    };
    stop.cancel();
    tokio::select! {
        ended = &mut running => ended?,
        () = interrupts.next() => return Err(Failure::Interrupted),
    }
    result
}
