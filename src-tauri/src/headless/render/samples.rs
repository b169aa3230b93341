//! Views with everything filled in, for the tests of the renderers.

use herald_api::views::*;
use herald_domain::Timestamp;

use super::{Form, Page};

/// The present of every sample.
pub(super) const NOW: i64 = 1_790_000_000_000;

/// Writes a page without colour or width.
pub(super) fn write(fill: impl FnOnce(&mut Page)) -> String {
    let mut page = Page::new(Form {
        columns: None,
        colour: false,
        now: Timestamp(NOW),
    });
    fill(&mut page);
    page.into_text()
}

pub(super) fn post() -> PostView {
    PostView {
        who: "Jonas Weber".to_owned(),
        who_handle: "jonas.test".to_owned(),
        text: "Is the show open?".to_owned(),
        at: NOW - 300_000,
        mine: false,
        url: None,
        ..PostView::default()
    }
}

pub(super) fn review_row() -> ReviewRow {
    ReviewRow {
        id: "019a0000000000000000000003f2a9c1".to_owned(),
        short: "3f2a9c1".to_owned(),
        account_id: "a".to_owned(),
        network: "bluesky".to_owned(),
        account_handle: "mira.photos".to_owned(),
        kind: "reply".to_owned(),
        verb: "reply".to_owned(),
        who: "Jonas Weber".to_owned(),
        gist: "Is the show open?".to_owned(),
        at: NOW - 300_000,
        state: "open".to_owned(),
        warnings: 0,
    }
}

pub(super) fn review_card() -> ReviewCard {
    ReviewCard {
        row: review_row(),
        digest: "d1ge57".to_owned(),
        version: 1,
        previous_text: None,
        headline: "Reply on Bluesky as @mira.photos".to_owned(),
        thread: Vec::new(),
        answers: Some(post()),
        text: Some("Yes, until Sunday.".to_owned()),
        deed: String::new(),
        media: Vec::new(),
        link_card: None,
        can_have_card: false,
        rest: Vec::new(),
        content_warning: String::new(),
        visibility: String::new(),
        by_hand: false,
        account_name: "Mira".to_owned(),
        used: 18,
        allowed: 300,
        note: String::new(),
        leaves: "free, sent at once after 10 s".to_owned(),
        leaves_now: "free, sent at once".to_owned(),
        why: "Jonas asked a question.".to_owned(),
        facts: vec!["Your post of Monday".to_owned()],
        drafted_by: "Built-in drafter, on this computer".to_owned(),
        warnings: vec![WarningView {
            code: "public".to_owned(),
            blocks: false,
            text: "It was asked in public.".to_owned(),
        }],
        can_decide: true,
        can_redraft: true,
        action: None,
        outcome: String::new(),
    }
}

pub(super) fn decided() -> Decided {
    Decided {
        review_id: review_row().id,
        decision_id: Some("d".to_owned()),
        undo_until: NOW + 10_000,
        text: "Approved. The reply to Jonas goes out in 10 seconds.".to_owned(),
        waiting: 3,
    }
}

pub(super) fn activity() -> ActivityRow {
    ActivityRow {
        id: "019a0000000000000000000000c0ffee".to_owned(),
        short: "0c0ffee".to_owned(),
        account_id: "a".to_owned(),
        network: "bluesky".to_owned(),
        account_handle: "mira.photos".to_owned(),
        kind: "mention".to_owned(),
        who: "Jonas Weber".to_owned(),
        who_handle: "jonas.test".to_owned(),
        text: "Is the show\nopen?".to_owned(),
        about: String::new(),
        at: NOW - 300_000,
        status: "new".to_owned(),
        note: String::new(),
        review_id: Some(review_row().id),
        url: Some("http://127.0.0.1:1/p".to_owned()),
        thread: vec![post()],
    }
}

pub(super) fn account() -> AccountView {
    AccountView {
        id: "019a000000000000000000000acc0a17".to_owned(),
        network: "bluesky".to_owned(),
        network_name: "Bluesky".to_owned(),
        handle: "mira.photos".to_owned(),
        name: "Mira".to_owned(),
        state: AccountStateView::Active,
        health: HealthView::Ok,
        note: String::new(),
        demo: true,
        followers: Some(212),
        observed_at: Some(NOW - 5_000),
        watched_elsewhere: false,
        left_out: false,
        addresses: vec![AddressView {
            role: "service".to_owned(),
            address: "http://127.0.0.1:1".to_owned(),
        }],
        characters: Some(300),
        has_warning: false,
        audiences: vec!["public".to_owned()],
        capabilities: vec![CapabilityView {
            verb: "hide_reply".to_owned(),
            availability: "api".to_owned(),
            reason: String::new(),
            price: "free".to_owned(),
            safety: "idempotent".to_owned(),
            note: String::new(),
            source: String::new(),
        }],
    }
}

pub(super) fn history_row() -> HistoryRow {
    HistoryRow {
        id: "019a0000000000000000000000ac7104".to_owned(),
        short: "0ac7104".to_owned(),
        review_id: review_row().id,
        network: "bluesky".to_owned(),
        account_handle: "mira.photos".to_owned(),
        verb: "reply".to_owned(),
        headline: "Reply to Jonas Weber".to_owned(),
        text: "Yes, until Sunday.".to_owned(),
        state: "done".to_owned(),
        state_text: "Sent".to_owned(),
        trouble: String::new(),
        answers: Vec::new(),
        seen: Vec::new(),
        parts: Vec::new(),
        to_come: Vec::new(),
        part_asked: None,
        at: NOW - 60_000,
        due_at: None,
        url: Some("http://127.0.0.1:1/r".to_owned()),
    }
}

pub(super) fn overview() -> Overview {
    Overview {
        waiting: 2,
        new_activity: 1_000,
        on_their_way: 1,
        in_trouble: 0,
        handed_over: Vec::new(),
        paused: false,
        accounts: vec![account()],
        engine: EngineView {
            state: EngineState::Stopped,
            holder: String::new(),
            folder: "/home/mira/.local/share/herald".to_owned(),
        },
        vault: VaultView::Keychain,
        undo: None,
        footer: "Everything sent.".to_owned(),
        problems: Vec::new(),
        now: NOW,
    }
}
