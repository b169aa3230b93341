//! The whole loop with a sign-in in the browser: connect, see, answer, publish, engage, moderate, measure.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::super::Facts;
use super::super::herald::{Herald, tells, text_at};
use super::{INDEX_LIMIT, POSTS, approved, browser, mention, said, written};
use crate::process::wait_for;
use crate::real_bluesky::{Person, RealBluesky};

/// Runs the scenario.
pub fn scenario(facts: &mut Facts, bluesky: &mut RealBluesky, herald: &Herald) -> Result<()> {
    let owner = bluesky.owner()?.clone();
    connected(facts, bluesky, herald, &owner)?;
    published(facts, bluesky, herald, &owner)?;
    done_to_others(facts, bluesky, herald, &owner)?;
    renewed(facts, bluesky, herald)
}

fn connected(
    facts: &mut Facts,
    bluesky: &RealBluesky,
    herald: &Herald,
    owner: &Person,
) -> Result<()> {
    let alice = bluesky.person("alice")?;
    let ready = &bluesky.ready;
    let who = ["bluesky", "--way", "oauth", "--handle", &owner.handle];
    let at = ["--service", &ready.pds_url, "--plc", &ready.plc_url];
    let add = [&who[..], &at[..]].concat();
    facts.check("an account connects in the browser", || {
        herald.connect_in_browser(&add, |page| browser::agree(page, owner))?;
        let list = herald.json(&["account", "list", "--json"])?;
        ensure!(tells(&list, &owner.handle), "Another account: {list}");
        Ok(())
    })?;
    facts.check("with that sign-in a mention is seen and answered", || {
        let asks = "is the blue print still there, and how big is it?";
        let uri = mention(bluesky, alice, asks)?;
        let review = herald.review_answering(asks)?;
        approved(bluesky, herald, &uri, &review)
    })?;
    facts.check("it connects again in the browser and goes on", || {
        herald.connect_in_browser(&add, |page| browser::agree(page, owner))?;
        herald.run_until_idle()
    })
}

fn published(
    facts: &mut Facts,
    bluesky: &RealBluesky,
    herald: &Herald,
    owner: &Person,
) -> Result<()> {
    facts.check("a post goes out with its picture, described", || {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("pier.png");
        image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 90]))
            .save(&file)?;
        let file = file.to_string_lossy().into_owned();
        let post = ["post", "The pier at dawn.", "--image", &file];
        let more = ["--alt", "A pier in fog", "--yes", "--now", "--json"];
        herald.json(&[&post[..], &more[..]].concat())?;
        let post = posted_once(bluesky, herald, owner, "The pier at dawn.")?;
        let alt = text_at(&post, "/value/embed/images/0/alt")?;
        ensure!(alt == "A pier in fog", "{post}");
        Ok(())
    })?;
    facts.check(
        "a thread goes out in order, each under the one before",
        || {
            let parts = ["post", "One of three.", "--then", "Two of three."];
            let more = ["--then", "Three of three.", "--yes", "--now", "--json"];
            herald.json(&[&parts[..], &more[..]].concat())?;
            let third = posted_once(bluesky, herald, owner, "Three of three.")?;
            let second = posted_once(bluesky, herald, owner, "Two of three.")?;
            let first = posted_once(bluesky, herald, owner, "One of three.")?;
            let under = |part: &Value| text_at(part, "/value/reply/parent/uri").map(str::to_owned);
            ensure!(under(&third)? == text_at(&second, "/uri")?, "{third}");
            ensure!(under(&second)? == text_at(&first, "/uri")?, "{second}");
            Ok(())
        },
    )?;
    facts.check(
        "a post is quoted, and a private audience is refused",
        || {
            let alice = bluesky.person("alice")?;
            let uri = written(&bluesky.client(alice, &["post", "A poem about looms."])?)?;
            shown(bluesky, owner, &uri)?;
            let quote = ["do", "quote", &uri, "--text", "Worth a read."];
            herald.json(&[&quote[..], &["--yes", "--now", "--json"]].concat())?;
            let post = posted_once(bluesky, herald, owner, "Worth a read.")?;
            ensure!(text_at(&post, "/value/embed/record/uri")? == uri, "{post}");
            let direct = ["post", "Only for you", "--visibility", "direct", "--json"];
            let refused = herald.json(&direct);
            ensure!(refused.is_err(), "It was taken: {refused:?}");
            Ok(())
        },
    )
}

