//! What is found in texts beside what Bluesky's own client finds in them.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::*;
use crate::text::odd_texts::{TEXTS, said, texts};

/// What the client says of a text.
#[derive(Deserialize)]
struct Said {
    facets: Vec<Facet>,
    length: usize,
    fallback: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Facet {
    start: usize,
    end: usize,
    kind: String,
    says: String,
}

impl From<Span> for Facet {
    fn from(span: Span) -> Self {
        let (kind, says) = match span.mark {
            Mark::Link(address) => ("link", address),
            Mark::Mention(handle) => ("mention", handle),
            Mark::Tag(tag) => ("tag", tag),
        };
        Self {
            start: span.range.start,
            end: span.range.end,
            kind: kind.to_owned(),
            says,
        }
    }
}

impl Facet {
    /// Handles know no capital letters, and addresses read the same in every alphabet.
    fn plain(mut self) -> Self {
        match self.kind.as_str() {
            "mention" => self.says.make_ascii_lowercase(),
            "link" => self.says = Url::parse(&self.says).map_or(self.says, Into::into),
            _ => {}
        }
        self
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Tells why something the client marks is marked otherwise or not at all; nothing where it should be the same.
fn safer(text: &str, theirs: &Facet, ours: &[Facet]) -> Option<&'static str> {
    let typed = text.get(theirs.start..theirs.end)?;
    let same_start = ours
        .iter()
        .find(|one| one.start == theirs.start && one.kind == theirs.kind);
    if let Some(one) = same_start.filter(|one| one.end < theirs.end) {
        let cut = text.get(one.end..theirs.end)?.chars().next()?;
        let goes_on = cut.is_ascii_alphanumeric() || "/-_%=&#".contains(cut);
        return (!goes_on).then_some("a link ends sooner");
    }
    match theirs.kind.as_str() {
        "link" if same_start.is_some() => {
            let whole = Url::parse(&format!("https://{typed}")).ok()?;
            let whole = same_start?.says == whole.as_str();
            whole.then_some("an address is whole")
        }
        "link" => {
            let behind = typed.split_once("://").map_or(typed, |(_, behind)| behind);
            let authority = behind.split(['/', '?', '#']).next()?;
            let host = authority.split(':').next()?;
            let odd = !host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b));
            let changed = Url::parse(&theirs.says)
                .ok()
                .is_none_or(|url| url.host_str() != Some(host));
            let unknown =
                !typed.contains("://") && (!links::is_known_end(host) || links::means_a_file(host));
            (odd || changed || unknown || host.trim_matches('.').is_empty())
                .then_some("the host is another one, or none")
        }
        "mention" if text.get(theirs.end..)?.starts_with('@') => Some("a name on another network"),
        "mention" if !is_handle(&theirs.says) => Some("no handle"),
        _ => ours
            .iter()
            .any(|one| one.overlaps(theirs))
            .then_some("it overlaps a link"),
    }
}

#[test]
#[ignore = "needs Bluesky's own client: cargo xtask sweep texts"]
fn texts_are_marked_as_the_client_marks_them_or_safer_and_counted_as_the_server_counts() {
    let texts = texts();
    let said: Vec<Said> = said("HERALD_BLUESKY_TEXTS", &texts);
    assert_eq!(said.len(), TEXTS);
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut same, mut wrong) = (0, Vec::new());
    for (text, said) in texts.iter().zip(said) {
        let ours: Vec<Facet> = detect(text)
            .into_iter()
            .map(|span| Facet::from(span).plain())
            .collect();
        let theirs: Vec<Facet> = said.facets.into_iter().map(Facet::plain).collect();
        let mut explained = Vec::new();
        for one in &theirs {
            if ours.contains(one) {
                same += 1;
            } else if let Some(reason) = safer(text, one, &ours) {
                *reasons.entry(reason).or_default() += 1;
                explained.push(one);
            } else {
                wrong.push(format!("{text:?}: the client marks {one:?}, we {ours:?}"));
            }
        }
        for one in ours.iter().filter(|one| !theirs.contains(one)) {
            let is_theirs = |other: &&&Facet| other.start == one.start && other.kind == one.kind;
            if !explained.iter().any(|other| is_theirs(&other)) {
                wrong.push(format!("{text:?}: we mark {one:?}, the client does not"));
            }
        }
        let length = graphemes(text);
        if length != said.fallback || length < said.length {
            wrong.push(format!(
                "{text:?} counts {length}, there {} or {}",
                said.length, said.fallback
            ));
        }
    }
    println!("{TEXTS} texts: {same} marks are the same; safer: {reasons:?}");
    assert_eq!(
        wrong.len(),
        0,
        "{} wrong, of them: {:#?}",
        wrong.len(),
        wrong.iter().take(12).collect::<Vec<_>>()
    );
}
