//! Requests for the tests of this crate.

use std::sync::Mutex;
use std::time::Duration;

use herald_domain::{
    Account, AccountId, AccountState, Activity, ActivityId, ActivityKind, ActivityStatus, Author,
    Network, RemoteRef, ThreadPost, Timestamp,
};
use herald_pipeline::ports::{DraftRequest, Rng};

pub(crate) fn author(handle: &str, display_name: &str) -> Author {
    Author {
        remote_id: format!("did:plc:{handle}"),
        handle: handle.into(),
        display_name: display_name.into(),
    }
}

pub(crate) fn account() -> Account {
    Account {
        id: AccountId::new(Timestamp(1), [1; 10]),
        network: Network::Bluesky,
        authority: "plc.directory".into(),
        remote_id: "did:plc:owner".into(),
        handle: "anna.example".into(),
        display_name: "Anna".into(),
        state: AccountState::Active,
        addresses: std::collections::BTreeMap::default(),
        facts: std::collections::BTreeMap::default(),
        demo: false,
        connected_at: Timestamp(1),
    }
}

pub(crate) fn activity(kind: ActivityKind, text: &str) -> Activity {
    let account_id = account().id;
    Activity {
        id: ActivityId::of_remote(&account_id, text, Timestamp(5)),
        account_id,
        remote: RemoteRef::unversioned("at://x/app.bsky.feed.post/1"),
        kind,
        author: author("jonas.example", "Jonas Weber"),
        text: text.into(),
        subject: None,
        root: None,
        langs: vec![],
        url: None,
        status: ActivityStatus::New,
        note: None,
        thread: vec![],
        created_at: Timestamp(5),
        observed_at: Timestamp(6),
    }
}

pub(crate) fn request(text: &str) -> DraftRequest {
    DraftRequest {
        account: account(),
        activity: activity(ActivityKind::Mention, text),
        thread: vec![],
        recent_drafts: vec![],
        earlier_versions: vec![],
        wish: None,
        max_graphemes: 300,
        max_bytes: 3000,
        timeout: Duration::from_mins(1),
    }
}

pub(crate) fn post(by: Author, text: &str) -> ThreadPost {
    ThreadPost {
        remote: RemoteRef::unversioned("at://x/app.bsky.feed.post/0"),
        author: by,
        text: text.into(),
        created_at: Timestamp(2),
    }
}

pub(crate) fn own_post(text: &str) -> ThreadPost {
    let mut by = author("anna.example", "Anna");
    by.remote_id = account().remote_id;
    post(by, text)
}

/// Chance that comes out the same in every run: SplitMix64 from a seed.
pub(crate) struct SeededRng(Mutex<u64>);

impl SeededRng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap();
        for byte in bytes {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = ((z ^ (z >> 31)) & 0xff) as u8;
        }
    }
}
