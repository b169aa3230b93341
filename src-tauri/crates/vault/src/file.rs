//! The vault file on disk: read whole, replaced whole, one writer at a time across processes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use herald_pipeline::ports::VaultError;

use crate::failed;
use crate::format::{VaultFile, damaged};

/// The most bytes a vault file may have; many times what any number of accounts needs.
const MOST_BYTES: u64 = 64 << 20;

/// Where a vault file is.
#[derive(Clone)]
pub(crate) struct VaultPath {
    folder: PathBuf,
}

/// The right to replace the file, until dropped.
pub(crate) struct Held {
    _lock: File,
}

impl VaultPath {
    /// Names the vault file of a data folder.
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.to_owned(),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.join("vault.json")
    }

    /// Reads the file; `None` when there is none.
    pub(crate) fn read(&self) -> Result<Option<VaultFile>, VaultError> {
        let file = match File::open(self.file()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(disk("cannot be read", &error)),
        };
        let mut bytes = Vec::new();
        let read = file.take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| disk("cannot be read", &error))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(damaged());
        }
        VaultFile::parse(&bytes).map(Some)
    }

    /// Waits until no other writer holds the file, and holds it.
    ///
    /// The lock is a file of its own, because replacing the vault file would replace its lock.
    pub(crate) fn hold(&self) -> Result<Held, VaultError> {
        let taken = self.make_folder().and_then(|()| {
            let lock = private()
                .create(true)
                .truncate(false)
                .open(self.folder.join("vault.lock"))?;
            lock.lock()?;
            Ok(Held { _lock: lock })
        });
        taken.map_err(|error| disk("cannot be locked", &error))
    }

    /// Replaces the file so that a crash leaves either the old one or the new one.
    pub(crate) fn replace(&self, _held: &Held, contents: &VaultFile) -> Result<(), VaultError> {
        let bytes = contents.bytes()?;
        let draft = self.folder.join("vault.json.new");
        let replaced = write_whole(&draft, &bytes)
            .and_then(|()| fs::rename(&draft, self.file()))
            .and_then(|()| sync_folder(&self.folder));
        replaced.map_err(|error| disk("cannot be written", &error))
    }

    #[cfg(unix)]
    fn make_folder(&self) -> io::Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(&self.folder)
    }

    #[cfg(not(unix))]
    fn make_folder(&self) -> io::Result<()> {
        fs::create_dir_all(&self.folder)
    }
}

/// Opens for writing, readable by this person only.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A draft left by a crash may have other permissions; only a new file surely has ours.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private().create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

fn disk(what: &str, error: &io::Error) -> VaultError {
    failed(format!(
        "its file in the data folder {what} ({}). Nothing was changed.",
        error.kind()
    ))
}
