//! The whole loop on Mastodon: connect, see, answer, publish, engage, moderate, measure, endure.

mod browser;
mod troubles;

pub use browser::agree;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::super::Facts;
use super::super::herald::{Herald, tells, text_at};
use crate::mastodon_server::{ADA, ALAN, GRACE, MastodonServer, Person};
use crate::process::wait_for;

/// How long something approved may take to be there.
const SENT_LIMIT: Duration = Duration::from_mins(1);

/// Runs the scenario.
pub fn scenario(facts: &mut Facts, herald: &Herald, events: u32) -> Result<()> {
    let server = MastodonServer::start()?;
    let url = server.url();
    facts.check("Mastodon: an account connects in the browser", || {
        let page = |page: &str| agree(page, &server, GRACE);
        herald.connect_in_browser(&["mastodon", "--server", &url], page)?;
        let account = the_account(herald)?;
        ensure!(
            text_at(&account, "/handle")?.starts_with("grace@"),
            "{account}"
        );
        Ok(())
    })?;
    facts.check("Mastodon: it connects again with a token", || {
        herald.connect_with_token(&["mastodon", "--server", &url], GRACE.token)?;
        the_account(herald).map(drop)
    })?;
    seen(facts, herald, &server)?;
    answered(facts, herald, &server)?;
    published(facts, herald, &server)?;
    threads(facts, herald, &server)?;
    done_to_others(facts, herald, &server)?;
    troubles::scenario(facts, herald, &server)?;
    complete(facts, herald, &server, events)
}

/// Returns the only account there is.
fn the_account(herald: &Herald) -> Result<Value> {
    let list = herald.json(&["account", "list", "--json"])?;
    let accounts = list.get("accounts").and_then(Value::as_array);
    let accounts = accounts.context("Find the accounts")?;
    ensure!(accounts.len() == 1, "{} accounts: {list}", accounts.len());
    accounts.first().cloned().context("Find the account")
}

fn seen(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: what happens is seen once, each as what it is",
        || {
            let post = server.write(GRACE, &json!({"status": "New lenses are in."}))?;
            let said = |text: &str| json!({"status": format!("@grace {text}")});
            server.write(ALAN, &said("good morning"))?;
            server.write(
                ADA,
                &json!({"status": "@grace nice", "in_reply_to_id": post}),
            )?;
            let direct = json!({"status": "@grace just for you", "visibility": "direct"});
            server.write(ALAN, &direct)?;
            server.post(
                ALAN,
                &format!("/api/v1/statuses/{post}/favourite"),
                &json!({}),
            )?;
            server.post(ADA, &format!("/api/v1/statuses/{post}/reblog"), &json!({}))?;
            for _ in 0..2 {
                herald.run_until_idle()?;
            }
            for (kind, text) in [
                ("mention", "good morning"),
                ("reply", "nice"),
                ("message", "just for you"),
            ] {
                let found = activities(herald, kind)?;
                let count = found.iter().filter(|one| tells(one, text)).count();
                ensure!(count == 1, "{count} of kind {kind} say {text}: {found:?}");
            }
            for kind in ["like", "repost"] {
                let found = activities(herald, kind)?;
                ensure!(!found.is_empty(), "nothing of kind {kind}");
            }
            Ok(())
        },
    )
}

fn activities(herald: &Herald, kind: &str) -> Result<Vec<Value>> {
    let page = herald.json(&[
        "activity", "list", "--kind", kind, "--limit", "500", "--json",
    ])?;
    let items = page.get("items").and_then(Value::as_array);
    items.cloned().context("Find the activities")
}

fn answered(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: an approved answer is there once, as approved, under what it answers",
        || {
            let asks = "which lens was this, and is it still in the shop?";
            let asked = server.write(ALAN, &json!({"status": format!("@grace {asks}")}))?;
            let review = herald.review_answering(asks)?;
            ensure!(
                review.text.contains("@alan"),
                "nobody is named in {:?}",
                review.text
            );
            herald.approve_now(&review.id)?;
            let reply = sent_once(herald, server, &asked)?;
            ensure!(
                plain(&reply)?.contains(review.text.trim()),
                "{reply} is not {:?}",
                review.text
            );
            Ok(())
        },
    )?;
    facts.check(
        "Mastodon: an answer to a private message stays private",
        || {
            let asks = "can you keep this between us, please?";
            let body = json!({"status": format!("@grace {asks}"), "visibility": "direct"});
            let asked = server.write(ALAN, &body)?;
            let review = herald.review_answering(asks)?;
            herald.approve_now(&review.id)?;
            let reply = sent_once(herald, server, &asked)?;
            ensure!(text_at(&reply, "/visibility")? == "direct", "{reply}");
            Ok(())
        },
    )
}

