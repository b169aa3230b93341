//! Activity, for people.

use herald_api::views::{ActivityPage, ActivityRow};

use super::{Cell, Page, Tone, review, text};

/// Writes a list of activities.
pub fn list(page: &mut Page, activities: &ActivityPage) {
    if activities.items.is_empty() {
        page.line(&[(
            Tone::Plain,
            "Nothing here. Mentions, replies, likes and follows appear while the engine runs.",
        )]);
        return;
    }
    // Of one account only, its name would say nothing.
    let first = activities.items.first().map(|row| &row.account_id);
    let several = activities
        .items
        .iter()
        .any(|row| Some(&row.account_id) != first);
    let rows: Vec<_> = activities
        .items
        .iter()
        .map(|row| {
            let tone = if row.status == "new" {
                Tone::Strong
            } else {
                Tone::Plain
            };
            let mut cells = vec![
                Cell::new(tone, &row.short),
                Cell::plain(&page.ago(row.at)),
                Cell::plain(&review::verb(&row.kind)),
                Cell::plain(&text::fit(&text::one_line(&row.who), 24)),
                Cell::quiet(&row.status),
                Cell::plain(said(row)),
            ];
            if several {
                let account = format!("@{}", text::fit(&row.account_handle, 24));
                cells.insert(2, Cell::quiet(&account));
            }
            cells
        })
        .collect();
    let mut titles = vec!["id", "when", "what", "who", "state", "said"];
    if several {
        titles.insert(2, "account");
    }
    page.table(&titles, &rows);
    if let Some(next) = &activities.next {
        page.gap();
        page.line(&[(Tone::Quiet, &format!("More: add --before {next}"))]);
    }
}

/// Returns what an activity says, or what it is about.
pub fn said(row: &ActivityRow) -> &str {
    if row.text.is_empty() {
        &row.about
    } else {
        &row.text
    }
}

/// Writes one activity with its conversation.
pub fn card(page: &mut Page, row: &ActivityRow) {
    let what = format!("{} on {}", review::verb(&row.kind), row.network);
    let marks = format!("  activity {}, {}", row.short, row.status);
    page.line(&[(Tone::Strong, &capitalised(&what)), (Tone::Quiet, &marks)]);
    for post in &row.thread {
        page.gap();
        review::post(page, post);
    }
    page.gap();
    let who = text::one_line(&row.who);
    let handle = format!(" @{}", text::one_line(&row.who_handle));
    let ago = format!("  {}", page.ago(row.at));
    page.line(&[
        (Tone::Strong, &who),
        (Tone::Quiet, &handle),
        (Tone::Quiet, &ago),
    ]);
    if !row.text.is_empty() {
        page.paragraph("  ", Tone::Plain, &row.text);
    }
    page.gap();
    let account = format!("@{}", row.account_handle);
    let fields = [
        ("Account", Some(account.as_str())),
        ("About", Some(row.about.as_str())),
        ("Note", Some(row.note.as_str())),
        ("Review", row.review_id.as_deref()),
        ("Address", row.url.as_deref()),
    ];
    for (name, value) in fields {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            page.field(name, 8, Tone::Plain, value);
        }
    }
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_list_keeps_each_activity_on_one_line() {
        let listed = ActivityPage {
            items: vec![samples::activity()],
            next: None,
        };
        assert_eq!(
            samples::write(|page| list(page, &listed)),
            "id       when       what     who          state  said\n\
             0c0ffee  5 min ago  mention  Jonas Weber  new    Is the show open?\n"
        );
    }

    #[test]
    fn an_empty_list_says_what_will_appear() {
        let empty = ActivityPage {
            items: Vec::new(),
            next: None,
        };
        let text = samples::write(|page| list(page, &empty));
        assert!(text.starts_with("Nothing here."), "{text}");
    }

    #[test]
    fn a_card_shows_the_conversation_and_leaves_out_what_is_not_known() {
        let text = samples::write(|page| card(page, &samples::activity()));
        assert!(
            text.starts_with("Mention on bluesky  activity 0c0ffee, new\n"),
            "{text}"
        );
        assert!(text.contains("  Is the show\n  open?\n"), "{text}");
        assert!(text.contains("Address   http://127.0.0.1:1/p\n"), "{text}");
        assert!(!text.contains("Note"), "{text}");
    }
}
