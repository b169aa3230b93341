//! Output rules: what a draft must be before anybody sees it, whoever wrote it.
//!
//! A model reads remote text, so its output is judged here, in Rust, by rules it cannot talk to.
//! Adding a rule: a function in one of the modules below that pushes a [`Violation`], a line in
//! [`check`], and a passing and a failing example in the tests.

mod content;
mod form;
mod repeat;
#[cfg(test)]
mod tests;

pub(crate) use repeat::Said;

use herald_pipeline::ports::DraftRequest;

/// One rule a draft breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// A stable word, for example `foreign_link`.
    pub code: &'static str,
    /// What is wrong and what would be right, in one sentence.
    pub sentence: String,
}

impl Violation {
    fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
        }
    }
}

/// Checks a draft against every rule; an empty list means it may be shown.
///
/// `instructions` is what the writer was told, so that a leak of it is noticed.
///
/// # Shapes
/// Violations come in the order of the rules, each rule at most once.
pub fn check(text: &str, request: &DraftRequest, instructions: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    form::check(text, request, &mut found);
    content::check(text, request, instructions, &mut found);
    Said::of(request).check(text, &mut found);
    found
}
