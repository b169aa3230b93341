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
use crate::words::Indexed;

const KNOWN: Pair = Pair {
    sqlite: "SELECT id, text FROM own_post WHERE id IN (SELECT value FROM json_each($1))",
};

const PUT: Pair = Pair {
    sqlite: "INSERT INTO own_post (id, account_id, text, body, created_at)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
        FROM json_each($1) WHERE true
        ON CONFLICT (id) DO UPDATE SET text = excluded.text, body = excluded.body",
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

    let mut fresh = Vec::new();
    for (id, post) in &posts {
        let text = without_nul(&post.text);
        match known.get(id) {
            None => fresh.push((*id, Indexed::of(&[&text]))),
            Some(old) if *old != text => {
                let indexed = Indexed::of(&[&text]);
                search::feed_again(tx, &OWN_POST_FTS, id, &indexed).await?;
            }
            Some(_) => {}
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    search::feed(tx, &OWN_POST_FTS, &fresh).await
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
