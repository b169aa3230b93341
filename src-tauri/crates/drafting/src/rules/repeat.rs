//! Never twice the same: a draft is compared with the last twenty and with earlier versions.

use herald_pipeline::ports::DraftRequest;

use super::Violation;
use crate::text::{normal, shape};

/// How many earlier drafts of an account are looked at.
const LOOKED_BACK: usize = 20;

/// What this account said lately, ready to be compared with.
pub(crate) struct Said {
    exact: Vec<String>,
    shapes: Vec<String>,
    normals: Vec<String>,
    name: Option<String>,
}

impl Said {
    /// Collects the last drafts, newest first, and the earlier versions of this one.
    pub(crate) fn of(request: &DraftRequest) -> Self {
        let recent = request.recent_drafts.iter().take(LOOKED_BACK);
        let exact: Vec<String> = recent.chain(&request.earlier_versions).cloned().collect();
        let name = crate::person::first_name(&request.activity.author.display_name);
        Self {
            shapes: exact.iter().map(|t| shape(t, name.as_deref())).collect(),
            normals: exact.iter().map(|t| normal(t)).collect(),
            exact,
            name,
        }
    }

    /// Tells whether a draft came before: to the byte, or but for case, marks, emoji and the name.
    pub(crate) fn has(&self, text: &str) -> bool {
        if self.exact.iter().any(|e| e.trim() == text.trim()) {
            return true;
        }
        let words = normal(text);
        if words.is_empty() {
            return false;
        }
        let without_name = shape(text, self.name.as_deref());
        self.normals.contains(&words)
            || (!without_name.is_empty() && self.shapes.contains(&without_name))
    }

    /// Returns the words of what was said, newest first.
    pub(crate) fn normals(&self) -> &[String] {
        &self.normals
    }

    pub(super) fn check(&self, text: &str, found: &mut Vec<Violation>) {
        if self.has(text) {
            found.push(Violation::new(
                "repeat",
                "The reply says the same as one of the last twenty; say it differently.",
            ));
        }
    }
}
