//! What people do in a simulated week, and what goes wrong around them.

use std::time::Duration;

use herald_api::ErrorCode;
use herald_api::views::{
    AnswerAction, ApproveReview, HistoryRow, ListHistory, ListReviews, NewPost, PauseEverything,
    ProposeAction, RejectReview, ReviewCard, UndoDecision,
};
use herald_domain::Timestamp;
use herald_simnet::{Fault, FaultKind};

use super::Week;
use super::model::is_hostile;
use crate::support::{JONAS, MIRA};

/// Something a person approved, and where it belongs.
#[derive(Clone, Debug)]
pub struct Approved {
    pub review: String,
    /// Whether it belongs on the Mastodon server; otherwise on Bluesky.
    pub on_mastodon: bool,
    /// What each of its posts says.
    pub parts: Vec<String>,
    /// Who may see it, as the card said.
    pub audience: String,
    /// It must not go out before, in milliseconds.
    pub not_before: i64,
    /// It was taken back inside the undo window.
    pub undone: bool,
}

const WORDS: [&str; 12] = [
    "that is *really* kind, thanks",
    "1. one\n2. two",
    "see you at https://harbour.test/tickets :)",
    "new pictures of the old harbour :camera:",
    "# Opening hours\nten to six",
    "thank you all for coming, it was a joy",
    "> quoted\nand answered",
    "the tide was low and the light was good",
    "good morning",
    "good morning, everybody",
    "_soon_ there is more",
    "a very long day with a very short walk at its end",
];

impl Week {
    /// One thing a person does.
    pub async fn does_something(&mut self) {
        if self.chance.percent(6) {
            let paused = self.chance.percent(50);
            self.pause(paused).await;
        }
        if self.chance.percent(25) {
            self.is_asked();
        } else {
            self.writes().await;
        }
        self.decides_what_waits().await;
        if self.chance.percent(50) {
            self.answers_questions().await;
        }
    }

    pub async fn pause(&self, paused: bool) {
        let paused = PauseEverything { paused };
        self.desk()
            .herald
            .pause_everything(paused)
            .await
            .expect("is set");
    }

    /// Jonas asks something on one of the networks.
    fn is_asked(&mut self) {
        self.count += 1;
        let asks = format!("which lens took picture {} of the harbour?", self.count);
        if self.chance.percent(70) {
            self.net.post_as("jonas", &format!("@mira {asks}"));
        } else {
            self.desk()
                .sim
                .mention(JONAS, MIRA, &asks)
                .expect("mentions");
        }
    }

    async fn writes(&mut self) {
        self.count += 1;
        let on_mastodon = self.chance.percent(70);
        let text = |n: u32, words: &str| format!("Note {n}: {words}");
        let mut parts = vec![text(self.count, self.chance.pick(&WORDS))];
        if self.chance.percent(20) {
            for _ in 0..2 {
                self.count += 1;
                parts.push(text(self.count, self.chance.pick(&WORDS)));
            }
        }
        let audiences = [
            None,
            None,
            Some("unlisted"),
            Some("followers"),
            Some("direct"),
        ];
        let visibility = self.chance.pick(&audiences).filter(|_| on_mastodon);
        let ahead = self.chance.percent(20).then(|| self.chance.below(600) + 2);
        let at = ahead.map(|minutes| {
            let at = self.desk().clock_now().plus(Duration::from_mins(minutes));
            at.to_rfc3339().chars().take(16).collect::<String>()
        });
        let wish = ProposeAction {
            verb: if parts.len() > 1 { "thread" } else { "post" }.to_owned(),
            account_id: Some(self.account(on_mastodon)),
            text: parts.first().cloned(),
            more: parts
                .iter()
                .skip(1)
                .map(|text| NewPost {
                    text: text.clone(),
                    images: Vec::new(),
                })
                .collect(),
            visibility: visibility.map(str::to_owned),
            at: at.as_ref().map(|at| at.replace('T', " ")),
            zone: Some("UTC".to_owned()),
            ..ProposeAction::default()
        };
        // A network in trouble may refuse to be asked; then the person wrote for nothing and knows it.
        if let Ok(card) = self.desk().herald.propose_action(wish).await {
            let planned = at.map(|at| format!("{at}:00Z"));
            self.approves(&card, parts, on_mastodon, planned.as_deref())
                .await;
        }
    }

    async fn approves(
        &mut self,
        card: &ReviewCard,
        parts: Vec<String>,
        on_mastodon: bool,
        planned: Option<&str>,
    ) {
        let now = self.chance.percent(60);
        let approve = ApproveReview {
            id: card.row.id.clone(),
            digest: Some(card.digest.clone()),
            now,
        };
        if self.desk().herald.approve_review(approve).await.is_err() {
            return;
        }
        if parts.is_empty() {
            // Deleting what is public of a thread was not approved before a process ended.
            return;
        }
        let undone = !now && self.chance.percent(20) && self.undoes(&card.row.id).await;
        let began = self.desk().clock_now();
        let window = Duration::from_secs(if now { 0 } else { 10 });
        let planned = planned.and_then(Timestamp::parse_rfc3339);
        let not_before = planned.map_or(began.plus(window), |at| at.max(began));
        self.approved.push(Approved {
            review: card.row.id.clone(),
            on_mastodon,
            parts,
            audience: card.visibility.clone(),
            not_before: not_before.millis(),
            undone,
        });
    }

