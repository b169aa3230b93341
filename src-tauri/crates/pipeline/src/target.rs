//! What an action is about, as it is on the network now.

use herald_domain::{Activity, Proposal, RemoteRef, Revision, Target, Timestamp, Warning};

use crate::ports::target::{ANSWERED, EDITED};

/// Warns that the account has answered it; a person may want a second answer.
pub(crate) fn answered() -> Warning {
    let words = "You have answered this already. Approving this sends a second answer.";
    Warning::advice(ANSWERED, words)
}

/// Returns the conversation a message belongs to: the network's name of it, else the last message in it.
pub(crate) fn conversation(message: &Activity) -> String {
    message.root.as_ref().unwrap_or(&message.remote).id.clone()
}

/// Returns the post a proposal is about, where it is about one.
pub(crate) fn target_of(proposal: &Proposal) -> Option<&RemoteRef> {
    match proposal {
        Proposal::Reply { to, .. } => Some(&to.parent),
        Proposal::Quote { subject, .. }
        | Proposal::Like { subject }
        | Proposal::Repost { subject } => Some(subject),
        _ => None,
    }
}

/// Makes the next revision: the same words, about what is there now, with what changed as a warning.
pub(crate) fn anew(
    before: &Revision,
    number: u32,
    now_there: Option<&Target>,
    change: Warning,
    at: Timestamp,
) -> Revision {
    let mut revision = Revision {
        number,
        created_at: at,
        ..before.clone()
    };
    revision.warnings.retain(|w| w.code != change.code);
    let text = match now_there {
        Some(post) if change.code == EDITED => {
            format!("{} It now reads: {}", change.text, post.said())
        }
        _ => change.text,
    };
    revision.warnings.push(Warning { text, ..change });
    if let Some(post) = now_there {
        turn_to(&mut revision.proposal, &post.remote);
        revision.target = Some(Box::new(post.clone()));
    }
    revision
}

/// Makes a proposal be about the version there is now.
fn turn_to(proposal: &mut Proposal, now: &RemoteRef) {
    match proposal {
        Proposal::Reply { to, .. } => {
            // What starts its conversation is its own root, in the version there is now.
            if to.root.id == to.parent.id {
                to.root.clone_from(now);
            }
            to.parent.clone_from(now);
        }
        Proposal::Quote { subject, .. }
        | Proposal::Like { subject }
        | Proposal::Repost { subject } => subject.clone_from(now),
        _ => {}
    }
}