/// Returns what a post says as people read it.
fn plain(status: &Value) -> Result<String> {
    let html = text_at(status, "/content")?;
    let mut inside = false;
    let kept = html.chars().filter(|c| {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                return false;
            }
            _ => {}
        }
        !inside
    });
    let text: String = kept.collect();
    let entities = [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    Ok(entities
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to)))
}

fn replies_to(server: &MastodonServer, parent: &str) -> Result<Vec<Value>> {
    let written = server.written_by(GRACE)?;
    let answers = |one: &Value| one.get("in_reply_to_id").and_then(Value::as_str) == Some(parent);
    Ok(written.into_iter().filter(answers).collect())
}

/// Runs the engine until a reply is there, then once more, and returns the only one there is.
fn sent_once(herald: &Herald, server: &MastodonServer, parent: &str) -> Result<Value> {
    wait_for(&format!("a reply to {parent}"), SENT_LIMIT, || {
        herald.run_until_idle()?;
        Ok((!replies_to(server, parent)?.is_empty()).then_some(()))
    })?;
    herald.run_until_idle()?;
    let replies = replies_to(server, parent)?;
    ensure!(replies.len() == 1, "{} replies to {parent}", replies.len());
    replies.into_iter().next().context("Find the reply")
}

/// Runs the engine until a post that says `text` is there, then once more, and returns the only one.
fn posted_once(herald: &Herald, server: &MastodonServer, text: &str) -> Result<Value> {
    let find = || -> Result<Vec<Value>> {
        let written = server.written_by(GRACE)?;
        Ok(written.into_iter().filter(|one| tells(one, text)).collect())
    };
    wait_for(&format!("a post that says {text:?}"), SENT_LIMIT, || {
        herald.run_until_idle()?;
        Ok((!find()?.is_empty()).then_some(()))
    })?;
    herald.run_until_idle()?;
    let found = find()?;
    ensure!(found.len() == 1, "{} posts say {text:?}", found.len());
    found.into_iter().next().context("Find the post")
}

fn published(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: a post goes out with its picture, described, behind its warning",
        || {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("pier.png");
            image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 90]))
                .save(&file)?;
            let file = file.to_string_lossy().into_owned();
            let args = [
                "post",
                "The pier at dawn.",
                "--image",
                &file,
                "--alt",
                "A pier in fog",
            ];
            let more = [
                "--warning",
                "fog",
                "--visibility",
                "unlisted",
                "--yes",
                "--now",
                "--json",
            ];
            herald.json(&[args.as_slice(), more.as_slice()].concat())?;
            let post = posted_once(herald, server, "The pier at dawn.")?;
            ensure!(
                text_at(&post, "/media_attachments/0/description")? == "A pier in fog",
                "{post}"
            );
            ensure!(text_at(&post, "/spoiler_text")? == "fog", "{post}");
            ensure!(text_at(&post, "/visibility")? == "unlisted", "{post}");
            Ok(())
        },
    )
}

fn threads(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: a thread goes out in order, each under the one before",
        || {
            let args = [
                "post",
                "One of three.",
                "--then",
                "Two of three.",
                "--then",
                "Three of three.",
            ];
            herald.json(&[args.as_slice(), &["--yes", "--now", "--json"]].concat())?;
            let third = posted_once(herald, server, "Three of three.")?;
            let second = posted_once(herald, server, "Two of three.")?;
            let first = posted_once(herald, server, "One of three.")?;
            ensure!(
                text_at(&third, "/in_reply_to_id")? == text_at(&second, "/id")?,
                "{third}"
            );
            ensure!(
                text_at(&second, "/in_reply_to_id")? == text_at(&first, "/id")?,
                "{second}"
            );
            Ok(())
        },
    )?;
    facts.check(
        "Mastodon: a text too long for one post goes out as a thread, no word lost",
        || {
            let text = "Every lens has its own story to tell. ".repeat(20) + "The end of it.";
            herald.json(&["post", &text, "--split", "--yes", "--now", "--json"])?;
            let last = posted_once(herald, server, "The end of it.")?;
            let first = text_at(&last, "/in_reply_to_id")?;
            let first = server.get(GRACE, &format!("/api/v1/statuses/{first}"))?;
            let said = format!("{} {}", plain(&first)?, plain(&last)?);
            ensure!(said == text, "{said:?} is not {text:?}");
            Ok(())
        },
    )?;
    facts.check(
        "Mastodon: a text too long is refused before anything is sent",
        || {
            let long = "long ".repeat(120);
            let refused = herald.json(&["post", &long, "--yes", "--now", "--json"]);
            let words = refused.map_or_else(|error| format!("{error:#}"), |card| card.to_string());
            ensure!(words.contains("500 characters"), "{words}");
            Ok(())
        },
    )
}

