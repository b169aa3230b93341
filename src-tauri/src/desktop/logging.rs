//! The log: a file of bounded size in the data folder, and standard error where it is asked for.
//!
//! No text of a post and no secret goes into a log: nothing above `debug` carries one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use super::environment;

/// How large the log may grow before it begins anew; the part before is kept once.
const MOST_BYTES: u64 = 2 << 20;

/// What goes into the file.
const FILE_FILTER: &str = "warn,herald=info";

/// Starts the log in a data folder. It never makes the folder: only opening it properly does.
pub(super) fn start(data_dir: &Path) {
    let file = LogFile::new(data_dir.join("herald.log"), MOST_BYTES);
    let to_file = fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .with_filter(EnvFilter::new(FILE_FILTER));
    let asked = environment::variable("HERALD_LOG");
    let to_terminal = asked.as_ref().map(|filter| {
        fmt::layer()
            .with_ansi(false)
            .with_writer(io::stderr)
            .with_filter(EnvFilter::new(filter))
    });
    let started = tracing_subscriber::registry()
        .with(to_file)
        .with(to_terminal)
        .try_init();
    if let Err(error) = started {
        environment::complain(&format!("There is no log: {error}."));
    }
    log_panics();
}

/// Writes where a panic happened; its message may quote what nobody else should read.
fn log_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "something ended unexpectedly");
        before(info);
    }));
}

/// A file that begins anew when it is full.
struct LogFile {
    path: PathBuf,
    most: u64,
    open: Option<(File, u64)>,
}

impl LogFile {
    fn new(path: PathBuf, most: u64) -> Self {
        Self {
            path,
            most,
            open: None,
        }
    }

    fn begin_anew(&mut self) -> io::Result<()> {
        self.open = None;
        fs::rename(&self.path, self.path.with_extension("log.1"))
    }

    fn opened(&mut self) -> io::Result<&mut (File, u64)> {
        let slot = &mut self.open;
        if slot.is_none() {
            let file = private(&self.path)?;
            let length = file.metadata()?.len();
            *slot = Some((file, length));
        }
        slot.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let most = self.most;
        let full = self
            .open
            .as_ref()
            .is_some_and(|(_, length)| *length >= most);
        if full {
            self.begin_anew()?;
        }
        let Ok((file, length)) = self.opened() else {
            // The data folder is not there yet, or cannot be written: the window says so.
            return Ok(line.len());
        };
        file.write_all(line)?;
        *length += line.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.open {
            Some((file, _)) => file.flush(),
            None => Ok(()),
        }
    }
}

/// Opens a file for its owner alone, at its end.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_never_grows_beyond_its_bound() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("herald.log");
        let mut log = LogFile::new(path.clone(), 100);
        for _ in 0..50 {
            log.write_all(&[b'x'; 30]).expect("writes");
        }
        let size = |path: &Path| fs::metadata(path).expect("is there").len();
        assert!(size(&path) <= 130);
        assert!(size(&path.with_extension("log.1")) <= 130);
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 2);
    }

    #[test]
    fn the_log_does_not_make_the_data_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("not yet");
        let mut log = LogFile::new(missing.join("herald.log"), 100);
        log.write_all(b"lost").expect("no failure");
        assert!(!missing.exists());
        fs::create_dir(&missing).expect("made");
        log.write_all(b"kept").expect("writes");
        assert_eq!(
            fs::read(missing.join("herald.log")).expect("reads"),
            b"kept"
        );
    }
}
