//! Puts what happened into words for people.

use std::time::Duration;

use herald_domain::{
    Account, Action, ActionState, Activity, ActivityKind, Failure, Proposal, Provenance, Recall,
    Revision, Verb,
};
use herald_pipeline::use_cases::answer_action::ending;

/// Returns the first line of a text, cut to `most` characters.
pub(crate) fn gist(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Returns what somebody did, for example `mentioned you`.
pub(crate) fn did(kind: &ActivityKind) -> String {
    match kind {
        ActivityKind::Mention => "mentioned you".into(),
        ActivityKind::Reply => "replied to you".into(),
        ActivityKind::Quote => "quoted you".into(),
        ActivityKind::Comment => "commented".into(),
        ActivityKind::Like => "liked your post".into(),
        ActivityKind::Repost => "reposted you".into(),
        ActivityKind::Follow => "follows you".into(),
        ActivityKind::Unfollow => "no longer follows you".into(),
        ActivityKind::Message => "sent you a message".into(),
        ActivityKind::Other(word) => format!("did something new ({word})"),
    }
}

/// Returns the headline of something to be done, for example `Reply to Jonas Weber`.
pub(crate) fn headline(verb: Verb, whom: &str) -> String {
    match verb {
        Verb::Post => "Post".into(),
        Verb::Reply => format!("Reply to {whom}"),
        Verb::Quote => format!("Quote {whom}"),
        Verb::Like => format!("Like of {whom}"),
        Verb::Repost => format!("Repost of {whom}"),
        Verb::Follow => format!("Follow {whom}"),
        Verb::Delete => "Delete a post".into(),
        Verb::Mute => format!("Mute {whom}"),
        Verb::Block => format!("Block {whom}"),
        Verb::Report => format!("Report {whom}"),
        Verb::HideReply => format!("Hide the reply of {whom}"),
        Verb::Thread => "Thread".into(),
        Verb::Message => format!("Message to {whom}"),
        Verb::DeleteComment => format!("Delete the comment of {whom}"),
        Verb::CloseComments => "Close the comments".into(),
    }
}

/// Returns the verb with a capital, as a card's headline begins.
pub(crate) fn verb_name(verb: Verb) -> &'static str {
    match verb {
        Verb::Post => "Post",
        Verb::Reply => "Reply",
        Verb::Quote => "Quote",
        Verb::Like => "Like",
        Verb::Repost => "Repost",
        Verb::Follow => "Follow",
        Verb::Delete => "Delete",
        Verb::Mute => "Mute",
        Verb::Block => "Block",
        Verb::Report => "Report",
        Verb::HideReply => "Hide a reply",
        Verb::Thread => "Thread",
        Verb::Message => "Message",
        Verb::DeleteComment => "Delete a comment",
        Verb::CloseComments => "Close comments",
    }
}

/// Returns whom a proposal concerns: the author answered, else the person as the network told; identifiers are
/// nothing to read.
pub(crate) fn whom(revision: &Revision, activity: Option<&Activity>, account: &Account) -> String {
    if let Some(activity) = activity {
        return activity.author.name().to_owned();
    }
    let known = revision.target.as_ref().map(|target| target.author.name());
    if let Some(name) = known.filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    match &revision.proposal {
        Proposal::Post { .. } | Proposal::Thread { .. } => account.name().to_owned(),
        _ => "somebody".to_owned(),
    }
}

/// Returns what would be done, for verbs without text.
pub(crate) fn deed(proposal: &Proposal, whom: &str) -> String {
    match proposal {
        Proposal::Post { .. }
        | Proposal::Reply { .. }
        | Proposal::Quote { .. }
        | Proposal::Thread { .. }
        | Proposal::Message { .. } => String::new(),
        Proposal::Like { .. } => format!("Like this post of {whom}."),
        Proposal::Repost { .. } => format!("Repost this post of {whom} to your followers."),
        Proposal::Follow { .. } => format!("Follow {whom}."),
        Proposal::Delete { .. } => "Delete this post of yours for good.".to_owned(),
        Proposal::Mute { .. } => format!("Mute {whom}. Only you will know."),
        Proposal::Block { .. } => format!("Block {whom}."),
        Proposal::Report {
            reason, comment, ..
        } => {
            let more = if comment.is_empty() {
                String::new()
            } else {
                format!(": {comment}")
            };
            format!("Report {whom} to the moderators as {reason}{more}.")
        }
        Proposal::HideReply { .. } => {
            format!("Hide this reply of {whom} under your post. It is not deleted.")
        }
        Proposal::DeleteComment { .. } => {
            format!("Delete this comment of {whom} under your post for good.")
        }
        Proposal::CloseComments { .. } => {
            "Let nobody comment under this post of yours any more.".to_owned()
        }
    }
}

