//! Words shared by messages to the owner.

use herald_domain::ActivityKind;
use herald_pipeline::ports::DraftRequest;

/// Returns the noun for something that happened.
pub(crate) fn noun(kind: &ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Mention => "mention",
        ActivityKind::Reply => "reply",
        ActivityKind::Quote => "quote",
        ActivityKind::Comment => "comment",
        ActivityKind::Message => "message",
        _ => "activity",
    }
}

/// Says that nothing was lost.
pub(crate) fn kept_note(request: &DraftRequest) -> String {
    if !request.earlier_versions.is_empty() {
        return "There is no other version; the draft before is kept.".to_owned();
    }
    format!(
        "Nothing was drafted; the {} is still in Activity.",
        noun(&request.activity.kind)
    )
}