    async fn undoes(&self, review: &str) -> bool {
        let undo = UndoDecision {
            review_id: Some(review.to_owned()),
        };
        self.desk().herald.undo_decision(undo).await.is_ok()
    }

    /// Approves drafts that wait; what was answered already is rejected, and so is what came back.
    pub async fn decides_what_waits(&mut self) {
        let list = self.desk().herald.list_reviews(ListReviews::default());
        for row in list.await.expect("lists").items {
            let card = self.desk().card(&row.id).await;
            let text = card.text.as_deref().unwrap_or_default();
            assert!(!is_hostile(text), "a model's words on a card: {text:?}");
            let known = self.approved.iter().any(|a| a.review == row.id);
            let answered = card.warnings.iter().any(|w| w.code == "answered_already");
            if known || answered {
                self.came_back += 1;
                let reject = RejectReview {
                    id: row.id,
                    reason: None,
                };
                self.desk()
                    .herald
                    .reject_review(reject)
                    .await
                    .expect("rejects");
                continue;
            }
            let on_mastodon = card.row.network == "mastodon";
            let parts = card.text.clone().into_iter().collect();
            self.approves(&card, parts, on_mastodon, None).await;
        }
    }

    pub async fn rows(&self) -> Vec<HistoryRow> {
        let all = ListHistory {
            before: None,
            limit: 500,
        };
        let page = self.desk().herald.list_history(all).await;
        page.expect("lists").items
    }

    /// Answers every question, truthfully: the person looks at the network.
    pub async fn answers_questions(&mut self) {
        for row in self.rows().await {
            let Some(answer) = self.answer_to(&row) else {
                continue;
            };
            self.detours.insert(row.review_id.clone());
            let said = AnswerAction {
                action_id: row.id.clone(),
                answer: answer.to_owned(),
                ..AnswerAction::default()
            };
            // Refused where it changed at this moment; it is asked again the next time.
            if let Err(error) = self.desk().herald.answer_action(said).await {
                assert_ne!(error.code, ErrorCode::Internal, "{error:?}");
            }
        }
    }

    fn answer_to(&mut self, row: &HistoryRow) -> Option<&'static str> {
        match row.state.as_str() {
            "held" | "parked" if row.answers.iter().any(|a| a == "back") => {
                self.chance.percent(8).then_some("back")
            }
            "missed" => Some(self.chance.pick(&["now", "next_slot", "drop"])),
            "refused" if row.answers.iter().any(|a| a == "approve_again") => {
                self.chance.percent(30).then_some("approve_again")
            }
            "asks" if row.answers.iter().any(|a| a == "take_back") => {
                Some(self.chance.pick(&["again", "take_back", "leave"]))
            }
            "asks" => {
                let found: Vec<_> = row.seen.iter().map(|seen| &seen.text).collect();
                let asked = format!("{} {found:?}", row.trouble);
                self.asked.insert(row.id.clone(), asked);
                let about = self.approved.iter().find(|a| a.review == row.review_id)?;
                let part = row.part_asked.as_ref().map_or(1, |part| part.number);
                let part = about.parts.get(usize::try_from(part).ok()? - 1)?;
                let there = self.copies(about.on_mastodon, part) > 0;
                Some(if there { "arrived" } else { "again" })
            }
            _ => None,
        }
    }

    /// Something goes wrong with the next calls.
    pub fn goes_wrong(&self) {
        let kinds = [
            FaultKind::Offline,
            FaultKind::CloseAfter,
            FaultKind::CloseAfter,
            FaultKind::Garbage,
            FaultKind::ServerError,
            FaultKind::ErrorAfter { status: 504 },
            FaultKind::ErrorAfter { status: 502 },
            FaultKind::Status { status: 503 },
            FaultKind::Status { status: 422 },
            FaultKind::Status { status: 404 },
            FaultKind::RateLimited { reset_after_s: 90 },
            FaultKind::WorksOn { for_s: 27 },
            FaultKind::WorksOn { for_s: 200 },
        ];
        let post = "POST /api/v1/statuses";
        let put = "com.atproto.repo.putRecord";
        for _ in 0..=self.chance.below(3) {
            let kind = self.chance.pick(&kinds);
            let after = u32::try_from(self.chance.below(3)).expect("fits");
            let times = u32::try_from(self.chance.below(4) + 1).expect("fits");
            let method = |call: &str| self.chance.percent(75).then(|| call.to_owned());
            let fault = |call| Fault {
                method: method(call),
                kind,
                after,
                times,
            };
            if self.chance.percent(70) {
                self.net.inject(fault(post));
            } else if !matches!(kind, FaultKind::WorksOn { .. }) {
                self.desk().sim.inject(fault(put));
            }
        }
    }
}
