//! The history and its stories, for people.

use herald_api::views::{HistoryPage, HistoryRow, Story};

use super::{Cell, Page, Tone, when};

/// Writes what went out and what did not.
pub fn list(page: &mut Page, history: &HistoryPage) {
    if history.items.is_empty() {
        page.line(&[(
            Tone::Plain,
            "Nothing has gone out yet. What you approve appears here with what became of it.",
        )]);
        return;
    }
    let rows: Vec<_> = history
        .items
        .iter()
        .map(|row| {
            vec![
                Cell::new(Tone::Strong, &row.short),
                Cell::plain(&page.ago(row.due_at.unwrap_or(row.at))),
                Cell::new(tone(&row.state), &row.state_text),
                Cell::quiet(&format!("@{}", row.account_handle)),
                Cell::plain(&row.headline),
                Cell::plain(mark(row)),
            ]
        })
        .collect();
    page.table(&["id", "when", "state", "account", "what", "text"], &rows);
    let told_below = |row: &&HistoryRow| !row.text.is_empty() && !row.trouble.is_empty();
    for row in history.items.iter().filter(told_below) {
        let whose = format!("! {}  ", row.short);
        page.paragraph(&whose, tone(&row.state), &row.trouble);
    }
    if let Some(next) = &history.next {
        page.gap();
        page.line(&[(Tone::Quiet, &format!("More: add --before {next}"))]);
    }
}

/// Returns what tells an action from the others: its text, else its trouble.
fn mark(row: &HistoryRow) -> &str {
    if row.text.is_empty() {
        &row.trouble
    } else {
        &row.text
    }
}

/// Returns the tone of an action's state.
pub fn tone(state: &str) -> Tone {
    match state {
        "done" | "handed_over" => Tone::Good,
        "refused" | "set_aside" => Tone::Bad,
        "unconfirmed" | "asks" | "missed" => Tone::Warn,
        "cancelled" => Tone::Quiet,
        _ => Tone::Plain,
    }
}

/// Writes what a person is asked, with what is known and what can be said.
pub fn asked(page: &mut Page, history: &HistoryPage) {
    if history.items.is_empty() {
        page.line(&[(Tone::Plain, "Nothing waits for your answer.")]);
    }
    for row in &history.items {
        page.line(&[
            (Tone::Strong, &row.short),
            (Tone::Plain, "  "),
            (tone(&row.state), &row.state_text),
            (Tone::Quiet, &format!("  @{}  ", row.account_handle)),
            (Tone::Plain, &row.headline),
        ]);
        page.paragraph("> ", Tone::Plain, &row.text);
        if !row.trouble.is_empty() {
            page.paragraph("! ", Tone::Warn, &row.trouble);
        }
        for part in &row.parts {
            page.paragraph("public: ", Tone::Plain, &part.text);
            if let Some(url) = &part.url {
                page.line(&[(Tone::Quiet, url)]);
            }
        }
        for text in &row.to_come {
            page.paragraph("to come: ", Tone::Quiet, text);
        }
        if let Some(part) = &row.part_asked {
            let which = format!("asked, part {} of {}: ", part.number, part.of);
            page.paragraph(&which, Tone::Plain, &part.text);
        }
        for seen in &row.seen {
            let at = format!("there, {}: ", page.ago(seen.at));
            page.paragraph(&at, Tone::Plain, &seen.text);
            if let Some(url) = &seen.url {
                page.line(&[(Tone::Quiet, url)]);
            }
        }
        let answers = row.answers.join(", ").replace('_', "-");
        let line = format!("herald answer {} WHAT, one of: {answers}", row.short);
        page.line(&[(Tone::Quiet, &line)]);
        page.gap();
    }
}

/// Writes how something came about and what became of it.
pub fn story(page: &mut Page, story: &Story) {
    page.line(&[(Tone::Strong, &story.title)]);
    page.gap();
    if story.steps.is_empty() {
        page.line(&[(Tone::Plain, "The journal has nothing about it.")]);
    }
    for step in &story.steps {
        let at = format!("{}  ", when::exact(step.at));
        page.line(&[(Tone::Quiet, &at), (Tone::Plain, &step.what)]);
        let detail = match step.until {
            Some(until) => format!("{} {}", step.detail, when::exact(until)),
            None => step.detail.clone(),
        };
        if !detail.is_empty() {
            page.paragraph(&" ".repeat(21), Tone::Quiet, &detail);
        }
    }
    if let Some(action) = &story.action {
        page.gap();
        page.line(&[
            (Tone::Plain, "Now: "),
            (tone(&action.state), &action.state_text),
        ]);
        if !action.trouble.is_empty() {
            page.paragraph("! ", Tone::Warn, &action.trouble);
        }
        if let Some(url) = &action.url {
            page.line(&[(Tone::Quiet, url)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use herald_api::views::StoryStep;

    use super::super::samples;
    use super::*;

    #[test]
    fn trouble_is_told_below_the_words() {
        let mut failed = samples::history_row();
        failed.state = "refused".to_owned();
        failed.state_text = "Not sent".to_owned();
        failed.trouble = "Bluesky refused it: too long.".to_owned();
        let listed = HistoryPage {
            items: vec![samples::history_row(), failed],
            next: None,
        };
        let text = samples::write(|page| list(page, &listed));
        assert!(
            text.contains("Sent      @mira.photos  Reply to Jonas Weber  Yes, until"),
            "{text}"
        );
        assert!(
            text.contains("Not sent  @mira.photos  Reply to Jonas Weber  Yes, until"),
            "{text}"
        );
        assert!(
            text.contains("\n! 0ac7104  Bluesky refused it: too long."),
            "{text}"
        );
    }

    #[test]
    fn a_story_ends_with_how_things_stand() {
        let told = Story {
            title: "Reply to Jonas Weber".to_owned(),
            steps: vec![StoryStep {
                at: samples::NOW,
                event: "HumanReviewRequired".to_owned(),
                what: "It was put before you.".to_owned(),
                detail: "Version 1\u{1b}[2J".to_owned(),
                until: None,
            }],
            action: Some(samples::history_row()),
        };
        let text = samples::write(|page| story(page, &told));
        assert!(text.contains("It was put before you.\n"), "{text}");
        assert!(!text.contains("HumanReviewRequired"), "{text}");
        assert!(
            text.ends_with("Now: Sent\nhttp://127.0.0.1:1/r\n"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}