fn done_to_others(facts: &mut Facts, herald: &Herald, server: &MastodonServer) -> Result<()> {
    facts.check(
        "Mastodon: liking, reposting, following, muting and blocking arrive",
        || {
            let post = server.write(ADA, &json!({"status": "A poem about looms."}))?;
            let page = address_of(server, &post)?;
            let stands = |person: Person| -> Result<Value> {
                let id = server.id_of(person)?;
                let path = format!("/api/v1/accounts/relationships?id[]={id}");
                server.get(GRACE, &path)
            };
            for (verb, target) in [
                ("like", page.as_str()),
                ("repost", page.as_str()),
                ("follow", "@ada"),
                ("mute", "@alan"),
                ("block", "@alan"),
            ] {
                herald.json(&["do", verb, target, "--yes", "--now", "--json"])?;
                herald.run_until_idle()?;
            }
            let seen = server.get(GRACE, &format!("/api/v1/statuses/{post}"))?;
            for mark in ["favourited", "reblogged"] {
                ensure!(
                    seen.get(mark) == Some(&Value::Bool(true)),
                    "not {mark}: {seen}"
                );
            }
            ensure!(tells_true(&stands(ADA)?, "following"), "does not follow");
            let alan = stands(ALAN)?;
            ensure!(tells_true(&alan, "blocking"), "does not block: {alan}");
            let id = server.id_of(ALAN)?;
            server.post(GRACE, &format!("/api/v1/accounts/{id}/unblock"), &json!({}))?;
            server
                .post(GRACE, &format!("/api/v1/accounts/{id}/unmute"), &json!({}))
                .map(drop)
        },
    )?;
    facts.check(
        "Mastodon: what cannot be done is refused with the reason",
        || {
            let id = server.write(ADA, &json!({"status": "@grace a reply to hide"}))?;
            let page = address_of(server, &id)?;
            let refused = herald.json(&["do", "hide-reply", &page, "--yes", "--json"]);
            let words = refused.map_or_else(|error| format!("{error:#}"), |card| card.to_string());
            ensure!(words.contains("cannot hide replies"), "{words}");
            Ok(())
        },
    )?;
    facts.check(
        "Mastodon: followers and the numbers of posts are read",
        || {
            let account = the_account(herald)?;
            ensure!(
                account.get("followers").is_some_and(Value::is_number),
                "{account}"
            );
            Ok(())
        },
    )
}

/// Returns the web address of a post.
fn address_of(server: &MastodonServer, id: &str) -> Result<String> {
    let status = server.get(GRACE, &format!("/api/v1/statuses/{id}"))?;
    text_at(&status, "/url").map(str::to_owned)
}

fn tells_true(relationships: &Value, name: &str) -> bool {
    relationships.pointer(&format!("/0/{name}")) == Some(&Value::Bool(true))
}

/// Lets many things happen while the engine is started and killed; all are seen, none twice.
fn complete(
    facts: &mut Facts,
    herald: &Herald,
    server: &MastodonServer,
    events: u32,
) -> Result<()> {
    let name = format!(
        "Mastodon: of {events} events while Herald is killed and started, each is seen once"
    );
    facts.check(&name, || {
        for number in 0..events {
            let body = json!({"status": format!("@grace event number {number}!")});
            server.write(if number % 2 == 0 { ALAN } else { ADA }, &body)?;
            if number % 29 == 7 {
                herald
                    .run_for_a_moment(Duration::from_millis(u64::from(number * 37 % 900) + 40))?;
            }
        }
        herald.run_until_idle()?;
        herald.run_until_idle()?;
        let found = every_activity(herald)?;
        for number in 0..events {
            let text = format!("event number {number}!");
            let count = found.iter().filter(|one| tells(one, &text)).count();
            ensure!(count == 1, "event {number} is there {count} times");
        }
        Ok(())
    })
}

fn every_activity(herald: &Herald) -> Result<Vec<Value>> {
    let (mut all, mut before) = (Vec::new(), None::<String>);
    loop {
        let mut args = vec!["activity", "list", "--limit", "500", "--json"];
        if let Some(before) = &before {
            args.extend(["--before", before]);
        }
        let page = herald.json(&args)?;
        all.extend(
            page.get("items")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
        );
        before = page.get("next").and_then(Value::as_str).map(str::to_owned);
        if before.is_none() {
            return Ok(all);
        }
    }
}
