//! When an approved thing goes out, and the digest an approval is bound to.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{AccountId, Proposal, Timestamp};

/// When an approved thing goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PublishTime {
    /// As soon as the undo window has passed.
    AfterApproval,
    /// At a wall time in a zone.
    At {
        /// `YYYY-MM-DDTHH:MM`, without an offset.
        wall: String,
        /// IANA name of the zone.
        zone: String,
        /// The instant those two meant when they were chosen.
        at: Timestamp,
    },
}

/// SHA-256 over everything an approval covers, in hex.
///
/// It covers account, time, verb, target, text, languages and media (bytes and description).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Computes the digest of what would go out.
    ///
    /// The input is a version word, then the canonical JSON of each part, each with its length in
    /// front, so that no two different inputs run into the same bytes.
    pub fn of(account: &AccountId, proposal: &Proposal, when: &PublishTime) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"herald-approval-1\n");
        let parts = [
            account.as_str().to_owned(),
            serde_json::to_string(proposal).unwrap_or_default(),
            serde_json::to_string(when).unwrap_or_default(),
        ];
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hex::encode(hash.finalize()))
    }

    /// Takes a digest back from the database or from a person's command.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the digest as hex.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MediaRef, PostContent, RemoteRef, ReplyTarget};

    fn reply(text: &str) -> Proposal {
        let post = RemoteRef {
            id: "at://a/b/c".into(),
            version: Some("v".into()),
        };
        Proposal::Reply {
            to: ReplyTarget {
                parent: post.clone(),
                root: post,
            },
            content: PostContent {
                text: text.into(),
                ..PostContent::default()
            },
        }
    }

    #[test]
    fn digests_of_earlier_approvals_stay_what_they_were() {
        let json = r#"{"verb":"post","content":{"text":"Hello","langs":["en"],"media":[{"sha256":"00","mime":"image/png","alt":"A pier","width":1,"height":1}]}}"#;
        let proposal: Proposal = serde_json::from_str(json).expect("an earlier proposal");
        assert_eq!(serde_json::to_string(&proposal).expect("json"), json);
    }

    #[test]
    fn every_change_changes_the_digest() {
        let account = AccountId::new(Timestamp(1), [1; 10]);
        let other = AccountId::new(Timestamp(1), [2; 10]);
        let base = Digest::of(&account, &reply("Hello"), &PublishTime::AfterApproval);
        let mut with_media = reply("Hello");
        if let Some(content) = with_media.content_mut() {
            content.media.push(MediaRef {
                sha256: "00".into(),
                mime: "image/png".into(),
                alt: "A pier".into(),
                width: 1,
                height: 1,
                ..MediaRef::default()
            });
        }
        let later = PublishTime::At {
            wall: "2026-11-23T09:00".into(),
            zone: "Europe/Berlin".into(),
            at: Timestamp(5),
        };
        let others = [
            Digest::of(&other, &reply("Hello"), &PublishTime::AfterApproval),
            Digest::of(&account, &reply("Hello "), &PublishTime::AfterApproval),
            Digest::of(&account, &with_media, &PublishTime::AfterApproval),
            Digest::of(&account, &reply("Hello"), &later),
        ];
        for digest in others {
            assert_ne!(digest, base);
        }
        assert_eq!(
            base,
            Digest::of(&account, &reply("Hello"), &PublishTime::AfterApproval)
        );
    }
}
