//! What `vault.json` holds.

use std::collections::BTreeMap;

use herald_pipeline::ports::VaultError;
use serde::{Deserialize, Serialize};

use crate::failed;
use crate::seal::{About, Key, Sealed};
use crate::wrap::WrappedKey;

const VERSION: u32 = 1;

const DAMAGED: &str = "its file vault.json is damaged. Herald leaves it as it is: put back a copy, \
                       or move it away and connect your accounts again.";
const NEWER: &str = "its file vault.json was written by a newer Herald. Install that version; \
                     nothing was changed.";
const CHANGED: &str = "its file vault.json was changed outside Herald or belongs to another key. \
                       Herald leaves it as it is: put back a copy, or move it away and connect \
                       your accounts again.";

/// A vault file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VaultFile {
    vault: Body,
    /// A seal over the whole body: it proves the key right and the file unchanged.
    check: Sealed,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    version: u32,
    key: KeyPlace,
    secrets: BTreeMap<String, Sealed>,
}

/// Where the master key is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum KeyPlace {
    /// In the system's keychain, under this entry.
    Keychain {
        /// The entry's name.
        entry: String,
    },
    /// In this file, under a passphrase.
    Passphrase(WrappedKey),
}

/// As much of a file as every version has.
#[derive(Deserialize)]
struct AnyVersion {
    vault: AnyBody,
}

#[derive(Deserialize)]
struct AnyBody {
    version: u32,
}

impl VaultFile {
    /// Makes an empty vault.
    pub(crate) fn empty(place: KeyPlace, key: &Key) -> Result<Self, VaultError> {
        Self::sealed(
            Body {
                version: VERSION,
                key: place,
                secrets: BTreeMap::new(),
            },
            key,
        )
    }

    fn sealed(vault: Body, key: &Key) -> Result<Self, VaultError> {
        let check = key.seal(About::Vault(&vault.bytes()?), &[])?;
        Ok(Self { vault, check })
    }

    /// Reads a file's bytes, not yet trusting them.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        let any: AnyVersion = serde_json::from_slice(bytes).map_err(|_| failed(DAMAGED))?;
        if any.vault.version > VERSION {
            return Err(failed(NEWER));
        }
        serde_json::from_slice(bytes).map_err(|_| failed(DAMAGED))
    }

    /// Writes the file's bytes; they hold no secret in the clear.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec_pretty(self).map_err(|_| failed("it could not be written down."))
    }

    /// Tells where the key is.
    pub(crate) fn key_place(&self) -> &KeyPlace {
        &self.vault.key
    }

    /// Returns the secret of a name, after checking the whole file.
    pub(crate) fn secret(
        &self,
        key: &Key,
        name: &str,
    ) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, VaultError> {
        self.check(key)?;
        let Some(sealed) = self.vault.secrets.get(name) else {
            return Ok(None);
        };
        let plain = key.open(About::Secret(name), sealed);
        plain.map(Some).ok_or_else(|| failed(CHANGED))
    }

    /// Returns the vault with a secret set, or removed for `None`; `None` when that is no change.
    pub(crate) fn with(
        &self,
        key: &Key,
        name: &str,
        secret: Option<&[u8]>,
    ) -> Result<Option<Self>, VaultError> {
        self.check(key)?;
        let mut vault = self.vault.clone();
        match secret {
            Some(plain) => {
                let sealed = key.seal(About::Secret(name), plain)?;
                vault.secrets.insert(name.to_owned(), sealed);
            }
            None if vault.secrets.remove(name).is_none() => return Ok(None),
            None => {}
        }
        Self::sealed(vault, key).map(Some)
    }

    /// Checks that the key is right and the file unchanged.
    pub(crate) fn check(&self, key: &Key) -> Result<(), VaultError> {
        let opened = key.open(About::Vault(&self.vault.bytes()?), &self.check);
        opened.map(drop).ok_or_else(|| failed(CHANGED))
    }
}

impl Body {
    fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec(self).map_err(|_| failed("it could not be written down."))
    }
}

/// The failure of a file that cannot be a vault.
pub(crate) fn damaged() -> VaultError {
    failed(DAMAGED)
}
