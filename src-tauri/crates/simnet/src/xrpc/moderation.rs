//! `com.atproto.moderation.createReport`.
//!
//! # Source
//! Lexicon `com.atproto.moderation.createReport` and the proxying rules, read 2026-08-20.

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::{Answer, Call, Method, Takes};
use crate::core::Core;
use crate::ids::AtUri;
use crate::json::At as _;
use crate::refusal::Refusal;
use crate::world::{Change, Report};

pub(super) const METHODS: &[Method] = &[Method {
    nsid: "com.atproto.moderation.createReport",
    takes: Takes::Json,
    run: create_report,
}];

const MAX_REASON_GRAPHEMES: usize = 2_000;

fn create_report(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let by = core.actor(call)?;
    let labeler = need_labeler(call)?;
    let reason_type = call.need_text("reasonType")?;
    if !reason_type.contains("#reason") {
        return Err(Refusal::invalid(format!(
            "Invalid reason type: {reason_type}"
        )));
    }
    let reason = match call.input.get("reason") {
        None => None,
        Some(_) => Some(call.need_text("reason")?.to_owned()),
    };
    if reason
        .as_deref()
        .is_some_and(|text| text.graphemes(true).count() > MAX_REASON_GRAPHEMES)
    {
        return Err(Refusal::invalid(
            "Input/reason must not be longer than 2000 graphemes",
        ));
    }
    let subject = call.input.get("subject").cloned().unwrap_or_default();
    let about = check_subject(core, &subject)?;
    let report = Report {
        id: core.world.reports().len() as u64 + 1,
        reason_type: reason_type.to_owned(),
        reason,
        subject,
        reported_by: by.clone(),
        labeler,
        created_at: core.now(),
    };
    let output = report_view(&report);
    core.commit(&by, &call.nsid, Some(about), vec![Change::Reported(report)])?;
    Ok(Answer::Json(output))
}

/// Returns the DID of the labeler the call is meant for.
fn need_labeler(call: &Call) -> Result<String, Refusal> {
    let proxy = call.proxy.as_deref().unwrap_or_default();
    proxy
        .split_once('#')
        .filter(|(did, service)| did.starts_with("did:") && *service == "atproto_labeler")
        .map(|(did, _)| did.to_owned())
        .ok_or_else(|| {
            Refusal::invalid("The header atproto-proxy must name a labeler (did#atproto_labeler)")
        })
}

fn check_subject(core: &Core, subject: &Value) -> Result<String, Refusal> {
    match subject.at("$type").as_str() {
        Some("com.atproto.admin.defs#repoRef") => {
            let did = subject.at("did").as_str().unwrap_or_default();
            Ok(core.need_person(did)?.did.to_string())
        }
        Some("com.atproto.repo.strongRef") => subject
            .at("uri")
            .as_str()
            .and_then(AtUri::parse)
            .filter(|_| subject.at("cid").is_string())
            .map(|uri| uri.to_string())
            .ok_or_else(|| Refusal::invalid("Input/subject must be a strong reference")),
        _ => Err(Refusal::invalid(
            "Input/subject must be a repoRef or a strongRef",
        )),
    }
}

fn report_view(report: &Report) -> Value {
    let mut view = json!({
        "id": report.id,
        "reasonType": report.reason_type,
        "subject": report.subject,
        "reportedBy": report.reported_by.as_str(),
        "createdAt": report.created_at.to_string(),
    });
    if let (Some(reason), Some(map)) = (&report.reason, view.as_object_mut()) {
        map.insert("reason".to_owned(), json!(reason));
    }
    view
}
