//! Session tokens: JWTs signed with HMAC-SHA256 under a key derived from the world's seed.
//!
//! # Source
//! Reference PDS token shape (`at+jwt` and `refresh+jwt`, scopes `com.atproto.access`,
//! `com.atproto.appPass` and `com.atproto.refresh`), read 2026-08-20.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock::Timestamp;
use crate::ids::Did;
use crate::json::At as _;
use crate::refusal::Refusal;

const BLOCK_BYTES: usize = 64;
const REFRESH_LIFETIME_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

/// Which of the two tokens of a session a JWT is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Authorises calls, lives shortly.
    Access,
    /// Buys the next pair, once.
    Refresh,
}

impl Scope {
    const fn name(self) -> &'static str {
        match self {
            Self::Access => "com.atproto.appPass",
            Self::Refresh => "com.atproto.refresh",
        }
    }

    const fn kind(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Refresh => "refresh+jwt",
        }
    }
}

/// What a verified token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Whose session it is.
    pub did: Did,
    /// Names the refresh token; empty on access tokens.
    pub jti: String,
}

/// Signs and checks tokens.
#[derive(Clone, Debug)]
pub struct Tokens {
    key: [u8; BLOCK_BYTES],
    access_lifetime_ms: i64,
}

impl Tokens {
    /// Derives the signing key from the seed, so that sessions survive a restart of the world.
    pub fn new(seed: u64, access_lifetime: Duration) -> Self {
        let mut key = [0_u8; BLOCK_BYTES];
        let digest = Sha256::digest(format!("simnet session key {seed}").as_bytes());
        for (place, byte) in key.iter_mut().zip(digest) {
            *place = byte;
        }
        Self {
            key,
            access_lifetime_ms: i64::try_from(access_lifetime.as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// Mints an access token for `did`.
    pub fn access(&self, did: &Did, now: Timestamp) -> String {
        self.mint(Scope::Access, did, "", now, self.access_lifetime_ms)
    }

    /// Mints the refresh token named `jti` for `did`.
    pub fn refresh(&self, did: &Did, jti: &str, now: Timestamp) -> String {
        self.mint(Scope::Refresh, did, jti, now, REFRESH_LIFETIME_MS)
    }

    fn mint(&self, scope: Scope, did: &Did, jti: &str, now: Timestamp, lifetime_ms: i64) -> String {
        let header = json!({"typ": scope.kind(), "alg": "HS256"});
        let mut claims = json!({
            "scope": scope.name(),
            "sub": did.as_str(),
            "iat": now.as_seconds(),
            "exp": now.plus_ms(lifetime_ms).as_seconds(),
            // Real tokens carry whole seconds; the exact end lets a test use short lifetimes.
            "exp_ms": now.plus_ms(lifetime_ms).as_ms(),
            "aud": "did:web:localhost",
        });
        if let (Scope::Refresh, Some(map)) = (scope, claims.as_object_mut()) {
            map.insert("jti".to_owned(), json!(jti));
        }
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// Checks signature, scope and end of life.
    ///
    /// # Errors
    /// - `InvalidToken`: not signed here, malformed, or of the other scope.
    /// - `ExpiredToken`: its life is over at `now`.
    pub fn verify(&self, token: &str, scope: Scope, now: Timestamp) -> Result<Claims, Refusal> {
        let unverified = || Refusal::bad_token("Token could not be verified");
        let (signed, signature) = token.rsplit_once('.').ok_or_else(unverified)?;
        let given = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| unverified())?;
        if given != self.sign(signed.as_bytes()) {
            return Err(unverified());
        }
        let (_, payload) = signed.split_once('.').ok_or_else(unverified)?;
        let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|_| unverified())?;
        let claims: Value = serde_json::from_slice(&bytes).map_err(|_| unverified())?;
        if claims
            .at("exp_ms")
            .as_i64()
            .is_none_or(|end| end <= now.as_ms())
        {
            return Err(Refusal::expired("Token has expired"));
        }
        if claims.at("scope") != scope.name() {
            return Err(Refusal::bad_token("Bad token scope"));
        }
        Ok(Claims {
            did: Did::new(claims.at("sub").as_str().unwrap_or_default()),
            jti: claims.at("jti").as_str().unwrap_or_default().to_owned(),
        })
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let inner = Sha256::new()
            .chain_update(self.key.map(|byte| byte ^ 0x36))
            .chain_update(message)
            .finalize();
        Sha256::new()
            .chain_update(self.key.map(|byte| byte ^ 0x5c))
            .chain_update(inner)
            .finalize()
            .to_vec()
    }
}

/// Returns when a refresh token minted at `now` ends.
pub fn refresh_ends_at(now: Timestamp) -> Timestamp {
    now.plus_ms(REFRESH_LIFETIME_MS)
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_end_exactly_and_refuse_the_other_scope_and_any_tampering() {
        let tokens = Tokens::new(1, Duration::from_millis(1_500));
        let (did, now) = (Did::new("did:plc:a"), Timestamp::from_ms(1_000_000));
        let access = tokens.access(&did, now);
        assert_eq!(
            tokens
                .verify(&access, Scope::Access, now.plus_ms(1_499))
                .unwrap()
                .did,
            did
        );
        let late = tokens
            .verify(&access, Scope::Access, now.plus_ms(1_500))
            .unwrap_err();
        assert_eq!(late.error, "ExpiredToken");
        let crossed = tokens.verify(&access, Scope::Refresh, now).unwrap_err();
        assert_eq!(crossed.error, "InvalidToken");
        let other = Tokens::new(2, Duration::from_mins(1)).access(&did, now);
        assert_eq!(
            tokens.verify(&other, Scope::Access, now).unwrap_err().error,
            "InvalidToken"
        );
        let refresh = tokens.refresh(&did, "j1", now);
        assert_eq!(
            tokens.verify(&refresh, Scope::Refresh, now).unwrap().jti,
            "j1"
        );
    }

    #[test]
    fn signature_agrees_with_a_published_hmac_vector() {
        // RFC 4231, test case 2.
        let mut tokens = Tokens::new(0, Duration::ZERO);
        tokens.key = [0; BLOCK_BYTES];
        tokens.key[..4].copy_from_slice(b"Jefe");
        let mac = tokens.sign(b"what do ya want for nothing?");
        let expected = [
            0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95,
            0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9,
            0x64, 0xec, 0x38, 0x43,
        ];
        assert_eq!(mac, expected);
    }
}
