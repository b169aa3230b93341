//! Reading and changing the secrets of an open vault file.

use std::sync::Arc;

use herald_pipeline::crash::{Place, reach};
use herald_pipeline::ports::{Secret, VaultError};
use zeroize::Zeroize;

use crate::file::VaultPath;
use crate::seal::Key;
use crate::{blocking, failed};

/// Reads a secret; blocking.
pub(crate) fn read(path: &VaultPath, key: &Key, name: &str) -> Result<Option<Secret>, VaultError> {
    let Some(file) = path.read()? else {
        return Ok(None);
    };
    let Some(mut plain) = file.secret(key, name)? else {
        return Ok(None);
    };
    match String::from_utf8(std::mem::take(&mut *plain)) {
        Ok(text) => Ok(Some(Secret::new(text))),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(failed(
                "a secret in it is not text. Connect the account again.",
            ))
        }
    }
}

/// Sets a secret, or removes it for `None`.
pub(crate) async fn change(
    path: &VaultPath,
    key: Arc<Key>,
    name: &str,
    secret: Option<&Secret>,
) -> Result<(), VaultError> {
    let (path, name, secret) = (path.clone(), name.to_owned(), secret.cloned());
    reach(Place::BeforeKeep);
    let changed = blocking(move || rewrite(&path, &key, &name, secret.as_ref())).await;
    reach(Place::AfterKeep);
    changed
}

/// Writes the file with a secret changed; blocking.
///
/// The file is read again under the lock, so that nothing another writer kept is lost.
fn rewrite(
    path: &VaultPath,
    key: &Key,
    name: &str,
    secret: Option<&Secret>,
) -> Result<(), VaultError> {
    let held = path.hold()?;
    let Some(file) = path.read()? else {
        return Err(gone());
    };
    let plain = secret.map(|secret| secret.expose().as_bytes());
    match file.with(key, name, plain)? {
        Some(changed) => path.replace(&held, &changed),
        None => Ok(()),
    }
}

/// The failure of a file that was there and is not any more.
pub(crate) fn gone() -> VaultError {
    failed("its file vault.json is gone. Start Herald again.")
}
