//! A relay between the engine and the network that notes when something marked goes by.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What a poll asks for.
const POLL: &[u8] = b"listNotifications";

#[derive(Default)]
struct Seen {
    mark: Vec<u8>,
    polled: bool,
    carried: Option<Instant>,
}

/// A relay that lives as long as the runtime it was started on.
pub struct Relay {
    seen: Arc<Mutex<Seen>>,
    address: SocketAddr,
}

impl Relay {
    /// Listens on a free loopback port and passes everything on.
    pub async fn start(network: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.context("Listen for the engine")?;
        let address = listener.local_addr()?;
        let seen = Arc::<Mutex<Seen>>::default();
        let notes = seen.clone();
        tokio::spawn(async move {
            while let Ok((engine, _)) = listener.accept().await {
                tokio::spawn(pass(engine, network, notes.clone()));
            }
        });
        Ok(Self { seen, address })
    }

    /// Returns the address the engine is given.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Looks for a mark from here on.
    pub fn look_for(&self, mark: &str) {
        let mut seen = locked(&self.seen);
        seen.mark = mark.as_bytes().to_vec();
        seen.carried = None;
    }

    /// Returns when the request was made whose answer carried the mark first.
    pub fn carried(&self) -> Option<Instant> {
        locked(&self.seen).carried
    }

    /// Waits until the engine has polled once.
    pub async fn polled(&self, limit: Duration) -> Result<()> {
        let started = Instant::now();
        while !locked(&self.seen).polled {
            if started.elapsed() > limit {
                bail!("Waited {} s", limit.as_secs());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

fn locked(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn pass(engine: TcpStream, network: SocketAddr, seen: Arc<Mutex<Seen>>) {
    let Ok(network) = TcpStream::connect(network).await else {
        return;
    };
    // Small packets held back would be counted as the engine's own slowness.
    if engine
        .set_nodelay(true)
        .and_then(|()| network.set_nodelay(true))
        .is_err()
    {
        return;
    }
    let (from_engine, to_engine) = engine.into_split();
    let (from_network, to_network) = network.into_split();
    // Calls on one connection follow each other, so the last one asked for is the one answered.
    let asked = Arc::new(Mutex::new(Instant::now()));
    let (noted, notes) = (asked.clone(), seen.clone());
    let questions = copy(from_engine, to_network, move |window| {
        if holds(window, POLL) {
            *noted.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            locked(&notes).polled = true;
        }
    });
    let answers = copy(from_network, to_engine, move |window| {
        let mut seen = locked(&seen);
        if seen.carried.is_none() && holds(window, &seen.mark) {
            seen.carried = Some(*asked.lock().unwrap_or_else(PoisonError::into_inner));
        }
    });
    tokio::join!(questions, answers);
}

/// Passes bytes on until one end closes; `look` sees each piece with the end of the one before.
async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut look: impl FnMut(&[u8])) {
    const OVERLAP: usize = 64;
    let mut window = Vec::new();
    let mut piece = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let new = piece.get(..length).unwrap_or_default();
        window.extend_from_slice(new);
        look(&window);
        if to.write_all(new).await.is_err() {
            return;
        }
        window.drain(..window.len().saturating_sub(OVERLAP));
    }
    // The other end learns of the close by the next call it makes.
    to.shutdown().await.ok();
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    !wanted.is_empty() && bytes.windows(wanted.len()).any(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mark_is_noted_with_the_time_of_its_request() {
        let network = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let relay = Relay::start(network.local_addr().unwrap()).await.unwrap();
        relay.look_for("marked");
        let mut engine = TcpStream::connect(relay.address).await.unwrap();
        let (mut served, _) = network.accept().await.unwrap();
        let before = Instant::now();
        engine.write_all(b"GET /listNotifications").await.unwrap();
        let mut asked = [0; 22];
        served.read_exact(&mut asked).await.unwrap();
        let asked_by = Instant::now();
        // Torn in the middle, as packets are.
        served.write_all(b"so mar").await.unwrap();
        let mut answer = [0; 6];
        engine.read_exact(&mut answer).await.unwrap();
        assert_eq!(relay.carried(), None);
        served.write_all(b"ked it is").await.unwrap();
        let mut answer = [0; 9];
        engine.read_exact(&mut answer).await.unwrap();
        let carried = relay.carried().unwrap();
        assert!(before <= carried && carried <= asked_by);
    }
}
