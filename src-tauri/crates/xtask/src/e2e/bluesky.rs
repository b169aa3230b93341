//! Herald against the real Bluesky servers, with other people acting through another client.

mod browser;
mod whole_loop;

use std::io::stdin;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Facts;
use super::herald::{Herald, Review, tells, text_at};
use crate::process::wait_for;
use crate::real_bluesky::{Person, RealBluesky};

/// How long the AppView may take to show what was written; 1 to 8 s are usual.
const INDEX_LIMIT: Duration = Duration::from_secs(30);

/// The collection posts and replies are records of.
const POSTS: &str = "app.bsky.feed.post";

/// Runs the scenario: first the servers themselves, then Herald against them.
pub fn scenario(facts: &mut Facts, counterpart_only: bool) -> Result<()> {
    let herald = if counterpart_only {
        None
    } else {
        Some(Herald::build()?)
    };
    let mut bluesky = RealBluesky::start()?;
    counterpart(facts, &mut bluesky)?;
    let Some(herald) = herald else { return Ok(()) };
    let owner = bluesky.owner()?.clone();
    facts.check("an account connects with its password", || {
        let servers = (
            bluesky.ready.pds_url.as_str(),
            bluesky.ready.plc_url.as_str(),
        );
        herald.connect_bluesky(&owner.handle, servers, &owner.password)
    })?;
    ordinary_answers(facts, &bluesky, &herald)?;
    reads_down(facts, &mut bluesky, &herald)?;
    for point in ["execute.after_commit", "execute.after_send"] {
        crash(facts, &bluesky, &herald, point)?;
    }
    expired_token(facts, &mut bluesky, &herald)?;
    // Last: it mutes and blocks the people the others hear from.
    whole_loop::scenario(facts, &mut bluesky, &herald.with_empty_folder()?)
}

/// Starts the servers, prints how to reach them and waits for Enter.
pub fn hold() -> Result<()> {
    let bluesky = RealBluesky::start()?;
    let ready = &bluesky.ready;
    println!("PDS {}  AppView {}", ready.pds_url, ready.appview_url);
    for Person {
        handle,
        password,
        did,
        ..
    } in &ready.people
    {
        println!("{handle}  {password}  {did}");
    }
    println!("Press Enter to stop the servers.");
    stdin()
        .read_line(&mut String::new())
        .context("Wait for Enter")?;
    Ok(())
}

fn counterpart(facts: &mut Facts, bluesky: &mut RealBluesky) -> Result<()> {
    let (owner, alice) = (bluesky.owner()?.clone(), bluesky.person("alice")?.clone());
    let mention = facts.check("a mention reaches the owner's notifications", || {
        let uri = mention(bluesky, &alice, "good morning")?;
        await_notification(bluesky, &owner, &uri)?;
        Ok(uri)
    })?;
    facts.check("a reply, a follow and a like reach them too", || {
        let post = written(&bluesky.client(&owner, &["post", "First light on the harbour."])?)?;
        let reply = written(&bluesky.client(&alice, &["reply", &post, "Lovely."])?)?;
        let follow = written(&bluesky.client(&alice, &["follow", &owner.handle])?)?;
        let like = written(&bluesky.client(&alice, &["like", &post])?)?;
        [reply, follow, like]
            .iter()
            .try_for_each(|uri| await_notification(bluesky, &owner, uri))
    })?;
    facts.check(
        "reads fail and writes work while the AppView is down",
        || {
            bluesky.stop_appview()?;
            let refusal = match bluesky.client(&owner, &["thread", &mention]) {
                Ok(read) => bail!("A read worked without an AppView: {read}"),
                Err(error) => format!("{error:#}"),
            };
            ensure!(
                refusal.contains("UpstreamFailure"),
                "Another refusal: {refusal}"
            );
            bluesky
                .client(&alice, &["post", "Writing in the dark."])
                .map(drop)
        },
    )?;
    facts.check("reads work again when the AppView is back", || {
        bluesky.start_appview()?;
        bluesky.client(&owner, &["thread", &mention]).map(drop)
    })?;
    facts.check("tokens can be made to expire and new ones work", || {
        let answer = bluesky.client(&owner, &["token"])?;
        let token = text_at(&answer, "/token")?;
        bluesky.client(&owner, &["session-of", token])?;
        bluesky.expire_tokens()?;
        match bluesky.client(&owner, &["session-of", token]) {
            Ok(session) => bail!("An expired token opened {session}"),
            Err(error) => ensure!(format!("{error:#}").contains("ExpiredToken"), "{error:#}"),
        }
        bluesky.client(&owner, &["notifications"]).map(drop)
    })
}