/// Returns who wrote a draft.
pub(crate) fn drafted_by(by: &Provenance) -> String {
    let place = if by.local {
        "on this computer"
    } else {
        "over the network"
    };
    let tokens = match (by.tokens_in, by.tokens_out) {
        (None, None) => String::new(),
        (read, written) => {
            format!(", {} tokens", read.unwrap_or(0) + written.unwrap_or(0))
        }
    };
    match (by.drafter.as_str(), &by.model) {
        ("person", _) => "You".into(),
        ("builtin", _) => "Built-in drafter, on this computer".into(),
        (_, Some(model)) => format!("{model} {place}{tokens}"),
        (drafter, None) => format!("{drafter} {place}{tokens}"),
    }
}

/// How long after it was put on its way something goes out that has a time of its own.
const A_MOMENT: Duration = Duration::from_mins(1);

/// Returns where an action stands, in words.
pub(crate) fn standing(action: &Action) -> &'static str {
    if action.state == ActionState::Held && action.due_at.since(action.created_at) > A_MOMENT {
        return "Planned";
    }
    if action.state == ActionState::Cancelled {
        return how_it_ended(action);
    }
    if action.state == ActionState::Parked {
        return how_it_is_parked(action);
    }
    state_text(action.state, action.failure.as_ref())
}

/// Returns how something lies with the network, in words.
fn how_it_is_parked(action: &Action) -> &'static str {
    let confirmed = action.parked.as_ref().is_some_and(|p| p.confirmed);
    match action.recall {
        Some(Recall::Undo) => "Being taken back",
        Some(Recall::Hold | Recall::FromHere | Recall::Again) => "Being taken out of the server",
        None if confirmed => "Planned, at the server",
        None => "Being left with the server",
    }
}

/// Returns why an action goes no further, in words.
fn how_it_ended(action: &Action) -> &'static str {
    match action.failure.as_ref().map(|failure| failure.code.as_str()) {
        None if action.hand_over.is_some() => "Not done",
        None | Some(ending::TAKEN_BACK) => "Taken back",
        Some(ending::DROPPED) => "Dropped",
        Some(ending::LEFT) => "Left as it is",
        // What it is about changed.
        Some(_) => "Back in review",
    }
}

/// Returns a state of an action in words.
pub(crate) fn state_text(state: ActionState, failure: Option<&Failure>) -> &'static str {
    match state {
        ActionState::Held => "Goes out in a moment",
        ActionState::Parked => "Left with the server",
        ActionState::Due if failure.is_some() => "Waiting to try again",
        ActionState::Due => "Goes out now",
        ActionState::Sending => "Being sent",
        ActionState::Done => "Done",
        ActionState::Refused => "Refused",
        ActionState::Asks => "Needs your answer",
        ActionState::Missed => "Missed its time",
        ActionState::SetAside => "Set aside",
        ActionState::Unconfirmed => "Not confirmed yet",
        ActionState::HandedOver => "Handed over",
        ActionState::Cancelled => "Goes no further",
    }
}

/// Returns the text that would go out, or the deed in words.
pub(crate) fn text_or_deed(revision: &Revision, whom: &str) -> String {
    revision.proposal.content().map_or_else(
        || deed(&revision.proposal, whom),
        |content| content.text.clone(),
    )
}

#[cfg(test)]
mod tests {
    use herald_domain::HandOver;
    use herald_testkit::builders;

    use super::*;

    fn cancelled(code: Option<&str>) -> Action {
        Action {
            state: ActionState::Cancelled,
            failure: code.map(|code| Failure {
                code: code.to_owned(),
                message: String::new(),
            }),
            ..builders::post_action()
        }
    }

    #[test]
    fn what_goes_no_further_says_why() {
        let said = |code| standing(&cancelled(code));
        assert_eq!(said(None), "Taken back");
        assert_eq!(said(Some("taken_back")), "Taken back");
        assert_eq!(said(Some("dropped")), "Dropped");
        assert_eq!(said(Some("left")), "Left as it is");
        assert_eq!(said(Some("target_edited")), "Back in review");
        let page = HandOver {
            url: String::new(),
            text: None,
            instruction: String::new(),
        };
        let by_hand = Action {
            hand_over: Some(page),
            ..cancelled(None)
        };
        assert_eq!(standing(&by_hand), "Not done");
    }

    #[test]
    fn a_gist_is_one_line_cut_at_characters() {
        assert_eq!(gist("a\n\n b\tc", 10), "a b c");
        assert_eq!(gist("äöüäöüäöüä", 5), "äöüä…");
    }
}
