//! `com.atproto.server.*`: sessions and what the server is.
//!
//! Refresh tokens are spent by use. The reference server forgives a second use for two hours;
//! this one refuses it at once, so that a client that does not save the new pair is seen.
//!
//! # Source
//! Lexicons `com.atproto.server.*` and the reference PDS, read 2026-08-20.

use serde_json::{Value, json};

use super::{Answer, Call, Method, Takes};
use crate::core::Core;
use crate::ids::{Did, blob_cid};
use crate::limits::Counted;
use crate::refusal::Refusal;
use crate::session::{Scope, refresh_ends_at};
use crate::world::{Change, Person};

pub(super) const METHODS: &[Method] = &[
    Method {
        nsid: "com.atproto.server.createSession",
        takes: Takes::Json,
        run: create_session,
    },
    Method {
        nsid: "com.atproto.server.refreshSession",
        takes: Takes::Nothing,
        run: refresh_session,
    },
    Method {
        nsid: "com.atproto.server.deleteSession",
        takes: Takes::Nothing,
        run: delete_session,
    },
    Method {
        nsid: "com.atproto.server.getSession",
        takes: Takes::Query,
        run: get_session,
    },
    Method {
        nsid: "com.atproto.server.describeServer",
        takes: Takes::Query,
        run: describe_server,
    },
];

fn create_session(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let identifier = call.need_text("identifier")?;
    let password = call.need_text("password")?;
    core.take(Counted::Logins(identifier.to_ascii_lowercase()), 1)?;
    let person = core.world.check_password(identifier, password)?.clone();
    open_session(core, call, &person, Vec::new())
}

fn refresh_session(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let claims = core.claims(call, Scope::Refresh)?;
    if !core
        .world
        .session_is_open(&claims.did, &claims.jti, core.now())
    {
        return Err(Refusal::expired("Token has been revoked"));
    }
    let person = core.need_person(claims.did.as_str())?.clone();
    let spent = Change::SessionClosed { jti: claims.jti };
    open_session(core, call, &person, vec![spent])
}

fn open_session(
    core: &mut Core,
    call: &Call,
    person: &Person,
    mut changes: Vec<Change>,
) -> Result<Answer, Refusal> {
    let now = core.now();
    let jti = blob_cid(format!("{}/{}", person.did, core.ledger.last_seq()).as_bytes());
    changes.push(Change::SessionOpened {
        did: person.did.clone(),
        jti: jti.clone(),
        ends_at: refresh_ends_at(now),
    });
    core.commit(&person.did, &call.nsid, None, changes)?;
    let mut session = session_view(core, person);
    if let Some(map) = session.as_object_mut() {
        let access = core.tokens.access(&person.did, now);
        let refresh = core.tokens.refresh(&person.did, &jti, now);
        map.insert("accessJwt".to_owned(), json!(access));
        map.insert("refreshJwt".to_owned(), json!(refresh));
    }
    Ok(Answer::Json(session))
}

fn delete_session(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let claims = core.claims(call, Scope::Refresh)?;
    let open = core
        .world
        .session_is_open(&claims.did, &claims.jti, core.now());
    let closed = Change::SessionClosed { jti: claims.jti };
    let changes = if open { vec![closed] } else { Vec::new() };
    core.commit(&claims.did, &call.nsid, None, changes)?;
    Ok(Answer::Empty)
}

fn get_session(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = core.actor(call)?;
    let person = core.need_person(did.as_str())?;
    Ok(Answer::Json(session_view(core, person)))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all methods have one signature, so that they fit one table"
)]
fn describe_server(_core: &mut Core, _call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::Json(json!({
        "did": "did:web:localhost",
        "availableUserDomains": [".test"],
        "inviteCodeRequired": false,
        "phoneVerificationRequired": false,
        "links": {},
        "contact": {},
    })))
}

fn session_view(core: &Core, person: &Person) -> Value {
    json!({
        "did": person.did.as_str(),
        "handle": person.handle,
        "didDoc": did_document(core, &person.did, &person.handle),
        "email": format!("{}@example.test", person.handle),
        "emailConfirmed": true,
        "emailAuthFactor": false,
        "active": true,
    })
}

/// Shows the DID document, whose PDS is this server.
pub(super) fn did_document(core: &Core, did: &Did, handle: &str) -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
        ],
        "id": did.as_str(),
        "alsoKnownAs": [format!("at://{handle}")],
        "verificationMethod": [{
            "id": format!("{did}#atproto"),
            "type": "Multikey",
            "controller": did.as_str(),
            "publicKeyMultibase": "zQ3shSimulatedKeyThatSignsNothing",
        }],
        "service": [{
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": core.base_url,
        }],
    })
}
