//! Reviews and decisions, for people.

use herald_api::views::{Decided, LinkCardView, MediaView, PostView, ReviewCard, ReviewPage};

use super::{Cell, Page, Tone, text};

/// Width of the names in a card's fields.
const NAMES: usize = 9;

/// Writes the queue.
pub fn list(page: &mut Page, reviews: &ReviewPage) {
    if reviews.items.is_empty() {
        page.line(&[(
            Tone::Plain,
            "Nothing waits for review. Suggestions appear here while the engine runs.",
        )]);
        return;
    }
    let rows: Vec<_> = reviews
        .items
        .iter()
        .map(|row| {
            vec![
                Cell::new(Tone::Strong, &row.short),
                Cell::plain(&page.ago(row.at)),
                state(&row.state),
                Cell::plain(&verb(&row.verb)),
                Cell::plain(&text::fit(&text::one_line(&row.who), 24)),
                Cell::quiet(&format!("@{}", row.account_handle)),
                warnings(row.warnings),
                Cell::plain(&row.gist),
            ]
        })
        .collect();
    page.table(
        &["id", "when", "state", "what", "who", "account", "", "about"],
        &rows,
    );
    page.gap();
    page.line(&[
        (Tone::Strong, &count(reviews.waiting)),
        (Tone::Plain, " waiting. "),
        (Tone::Quiet, "Look at one: herald review show ID"),
    ]);
    more(page, reviews.next.as_deref());
}

fn more(page: &mut Page, next: Option<&str>) {
    if let Some(next) = next {
        page.line(&[(Tone::Quiet, &format!("More: add --before {next}"))]);
    }
}

/// Says a count that the engine stops counting at 1,000.
pub fn count(n: u32) -> String {
    if n >= 1_000 {
        "1,000 or more".to_owned()
    } else {
        n.to_string()
    }
}

/// Says a verb in words.
pub fn verb(verb: &str) -> String {
    verb.replace('_', " ")
}

fn state(word: &str) -> Cell {
    match word {
        "open" => Cell::plain("waits"),
        "snoozed" => Cell::quiet("snoozed"),
        "approved" => Cell::new(Tone::Good, "approved"),
        "rejected" => Cell::quiet("rejected"),
        "rethinking" => Cell::quiet("rethinking"),
        other => Cell::plain(other),
    }
}

fn warnings(n: u32) -> Cell {
    match n {
        0 => Cell::plain(""),
        n => Cell::new(
            Tone::Warn,
            &"!".repeat(usize::try_from(n.min(3)).unwrap_or(3)),
        ),
    }
}

/// Writes one review, whole: what it answers, the draft, the cost, the reasons.
pub fn card(page: &mut Page, card: &ReviewCard) {
    let version = format!("  review {}, version {}", card.row.short, card.version);
    page.line(&[(Tone::Strong, &card.headline), (Tone::Quiet, &version)]);
    for before in card.thread.iter().chain(&card.answers) {
        page.gap();
        post(page, before);
    }
    page.gap();
    draft(page, card);
    page.gap();
    reasons(page, card);
    for warning in &card.warnings {
        let (mark, tone) = if warning.blocks {
            ("x ", Tone::Bad)
        } else {
            ("! ", Tone::Warn)
        };
        page.paragraph(mark, tone, &warning.text);
    }
    if !card.outcome.is_empty() {
        page.field("Outcome", NAMES, Tone::Plain, &card.outcome);
    }
}

/// Writes the commands a person can give about a review that waits.
pub fn choices(page: &mut Page, card: &ReviewCard) {
    if !card.can_decide {
        return;
    }
    let redraft = if card.can_redraft { ", redraft" } else { "" };
    let hint = format!(
        "herald review approve {}   (or edit, reject, snooze{redraft})",
        card.row.short
    );
    page.gap();
    page.line(&[(Tone::Quiet, &hint)]);
}

