//! `com.atproto.repo.*` and `com.atproto.sync.getBlob`: records and blobs.
//!
//! # Source
//! Lexicons `com.atproto.repo.*` and the reference PDS, read 2026-08-20.

use serde_json::{Value, json};

use super::{Answer, Call, Method, Takes};
use crate::core::Core;
use crate::ids::{AtUri, Did, blob_cid, is_nsid, is_record_key, record_cid, tid};
use crate::json::At as _;
use crate::limits::Counted;
use crate::refusal::Refusal;
use crate::world::records::{Prepared, Swap};
use crate::world::{Change, StoredRecord};

pub(super) const METHODS: &[Method] = &[
    Method {
        nsid: "com.atproto.repo.createRecord",
        takes: Takes::Json,
        run: create_record,
    },
    Method {
        nsid: "com.atproto.repo.putRecord",
        takes: Takes::Json,
        run: put_record,
    },
    Method {
        nsid: "com.atproto.repo.deleteRecord",
        takes: Takes::Json,
        run: delete_record,
    },
    Method {
        nsid: "com.atproto.repo.getRecord",
        takes: Takes::Query,
        run: get_record,
    },
    Method {
        nsid: "com.atproto.repo.listRecords",
        takes: Takes::Query,
        run: list_records,
    },
    Method {
        nsid: "com.atproto.repo.uploadBlob",
        takes: Takes::Raw,
        run: upload_blob,
    },
    Method {
        nsid: "com.atproto.sync.getBlob",
        takes: Takes::Query,
        run: get_blob,
    },
];

const CREATE_POINTS: u64 = 3;
const UPDATE_POINTS: u64 = 2;
const DELETE_POINTS: u64 = 1;

fn create_record(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = own_repo(core, call)?;
    core.take(Counted::Writes(did.to_string()), CREATE_POINTS)?;
    let collection = need_collection(call)?;
    let rkey = match call.input.get("rkey") {
        None => None,
        Some(_) => Some(call.need_text("rkey")?),
    };
    let record = need_record(call)?;
    let now = core.now();
    let prepared = core
        .world
        .prepare_create(&did, collection, rkey, record, now)?;
    finish(core, call, &did, prepared)
}

fn put_record(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = own_repo(core, call)?;
    core.take(Counted::Writes(did.to_string()), UPDATE_POINTS)?;
    let collection = need_collection(call)?;
    let uri = AtUri::new(&did, collection, call.need_text("rkey")?);
    let record = need_record(call)?;
    let swap = swap_of(call)?;
    let prepared = core.world.prepare_put(uri, record, &swap, core.now())?;
    finish(core, call, &did, prepared)
}

fn finish(core: &mut Core, call: &Call, did: &Did, prepared: Prepared) -> Result<Answer, Refusal> {
    let status = if prepared.uri.collection().starts_with("app.bsky.") {
        "valid"
    } else {
        "unknown"
    };
    let mut output = json!({
        "uri": prepared.uri.to_string(),
        "cid": prepared.cid,
        "validationStatus": status,
    });
    if let (false, Some(map)) = (prepared.changes.is_empty(), output.as_object_mut()) {
        map.insert("commit".to_owned(), commit_view(core, &prepared.cid));
    }
    core.commit_record(did, &call.nsid, prepared)?;
    Ok(Answer::Json(output))
}

fn commit_view(core: &Core, cid: &str) -> Value {
    let micros = u64::try_from(core.now().as_ms()).unwrap_or(0) * 1_000;
    let rev = tid(micros + core.ledger.last_seq() % 1_000, 0);
    json!({"cid": record_cid(&json!([cid, rev])), "rev": rev})
}

fn delete_record(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = own_repo(core, call)?;
    core.take(Counted::Writes(did.to_string()), DELETE_POINTS)?;
    let collection = need_collection(call)?;
    let uri = AtUri::new(&did, collection, call.need_text("rkey")?);
    let changes = core.world.prepare_delete(&uri, &swap_of(call)?)?;
    let deleted = !changes.is_empty();
    core.commit(&did, &call.nsid, Some(uri.to_string()), changes)?;
    if deleted {
        let commit = commit_view(core, &uri.to_string());
        return Ok(Answer::Json(json!({"commit": commit})));
    }
    Ok(Answer::Json(json!({})))
}

