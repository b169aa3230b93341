//! What must hold of every week, whatever happened in it.

use std::collections::BTreeMap;

use herald_api::views::{ById, HistoryRow};

use super::person::Approved;
use super::{Verdict, Week};

/// One post on a network.
struct Live {
    on_mastodon: bool,
    text: String,
    /// As the card says it.
    audience: String,
    at_ms: i64,
}

/// Tells whether nothing more becomes of an action by itself or by an answer.
pub fn is_at_its_end(row: &HistoryRow) -> bool {
    matches!(row.state.as_str(), "done" | "refused" | "cancelled")
}

impl Week {
    pub async fn verdict(&self, seed: u64) -> Verdict {
        let rows = self.rows().await;
        let live = self.live_posts();
        let mut broken = Vec::new();
        self.nothing_twice_or_unapproved(&live, &mut broken);
        // Drafts may read alike; which of them is which nobody can tell from outside.
        let says_it_too = |a: &&Approved, text: &String| a.parts.contains(text);
        let alone = |a: &&Approved| {
            let same = self.approved.iter().filter(|b| says_it_too(b, &a.parts[0]));
            same.count() == 1
        };
        for approved in self.approved.iter().filter(alone) {
            kept_its_word(approved, &rows, &live, &mut broken);
        }
        for row in rows.iter().filter(|row| !is_at_its_end(row)) {
            broken.push(format!("not at its end: {row:?}"));
        }
        self.order_is_kept(&rows, &mut broken).await;
        self.journal_tells(&rows, &mut broken).await;
        broken.extend(self.desk().wire.broken());
        if self.model.as_ref().is_some_and(|model| !model.was_asked()) {
            broken.push("the language model was never asked".to_owned());
        }
        self.no_needless_question(&rows, &mut broken);
        if !broken.is_empty() {
            self.tell_story(&rows, &mut broken).await;
        }
        Verdict {
            seed,
            profile: self.profile.name,
            approved: self.approved.len(),
            asked: self.asked.len(),
            came_back: self.came_back,
            ends: self.ends,
            full: self.full,
            broken,
            trace: self.trace(),
        }
    }

    /// Where keys are honoured a person is asked only about what nobody could have known.
    fn no_needless_question(&self, rows: &[HistoryRow], broken: &mut Vec<String>) {
        if self.profile.keys.is_none() {
            return;
        }
        // Five calls that failed are the most that is made of one post.
        // An outage of hours is longer than keys live, and hours of looking are enough.
        let needless = |why: &str| {
            !why.contains("sent five times")
                && !why.contains("sent twice")
                && !why.contains("could not be looked up")
        };
        for (id, why) in self.asked.iter().filter(|(_, why)| needless(why)) {
            let row = rows.iter().find(|row| row.id == *id);
            broken.push(format!("asked where keys are honoured: {why} {row:?}"));
        }
    }

    fn trace(&self) -> Vec<String> {
        let calls = self.net.log().into_iter();
        let told = calls.map(|c| format!("{} {} {:?} {:?}", c.at_ms, c.call, c.key, c.became));
        told.collect()
    }

    /// What went out without a detour went out in the order it was approved for.
    async fn order_is_kept(&self, rows: &[HistoryRow], broken: &mut Vec<String>) {
        let posts = self.net.statuses_of("mira");
        let calls = self.net.log();
        let arrived = |text: &String| {
            // Of drafts that read alike nobody can tell which came first.
            let mut same = posts.iter().filter(|post| post.text == *text);
            let post = same.next().filter(|_| same.next().is_none())?;
            calls
                .iter()
                .position(|call| call.status.as_ref() == Some(&post.id))
        };
        let straight = |approved: &&Approved| {
            let mut own = rows.iter().filter(|row| row.review_id == approved.review);
            let done = own.next().is_some_and(|row| row.state == "done");
            done && own.next().is_none() && !self.detours.contains(&approved.review)
        };
        let on_mastodon = self.approved.iter().filter(|a| a.on_mastodon);
        let mut lane: Vec<_> = on_mastodon
            .filter(straight)
            .filter_map(|approved| {
                Some((approved.not_before, arrived(&approved.parts[0])?, approved))
            })
            .collect();
        lane.sort_by_key(|(not_before, _, _)| *not_before);
        for pair in lane.windows(2) {
            // What was approved at the same instant has no order.
            let swapped = pair[0].0 < pair[1].0 && pair[0].1 > pair[1].1;
            if swapped && !self.kept_its_distance(rows, pair[0].2).await {
                broken.push(format!(
                    "out of order: {:?} after {:?}",
                    pair[0].2, pair[1].2
                ));
            }
        }
    }

    /// Tells whether a planned post let others pass, so that posts do not come in a burst.
    async fn kept_its_distance(&self, rows: &[HistoryRow], approved: &Approved) -> bool {
        let row = rows.iter().find(|row| row.review_id == approved.review);
        let Some(row) = row else { return false };
        let by_id = ById { id: row.id.clone() };
        let story = self.desk().herald.why(by_id).await.expect("tells");
        let mut details = story.steps.iter().map(|step| &step.detail);
        details.any(|detail| detail.contains("keeps its distance"))
    }