fn done_to_others(
    facts: &mut Facts,
    bluesky: &RealBluesky,
    herald: &Herald,
    owner: &Person,
) -> Result<()> {
    let (alice, bob) = (bluesky.person("alice")?, bluesky.person("bob")?);
    facts.check(
        "liking, reposting, following and blocking arrive once",
        || {
            let uri = written(&bluesky.client(alice, &["post", "New yarn is in."])?)?;
            shown(bluesky, owner, &uri)?;
            for (verb, target, collection) in [
                ("like", uri.as_str(), "app.bsky.feed.like"),
                ("repost", &uri, "app.bsky.feed.repost"),
                ("follow", &alice.handle, "app.bsky.graph.follow"),
                ("block", &bob.handle, "app.bsky.graph.block"),
            ] {
                herald.json(&["do", verb, target, "--yes", "--now", "--json"])?;
                herald.run_until_idle()?;
                herald.run_until_idle()?;
                let records = bluesky.client(owner, &["records", collection])?;
                let count = records.as_array().map_or(0, Vec::len);
                ensure!(count == 1, "{count} of {collection}: {records}");
            }
            Ok(())
        },
    )?;
    facts.check(
        "a reply under an own post is hidden, and a person muted",
        || {
            let own = written(&bluesky.client(owner, &["post", "Ask me anything."])?)?;
            let reply = written(&bluesky.client(alice, &["reply", &own, "Buy followers here!"])?)?;
            shown(bluesky, owner, &reply)?;
            for (verb, target) in [("hide-reply", reply.as_str()), ("mute", &alice.handle)] {
                herald.json(&["do", verb, target, "--yes", "--now", "--json"])?;
                herald.run_until_idle()?;
            }
            let gates = bluesky.client(owner, &["records", "app.bsky.feed.threadgate"])?;
            ensure!(tells(&gates, &reply), "It is not hidden: {gates}");
            let history = herald.json(&["history", "--limit", "2", "--json"])?;
            ensure!(!tells(&history, "refused"), "{history}");
            Ok(())
        },
    )?;
    facts.check("followers and the numbers of posts are read", || {
        let list = herald.json(&["account", "list", "--json"])?;
        let followers = list.pointer("/accounts/0/followers");
        ensure!(followers.is_some_and(Value::is_number), "{list}");
        Ok(())
    })
}

fn renewed(facts: &mut Facts, bluesky: &mut RealBluesky, herald: &Herald) -> Result<()> {
    let bob = bluesky.person("bob")?.clone();
    let alice = bluesky.person("alice")?.clone();
    let name =
        "bound tokens that have ended are renewed, twice, and exactly one post goes out each time";
    facts.check(name, || {
        let owner = bluesky.owner()?.clone();
        for text in ["The kiln is warm.", "The kiln is cold."] {
            bluesky.expire_tokens()?;
            herald.json(&["post", text, "--yes", "--now", "--json"])?;
            posted_once(bluesky, herald, &owner, text)?;
        }
        // Others go on as before.
        bluesky.client(&bob, &["notifications"])?;
        bluesky.client(&alice, &["notifications"]).map(drop)
    })
}

/// Waits until the AppView shows a post.
fn shown(bluesky: &RealBluesky, by: &Person, uri: &str) -> Result<()> {
    wait_for(&format!("{uri} to be shown"), INDEX_LIMIT, || {
        Ok(bluesky.client(by, &["thread", uri]).is_ok().then_some(()))
    })
}

/// Runs the engine until a post that says `text` is there, then once more, and returns the only one.
fn posted_once(
    bluesky: &RealBluesky,
    herald: &Herald,
    owner: &Person,
    text: &str,
) -> Result<Value> {
    let find = || -> Result<Vec<Value>> {
        let records = bluesky.client(owner, &["records", POSTS])?;
        let records = records.as_array().cloned().unwrap_or_default();
        let says = |record: &Value| said(record).is_ok_and(|said| said == text);
        Ok(records.into_iter().filter(says).collect())
    };
    wait_for(&format!("a post that says {text:?}"), INDEX_LIMIT, || {
        herald.run_until_idle()?;
        Ok((!find()?.is_empty()).then_some(()))
    })?;
    herald.run_until_idle()?;
    let found = find()?;
    ensure!(found.len() == 1, "{} posts say {text:?}", found.len());
    found.into_iter().next().context("Find the post")
}
