//! One account on one server, and people to do something about.

use std::time::Duration;

use herald_api::views::{
    AccountView, AnswerAction, ApproveReview, HistoryRow, ListActivity, NewPost, ProposeAction,
};
use herald_domain::{Safety, Verb};
use herald_pipeline::ports::{AccountReads as _, ActionReads as _, Clock as _};
use herald_simnet::mastodon::Became;
use herald_simnet::{Fault, FaultKind, MastodonNet, Outcome, Profile};

use crate::support::{Desk, MIRA};

/// How long a deed may take to come to its end.
const LIMIT: Duration = Duration::from_hours(12);

/// How it ended.
pub enum Ending {
    /// It is there, once.
    Done,
    /// A person was asked, and it is there once.
    Asked,
    /// It is not there.
    Refused,
    /// This network or server knows no such deed.
    Unknown,
    /// What is told is not what is there, or it has no end.
    Wrong(String),
}

impl Ending {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Unknown => "not offered",
            Self::Wrong(_) => "wrong",
        }
    }

    pub fn wrong(&self) -> Option<&str> {
        match self {
            Self::Wrong(why) => Some(why),
            _ => None,
        }
    }
}

/// A Herald, a server and the people met so far.
pub struct Scene {
    desk: Desk,
    net: Option<MastodonNet>,
    account: AccountView,
    met: u32,
    /// How often what only calls tell of was done before the deed.
    before: usize,
}

/// A person, and what the deed is about.
struct Met {
    name: String,
    /// What they wrote, as their server calls it.
    post: String,
    /// An own post, for what is about one.
    own: String,
    /// The texts of what is published.
    texts: [String; 2],
}

impl Scene {
    pub async fn new(profile: Option<Profile>) -> Self {
        let (desk, net, account) = if let Some(profile) = profile {
            let (desk, net, account) = Desk::on_mastodon(profile).await;
            (desk, Some(net), account)
        } else {
            let desk = Desk::connected().await;
            let account = desk.accounts().await.remove(0);
            (desk, None, account)
        };
        // What is planned lies with the server, where that is offered.
        desk.set("publish.park", "true").await;
        desk.settle().await;
        Self {
            desk,
            net,
            account,
            met: 0,
            before: 0,
        }
    }

    /// Does something, of which the call that does it meets a fault.
    pub async fn meets(&mut self, verb: &str, fault: FaultKind) -> Ending {
        let met = self.meet().await;
        let Some(wish) = self.wish(verb, &met).await else {
            return Ending::Wrong("what was said was not read".to_owned());
        };
        let Ok(card) = self.desk.herald.propose_action(wish).await else {
            return Ending::Unknown;
        };
        self.before = self.counted(verb);
        self.inject(verb, fault);
        let approve = ApproveReview {
            id: card.row.id.clone(),
            digest: Some(card.digest),
            now: true,
        };
        self.desk
            .herald
            .approve_review(approve)
            .await
            .expect("approves");
        let ended = self.until_its_end(verb, &card.row.id, &met).await;
        self.clear();
        let (row, asked) = match ended {
            Ok(ended) => ended,
            Err(why) => return Ending::Wrong(why),
        };
        let there = self.there(verb, &met);
        let lied = verb == "delete" && matches!(fault, FaultKind::Status { status: 404 });
        match (row.state.as_str(), there.as_slice()) {
            _ if lied => Ending::Refused,
            ("done", copies) if copies.iter().all(|n| *n == 1) && asked => Ending::Asked,
            ("done", copies) if copies.iter().all(|n| *n == 1) => Ending::Done,
            ("refused", copies) if copies.iter().all(|n| *n == 0) && is_final(fault) => {
                Ending::Refused
            }
            (state, copies) => Ending::Wrong(format!("{state} with {copies:?} there: {row:?}")),
        }
    }

    async fn meet(&mut self) -> Met {
        self.met += 1;
        let n = self.met;
        let name = format!("person{n}");
        let asks = format!("what about number {n}?");
        let thinks = format!("An own thought, number {n}.");
        let (post, own) = if let Some(net) = &self.net {
            net.join(&name, &name, &format!("{name}-token"));
            let post = net.post_as(&name, &format!("@mira {asks}"));
            (post, net.post_as("mira", &thinks))
        } else {
            let (sim, handle) = (&self.desk.sim, format!("{name}.test"));
            sim.add_user(&handle, &name, "another").expect("joins");
            let post = sim.mention(&handle, MIRA, &asks).expect("mentions");
            let own = sim.post_as(MIRA, &thinks).expect("posts");
            (post.to_string(), own.to_string())
        };
        // Servers that lag show it a moment later.
        self.desk.pass(Duration::from_mins(1));
        self.desk.settle().await;
        Met {
            name,
            post,
            own,
            texts: [
                format!("Published as number {n}."),
                format!("And more of number {n}."),
            ],
        }
    }