/// Writes a post of a conversation.
pub fn post(page: &mut Page, post: &PostView) {
    let name = text::one_line(&post.who);
    let handle = format!(" @{}", text::one_line(&post.who_handle));
    let ago = if post.is_person {
        String::new()
    } else {
        format!("  {}", page.ago(post.at))
    };
    let mine = if post.mine { "  (you)" } else { "" };
    page.line(&[
        (Tone::Strong, &name),
        (Tone::Quiet, &handle),
        (Tone::Quiet, &ago),
        (Tone::Quiet, mine),
    ]);
    if !post.warning.is_empty() {
        let warning = format!("[{}]", text::one_line(&post.warning));
        page.paragraph("  ", Tone::Warn, &warning);
    }
    if !post.text.is_empty() {
        page.paragraph("  ", Tone::Plain, &post.text);
    }
    for (at, shows) in post.pictures.iter().enumerate() {
        let shows = match text::one_line(shows) {
            none if none.is_empty() => "not described".to_owned(),
            shows => shows,
        };
        page.paragraph("  ", Tone::Quiet, &format!("picture {}: {shows}", at + 1));
    }
}

fn draft(page: &mut Page, card: &ReviewCard) {
    let Some(draft) = &card.text else {
        page.paragraph("> ", Tone::Strong, &card.deed);
        note(page, card);
        page.line(&[(Tone::Quiet, &card.leaves)]);
        return;
    };
    if let Some(previous) = &card.previous_text {
        page.line(&[(Tone::Quiet, "Before")]);
        page.paragraph("  ", Tone::Quiet, previous);
        page.gap();
    }
    page.line(&[(Tone::Quiet, "Draft")]);
    if !card.content_warning.is_empty() {
        let warning = format!("[behind a warning: {}]", card.content_warning);
        page.paragraph("> ", Tone::Plain, &warning);
    }
    page.paragraph("> ", Tone::Strong, draft);
    pictures(page, &card.media);
    link_card(page, card.link_card.as_ref());
    for (index, further) in card.rest.iter().enumerate() {
        page.line(&[(
            Tone::Quiet,
            &format!("Then {} of {}", index + 2, card.rest.len() + 1),
        )]);
        page.paragraph("> ", Tone::Strong, &further.text);
        pictures(page, &further.media);
        link_card(page, further.card.as_ref());
    }
    if !card.visibility.is_empty() {
        page.line(&[
            (Tone::Quiet, "Seen by: "),
            (Tone::Plain, seen_by(&card.visibility)),
        ]);
    }
    let used = format!("{} of {} characters", card.used, card.allowed);
    let tone = if card.used > card.allowed {
        Tone::Bad
    } else {
        Tone::Quiet
    };
    note(page, card);
    page.line(&[
        (tone, &used),
        (Tone::Quiet, ", "),
        (Tone::Quiet, &card.leaves),
    ]);
    let hidden = text::hidden_count(draft);
    if hidden > 0 {
        let said = format!(
            "The draft has {hidden} invisible characters that are not shown here. \
             --json shows them; edit the draft to be rid of them."
        );
        page.paragraph("! ", Tone::Warn, &said);
    }
}

fn note(page: &mut Page, card: &ReviewCard) {
    if !card.note.is_empty() {
        page.paragraph("", Tone::Plain, &card.note);
    }
}

/// Returns who can see it, in words.
fn seen_by(visibility: &str) -> &str {
    match visibility {
        "public" => "everybody",
        "unlisted" => "everybody who has the address; it is not listed in public places",
        "followers" => "your followers",
        "direct" => "those it names",
        other => other,
    }
}

fn pictures(page: &mut Page, media: &[MediaView]) {
    for picture in media {
        page.paragraph("> ", Tone::Plain, &format!("[picture: {}]", picture.alt));
    }
}

fn link_card(page: &mut Page, card: Option<&LinkCardView>) {
    let Some(card) = card else {
        return;
    };
    let picture = if card.picture.is_empty() {
        ""
    } else {
        ", with its picture"
    };
    let title = text::one_line(&card.title);
    page.paragraph(
        "> ",
        Tone::Plain,
        &format!("[card of {}{picture}: {title}]", card.host),
    );
    if !card.description.is_empty() {
        page.paragraph(">   ", Tone::Quiet, &text::one_line(&card.description));
    }
}

fn reasons(page: &mut Page, card: &ReviewCard) {
    let fields = [("Why", &card.why), ("Drafted", &card.drafted_by)];
    for (name, value) in fields {
        if !value.is_empty() {
            page.field(name, NAMES, Tone::Plain, value);
        }
    }
    for (index, fact) in card.facts.iter().enumerate() {
        let name = if index == 0 { "Rests on" } else { "" };
        page.field(name, NAMES, Tone::Plain, fact);
    }
    page.field("Digest", NAMES, Tone::Quiet, &card.digest);
}

