//! Whether the pictures of a post are those that were sent.

use herald_domain::PostContent;
use serde_json::Value;

use super::wire::Attachment;
use crate::lenient::fit;

/// Returns what the pictures of a post show, in order.
pub(super) fn alts(content: &PostContent) -> Vec<String> {
    content
        .media
        .iter()
        .map(|media| media.alt.clone())
        .collect()
}

/// The pictures and videos of a post that is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pictures {
    /// How many there are.
    pub(super) count: usize,
    /// The identifiers the server gave at the upload; empty where none was kept.
    pub(super) ids: Vec<String>,
    /// What they show, in order; empty where it was not kept.
    pub(super) alts: Vec<String>,
}

impl Pictures {
    /// Tells whether a post has exactly what was uploaded for this one: no other post can.
    pub(super) fn are_those_uploaded(&self, shown: &[Value]) -> bool {
        let shown = shown.iter().filter_map(fit::<Attachment>);
        !self.ids.is_empty() && shown.map(|one| one.id).eq(self.ids.iter().cloned())
    }

    /// Tells whether they read the same: some software gives a file another identifier once it is posted.
    ///
    /// Pictures that nobody described tell nothing.
    pub(super) fn read_the_same(&self, shown: &[Value]) -> bool {
        let words = |one: &Attachment| one.description.clone().unwrap_or_default();
        let shown: Vec<_> = shown
            .iter()
            .filter_map(fit)
            .map(|one| words(&one))
            .collect();
        let own = self.alts.iter().map(|alt| alt.trim());
        self.alts.iter().any(|alt| !alt.trim().is_empty())
            && shown.iter().map(|alt| alt.trim()).eq(own)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pier() -> Pictures {
        Pictures {
            count: 1,
            ids: vec!["7".into()],
            alts: vec!["A pier".into()],
        }
    }

    #[test]
    fn what_was_uploaded_for_a_post_is_in_no_other() {
        assert!(pier().are_those_uploaded(&[json!({"id": 7})]));
        assert!(!pier().are_those_uploaded(&[json!({"id": "8"})]));
        assert!(!pier().are_those_uploaded(&[json!({"id": "7"}), json!({"id": "8"})]));
        assert!(!Pictures::default().are_those_uploaded(&[]));
    }

    #[test]
    fn descriptions_tell_pictures_apart_and_none_tells_nothing() {
        assert!(pier().read_the_same(&[json!({"id": "x", "description": "A pier "})]));
        assert!(!pier().read_the_same(&[json!({"id": "x", "description": "My dog"})]));
        assert!(!pier().read_the_same(&[json!({"id": "x", "description": null})]));
        let silent = Pictures {
            alts: vec![String::new()],
            ..pier()
        };
        assert!(!silent.read_the_same(&[json!({"id": "x"})]));
    }
}