    async fn wish(&self, verb: &str, met: &Met) -> Option<ProposeAction> {
        let list = ListActivity {
            kind: Some("mention".to_owned()),
            ..ListActivity::default()
        };
        let activities = self.desk.herald.list_activity(list).await.expect("lists");
        let said = format!("number {}?", self.met);
        let about = activities
            .items
            .into_iter()
            .find(|a| a.text.contains(&said))?;
        let [first, second] = met.texts.clone();
        let wish = ProposeAction {
            verb: verb.to_owned(),
            account_id: Some(self.account.id.clone()),
            ..ProposeAction::default()
        };
        Some(match verb {
            "post" => ProposeAction {
                text: Some(first),
                ..wish
            },
            "planned" => ProposeAction {
                verb: "post".to_owned(),
                text: Some(first),
                at: Some(self.in_half_an_hour()),
                zone: Some("UTC".to_owned()),
                ..wish
            },
            "thread" => ProposeAction {
                text: Some(first),
                more: vec![NewPost {
                    text: second,
                    ..NewPost::default()
                }],
                ..wish
            },
            "delete" => ProposeAction {
                target: Some(met.own.clone()),
                ..wish
            },
            "reply" => ProposeAction {
                activity_id: Some(about.id),
                text: Some(first),
                ..wish
            },
            "report" => ProposeAction {
                activity_id: Some(about.id),
                reason: Some("spam".to_owned()),
                comment: Some(first),
                ..wish
            },
            _ => ProposeAction {
                activity_id: Some(about.id),
                ..wish
            },
        })
    }

    fn in_half_an_hour(&self) -> String {
        let at = self.desk.clock.now().plus(Duration::from_mins(30));
        let minute: String = at.to_rfc3339().chars().take(16).collect();
        minute.replace('T', " ")
    }

    fn inject(&self, verb: &str, fault: FaultKind) {
        match &self.net {
            Some(net) => net.inject(Fault::once(on_mastodon(verb), fault)),
            None => self.desk.sim.inject(Fault::once(on_bluesky(verb), fault)),
        }
    }

    fn clear(&self) {
        if let Some(net) = &self.net {
            net.clear_faults();
        }
        self.desk.sim.clear_faults();
    }

    /// Lets time pass until the deed has its end; the person answers truthfully what is asked.
    async fn until_its_end(
        &self,
        verb: &str,
        review: &str,
        met: &Met,
    ) -> Result<(HistoryRow, bool), String> {
        let mut asked = false;
        let end = self.desk.clock.now().plus(LIMIT);
        while self.desk.clock.now() < end {
            self.desk.settle().await;
            let rows = self.desk.history().await;
            let row = rows.into_iter().find(|row| row.review_id == review);
            let row = row.ok_or("it is in no history")?;
            match row.state.as_str() {
                "done" | "refused" | "cancelled" => return Ok((row, asked)),
                "asks" if self.knows_by_itself(verb).await && !is_final_part(&row) => {
                    return Err(format!("asked without need: {row:?}"));
                }
                "asks" => {
                    asked = true;
                    self.answer(verb, &row, met).await;
                }
                _ => {
                    let now = self.desk.clock.now();
                    let next = self.desk.store.next_action_at().await.expect("reads");
                    let pause = next.map_or(Duration::from_mins(10), |at| at.since(now));
                    let most = Duration::from_mins(10);
                    self.desk.pass(pause.clamp(Duration::from_secs(1), most));
                }
            }
        }
        Err("it has no end".to_owned())
    }

    async fn answer(&self, verb: &str, row: &HistoryRow, met: &Met) {
        let part = row.part_asked.as_ref().map_or(0, |part| part.number - 1);
        let there = self.there(verb, met);
        let is_there = there.get(part as usize).is_some_and(|n| *n > 0);
        let arrives = row.answers.iter().any(|a| a == "arrived") && is_there;
        let said = AnswerAction {
            action_id: row.id.clone(),
            answer: if arrives { "arrived" } else { "again" }.to_owned(),
            ..AnswerAction::default()
        };
        let answered = self.desk.herald.answer_action(said).await;
        answered.expect("is taken");
    }

    /// Tells whether this server never leaves Herald in doubt about such a deed.
    async fn knows_by_itself(&self, verb: &str) -> bool {
        let id = self.account.id.parse().expect("an id");
        let account = self.desk.store.account(&id).await.expect("reads");
        let account = account.expect("is there");
        let executor = self.desk.networks.executor(account.network);
        let verb = if verb == "planned" { "post" } else { verb };
        let verb: Verb = verb.parse().expect("a verb");
        let safety = executor.expect("is there").safety(&account, verb).await;
        matches!(
            safety,
            Safety::ChosenId | Safety::Idempotent | Safety::Container | Safety::Key { .. }
        )
    }

