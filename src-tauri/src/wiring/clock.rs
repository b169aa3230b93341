//! The one home of the system's time and chance.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use herald_domain::Timestamp;
use herald_pipeline::ports::{Clock, Rng};

/// The system's clock.
pub struct SystemClock {
    #[cfg_attr(
        target_os = "linux",
        expect(dead_code, reason = "Linux knows its boot time")
    )]
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one home of the system's time"
        )]
        let started = Instant::now();
        Self { started }
    }
}

/// Returns how far a sweep has put the clock ahead: `HERALD_CLOCK_AHEAD_S`, in seconds.
#[cfg(feature = "crash-points")]
fn ahead() -> Duration {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sweep's only way in, never in a release"
    )]
    let given = std::env::var("HERALD_CLOCK_AHEAD_S");
    let seconds = given.ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(0))
}

#[cfg(not(feature = "crash-points"))]
fn ahead() -> Duration {
    Duration::ZERO
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one home of the system's time"
        )]
        let now = chrono::Utc::now();
        Timestamp(now.timestamp_millis()).plus(ahead())
    }

    #[cfg(target_os = "linux")]
    fn since_boot(&self) -> Duration {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0)) + ahead()
    }

    /// Other systems count from the start of the process; sleep is counted where the system's
    /// monotonic clock does.
    #[cfg(not(target_os = "linux"))]
    fn since_boot(&self) -> Duration {
        self.started.elapsed() + ahead()
    }

    fn zone(&self) -> String {
        iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned())
    }

    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

/// The system's source of chance.
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Without chance no key may be made: going on would risk doubling what goes out.
            tracing::error!(%error, "the system gives no random numbers");
            std::process::abort();
        }
    }
}
