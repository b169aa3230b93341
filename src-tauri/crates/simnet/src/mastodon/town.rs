//! The demo's second place: a small server whose people write to the owner, like, repost and answer.
//!
//! What happens at step `n` is a function of `n` alone. It is kept in one file across restarts.

mod lines;

use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::net::MastodonNet;
use super::profile::Profile;
use super::world::{Draft, Server, Status};
use crate::clock::SystemClock;
use crate::serve::Shared;
use crate::sim::{SimError, spawn};
use tokio::time::sleep;

use lines::{ANSWERS, MENTIONS, OPENINGS, PEOPLE};

/// The account the demo looks after.
pub const TOWN_OWNER: &str = "mira";

/// The access token of that account; it opens nothing but the simulation.
pub const TOWN_TOKEN: &str = "demo";

/// How many of the people follow the owner from the start.
const FOLLOWERS: usize = 4;

/// How long people take before they react to what the owner wrote.
const REACTION_DELAY: Duration = Duration::from_secs(3);

/// Where the demo's server lives.
#[derive(Clone, Debug)]
pub struct Town {
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// The file that keeps it.
    pub file: PathBuf,
}

impl Town {
    /// Starts the server with its people.
    ///
    /// # Errors
    /// [`SimError::Listen`]: the port is taken. [`SimError::Kept`]: its file cannot be read.
    pub async fn start(&self) -> Result<MastodonNet, SimError> {
        let net = MastodonNet::start(Profile::MASTODON, self.port, Arc::new(SystemClock)).await?;
        net.settle(self)
    }
}

impl MastodonNet {
    fn settle(mut self, town: &Town) -> Result<Self, SimError> {
        let kept = self.shared.core().keep_in(&town.file);
        kept.map_err(|source| SimError::Kept {
            path: town.file.clone(),
            source,
        })?;
        self.shared.core().found();
        self.tasks.push(spawn(drive(Arc::clone(&self.shared))));
        Ok(self)
    }
}

/// Lets people live until the server shuts down.
async fn drive(shared: Arc<Shared<Server>>) {
    loop {
        let wait = wait_before(shared.core().steps);
        let mut due = pin!(sleep(wait));
        loop {
            tokio::select! {
                () = shared.closed() => return,
                () = &mut due => break,
                () = shared.wrote.notified() => {
                    sleep(REACTION_DELAY).await;
                    shared.core().react();
                }
            }
        }
        shared.core().step();
    }
}

/// The first after 4 s, then every 30 to 60 s, after a dozen every 3 to 6 minutes.
fn wait_before(step: u64) -> Duration {
    let spread = step.wrapping_mul(7) % 13;
    match step {
        0 => Duration::from_secs(4),
        1..12 => Duration::from_secs(30 + spread * 30 / 13),
        _ => Duration::from_secs(180 + spread * 14),
    }
}

impl Server {
    /// Founds the town, where nobody lives here yet.
    fn found(&mut self) {
        if !self.people.is_empty() {
            return;
        }
        self.join(TOWN_OWNER, "Mira", TOWN_TOKEN);
        for (name, display_name) in PEOPLE {
            // Nobody signs in as them.
            self.join(name, display_name, &format!("{name} does not sign in"));
        }
        let owner = self.by_name(TOWN_OWNER).map(|owner| owner.id.clone());
        for person in self.people.iter_mut().skip(1).take(FOLLOWERS) {
            person.following.extend(owner.clone());
        }
        for text in OPENINGS {
            self.says(TOWN_OWNER, text, None);
        }
        self.keep();
    }

    /// Takes the next step.
    fn step(&mut self) {
        let n = usize::try_from(self.steps).unwrap_or(usize::MAX);
        self.steps += 1;
        let who = PEOPLE.get(n % PEOPLE.len()).map_or("", |(name, _)| name);
        match n % 5 {
            2 => self.marks(who, "favourite"),
            4 => self.marks(who, "reblog"),
            _ => {
                let nth = n / 5 * 3 + [0, 1, 0, 2, 0].get(n % 5).copied().unwrap_or(0);
                if let Some((name, text, warning)) = MENTIONS.get(nth % MENTIONS.len()) {
                    self.says_behind(name, &format!("@{TOWN_OWNER} {text}"), None, warning);
                }
            }
        }
        self.keep();
    }

