use herald_domain::{Author, PostContent, RemoteRef, ReplyTarget, Target, Timestamp};

use super::*;

fn version(of: &str) -> RemoteRef {
    RemoteRef {
        id: "question".to_owned(),
        version: Some(of.to_owned()),
    }
}

fn answer() -> Proposal {
    Proposal::Reply {
        to: ReplyTarget {
            parent: version("1"),
            root: version("1"),
        },
        content: PostContent::default(),
    }
}

fn seen(of: &str) -> ThreadView {
    ThreadView {
        post: Some(Target {
            remote: version(of),
            author: Author::default(),
            text: "Which lens?".to_owned(),
            created_at: Timestamp(0),
            ..Target::default()
        }),
        ..ThreadView::default()
    }
}

fn told(code: &str) -> Vec<Warning> {
    vec![Warning::advice(code, "")]
}

fn code(known: &[Warning], view: &ThreadView) -> Option<String> {
    change_of(&answer(), known, view).map(|w| w.code)
}

#[test]
fn what_is_as_it_was_is_no_change() {
    assert_eq!(code(&[], &seen("1")), None);
}

#[test]
fn an_edit_is_told_however_often_there_was_one() {
    assert_eq!(code(&[], &seen("2")).as_deref(), Some(EDITED));
    assert_eq!(code(&told(EDITED), &seen("2")).as_deref(), Some(EDITED));
}

#[test]
fn an_answer_by_hand_and_a_deletion_are_told_once() {
    let answered = ThreadView {
        answered_by_me: true,
        ..seen("1")
    };
    assert_eq!(code(&[], &answered).as_deref(), Some(ANSWERED));
    assert_eq!(code(&told(ANSWERED), &answered), None);
    let gone = ThreadView::default();
    assert_eq!(code(&[], &gone).as_deref(), Some(GONE));
    assert_eq!(code(&told(GONE), &gone), None);
}

#[test]
fn where_a_network_gives_no_versions_nothing_is_told_of_edits() {
    let mut view = seen("2");
    if let Some(post) = &mut view.post {
        post.remote.version = None;
    }
    assert_eq!(code(&[], &view), None);
}
