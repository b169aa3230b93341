//! Notify: tells a person of what on its way needs their answer, everything of one moment at once.

use std::collections::BTreeMap;

use herald_domain::{Action, ActionState};

use crate::ports::Notice;

/// The most characters of a reason that a notice quotes.
const MOST: usize = 160;

/// Decides what to say of actions that wait for a person, if there are any: of one why, of several how many.
pub fn decide(waiting: &[Action]) -> Option<Notice> {
    let (body, review) = match waiting {
        [] => return None,
        [only] => (why(only), Some(only.review_id.clone())),
        several => (counted(several), None),
    };
    Some(Notice {
        title: "Herald needs your answer".to_owned(),
        body,
        review,
        approves: None,
    })
}

fn why(action: &Action) -> String {
    let said = action
        .failure
        .as_ref()
        .map(|failure| failure.message.trim());
    match said {
        Some(said) if !said.is_empty() => cut(said),
        _ => format!("{}.", what(action.state, 1)),
    }
}

fn cut(said: &str) -> String {
    if said.chars().count() <= MOST {
        return said.to_owned();
    }
    let kept: String = said.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

fn counted(waiting: &[Action]) -> String {
    let mut counts: BTreeMap<&str, (ActionState, usize)> = BTreeMap::new();
    for action in waiting {
        let count = counts
            .entry(action.state.as_str())
            .or_insert((action.state, 0));
        count.1 += 1;
    }
    let told: Vec<String> = counts.values().map(|(state, n)| what(*state, *n)).collect();
    format!("{}.", told.join("; "))
}

fn what(state: ActionState, count: usize) -> String {
    let one = count == 1;
    let number = if one {
        "One".to_owned()
    } else {
        count.to_string()
    };
    let said = match (state, one) {
        (ActionState::Missed, true) => "missed its time while Herald could not send it",
        (ActionState::Missed, false) => "missed their times while Herald could not send them",
        (ActionState::HandedOver, _) => "to be finished by you on the network's page",
        _ => "may have arrived, or stopped half-way",
    };
    format!("{number} {said}")
}

#[cfg(test)]
mod tests {
    use herald_domain::Failure;
    use herald_testkit::builders;

    use super::*;

    fn waiting(state: ActionState, why: Option<&str>) -> Action {
        Action {
            state,
            failure: why.map(|why| Failure {
                code: state.as_str().to_owned(),
                message: why.to_owned(),
            }),
            ..builders::post_action()
        }
    }

    fn body(waiting: &[Action]) -> String {
        decide(waiting).expect("says something").body
    }

    #[test]
    fn of_one_it_says_why_and_of_several_how_many() {
        assert_eq!(decide(&[]), None);
        let missed = || waiting(ActionState::Missed, Some("Its time passed 42 minutes ago."));
        assert_eq!(body(&[missed()]), "Its time passed 42 minutes ago.");
        let asks = waiting(ActionState::Asks, None);
        assert_eq!(
            body(&[missed(), asks, missed()]),
            "One may have arrived, or stopped half-way; 2 missed their times while Herald could \
             not send them."
        );
    }

    #[test]
    fn a_long_reason_is_cut() {
        let long = waiting(ActionState::Asks, Some(&"word ".repeat(100)));
        let said = body(&[long]);
        assert!(
            said.chars().count() <= MOST && said.ends_with('…'),
            "{said}"
        );
    }
}
