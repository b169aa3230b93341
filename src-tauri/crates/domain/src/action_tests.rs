use super::*;

#[test]
fn final_states_have_no_way_out() {
    for from in ActionState::ALL.into_iter().filter(|s| s.is_final()) {
        let mut next = ActionState::ALL.into_iter();
        assert!(next.all(|to| !from.may_become(to)), "{from:?}");
    }
}

#[test]
fn no_state_but_the_final_ones_is_a_dead_end() {
    for from in ActionState::ALL.into_iter().filter(|s| !s.is_final()) {
        let others = ActionState::ALL.into_iter().filter(|to| *to != from);
        assert!(others.into_iter().any(|to| from.may_become(to)), "{from:?}");
    }
}

#[test]
fn what_may_have_left_is_never_taken_for_held() {
    for from in [
        ActionState::Sending,
        ActionState::Unconfirmed,
        ActionState::Asks,
    ] {
        assert!(!from.may_become(ActionState::Held));
    }
    assert!(!ActionState::Missed.may_become(ActionState::Sending));
}

#[test]
fn states_of_before_are_read_as_what_they_are_now() {
    let failed: ActionState = serde_json::from_str(r#""failed""#).expect("reads");
    assert_eq!(failed, ActionState::Refused);
    for state in ActionState::ALL {
        let word = format!("\"{}\"", state.as_str());
        assert_eq!(serde_json::from_str::<ActionState>(&word).ok(), Some(state));
    }
}
