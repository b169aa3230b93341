//! Proof of possession: a key of the sign-in's own, without which its tokens are worth nothing.
//!
//! # Source
//! RFC 9449 (DPoP) with ES256 of RFC 7518, as atproto.com/specs/oauth asks for it, read 2026-08-20.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use herald_domain::Timestamp;
use herald_pipeline::ports::Rng;
use http::Method;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

/// A key on the curve P-256. It has no `Debug`: it is secret.
#[derive(Clone)]
pub(crate) struct ProofKey(SigningKey);

/// What one proof is about.
pub(crate) struct Claim<'a> {
    /// The method called.
    pub(crate) method: &'a Method,
    /// The address called; its query is left out of the proof.
    pub(crate) url: &'a Url,
    /// The token that goes along, where there is one.
    pub(crate) token: Option<&'a str>,
    /// The server's own word against replays, where it gave one.
    pub(crate) nonce: Option<&'a str>,
    /// The time by the server's clock.
    pub(crate) at: Timestamp,
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    htm: &'a str,
    htu: &'a str,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
}

impl ProofKey {
    /// Makes a new one.
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        loop {
            let mut bytes = [0; 32];
            rng.fill(&mut bytes);
            // Nearly every number of 32 bytes is a key; the few that are none are drawn again.
            if let Ok(key) = SigningKey::from_slice(&bytes) {
                return Self(key);
            }
        }
    }

    /// Reads what [`ProofKey::to_text`] wrote.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        SigningKey::from_slice(&bytes).ok().map(Self)
    }

    /// Packs it for the vault: the secret number in base64url.
    pub(crate) fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.to_bytes())
    }

    /// Signs that the holder of the key makes a call; no two proofs are the same.
    pub(crate) fn prove(&self, claim: &Claim<'_>, rng: &dyn Rng) -> String {
        let mut address = claim.url.clone();
        address.set_query(None);
        address.set_fragment(None);
        let mut once = [0; 16];
        rng.fill(&mut once);
        let hash = |token: &str| URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()));
        let claims = Claims {
            jti: URL_SAFE_NO_PAD.encode(once),
            htm: claim.method.as_str(),
            htu: address.as_str(),
            iat: claim.at.millis().div_euclid(1_000),
            nonce: claim.nonce,
            ath: claim.token.map(hash),
        };
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.public()});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&json!(claims)));
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    fn public(&self) -> Value {
        let point = self.0.verifying_key().to_sec1_point(false);
        let number = |bytes: Option<&[u8]>| URL_SAFE_NO_PAD.encode(bytes.unwrap_or_default());
        json!({
            "kty": "EC",
            "crv": "P-256",
            "x": number(point.x().map(AsRef::as_ref)),
            "y": number(point.y().map(AsRef::as_ref)),
        })
    }
}

#[cfg(test)]
mod tests {
    use herald_testkit::SeededRng;
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier as _;

    use super::*;

    fn parts(proof: &str) -> (Value, Value) {
        let mut parts = proof.split('.');
        let mut next = || {
            let bytes = URL_SAFE_NO_PAD.decode(parts.next().unwrap()).unwrap();
            serde_json::from_slice(&bytes).unwrap()
        };
        (next(), next())
    }

    fn proof(key: &ProofKey, rng: &SeededRng) -> String {
        let url = Url::parse("https://pds.test/xrpc/a.b.c?limit=3#x").unwrap();
        let claim = Claim {
            method: &Method::GET,
            url: &url,
            token: Some("access"),
            nonce: Some("n1"),
            at: Timestamp(1_800_000_000_999),
        };
        key.prove(&claim, rng)
    }

    #[test]
    fn a_proof_names_the_call_the_token_and_the_time() {
        let rng = SeededRng::new(4);
        let key = ProofKey::new(&rng);
        let (header, claims) = parts(&proof(&key, &rng));
        assert_eq!(
            (&header["typ"], &header["alg"]),
            (&json!("dpop+jwt"), &json!("ES256"))
        );
        assert_eq!(claims["htm"], "GET");
        assert_eq!(claims["htu"], "https://pds.test/xrpc/a.b.c");
        assert_eq!(claims["iat"], 1_800_000_000);
        assert_eq!(claims["nonce"], "n1");
        // SHA-256 of "access", as other tools compute it.
        assert_eq!(claims["ath"], "oFYf1knNtrqnhAVfBRuteW6gr-8X_KOCGVSd7rpOjBo");
        let (_, again) = parts(&proof(&key, &rng));
        assert_ne!(claims["jti"], again["jti"]);
    }

    #[test]
    fn the_key_outlives_the_vault_and_signs_what_it_says() {
        let rng = SeededRng::new(4);
        let key = ProofKey::from_text(&ProofKey::new(&rng).to_text()).unwrap();
        let proof = proof(&key, &rng);
        let (signed, signature) = proof.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        let public = VerifyingKey::from(&key.0);
        public.verify(signed.as_bytes(), &signature).unwrap();
        assert!(public.verify(b"something else", &signature).is_err());
        for spoiled in ["", "AAAA", "!"] {
            assert!(ProofKey::from_text(spoiled).is_none(), "{spoiled}");
        }
    }
}
