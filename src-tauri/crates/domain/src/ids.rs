//! Identifiers: time-ordered text, so that an id alone is a page cursor.
//!
//! An id is 32 lower-case hex digits: 12 of the millisecond it belongs to, 20 of entropy or of a
//! hash. Text order is time order in every database (with the C collation).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Timestamp;

/// Text that is not an id: ids are 32 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: 32 lower-case hex digits are expected")]
pub struct InvalidId(pub String);

fn compose(at: Timestamp, tail: [u8; 10]) -> String {
    let ms = at.millis().clamp(0, 0xffff_ffff_ffff);
    format!("{ms:012x}{}", hex::encode(tail))
}

fn validate(text: &str) -> Result<(), InvalidId> {
    let well_formed = text.len() == 32
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if well_formed {
        Ok(())
    } else {
        Err(InvalidId(text.to_owned()))
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Makes an id from an instant and ten bytes of entropy.
            pub fn new(at: Timestamp, entropy: [u8; 10]) -> Self {
                Self(compose(at, entropy))
            }

            /// Returns the id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the instant the id was made for.
            pub fn at(&self) -> Timestamp {
                let ms = self.0.get(..12).and_then(|h| i64::from_str_radix(h, 16).ok());
                Timestamp(ms.unwrap_or(0))
            }

            /// Returns the last seven digits, enough to tell apart what one person sees.
            pub fn short(&self) -> &str {
                self.0.get(25..).unwrap_or(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                validate(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// Identifies an account.
    AccountId
);
id!(
    /// Identifies something that happened to an account.
    ActivityId
);
id!(
    /// Identifies a suggestion across its revisions.
    SuggestionId
);
id!(
    /// Identifies a review.
    ReviewId
);
id!(
    /// Identifies a decision.
    DecisionId
);
id!(
    /// Identifies an action.
    ActionId
);
id!(
    /// Identifies an event in the log.
    EventId
);
id!(
    /// Identifies a piece of queued work.
    JobId
);
id!(
    /// Identifies one of the account's own posts.
    OwnPostId
);

fn hashed_tail(account: &AccountId, remote_id: &str) -> [u8; 10] {
    let mut hash = Sha256::new();
    hash.update(account.as_str().as_bytes());
    hash.update([0]);
    hash.update(remote_id.as_bytes());
    let full = hash.finalize();
    let mut tail = [0; 10];
    for (to, from) in tail.iter_mut().zip(full.iter()) {
        *to = *from;
    }
    tail
}

impl ActivityId {
    /// Derives the id of a remote item, the same each time it is seen.
    ///
    /// `at` is when the network first knew of it; the caller clamps it to the present, so that a
    /// date from the future cannot pin an item to the top.
    pub fn of_remote(account: &AccountId, remote_id: &str, at: Timestamp) -> Self {
        Self(compose(at, hashed_tail(account, remote_id)))
    }
}

impl OwnPostId {
    /// Derives the id of an own post, the same each time it is seen.
    pub fn of_remote(account: &AccountId, remote_id: &str, at: Timestamp) -> Self {
        Self(compose(at, hashed_tail(account, remote_id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let early = ReviewId::new(Timestamp(1_000), [255; 10]);
        let late = ReviewId::new(Timestamp(1_001), [0; 10]);
        assert!(early < late);
        assert_eq!(late.at(), Timestamp(1_001));
    }

    #[test]
    fn the_same_remote_item_has_the_same_id() {
        let account = AccountId::new(Timestamp(1), [7; 10]);
        let a = ActivityId::of_remote(&account, "at://x/y/z", Timestamp(5));
        let b = ActivityId::of_remote(&account, "at://x/y/z", Timestamp(5));
        let c = ActivityId::of_remote(&account, "at://x/y/w", Timestamp(5));
        assert_eq!(a, b);
        assert_ne!(a, c);
    }

    #[test]
    fn text_that_is_no_id_is_refused() {
        for bad in [
            "",
            "abc",
            "Z0000000000000000000000000000000",
            "0'; drop table review; --     ",
        ] {
            assert!(bad.parse::<ReviewId>().is_err(), "{bad}");
        }
    }
}
