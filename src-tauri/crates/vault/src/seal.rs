//! Sealing under the master key.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use herald_pipeline::ports::VaultError;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::failed;

/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// What is sealed; a seal of one kind never opens as another.
#[derive(Clone, Copy)]
pub(crate) enum About<'a> {
    /// The secret of this name.
    Secret(&'a str),
    /// The whole vault, as these bytes.
    Vault(&'a [u8]),
    /// The master key under a passphrase.
    MasterKey,
}

impl About<'_> {
    fn bytes(self) -> Vec<u8> {
        let (kind, rest): (&[u8], &[u8]) = match self {
            Self::Secret(name) => (b"herald secret\0", name.as_bytes()),
            Self::Vault(bytes) => (b"herald vault\0", bytes),
            Self::MasterKey => (b"herald master key\0", b""),
        };
        [kind, rest].concat()
    }
}

/// Something sealed: nonce and ciphertext as one base64 text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Sealed(String);

/// A key that is wiped when dropped and never shown.
pub(crate) struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl Key {
    /// Makes a key nobody can foresee.
    pub(crate) fn random() -> Result<Self, VaultError> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        fill_random(key.as_mut_slice())?;
        Ok(Self(key))
    }

    /// Takes over key bytes.
    pub(crate) fn new(bytes: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        Self(bytes)
    }

    /// Reads key bytes of unsure length.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        (bytes.len() == KEY_BYTES).then(|| key.copy_from_slice(bytes))?;
        Some(Self(key))
    }

    /// Shows the key to the code that must keep it.
    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Seals bytes under what they are about.
    pub(crate) fn seal(&self, about: About<'_>, plain: &[u8]) -> Result<Sealed, VaultError> {
        let mut nonce = [0; NONCE_BYTES];
        fill_random(&mut nonce)?;
        let payload = Payload {
            msg: plain,
            aad: &about.bytes(),
        };
        let text = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| failed("a secret is too long to be sealed."))?;
        let bytes = [nonce.as_slice(), &text].concat();
        Ok(Sealed(BASE64_STANDARD.encode(bytes)))
    }

    /// Opens a seal; `None` when key, kind, name or bytes are not the ones it was made with.
    pub(crate) fn open(&self, about: About<'_>, sealed: &Sealed) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = BASE64_STANDARD.decode(&sealed.0).ok()?;
        let (nonce, text) = bytes.split_at_checked(NONCE_BYTES)?;
        let payload = Payload {
            msg: text,
            aad: &about.bytes(),
        };
        let plain = self.cipher().decrypt(XNonce::from_slice(nonce), payload);
        plain.ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_slice().into())
    }
}

/// Fills a buffer from the system's source of randomness.
pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(|_| failed("the system gave no random numbers. Try again."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seal_opens_only_with_its_own_key_kind_and_name() {
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        let sealed = key.seal(About::Secret("a"), b"hunter2").unwrap();
        let opened = key.open(About::Secret("a"), &sealed).unwrap();
        assert_eq!(opened.as_slice(), b"hunter2");
        assert!(key.open(About::Secret("b"), &sealed).is_none());
        assert!(key.open(About::Vault(b"a"), &sealed).is_none());
        assert!(key.open(About::MasterKey, &sealed).is_none());
        assert!(other.open(About::Secret("a"), &sealed).is_none());
    }

    #[test]
    fn sealing_twice_never_gives_the_same_text() {
        let key = Key::random().unwrap();
        let seal = || key.seal(About::Secret("a"), b"hunter2").unwrap();
        assert_ne!(seal(), seal());
    }

    #[test]
    fn nonsense_is_no_seal() {
        let key = Key::random().unwrap();
        for text in ["", "?", "AAAA", "\u{0}"] {
            let sealed = Sealed(text.to_owned());
            assert!(key.open(About::MasterKey, &sealed).is_none());
        }
    }
}