fn ordinary_answers(facts: &mut Facts, bluesky: &RealBluesky, herald: &Herald) -> Result<()> {
    let (owner, alice, bob) = (
        bluesky.owner()?,
        bluesky.person("alice")?,
        bluesky.person("bob")?,
    );
    let (asks, comments) = ("which lens was this?", "Do you ship to Norway?");
    let asked = mention(bluesky, alice, asks)?;
    let post = written(&bluesky.client(owner, &["post", "New prints are in the shop."])?)?;
    let commented = written(&bluesky.client(bob, &["reply", &post, comments])?)?;
    let reviews = facts.check(
        "a mention and a reply are drafted for, and nothing is sent",
        || {
            let before = bluesky.client(owner, &["records", POSTS])?;
            let first = (asked, herald.review_answering(asks)?);
            let second = (commented, herald.review_answering(comments)?);
            let after = bluesky.client(owner, &["records", POSTS])?;
            ensure!(before == after, "Something went out without an approval");
            Ok([first, second])
        },
    )?;
    facts.check(
        "each approved reply is there once, under its parent, as approved",
        || {
            reviews
                .iter()
                .try_for_each(|(uri, review)| approved(bluesky, herald, uri, review))
        },
    )?;
    facts.check("the journal tells what became of a review", || {
        let [(uri, review), _] = &reviews;
        let reply = the_one_reply(bluesky, owner, uri)?;
        let record_key = text_at(&reply, "/uri")?
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let told = herald.why(&review.id)?;
        ensure!(
            tells(&told, record_key),
            "The reply {record_key} is not in {told}"
        );
        Ok(())
    })
}

fn approved(bluesky: &RealBluesky, herald: &Herald, uri: &str, review: &Review) -> Result<()> {
    herald.approve_now(&review.id)?;
    let reply = sent_once(bluesky, herald, uri)?;
    let sent = said(&reply)?;
    ensure!(
        sent == review.text,
        "Sent {sent:?}, approved {:?}",
        review.text
    );
    facets_cover_what_they_name(&reply)?;
    await_in_thread(
        bluesky,
        bluesky.person("alice")?,
        uri,
        text_at(&reply, "/uri")?,
    )
}

fn reads_down(facts: &mut Facts, bluesky: &mut RealBluesky, herald: &Herald) -> Result<()> {
    let bob = bluesky.person("bob")?.clone();
    facts.check("an AppView that was down costs nothing but time", || {
        let asks = "are you at the market on Saturday?";
        bluesky.stop_appview()?;
        let uri = mention(bluesky, &bob, asks)?;
        herald.run_until_idle()?;
        bluesky.start_appview()?;
        bluesky.settle()?;
        let review = herald.review_answering(asks)?;
        bluesky.stop_appview()?;
        herald.approve_now(&review.id)?;
        herald.run_until_idle()?;
        bluesky.start_appview()?;
        sent_once(bluesky, herald, &uri).map(drop)
    })
}

fn crash(facts: &mut Facts, bluesky: &RealBluesky, herald: &Herald, point: &str) -> Result<()> {
    let alice = bluesky.person("alice")?;
    facts.check(
        &format!("a crash at {point} still leaves exactly one reply"),
        || {
            let asks = format!("what do you make of {}?", point.replace(['.', '_'], " "));
            let uri = mention(bluesky, alice, &asks)?;
            let review = herald.review_answering(&asks)?;
            herald.approve_and_crash(&review.id, point)?;
            sent_once(bluesky, herald, &uri).map(drop)
        },
    )
}

fn expired_token(facts: &mut Facts, bluesky: &mut RealBluesky, herald: &Herald) -> Result<()> {
    let alice = bluesky.person("alice")?.clone();
    facts.check(
        "an expired token is renewed and exactly one reply goes out",
        || {
            let asks = "will there be a calendar this year?";
            let uri = mention(bluesky, &alice, asks)?;
            let review = herald.review_answering(asks)?;
            bluesky.expire_tokens()?;
            herald.approve_now(&review.id)?;
            sent_once(bluesky, herald, &uri).map(drop)
        },
    )
}

fn mention(bluesky: &RealBluesky, by: &Person, text: &str) -> Result<String> {
    let owner = bluesky.owner()?;
    written(&bluesky.client(by, &["mention", &owner.handle, text])?)
}

fn await_notification(bluesky: &RealBluesky, person: &Person, uri: &str) -> Result<()> {
    wait_for(&format!("a notification of {uri}"), INDEX_LIMIT, || {
        let shown = bluesky.client(person, &["notifications"])?;
        Ok(tells(&shown, uri).then_some(()))
    })
}

