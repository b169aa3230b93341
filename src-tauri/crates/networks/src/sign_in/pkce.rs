//! What makes a sign-in unforgeable: the state, and the proof that the same program asks for tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use herald_pipeline::ports::Rng;
use sha2::{Digest as _, Sha256};

/// A secret word and its hash; the hash goes with the browser, the word with the code.
pub(crate) struct Pkce {
    /// 43 characters nobody can guess.
    pub(crate) verifier: String,
    /// SHA-256 of the verifier in base64url, the method `S256`.
    pub(crate) challenge: String,
}

impl Pkce {
    /// Makes a new one.
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        let verifier = token(rng);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        Self {
            verifier,
            challenge,
        }
    }
}

/// Makes a state: 43 characters nobody can guess.
pub(crate) fn fresh_state(rng: &dyn Rng) -> String {
    token(rng)
}

fn token(rng: &dyn Rng) -> String {
    let mut bytes = [0; 32];
    rng.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use herald_testkit::SeededRng;

    use super::*;

    #[test]
    fn the_challenge_is_the_hash_of_the_verifier() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn two_sign_ins_share_nothing() {
        let rng = SeededRng::new(1);
        let (one, two) = (Pkce::new(&rng), Pkce::new(&rng));
        assert_ne!(one.verifier, two.verifier);
        assert_eq!(one.verifier.len(), 43);
        assert_ne!(fresh_state(&rng), fresh_state(&rng));
    }
}
