//! The state of everything, for people.

use herald_api::views::{EngineState, EngineView, Overview, VaultView};

use super::{Page, Tone, accounts, review};

const NAMES: usize = 12;

/// Writes counts, accounts, the engine and what is wrong.
pub fn overview(page: &mut Page, overview: &Overview) {
    let counts = [
        ("In review", overview.waiting, Tone::Strong),
        ("New activity", overview.new_activity, Tone::Plain),
        ("On their way", overview.on_their_way, Tone::Plain),
        ("In trouble", overview.in_trouble, Tone::Bad),
    ];
    for (name, count, tone) in counts {
        let tone = if count == 0 { Tone::Plain } else { tone };
        page.field(name, NAMES, tone, &review::count(count));
    }
    let (tone, words) = engine(&overview.engine);
    page.field("Engine", NAMES, tone, &words);
    page.field("Data", NAMES, Tone::Plain, &overview.engine.folder);
    let (tone, words) = vault(overview.vault);
    page.field("Secrets", NAMES, tone, words);
    if overview.paused {
        let words = "Everything is paused: nothing is read, nothing goes out. herald resume";
        page.field("Paused", NAMES, Tone::Warn, words);
    }
    if let Some(undo) = &overview.undo {
        let (text, until) = (&undo.text, page.ago(undo.undo_until));
        let words = if undo.leaves {
            format!("{text} ({until}). herald review undo")
        } else {
            format!("{text}. herald review undo ({until} it is too late)")
        };
        page.field("Undo", NAMES, Tone::Plain, &words);
    }
    page.gap();
    accounts::list(page, &overview.accounts);
    if !overview.problems.is_empty() || !overview.footer.is_empty() {
        page.gap();
    }
    for problem in &overview.problems {
        page.paragraph("! ", Tone::Warn, problem);
    }
    if !overview.footer.is_empty() {
        page.paragraph("", Tone::Quiet, &overview.footer);
    }
}

fn engine(engine: &EngineView) -> (Tone, String) {
    match engine.state {
        EngineState::Here => (Tone::Good, "runs in this process".to_owned()),
        EngineState::Elsewhere => (Tone::Good, format!("runs elsewhere: {}", engine.holder)),
        EngineState::Stopped => (Tone::Warn, "does not run. herald run starts it".to_owned()),
    }
}

fn vault(vault: VaultView) -> (Tone, &'static str) {
    match vault {
        VaultView::Keychain => (Tone::Good, "in the system's keychain"),
        VaultView::PassphraseOpen => (Tone::Good, "in a vault file, open"),
        VaultView::PassphraseLocked => (
            Tone::Warn,
            "in a vault file, locked. Give its passphrase: herald vault unlock",
        ),
        VaultView::NeedsPassphrase => (
            Tone::Warn,
            "no keychain here. Choose a passphrase: herald vault unlock",
        ),
    }
}

#[cfg(test)]
mod tests {
    use herald_api::views::UndoView;

    use super::super::samples;
    use super::*;

    #[test]
    fn a_stopped_engine_says_how_to_start_it() {
        let text = samples::write(|page| overview(page, &samples::overview()));
        assert!(text.contains("In review     2\n"), "{text}");
        assert!(text.contains("New activity  1,000 or more\n"), "{text}");
        assert!(
            text.contains("Engine        does not run. herald run starts it\n"),
            "{text}"
        );
        assert!(text.ends_with("Everything sent.\n"), "{text}");
    }

    #[test]
    fn pauses_and_problems_are_said_in_words() {
        let mut troubled = samples::overview();
        troubled.paused = true;
        troubled.vault = VaultView::PassphraseLocked;
        troubled.problems = vec!["Bluesky cannot be reached.".to_owned()];
        let text = samples::write(|page| overview(page, &troubled));
        assert!(text.contains("Everything is paused"), "{text}");
        assert!(text.contains("herald vault unlock"), "{text}");
        assert!(text.contains("! Bluesky cannot be reached.\n"), "{text}");
    }
    #[test]
    fn a_plan_can_be_taken_back_for_a_while_and_does_not_leave_then() {
        let mut undoable = samples::overview();
        let mut undo = UndoView {
            decision_id: "d".to_owned(),
            review_id: "r".to_owned(),
            kind: "approve".to_owned(),
            text: "Post goes out".to_owned(),
            leaves: true,
            undo_until: samples::NOW + 8_000,
        };
        undoable.undo = Some(undo.clone());
        let text = samples::write(|page| overview(page, &undoable));
        assert!(text.contains("Post goes out (in 8 s)."), "{text}");
        undo.leaves = false;
        undoable.undo = Some(undo);
        let text = samples::write(|page| overview(page, &undoable));
        assert!(
            text.contains("herald review undo (in 8 s it is too late)"),
            "{text}"
        );
    }
}
