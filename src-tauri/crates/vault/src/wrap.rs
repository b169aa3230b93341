//! The master key under a passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use herald_pipeline::ports::{Secret, VaultError};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::failed;
use crate::format::damaged;
use crate::seal::{About, Key, Sealed, fill_random};

const SALT_BYTES: usize = 16;

/// The most a vault file may ask for, so that a forged one cannot exhaust the computer.
const MOST: KdfCost = KdfCost {
    memory_kib: 1 << 20,
    passes: 16,
    lanes: 8,
};

/// What it costs to try a passphrase once.
///
/// # Source
/// RFC 9106 section 4, second recommended option, with one lane: 64 MiB, three passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes the memory is divided into.
    pub lanes: u32,
}

impl Default for KdfCost {
    fn default() -> Self {
        Self {
            memory_kib: 64 << 10,
            passes: 3,
            lanes: 1,
        }
    }
}

/// A master key sealed under argon2id of a passphrase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrappedKey {
    argon2id: KdfCost,
    salt: String,
    key: Sealed,
}

impl WrappedKey {
    /// Seals the key under a passphrase.
    pub(crate) fn wrap(key: &Key, passphrase: &Secret, cost: KdfCost) -> Result<Self, VaultError> {
        let mut salt = [0; SALT_BYTES];
        fill_random(&mut salt)?;
        let outer = stretch(passphrase, &salt, cost)?;
        Ok(Self {
            argon2id: cost,
            salt: BASE64_STANDARD.encode(salt),
            key: outer.seal(About::MasterKey, key.expose())?,
        })
    }

    /// Opens the key.
    ///
    /// # Errors
    /// - [`VaultError::WrongPassphrase`] when the passphrase does not open it.
    /// - [`VaultError::Failed`] when the file cannot be of Herald's making.
    pub(crate) fn unwrap(&self, passphrase: &Secret) -> Result<Key, VaultError> {
        let cost = self.argon2id;
        let modest = cost.memory_kib <= MOST.memory_kib
            && cost.passes <= MOST.passes
            && cost.lanes <= MOST.lanes;
        let salt = BASE64_STANDARD.decode(&self.salt);
        let Some(salt) = salt.ok().filter(|_| modest) else {
            return Err(damaged());
        };
        let outer = stretch(passphrase, &salt, cost)?;
        let key = outer
            .open(About::MasterKey, &self.key)
            .ok_or(VaultError::WrongPassphrase)?;
        Key::from_slice(&key).ok_or_else(damaged)
    }
}

fn stretch(passphrase: &Secret, salt: &[u8], cost: KdfCost) -> Result<Key, VaultError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None);
    let argon2 = Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        params.map_err(|_| damaged())?,
    );
    let mut key = Zeroizing::new([0; crate::seal::KEY_BYTES]);
    argon2
        .hash_password_into(passphrase.expose().as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| failed("the passphrase could not be used. Choose a shorter one."))?;
    Ok(Key::new(key))
}
