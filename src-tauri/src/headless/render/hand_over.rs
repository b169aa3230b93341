//! What waits for a person on a network's own page.

use herald_api::views::HandOverView;

use super::{Page, Tone};

/// Writes what waits, with the page to open and what is left to do there.
pub fn list(page: &mut Page, waiting: &[HandOverView]) {
    if waiting.is_empty() {
        page.paragraph(
            "",
            Tone::Plain,
            "Nothing waits for you on a network's own page.",
        );
        return;
    }
    for (index, one) in waiting.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        let id: String = one.action_id.chars().rev().take(7).collect();
        let id: String = id.chars().rev().collect();
        page.line(&[
            (Tone::Strong, &one.headline),
            (Tone::Quiet, &format!("  {id}")),
        ]);
        page.paragraph("  ", Tone::Plain, &one.instruction);
        page.paragraph("  ", Tone::Quiet, &one.url);
        if !one.text.is_empty() {
            page.paragraph("  ", Tone::Plain, &one.text);
        }
    }
    page.gap();
    let done = "Say what became of it: herald finish ID, or herald finish ID --not-done";
    page.paragraph("", Tone::Quiet, done);
}
