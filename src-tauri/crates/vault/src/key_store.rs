//! The system's keychain, as far as one short key needs it.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

/// The name under which the keychain shows Herald's entries.
const SERVICE: &str = "herald";

/// Why the keychain did not do as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreError {
    /// There is no keychain on this computer: on Linux, no Secret Service answers.
    #[error("this computer offers no keychain")]
    Absent,
    /// The keychain is there and failed: locked, refused or broken.
    #[error("the keychain failed: {0}")]
    Failed(String),
}

/// Keeps a few short keys by entry name. Calls may block, even for ever.
pub trait KeyStore: Send + Sync + 'static {
    /// Tells whether the keychain answers at all, changing nothing.
    fn probe(&self) -> Result<(), KeyStoreError>;

    /// Reads an entry; `None` when there is none of this name.
    fn read(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError>;

    /// Writes an entry, replacing one of the same name.
    fn write(&self, entry: &str, key: &[u8]) -> Result<(), KeyStoreError>;

    /// Removes an entry; none of this name is no error.
    fn forget(&self, entry: &str) -> Result<(), KeyStoreError>;
}

/// The operating system's own: Keychain on macOS, Credential Manager on Windows, the Secret
/// Service elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsKeyStore;

impl KeyStore for OsKeyStore {
    fn probe(&self) -> Result<(), KeyStoreError> {
        self.read("probe").map(drop)
    }

    fn read(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        match open(entry)?.get_secret() {
            Ok(key) => Ok(Some(Zeroizing::new(key))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(translate(&error)),
        }
    }

    fn write(&self, entry: &str, key: &[u8]) -> Result<(), KeyStoreError> {
        let written = open(entry)?.set_secret(key);
        written.map_err(|error| translate(&error))
    }

    fn forget(&self, entry: &str) -> Result<(), KeyStoreError> {
        match open(entry)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(translate(&error)),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this crate is the one home of the keychain"
)]
fn open(entry: &str) -> Result<Entry, KeyStoreError> {
    // The store is set up once per process; where that failed there is none to talk to.
    if let Err(error) = Entry::store_status() {
        tracing::info!(%error, "no keychain");
        return Err(KeyStoreError::Absent);
    }
    Entry::new(SERVICE, entry).map_err(|error| translate(&error))
}

/// Chooses words. Errors that carry stored bytes or entries are told by their kind alone.
fn translate(error: &Error) -> KeyStoreError {
    let words = match error {
        Error::NoDefaultStore => return KeyStoreError::Absent,
        Error::NoStorageAccess(cause) => {
            format!("it is locked or its use was declined ({cause})")
        }
        Error::PlatformFailure(cause) => format!("it reported a fault ({cause})"),
        Error::Ambiguous(_) => "it holds more than one entry of the same name".into(),
        Error::TooLong(_, limit) => format!("it takes at most {limit} characters"),
        _ => "it does not work as expected".into(),
    };
    KeyStoreError::Failed(words)
}
