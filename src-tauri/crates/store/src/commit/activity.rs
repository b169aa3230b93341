//! Changes of activity: inserted a batch at a time, with full-text search fed in the same step.

use std::collections::HashSet;

use herald_domain::{Activity, ActivityId, ActivityStatus, ThreadPost};
use herald_pipeline::ports::StoreError;

use super::exactly_one;
use crate::activity::{ACTIVITY_FTS, ActivityBody};
use crate::args::{args, without_nul};
use crate::db::Pair;
use crate::row::json;
use crate::search;
use crate::tx::Tx;
use crate::words::Indexed;

const KNOWN: Pair = Pair {
    sqlite: "SELECT id FROM activity WHERE id IN (SELECT value FROM json_each($1))",
};

// One statement for the batch: binding row by row costs the driver twice as much.
const INSERT: Pair = Pair {
    sqlite: "INSERT INTO activity
            (id, account_id, kind, status, author_handle, author_name, text, body, note, thread)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
            value ->> 6, value ->> 7, value ->> 8, value ->> 9
        FROM json_each($1) WHERE true ON CONFLICT (id) DO NOTHING",
};

pub(super) async fn insert(tx: &mut Tx, activities: &[Activity]) -> Result<(), StoreError> {
    if activities.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = activities.iter().map(|a| a.id.as_str()).collect();
    let sql = tx.pick(KNOWN);
    let known: Vec<(String,)> = tx.all(sql, args![json(&ids)?]).await?;
    let known: HashSet<&str> = known.iter().map(|(id,)| id.as_str()).collect();
    let mut seen = HashSet::new();
    let fresh: Vec<&Activity> = activities
        .iter()
        .filter(|a| !known.contains(a.id.as_str()) && seen.insert(&a.id))
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let rows = fresh
        .iter()
        .map(|a| row(a))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let sql = tx.pick(INSERT);
    tx.run(sql, args![json(&rows)?]).await?;
    let indexed: Vec<(&str, Indexed)> = fresh.iter().map(|a| (a.id.as_str(), indexed(a))).collect();
    search::feed(tx, &ACTIVITY_FTS, &indexed).await
}

/// What an activity is found by.
fn indexed(activity: &Activity) -> Indexed {
    let author = &activity.author;
    let texts = [&activity.text, &author.handle, &author.display_name];
    let texts = texts.map(|text| without_nul(text));
    Indexed::of(&texts.each_ref().map(AsRef::as_ref))
}

type Row<'a> = (
    &'a str,
    &'a str,
    String,
    &'static str,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
);

fn row(activity: &Activity) -> Result<Row<'_>, StoreError> {
    let note = activity
        .note
        .as_deref()
        .map(|n| without_nul(n).into_owned());
    let thread = if activity.thread.is_empty() {
        None
    } else {
        Some(json(&clean_thread(&activity.thread))?)
    };
    Ok((
        activity.id.as_str(),
        activity.account_id.as_str(),
        without_nul(activity.kind.as_str()).into_owned(),
        activity.status.as_str(),
        without_nul(&activity.author.handle).into_owned(),
        without_nul(&activity.author.display_name).into_owned(),
        without_nul(&activity.text).into_owned(),
        json(&ActivityBody::of(activity))?,
        note,
        thread,
    ))
}

fn clean_thread(thread: &[ThreadPost]) -> Vec<ThreadPost> {
    let clean = |text: &str| without_nul(text).into_owned();
    thread
        .iter()
        .map(|post| {
            let mut post = post.clone();
            post.text = clean(&post.text);
            post.author.handle = clean(&post.author.handle);
            post.author.display_name = clean(&post.author.display_name);
            post
        })
        .collect()
}

pub(super) async fn set_status(
    tx: &mut Tx,
    id: &ActivityId,
    status: ActivityStatus,
) -> Result<(), StoreError> {
    let sql = "UPDATE activity SET status = $2 WHERE id = $1";
    exactly_one(tx.run(sql, args![id.as_str(), status.as_str()]).await?, id)
}

pub(super) async fn set_note(
    tx: &mut Tx,
    id: &ActivityId,
    note: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE activity SET note = $2 WHERE id = $1";
    let args = args![id.as_str(), note.map(str::to_owned)];
    exactly_one(tx.run(sql, args).await?, id)
}

pub(super) async fn set_thread(
    tx: &mut Tx,
    id: &ActivityId,
    thread: &[ThreadPost],
) -> Result<(), StoreError> {
    let sql = "UPDATE activity SET thread = $2 WHERE id = $1";
    let args = args![id.as_str(), json(&clean_thread(thread))?];
    exactly_one(tx.run(sql, args).await?, id)
}

pub(super) async fn set_text(tx: &mut Tx, id: &ActivityId, text: &str) -> Result<(), StoreError> {
    let text = without_nul(text);
    let sql = "UPDATE activity SET text = $2 WHERE id = $1";
    let args = args![id.as_str(), text.clone().into_owned()];
    exactly_one(tx.run(sql, args).await?, id)?;
    let sql = "SELECT author_handle, author_name FROM activity WHERE id = $1";
    let authors: Vec<(String, String)> = tx.all(sql, args![id.as_str()]).await?;
    for (handle, name) in &authors {
        let indexed = Indexed::of(&[&text, handle, name]);
        search::feed_again(tx, &ACTIVITY_FTS, id.as_str(), &indexed).await?;
    }
    Ok(())
}