fn get_record(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = repo_param(core, call)?;
    let uri = AtUri::new(
        &did,
        call.need_param("collection")?,
        call.need_param("rkey")?,
    );
    let wanted_cid = call.param("cid");
    let record = core
        .world
        .record(&uri)
        .filter(|record| wanted_cid.is_none_or(|cid| record.cid == cid))
        .ok_or_else(|| {
            let message = format!("Could not locate record: {uri}");
            Refusal::new(400, "RecordNotFound", message)
        })?;
    Ok(Answer::Json(record_view(record)))
}

fn list_records(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = repo_param(core, call)?;
    let collection = call.need_param("collection")?;
    let limit = call.page_size(50)?;
    let reverse = call.param("reverse") == Some("true");
    let edge = call.param("cursor");
    let mut records: Vec<&StoredRecord> = core.world.records_of(&did, collection).collect();
    if !reverse {
        records.reverse();
    }
    let beyond = |record: &&StoredRecord| {
        edge.is_none_or(|edge| {
            let rkey = record.uri.rkey();
            if reverse { rkey > edge } else { rkey < edge }
        })
    };
    let page: Vec<&StoredRecord> = records.into_iter().filter(beyond).take(limit).collect();
    let shown: Vec<Value> = page.iter().map(|record| record_view(record)).collect();
    let mut output = json!({"records": shown});
    if let (Some(last), Some(map)) = (page.last(), output.as_object_mut()) {
        map.insert("cursor".to_owned(), json!(last.uri.rkey()));
    }
    Ok(Answer::Json(output))
}

fn upload_blob(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = core.actor(call)?;
    let cid = blob_cid(&call.body);
    let mime_type = call.content_type.clone().unwrap_or_default();
    let known = core
        .world
        .blob(&did, &cid)
        .map(|blob| blob.mime_type.as_str());
    let mut changes = Vec::new();
    if known != Some(mime_type.as_str()) {
        changes.push(Change::BlobStored {
            did: did.clone(),
            cid: cid.clone(),
            mime_type: mime_type.clone(),
            bytes: call.body.to_vec(),
        });
    }
    core.commit(&did, &call.nsid, Some(cid.clone()), changes)?;
    Ok(Answer::Json(json!({"blob": {
        "$type": "blob",
        "ref": {"$link": cid},
        "mimeType": mime_type,
        "size": call.body.len(),
    }})))
}

fn get_blob(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = Did::new(call.need_param("did")?);
    let blob = core
        .world
        .blob(&did, call.need_param("cid")?)
        .ok_or_else(|| Refusal::new(400, "BlobNotFound", "Blob not found"))?;
    Ok(Answer::Bytes {
        mime_type: blob.mime_type.clone(),
        bytes: blob.bytes.clone(),
    })
}

fn record_view(record: &StoredRecord) -> Value {
    json!({"uri": record.uri.to_string(), "cid": record.cid, "value": record.value})
}

/// Returns the caller's DID after checking that the input names the caller's repository.
fn own_repo(core: &Core, call: &Call) -> Result<Did, Refusal> {
    let did = core.actor(call)?;
    let repo = call.need_text("repo")?;
    match core.world.find(repo) {
        Some(person) if person.did == did => Ok(did),
        Some(_) => Err(Refusal::not_yours()),
        None => Err(Refusal::invalid(format!("Could not find repo: {repo}"))),
    }
}

fn repo_param(core: &Core, call: &Call) -> Result<Did, Refusal> {
    let repo = call.need_param("repo")?;
    core.world
        .find(repo)
        .map(|person| person.did.clone())
        .ok_or_else(|| Refusal::invalid(format!("Could not find repo: {repo}")))
}

fn need_collection(call: &Call) -> Result<&str, Refusal> {
    let collection = call.need_text("collection")?;
    if !is_nsid(collection) {
        return Err(Refusal::invalid("Input/collection must be a valid nsid"));
    }
    if let Some(rkey) = call.input.at("rkey").as_str()
        && !is_record_key(rkey)
    {
        return Err(Refusal::invalid("Input/rkey must be a valid Record Key"));
    }
    Ok(collection)
}

fn need_record(call: &Call) -> Result<&Value, Refusal> {
    call.input
        .get("record")
        .ok_or_else(|| Refusal::invalid("Input must have the property \"record\""))
}

fn swap_of(call: &Call) -> Result<Swap, Refusal> {
    match call.input.get("swapRecord") {
        None => Ok(Swap::Anything),
        Some(Value::Null) => Ok(Swap::Absent),
        Some(Value::String(cid)) => Ok(Swap::At(cid.clone())),
        Some(_) => Err(Refusal::invalid("Input/swapRecord must be a cid string")),
    }
}