/// Writes what a decision led to.
pub fn decided(page: &mut Page, decided: &Decided) {
    page.line(&[(Tone::Plain, &decided.text)]);
    if decided.decision_id.is_some() && decided.undo_until > 0 {
        let until = page.ago(decided.undo_until);
        if until.starts_with("in ") {
            let hint = format!("Take it back: herald review undo ({until} it is too late)");
            page.line(&[(Tone::Quiet, &hint)]);
        }
    }
    let left = match decided.waiting {
        0 => "Nothing else waits.".to_owned(),
        n => format!("{} left in review.", count(n)),
    };
    page.line(&[(Tone::Quiet, &left)]);
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn an_empty_queue_says_what_will_appear() {
        let empty = ReviewPage {
            items: Vec::new(),
            next: None,
            waiting: 0,
        };
        let text = samples::write(|page| list(page, &empty));
        assert_eq!(
            text,
            "Nothing waits for review. Suggestions appear here while the engine runs.\n"
        );
    }

    #[test]
    fn the_queue_lines_up() {
        let mut second = samples::review_row();
        second.short = "bbbbbbb".to_owned();
        second.who = "日本太郎".to_owned();
        second.warnings = 2;
        let queue = ReviewPage {
            items: vec![samples::review_row(), second],
            next: Some("cursor".to_owned()),
            waiting: 1_000,
        };
        assert_eq!(
            samples::write(|page| list(page, &queue)),
            "id       when       state  what   who          account           about\n\
             3f2a9c1  5 min ago  waits  reply  Jonas Weber  @mira.photos      Is the show open?\n\
             bbbbbbb  5 min ago  waits  reply  日本太郎     @mira.photos  !!  Is the show open?\n\
             \n\
             1,000 or more waiting. Look at one: herald review show ID\n\
             More: add --before cursor\n"
        );
    }

    #[test]
    fn a_card_shows_what_is_answered_the_draft_the_cost_and_the_reason() {
        let text = samples::write(|page| card(page, &samples::review_card()));
        assert_eq!(
            text,
            "Reply on Bluesky as @mira.photos  review 3f2a9c1, version 1\n\
             \n\
             Jonas Weber @jonas.test  5 min ago\n\
             \x20 Is the show open?\n\
             \n\
             Draft\n\
             > Yes, until Sunday.\n\
             18 of 300 characters, free, sent at once after 10 s\n\
             \n\
             Why        Jonas asked a question.\n\
             Drafted    Built-in drafter, on this computer\n\
             Rests on   Your post of Monday\n\
             Digest     d1ge57\n\
             ! It was asked in public.\n"
        );
    }

    #[test]
    fn hostile_remote_text_cannot_steer_the_terminal() {
        let mut hostile = samples::review_card();
        let escape = "\u{1b}[2J\u{1b}]52;c;ZXZpbA==\u{7}\u{9b}1A";
        hostile.headline.push_str(escape);
        hostile.text = Some(format!("ok{escape}\u{202e}"));
        hostile.answers = Some(PostView {
            who: escape.to_owned(),
            who_handle: escape.to_owned(),
            text: escape.to_owned(),
            ..samples::post()
        });
        let text = samples::write(|page| card(page, &hostile));
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
        assert!(text.contains("invisible characters"), "{text}");
    }

    #[test]
    fn a_deed_without_text_is_said_in_words() {
        let mut like = samples::review_card();
        like.text = None;
        like.deed = "Likes the post of Jonas Weber".to_owned();
        let text = samples::write(|page| card(page, &like));
        assert!(text.contains("> Likes the post of Jonas Weber\n"), "{text}");
        assert!(!text.contains("characters"), "{text}");
    }

    #[test]
    fn a_decision_says_how_long_it_can_be_taken_back() {
        let text = samples::write(|page| decided(page, &samples::decided()));
        assert_eq!(
            text,
            "Approved. The reply to Jonas goes out in 10 seconds.\n\
             Take it back: herald review undo (in 10 s it is too late)\n3 left in review.\n"
        );
    }
}