    /// Counts what is there of each part of the deed.
    fn there(&self, verb: &str, met: &Met) -> Vec<usize> {
        let parts = match verb {
            "thread" => &met.texts[..],
            _ => &met.texts[..1],
        };
        match (verb, &self.net) {
            ("post" | "planned" | "reply" | "thread", _) => {
                parts.iter().map(|text| self.copies(text)).collect()
            }
            ("report", _) => vec![self.counted(verb) - self.before],
            (_, Some(net)) => vec![there_on_mastodon(net, verb, met)],
            (_, None) => vec![self.there_on_bluesky(verb, met)],
        }
    }

    fn copies(&self, text: &str) -> usize {
        let texts: Vec<String> = match &self.net {
            Some(net) => net
                .statuses_of("mira")
                .into_iter()
                .map(|s| s.text)
                .collect(),
            None => self.desk.posted(),
        };
        // An answer begins with a name on some servers.
        texts.iter().filter(|said| said.ends_with(text)).count()
    }

    fn there_on_bluesky(&self, verb: &str, met: &Met) -> usize {
        let about = |collection: &str| {
            let did = self.desk.sim.user(&format!("{}.test", met.name));
            let did = did.expect("joined").did.to_string();
            let records = self.desk.records(collection);
            let subject = |record: &serde_json::Value| record["subject"].to_string();
            let met = |subject: &String| subject.contains(&met.post) || subject.contains(&did);
            records.iter().map(subject).filter(met).count()
        };
        match verb {
            "like" => about("app.bsky.feed.like"),
            "repost" => about("app.bsky.feed.repost"),
            "follow" => about("app.bsky.graph.follow"),
            "block" => about("app.bsky.graph.block"),
            // Muting twice is muting once; who is muted only the owner sees.
            "mute" => (self.counted(verb) - self.before).min(1),
            "delete" => {
                let posts = self.desk.posted();
                let own = format!("An own thought, number {}.", self.met);
                usize::from(!posts.contains(&own))
            }
            _ => 0,
        }
    }

    /// Counts the calls of Bluesky's that took effect.
    fn accepted(&self, method: &str) -> usize {
        let ledger = self.desk.sim.ledger();
        let entries = ledger.entries();
        let done = entries.iter().filter(|e| e.method == method);
        done.filter(|e| matches!(e.outcome, Outcome::Accepted))
            .count()
    }

    /// Counts how often the call of a deed took effect.
    fn counted(&self, verb: &str) -> usize {
        let Some(net) = &self.net else {
            return self.accepted(on_bluesky(verb));
        };
        let log = net.log();
        let calls = log.iter().filter(|w| w.call == on_mastodon(verb));
        calls.filter(|w| matches!(w.became, Became::Done)).count()
    }
}

fn there_on_mastodon(net: &MastodonNet, verb: &str, met: &Met) -> usize {
    let mira = net.person("mira").expect("joined");
    let other = net.person(&met.name).expect("joined");
    let theirs = net.statuses_of(&met.name);
    let post = theirs.iter().find(|s| s.id == met.post);
    let there = match verb {
        "like" => post.is_some_and(|s| s.liked_by.contains(&mira.id)),
        "repost" => post.is_some_and(|s| s.reposted_by.contains(&mira.id)),
        "follow" => mira.following.contains(&other.id),
        "mute" => mira.muting.contains(&other.id),
        "block" => mira.blocking.contains(&other.id),
        "delete" => !net.statuses_of("mira").iter().any(|s| s.id == met.own),
        _ => false,
    };
    usize::from(there)
}

/// Tells whether a refusal is all that can come of it.
fn is_final(fault: FaultKind) -> bool {
    matches!(fault, FaultKind::Status { status: 404 | 422 })
}

/// Tells whether it asks how to go on, not whether it arrived.
fn is_final_part(row: &HistoryRow) -> bool {
    row.answers.iter().any(|answer| answer == "take_back")
}

fn on_mastodon(verb: &str) -> &'static str {
    match verb {
        "like" => "POST /api/v1/statuses/:id/favourite",
        "repost" => "POST /api/v1/statuses/:id/reblog",
        "follow" => "POST /api/v1/accounts/:id/follow",
        "mute" => "POST /api/v1/accounts/:id/mute",
        "block" => "POST /api/v1/accounts/:id/block",
        "report" => "POST /api/v1/reports",
        "delete" => "DELETE /api/v1/statuses/:id",
        _ => "POST /api/v1/statuses",
    }
}

fn on_bluesky(verb: &str) -> &'static str {
    match verb {
        "mute" => "app.bsky.graph.muteActor",
        "report" => "com.atproto.moderation.createReport",
        "delete" => "com.atproto.repo.deleteRecord",
        _ => "com.atproto.repo.putRecord",
    }
}
