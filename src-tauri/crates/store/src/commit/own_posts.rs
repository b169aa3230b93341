//! Changes of own posts and pictures.

use std::collections::{BTreeMap, HashMap};

use herald_domain::{Media, OwnPost};
use herald_pipeline::ports::StoreError;

use crate::args::{args, without_nul};
use crate::db::Pair;
use crate::own_posts::{OWN_POST_FTS, OwnPostBody};
use crate::row::json;
use crate::search;
use crate::tx::Tx;

const KNOWN: Pair = Pair {
    sqlite: "SELECT id, text FROM own_post WHERE id IN (SELECT value FROM json_each($1))",
};

const PUT: Pair = Pair {
    sqlite: "INSERT INTO own_post (id, account_id, text, body, created_at)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
        FROM json_each($1) WHERE true
        ON CONFLICT (id) DO UPDATE SET text = excluded.text, body = excluded.body",
};

/// Takes the old words of changed posts out of the index, while the old text is still there.
const FORGET: Pair = Pair {
    sqlite: "INSERT INTO own_post_fts (own_post_fts, rowid, text)
        SELECT 'delete', s.seq, p.text
        FROM own_post_search s JOIN own_post p ON p.id = s.id
        WHERE s.seq IN (SELECT value FROM json_each($1))",
};

pub(super) async fn put(tx: &mut Tx, posts: &[OwnPost]) -> Result<(), StoreError> {
    // The last of two with the same id wins.
    let posts: BTreeMap<&str, &OwnPost> = posts.iter().map(|p| (p.id.as_str(), p)).collect();
    if posts.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = posts.keys().copied().collect();
    let sql = tx.pick(KNOWN);
    let known: Vec<(String, String)> = tx.all(sql, args![json(&ids)?]).await?;
    let known: HashMap<&str, &str> = known
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()))
        .collect();
    let changed: Vec<&str> = posts
        .iter()
        .filter(|(id, p)| {
            known
                .get(*id)
                .is_some_and(|old| *old != without_nul(&p.text))
        })
        .map(|(id, _)| *id)
        .collect();
    let changed = forget(tx, &changed).await?;

    let rows = posts
        .values()
        .map(|p| {
            let body = OwnPostBody {
                remote: p.remote.clone(),
                url: p.url.clone(),
            };
            let text = without_nul(&p.text);
            Ok((&p.id, &p.account_id, text, json(&body)?, p.created_at))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    let sql = tx.pick(PUT);
    tx.run(sql, args![json(&rows)?]).await?;

    if !changed.is_empty() {
        let sql = tx.pick(OWN_POST_FTS.fill);
        tx.run(sql, args![json(&changed)?]).await?;
    }
    let fresh: Vec<&str> = ids
        .into_iter()
        .filter(|id| !known.contains_key(id))
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    search::feed(tx, &OWN_POST_FTS, &fresh).await
}

/// Takes posts out of the index and returns their numbers.
async fn forget(tx: &mut Tx, ids: &[&str]) -> Result<Vec<i64>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut numbers = Vec::with_capacity(ids.len());
    for id in ids {
        numbers.extend(search::place(tx, &OWN_POST_FTS, id).await?);
    }
    let sql = tx.pick(FORGET);
    tx.run(sql, args![json(&numbers)?]).await?;
    Ok(numbers)
}

pub(super) async fn put_media(tx: &mut Tx, media: &Media) -> Result<(), StoreError> {
    let sql = "INSERT INTO media (sha256, mime, bytes) VALUES ($1, $2, $3)
        ON CONFLICT (sha256) DO NOTHING";
    let args = args![
        media.sha256.as_str(),
        media.mime.as_str(),
        media.bytes.clone()
    ];
    tx.run(sql, args).await.map(drop)
}
