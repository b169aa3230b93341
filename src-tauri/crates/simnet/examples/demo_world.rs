//! Runs the demo world until Ctrl-C: `demo_world [port] [ledger file]`.
#![expect(
    clippy::print_stdout,
    reason = "an example tells its address on the terminal"
)]

use std::error::Error;
use std::path::PathBuf;

use herald_simnet::{OWNER, OWNER_PASSWORD, Pace, SimConfig, SimNet};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let config = SimConfig {
        port,
        pace: Pace::Demo,
        ledger_path: arguments.next().map(PathBuf::from),
        ..SimConfig::default()
    };
    let sim = SimNet::start(config).await?;
    println!("{} (log in as {OWNER} with {OWNER_PASSWORD})", sim.url());
    tokio::signal::ctrl_c().await?;
    sim.shutdown().await;
    Ok(())
}
