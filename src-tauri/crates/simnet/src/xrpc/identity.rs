//! Handles and DIDs: `resolveHandle`, the DID directory and the well-known file.

use serde_json::json;

use super::server::did_document;
use super::{Answer, Call, Method, Takes};
use crate::core::Core;
use crate::refusal::Refusal;

/// Name under which faults and the method table know `GET /{did}`.
pub(crate) const DID_DOCUMENT: &str = "plc.directory";

/// Name under which faults and the method table know `GET /.well-known/atproto-did`.
pub(crate) const WELL_KNOWN: &str = "well-known.atproto-did";

pub(super) const METHODS: &[Method] = &[
    Method {
        nsid: "com.atproto.identity.resolveHandle",
        takes: Takes::Query,
        run: resolve_handle,
    },
    Method {
        nsid: DID_DOCUMENT,
        takes: Takes::Query,
        run: directory,
    },
    Method {
        nsid: WELL_KNOWN,
        takes: Takes::Query,
        run: well_known,
    },
];

fn resolve_handle(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let handle = call.need_param("handle")?;
    let person = core
        .world
        .find(handle)
        .filter(|_| !handle.starts_with("did:"))
        .ok_or_else(|| Refusal::invalid("Unable to resolve handle"))?;
    Ok(Answer::Json(json!({"did": person.did.as_str()})))
}

fn directory(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = call.need_param("did")?;
    let person = core
        .world
        .find(did)
        .filter(|_| did.starts_with("did:"))
        .ok_or_else(|| Refusal::new(404, "NotFound", format!("DID not registered: {did}")))?;
    let document = did_document(core, &person.did, &person.handle);
    Ok(Answer::Json(document))
}

/// Answers for the handle that the `Host` header names.
fn well_known(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let host = call.host.as_deref().unwrap_or_default();
    let handle = host.split(':').next().unwrap_or_default();
    core.world
        .find(handle)
        .map(|person| Answer::Text(person.did.to_string()))
        .ok_or_else(|| Refusal::new(404, "NotFound", "User not found"))
}
