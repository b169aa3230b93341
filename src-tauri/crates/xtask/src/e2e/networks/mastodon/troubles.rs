//! Trouble on Mastodon: crashes, lost answers, limits, nonsense, an ended sign-in.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::super::super::Facts;
use super::super::super::herald::{Herald, text_at};
use super::{posted_once, sent_once, the_account};
use crate::mastodon_server::{ALAN, GRACE, MastodonServer};
use crate::process::wait_for;

/// Runs the troubles, each on its own post.
pub fn scenario(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    for point in ["execute.after_commit", "execute.after_send"] {
        crash(facts, herald, server, point)?;
    }
    lost_answers(facts, herald, server)?;
    limits(facts, herald, server)?;
    nonsense(facts, herald, server)?;
    signed_out(facts, herald, server)
}

fn crash(facts: &mut Facts, herald: &Herald, server: &MastodonServer, point: &str) -> Result<()> {
    facts.check(
        &format!("Mastodon: a crash at {point} still leaves exactly one reply"),
        || {
            let asks = format!("what do you make of {}?", point.replace(['.', '_'], " "));
            let asked = server.write(ALAN, &json!({"status": format!("@grace {asks}")}))?;
            let review = herald.review_answering(&asks)?;
            herald.approve_and_crash(&review.id, point)?;
            sent_once(herald, server, &asked).map(drop)
        },
    )
}

fn lost_answers(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    let posting = json!({"methods": ["POST"], "path": "/api/v1/statuses"});
    for (name, effect) in [
        (
            "an answer of trouble",
            json!({"type": "status", "status": 503}),
        ),
        ("half an answer", json!({"type": "malformed"})),
    ] {
        facts.check(
            &format!("Mastodon: {name} to a post leads to exactly one post"),
            || {
                server.fault(&posting, &effect, 1)?;
                let text = format!("Sent into {name}.");
                herald.json(&["post", &text, "--yes", "--now", "--json"])?;
                posted_once(herald, server, &text).map(drop)
            },
        )?;
    }
    Ok(())
}

fn limits(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: a post that meets a limit goes out when it may",
        || {
            let posting = json!({"methods": ["POST"], "path": "/api/v1/statuses"});
            let effect = json!({"type": "status", "status": 429, "headers": {"Retry-After": "2"}});
            server.fault(&posting, &effect, 1)?;
            herald.json(&["post", "Sent into a limit.", "--yes", "--now", "--json"])?;
            posted_once(herald, server, "Sent into a limit.").map(drop)
        },
    )
}

fn nonsense(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: nonsense from the server is said on the account, and nothing is lost",
        || {
            let reading = json!({"methods": ["GET"], "path": "/api/v1/notifications"});
            server.write(ALAN, &json!({"status": "@grace said into the noise"}))?;
            server.fault(&reading, &json!({"type": "malformed"}), 1)?;
            herald.run_until_idle()?;
            let note = text_at(&the_account(herald)?, "/note")?.to_owned();
            ensure!(
                note.contains("does not answer like Mastodon"),
                "The account says {note:?}"
            );
            herald.review_answering("said into the noise").map(drop)
        },
    )
}

fn signed_out(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: an ended sign-in is said, and connecting again goes on",
        || {
            let reading = json!({"methods": ["GET"], "path": "/api/v1/notifications"});
            server.fault(&reading, &json!({"type": "status", "status": 401}), 1)?;
            herald.run_until_idle()?;
            let account = the_account(herald)?;
            ensure!(
                account.get("state") == Some(&Value::from("needs_reconnect")),
                "{account}"
            );
            server.write(ALAN, &json!({"status": "@grace said while signed out"}))?;
            let url = server.url();
            herald.connect_with_token(&["mastodon", "--server", &url], GRACE.token)?;
            herald.review_answering("said while signed out").map(drop)
        },
    )?;
    facts.check(
        "Mastodon: a wrong token is refused and changes nothing",
        || {
            let url = server.url();
            let refused = herald.connect_with_token(&["mastodon", "--server", &url], "nobody's");
            let words = refused.map_or_else(|error| format!("{error:#}"), |()| String::new());
            ensure!(words.contains("does not accept this token"), "{words:?}");
            wait_for("the account to be as it was", super::SENT_LIMIT, || {
                let state = the_account(herald)?.get("state").cloned();
                Ok((state == Some(Value::from("active"))).then_some(()))
            })
        },
    )
}
