//! The machine a figure was taken on, and how busy it was.

use std::fs;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Describes processors and load: a figure of a busy machine is not one of a quiet machine.
pub fn condition() -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split_whitespace().take(3).collect();
    format!(
        "{processors} processors, load {} (1, 5, 15 minutes)",
        load.join(" ")
    )
}

/// Returns the processor time this process has used, all threads together.
pub fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_uses_processor_time() {
        let before = processor_time();
        let mut sum = 0_u64;
        while processor_time() == before {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(processor_time() > before, "{sum}");
    }

    #[test]
    fn the_load_is_told() {
        assert!(condition().contains("load "), "{}", condition());
    }
}