    /// Of every action the journal alone tells who approved it, whether it was tried, and how it ended.
    async fn journal_tells(&self, rows: &[HistoryRow], broken: &mut Vec<String>) {
        for row in rows {
            let by_id = ById { id: row.id.clone() };
            let story = self.desk().herald.why(by_id).await.expect("tells");
            let tells = |event: &str| story.steps.iter().any(|step| step.event == event);
            let mut wanted = vec!["HumanResponseReceived", "ActionScheduled"];
            if row.state == "done" {
                wanted.push("ActionIntended");
            }
            if is_at_its_end(row) && !(row.state == "cancelled" && tells("DecisionUndone")) {
                wanted.push("ActionExecuted");
            }
            let untold: Vec<_> = wanted.into_iter().filter(|event| !tells(event)).collect();
            if !untold.is_empty() {
                broken.push(format!("the journal tells no {untold:?} of {row:?}"));
            }
        }
    }

    /// Adds what the server and the journal know, so that a broken week can be read.
    async fn tell_story(&self, rows: &[HistoryRow], broken: &mut Vec<String>) {
        let about = |text: &str| broken.iter().any(|line| line.contains(text));
        let mut stories = Vec::new();
        for row in rows.iter().filter(|row| about(&row.text)) {
            let by_id = ById { id: row.id.clone() };
            let story = self.desk().herald.why(by_id).await;
            stories.push(format!("{:#?}", story.expect("tells")));
        }
        for post in self
            .net
            .statuses_of("mira")
            .iter()
            .filter(|s| about(&s.text))
        {
            let calls = self.net.log().into_iter();
            let calls: Vec<_> = calls
                .filter(|w| w.status.as_ref() == Some(&post.id))
                .collect();
            stories.push(format!("on the server: {post:?} by {calls:?}"));
        }
        broken.extend(stories);
    }

    fn live_posts(&self) -> Vec<Live> {
        let narrow = |v: &str| if v == "private" { "followers" } else { v }.to_owned();
        let own = self.net.statuses_of("mira").into_iter();
        let mut live: Vec<Live> = own
            .map(|s| Live {
                on_mastodon: true,
                audience: narrow(&s.visibility),
                at_ms: s.at.as_ms(),
                text: s.text,
            })
            .collect();
        live.extend(self.desk().posts().into_iter().map(|post| {
            Live {
                on_mastodon: false,
                text: post["text"].as_str().unwrap_or_default().to_owned(),
                audience: "public".to_owned(),
                at_ms: post["createdAt"]
                    .as_str()
                    .and_then(herald_domain::Timestamp::parse_rfc3339)
                    .map_or(0, herald_domain::Timestamp::millis),
            }
        }));
        live
    }

    /// At most one live copy of each post, and none that nobody approved.
    fn nothing_twice_or_unapproved(&self, live: &[Live], broken: &mut Vec<String>) {
        let mut room: BTreeMap<(bool, &str), i64> = BTreeMap::new();
        for approved in self.approved.iter().filter(|a| !a.undone) {
            for part in &approved.parts {
                *room.entry((approved.on_mastodon, part)).or_default() += 1;
            }
        }
        for post in live {
            let left = room.entry((post.on_mastodon, &post.text)).or_default();
            *left -= 1;
            if *left < 0 {
                broken.push(format!("twice or never approved: {:?}", post.text));
            }
        }
    }
}

/// Not early, seen by whom the card said, and as the history tells.
fn kept_its_word(
    approved: &Approved,
    rows: &[HistoryRow],
    live: &[Live],
    broken: &mut Vec<String>,
) {
    let of = |part: &str| {
        live.iter()
            .find(|l| l.on_mastodon == approved.on_mastodon && l.text == part)
    };
    for post in approved.parts.iter().filter_map(|part| of(part)) {
        // Bluesky's own time of a post has no say here: it is written when the post is prepared.
        if post.at_ms < approved.not_before && approved.parts.len() == 1 && post.on_mastodon {
            broken.push(format!("early: {approved:?} at {}", post.at_ms));
        }
        if post.on_mastodon && post.audience != approved.audience {
            broken.push(format!("seen by {}: {approved:?}", post.audience));
        }
    }
    let mut own = rows.iter().filter(|row| row.review_id == approved.review);
    let Some(newest) = own.next() else {
        if !approved.undone {
            broken.push(format!("vanished: {approved:?}"));
        }
        return;
    };
    let posted = approved.parts.iter().filter(|part| of(part).is_some());
    match (newest.state.as_str(), posted.count()) {
        ("done", posted) if posted < approved.parts.len() => {
            broken.push(format!(
                "told as done, {posted} there: {approved:?} {newest:?}"
            ));
        }
        ("refused", 1..) => {
            broken.push(format!(
                "told as refused, and there: {approved:?} {newest:?}"
            ));
        }
        ("cancelled", 1..) if approved.parts.len() == 1 => {
            broken.push(format!(
                "told as cancelled, and there: {approved:?} {newest:?}"
            ));
        }
        _ => {}
    }
}

/// Says what the weeks came to, by kind of server.
pub fn tell(verdicts: &[Verdict]) {
    let mut kinds: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
    for verdict in verdicts {
        kinds.entry(verdict.profile).or_default().push(verdict);
    }
    for (profile, weeks) in kinds {
        let sum = |of: fn(&Verdict) -> usize| weeks.iter().map(|w| of(w)).sum::<usize>();
        #[expect(clippy::print_stdout, reason = "what a sweep is run for")]
        {
            println!(
                "{profile}: {} weeks, {} approved, {} asked, {} came back, {} ends of the process, {} full disks, {} broken",
                weeks.len(),
                sum(|w| w.approved),
                sum(|w| w.asked),
                sum(|w| w.came_back as usize),
                sum(|w| w.ends as usize),
                sum(|w| w.full as usize),
                sum(|w| w.broken.len()),
            );
        }
    }
}