    /// Lets people react to what the owner wrote since: whoever was answered likes it and speaks once
    /// more, so that a conversation always ends with the owner; a new post is liked.
    fn react(&mut self) {
        let Some(owner) = self.by_name(TOWN_OWNER).map(|owner| owner.id.clone()) else {
            return;
        };
        let fresh = |s: &&Status| s.author == owner && !s.deleted && s.liked_by.is_empty();
        let fresh: Vec<Status> = self.statuses.iter().filter(fresh).cloned().collect();
        for status in fresh
            .iter()
            .filter(|s| !OPENINGS.contains(&s.text.as_str()))
        {
            let asked = status.answers.as_ref();
            let asked = asked
                .and_then(|id| self.statuses.iter().find(|s| s.id == *id))
                .cloned();
            let partner = asked.as_ref().and_then(|s| self.by_id(&s.author)).cloned();
            let Some(partner) = partner.filter(|partner| partner.id != owner) else {
                let n = self.statuses.len();
                let who = PEOPLE.get(n % PEOPLE.len()).map_or("", |(name, _)| name);
                if let Some(who) = self.by_name(who).map(|person| person.id.clone()) {
                    self.mark(&status.id, &who, "favourite");
                }
                continue;
            };
            self.mark(&status.id, &partner.id, "favourite");
            // What answers an answer of the owner is the last word.
            if asked.is_some_and(|asked| asked.answers.is_none()) {
                let answer = ANSWERS.get(self.statuses.len() % ANSWERS.len());
                let text = format!("@{TOWN_OWNER} {}", answer.copied().unwrap_or_default());
                self.says(&partner.name, &text, Some(status.id.clone()));
            }
        }
        self.keep();
    }

    fn says(&mut self, name: &str, text: &str, answers: Option<String>) {
        self.says_behind(name, text, answers, "");
    }

    /// Posts behind a warning, where there is one.
    fn says_behind(&mut self, name: &str, text: &str, answers: Option<String>, warning: &str) {
        let Some(author) = self.by_name(name).map(|person| person.id.clone()) else {
            return;
        };
        let draft = Draft {
            text: text.to_owned(),
            warning: warning.to_owned(),
            answers,
            language: Some("en".to_owned()),
            ..Draft::default()
        };
        self.publish(&author, draft);
    }

    /// Likes or reposts the owner's newest public post that this person has not marked.
    fn marks(&mut self, who: &str, kind: &'static str) {
        let Some(person) = self.by_name(who).map(|person| person.id.clone()) else {
            return;
        };
        let owner = self.by_name(TOWN_OWNER).map(|owner| owner.id.clone());
        let open = |s: &&Status| {
            Some(&s.author) == owner.as_ref() && !s.deleted && s.visibility == "public"
        };
        let unmarked =
            |s: &&Status| !s.liked_by.contains(&person) && !s.reposted_by.contains(&person);
        let newest = self.statuses.iter().rev().filter(open).find(unmarked);
        if let Some(id) = newest.map(|s| s.id.clone()) {
            self.mark(&id, &person, kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Server {
        let mut server = Server::new(
            Profile::MASTODON,
            Arc::new(SystemClock),
            "127.0.0.1:1".to_owned(),
        );
        server.found();
        server
    }

    #[test]
    fn a_dozen_steps_bring_mentions_likes_and_reposts() {
        let mut server = server();
        for _ in 0..12 {
            server.step();
        }
        let count = |kind: &str| server.news.iter().filter(|n| n.kind == kind).count();
        assert!(count("mention") >= 6, "{} mentions", count("mention"));
        assert!(count("favourite") >= 1 && count("reblog") >= 1);
    }

    #[test]
    fn whoever_was_answered_speaks_once_more_and_not_twice() {
        let mut server = server();
        server.step();
        let asked = server.statuses.last().expect("somebody asked").id.clone();
        server.says(TOWN_OWNER, "Thank you!", Some(asked));
        server.react();
        let again = server.statuses.last().expect("an answer").clone();
        assert_ne!(again.author, "1", "{again:?}");
        let said = server.statuses.len();
        server.says(TOWN_OWNER, "You are welcome.", Some(again.id));
        server.react();
        assert_eq!(server.statuses.len(), said + 1);
    }

    #[test]
    fn a_town_is_as_it_was_after_a_restart() {
        let folder = std::env::temp_dir().join(format!("town-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("town.json");
        let mut server = server();
        server.keep_in(&file).expect("keeps");
        server.step();
        let mut again = Server::new(
            Profile::MASTODON,
            Arc::new(SystemClock),
            "127.0.0.1:1".to_owned(),
        );
        again.keep_in(&file).expect("reads");
        again.found();
        assert_eq!(again.steps, 1);
        assert_eq!(again.statuses.len(), server.statuses.len());
        assert_eq!(again.next_id(), server.next_id());
        std::fs::remove_dir_all(folder).expect("goes");
    }
}