fn await_in_thread(bluesky: &RealBluesky, by: &Person, parent: &str, reply: &str) -> Result<()> {
    wait_for(
        &format!("{reply} in the thread of {parent}"),
        INDEX_LIMIT,
        || {
            let thread = bluesky.client(by, &["thread", parent])?;
            let replies = thread.get("replies").and_then(Value::as_array);
            let found = replies.is_some_and(|all| all.iter().any(|one| tells(one, reply)));
            Ok(found.then_some(()))
        },
    )
}

/// Runs the engine until a reply is there, then once more, and returns the only one there is.
fn sent_once(bluesky: &RealBluesky, herald: &Herald, parent: &str) -> Result<Value> {
    wait_for(&format!("a reply to {parent}"), INDEX_LIMIT, || {
        herald.run_until_idle()?;
        Ok(the_one_reply(bluesky, bluesky.owner()?, parent).ok())
    })?;
    herald.run_until_idle()?;
    the_one_reply(bluesky, bluesky.owner()?, parent)
}

/// Returns the record of the only reply `owner` wrote under `parent`, as their own server holds it.
fn the_one_reply(bluesky: &RealBluesky, owner: &Person, parent: &str) -> Result<Value> {
    let records = bluesky.client(owner, &["records", POSTS])?;
    let records = records.as_array().context("Find the owner's posts")?;
    let answers = |record: &&Value| {
        record
            .pointer("/value/reply/parent/uri")
            .is_some_and(|uri| uri == parent)
    };
    let replies: Vec<&Value> = records.iter().filter(answers).collect();
    match replies.as_slice() {
        [only] => Ok((*only).clone()),
        others => bail!("{} replies to {parent}, wanted exactly one", others.len()),
    }
}

/// Checks that each facet covers a mention, a tag or an address, counted in bytes of UTF-8.
fn facets_cover_what_they_name(reply: &Value) -> Result<()> {
    let text = said(reply)?;
    let facets = reply.pointer("/value/facets").and_then(Value::as_array);
    let facets = facets.map(Vec::as_slice).unwrap_or_default();
    let must_have_one = text.contains("https://") || text.contains('@');
    ensure!(!must_have_one || !facets.is_empty(), "No facet in {text:?}");
    facets
        .iter()
        .try_for_each(|facet| covers_a_whole_name(text, facet))
}

fn covers_a_whole_name(text: &str, facet: &Value) -> Result<()> {
    let at = |end: &str| {
        facet
            .pointer(&format!("/index/{end}"))
            .and_then(Value::as_u64)
    };
    let (Some(start), Some(end)) = (at("byteStart"), at("byteEnd")) else {
        bail!("A facet without a range: {facet}")
    };
    let (start, end) = (start as usize, end as usize);
    let (Some(before), Some(covered), Some(after)) =
        (text.get(..start), text.get(start..end), text.get(end..))
    else {
        bail!("{facet} splits a character of {text:?}")
    };
    let is_name = covered.starts_with(['@', '#']) || covered.contains('.');
    let is_whole = !covered.contains(char::is_whitespace)
        && !before.ends_with(char::is_alphanumeric)
        && !after.starts_with(char::is_alphanumeric);
    ensure!(
        is_name && is_whole,
        "The facet {facet} covers {covered:?} of {text:?}"
    );
    Ok(())
}

fn written(answer: &Value) -> Result<String> {
    text_at(answer, "/uri").map(str::to_owned)
}

fn said(record: &Value) -> Result<&str> {
    text_at(record, "/value/text")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reply(text: &str, range: Option<(u64, u64)>) -> Value {
        let facets: Vec<Value> = range
            .map(|(start, end)| json!({"index": {"byteStart": start, "byteEnd": end}}))
            .into_iter()
            .collect();
        json!({"value": {"text": text, "facets": facets}})
    }

    #[test]
    fn facets_are_judged_in_bytes() {
        assert!(facets_cover_what_they_name(&reply("é @bob.test", Some((3, 12)))).is_ok());
        assert!(facets_cover_what_they_name(&reply("é @bob.test", Some((2, 11)))).is_err());
        assert!(facets_cover_what_they_name(&reply("é @bob.test", Some((1, 12)))).is_err());
        assert!(facets_cover_what_they_name(&reply("é @bob.test", Some((3, 11)))).is_err());
    }

    #[test]
    fn a_missing_facet_is_noticed_and_plain_text_needs_none() {
        assert!(facets_cover_what_they_name(&reply("see https://example.com", None)).is_err());
        assert!(facets_cover_what_they_name(&reply("thank you", None)).is_ok());
    }
}
