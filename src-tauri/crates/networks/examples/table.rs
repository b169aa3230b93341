//! Writes the table of what each network allows to the file named by the first argument.

use std::path::PathBuf;
use std::sync::Arc;

use herald_networks::{NetworkPorts, Networks};
use herald_testkit::{FakeVault, MemoryLocks, MockClock, SeededRng, builders};
use herald_transport::HttpTransport;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let networks = Networks::new(&NetworkPorts {
        transport: Arc::new(HttpTransport::new()?),
        vault: Arc::new(FakeVault::default()),
        clock: Arc::new(MockClock::at(builders::START)),
        rng: Arc::new(SeededRng::new(1)),
        locks: Arc::new(MemoryLocks::default()),
    });
    std::fs::write(file.ok_or("name the file")?, networks.markdown())?;
    Ok(())
}
