//! When an approved thing goes out, and the digest an approval is bound to.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Account, Proposal, Timestamp};

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

/// What stands in front of a digest that covers who the account is; earlier ones have nothing there.
const SECOND: &str = "2-";

/// SHA-256 over everything an approval covers, in hex, behind the number of its form.
///
/// It covers the account and who it is (network, authority, identifier there), time, verb, target,
/// text, audience, languages and media (bytes and description).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Computes the digest of what would go out.
    ///
    /// The input is a version word, then the canonical JSON of each part, each with its length in
    /// front, so that no two different inputs run into the same bytes.
    pub fn of(account: &Account, proposal: &Proposal, when: &PublishTime) -> Self {
        let mut parts = vec![account.id.as_str().to_owned(), json(&account.identity())];
        parts.extend([json(proposal), json(when)]);
        Self(format!("{SECOND}{}", hashed("herald-approval-2\n", &parts)))
    }

    /// Computes the digest of what would go out in the form this one has, to compare the two.
    ///
    /// Approvals of before accounts had an authority cover the account by Herald's own id alone, which
    /// never moves to another identity.
    #[must_use]
    pub fn again(&self, account: &Account, proposal: &Proposal, when: &PublishTime) -> Self {
        if self.0.starts_with(SECOND) {
            return Self::of(account, proposal, when);
        }
        let parts = [account.id.as_str().to_owned(), json(proposal), json(when)];
        Self(hashed("herald-approval-1\n", &parts))
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

fn json(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap_or_default()
}

/// Hashes a version word and the parts, each with its length in front.
fn hashed(version: &str, parts: &[String]) -> String {
    let mut hash = Sha256::new();
    hash.update(version.as_bytes());
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        AccountId, AccountState, MediaRef, Network, PostContent, RemoteRef, ReplyTarget, Visibility,
    };

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

    fn account() -> Account {
        Account {
            id: AccountId::new(Timestamp(1), [1; 10]),
            network: Network::Mastodon,
            authority: "a.test".into(),
            remote_id: "1".into(),
            handle: "mira@a.test".into(),
            display_name: String::new(),
            state: AccountState::Active,
            addresses: BTreeMap::new(),
            facts: BTreeMap::new(),
            demo: false,
            connected_at: Timestamp(1),
        }
    }

    #[test]
    fn every_change_changes_the_digest() {
        let account = account();
        let now = PublishTime::AfterApproval;
        let of = |account: &Account, text: &str| Digest::of(account, &reply(text), &now);
        let changed = |change: &dyn Fn(&mut Account)| {
            let mut other = account.clone();
            change(&mut other);
            of(&other, "Hello")
        };
        let base = of(&account, "Hello");
        let mut with_media = reply("Hello");
        let mut for_few = reply("Hello");
        if let (Some(one), Some(other)) = (with_media.content_mut(), for_few.content_mut()) {
            one.media.push(MediaRef {
                sha256: "00".into(),
                mime: "image/png".into(),
                alt: "A pier".into(),
                width: 1,
                height: 1,
                ..MediaRef::default()
            });
            other.visibility = Some(Visibility::Direct);
        }
        let later = PublishTime::At {
            wall: "2026-11-23T09:00".into(),
            zone: "Europe/Berlin".into(),
            at: Timestamp(5),
        };
        let others = [
            changed(&|a| a.id = AccountId::new(Timestamp(1), [2; 10])),
            changed(&|a| a.network = Network::Bluesky),
            changed(&|a| a.authority = "b.test".into()),
            changed(&|a| a.remote_id = "2".into()),
            of(&account, "Hello "),
            Digest::of(&account, &with_media, &now),
            Digest::of(&account, &for_few, &now),
            Digest::of(&account, &reply("Hello"), &later),
        ];
        for digest in others {
            assert_ne!(digest, base);
        }
        assert_eq!(changed(&|a| a.handle = "new".into()), base);
        assert_eq!(base.again(&account, &reply("Hello"), &now), base);
    }

    #[test]
    fn an_approval_of_the_first_form_is_checked_in_that_form() {
        let (account, now) = (account(), PublishTime::AfterApproval);
        let first = Digest::from_stored("00").again(&account, &reply("Hello"), &now);
        assert_eq!(first.as_str().len(), 64);
        assert_eq!(first.again(&account, &reply("Hello"), &now), first);
        assert_ne!(first.again(&account, &reply("Hello!"), &now), first);
    }
}
