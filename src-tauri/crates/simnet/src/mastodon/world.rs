//! What a server knows: people, posts, marks and news, and a log of every write it took or refused.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::markup;
use super::oauth::Apps;
use super::parked::Parked;
use super::profile::{Lists, Profile};
use crate::clock::{SimClock, Timestamp};
use crate::faults::Faults;

/// Somebody with an account.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Person {
    /// The server's identifier.
    pub id: String,
    /// The name before the `@`.
    pub name: String,
    /// The name people see.
    pub display_name: String,
    /// Who sees what they write where nothing else is said.
    pub privacy: String,
    /// Tokens that work.
    pub tokens: BTreeSet<String>,
    /// Whom they follow, by identifier.
    pub following: BTreeSet<String>,
    /// Whom they muted.
    pub muting: BTreeSet<String>,
    /// Whom they blocked.
    pub blocking: BTreeSet<String>,
}

/// A post.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Status {
    /// The server's identifier.
    pub id: String,
    /// Who wrote it, by identifier.
    pub author: String,
    /// The text as it was sent.
    pub text: String,
    /// The content warning; empty where there is none.
    pub warning: String,
    /// `public`, `unlisted`, `private` or `direct`.
    pub visibility: String,
    /// What it answers, by identifier.
    pub answers: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The files attached, by identifier.
    pub media: Vec<String>,
    /// When it was written.
    pub at: Timestamp,
    /// From when on it is there: later than `at` where the server works on it for a while.
    pub appears_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Who liked it.
    pub liked_by: BTreeSet<String>,
    /// Who reposted it.
    pub reposted_by: BTreeSet<String>,
}

/// News for somebody.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct News {
    pub(super) id: String,
    pub(super) kind: Cow<'static, str>,
    pub(super) to: String,
    pub(super) from: String,
    pub(super) status: Option<String>,
    pub(super) at: Timestamp,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Became {
    /// It was done.
    Done,
    /// It was known by its key and not done again.
    Repeated,
    /// The server said no.
    Refused {
        /// The status.
        status: u16,
    },
    /// A fault kept it out.
    Faulted {
        /// The fault's name.
        fault: String,
    },
}

/// A write and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Written {
    /// When.
    pub at_ms: i64,
    /// By whom, by name; empty where nobody could be made out.
    pub by: String,
    /// The method and the path, with `:id` for identifiers.
    pub call: String,
    /// The idempotency key that came along.
    pub key: Option<String>,
    /// The post that was made.
    pub status: Option<String>,
    /// What became of it.
    pub became: Became,
}

/// Everything a call may touch.
#[derive(Debug)]
pub(crate) struct Server {
    pub(super) profile: Profile,
    pub(super) clock: Arc<dyn SimClock>,
    pub(crate) faults: Faults,
    pub(super) host: String,
    pub(super) people: Vec<Person>,
    pub(super) statuses: Vec<Status>,
    pub(super) parked: Vec<Parked>,
    pub(super) news: Vec<News>,
    pub(super) log: Vec<Written>,
    /// How often somebody read what is new.
    pub(super) polls: AtomicU64,
    /// By person and key: the post made with it, and when.
    pub(super) keys: BTreeMap<(String, String), (String, Timestamp)>,
    pub(super) files: BTreeMap<String, Value>,
    pub(super) apps: Apps,
    /// The host its people are known under, where it is another one than where it answers.
    pub(super) domain: Option<String>,
    /// The host of the server that answers for this one, which only points there.
    pub(super) points_to: Option<String>,
    pub(super) made: usize,
    /// How many things the people of the demo have done.
    pub(super) steps: u64,
    /// The file that keeps the server across restarts.
    pub(super) file: Option<PathBuf>,
}

/// A post about to be made.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) warning: String,
    pub(super) visibility: Option<String>,
    pub(super) answers: Option<String>,
    pub(super) language: Option<String>,
    pub(super) media: Vec<String>,
    /// How much later it appears.
    pub(super) after_ms: i64,
}

impl Server {
    pub(super) fn new(profile: Profile, clock: Arc<dyn SimClock>, host: String) -> Self {
        Self {
            profile,
            clock,
            faults: Faults::default(),
            host,
            people: Vec::new(),
            statuses: Vec::new(),
            parked: Vec::new(),
            news: Vec::new(),
            log: Vec::new(),
            keys: BTreeMap::new(),
            files: BTreeMap::new(),
            polls: AtomicU64::new(0),
            apps: Apps::default(),
            domain: None,
            points_to: None,
            made: 0,
            steps: 0,
            file: None,
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Makes the next identifier.
    pub(super) fn next_id(&mut self) -> String {
        self.made += 1;
        self.profile.id(self.made)
    }

    pub(super) fn join(&mut self, name: &str, display_name: &str, token: &str) {
        // People are numbered by themselves, so that servers give out the same identifiers.
        let id = (self.people.len() + 1).to_string();
        self.people.push(Person {
            id,
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            privacy: self.profile.privacy.to_owned(),
            tokens: BTreeSet::from([token.to_owned()]),
            ..Person::default()
        });
    }

    pub(super) fn by_name(&self, name: &str) -> Option<&Person> {
        let own = format!("@{}", self.host);
        let name = name.trim_start_matches('@');
        let bare = name.strip_suffix(&own).unwrap_or(name);
        self.people
            .iter()
            .find(|p| p.name.eq_ignore_ascii_case(bare))
    }

    pub(super) fn by_name_mut(&mut self, name: &str) -> Option<&mut Person> {
        let id = self.by_name(name)?.id.clone();
        self.people.iter_mut().find(|p| p.id == id)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|p| p.id == id)
    }

    pub(super) fn by_token(&self, token: &str) -> Option<&Person> {
        self.people.iter().find(|p| p.tokens.contains(token))
    }

    /// Returns a post that is there and that a reader may see; reads lag as the profile says.
    pub(super) fn visible(&self, id: &str, reader: &str) -> Option<&Status> {
        let status = self.statuses.iter().find(|s| s.id == id)?;
        (self.is_readable(status) && self.may_see(status, reader)).then_some(status)
    }

    /// Tells whether a post is there for readers by now.
    pub(super) fn is_readable(&self, status: &Status) -> bool {
        let lag = i64::try_from(self.profile.lag.as_millis()).unwrap_or(i64::MAX);
        !status.deleted && status.appears_at.plus_ms(lag) <= self.now()
    }

    fn may_see(&self, status: &Status, reader: &str) -> bool {
        if status.author == reader {
            return true;
        }
        let named = || self.named_in(&status.text).iter().any(|id| id == reader);
        match status.visibility.as_str() {
            "public" | "unlisted" => true,
            "private" => {
                let follows = self.by_id(reader);
                follows.is_some_and(|p| p.following.contains(&status.author)) || named()
            }
            _ => named(),
        }
    }

    /// Returns an account's own posts as its list shows them, newest first.
    pub(super) fn list_of(&self, author: &str, reader: &str) -> Vec<&Status> {
        let narrow = |s: &Status| matches!(s.visibility.as_str(), "private" | "direct");
        self.statuses
            .iter()
            .rev()
            .filter(|s| s.author == author && self.is_readable(s) && self.may_see(s, reader))
            .filter(|s| self.profile.lists == Lists::Everything || !narrow(s))
            .collect()
    }

    /// Returns whom a text names, by identifier.
    pub(super) fn named_in(&self, text: &str) -> Vec<String> {
        text.split_whitespace()
            .filter_map(|word| word.trim_start_matches('(').strip_prefix('@'))
            .filter_map(|name| self.by_name(name.trim_end_matches([',', '.', ':', '!', '?', ')'])))
            .map(|person| person.id.clone())
            .collect()
    }

    /// Makes a post and the news of it.
    pub(super) fn publish(&mut self, author: &str, draft: Draft) -> Status {
        let person = self.by_id(author).cloned().unwrap_or_default();
        let at = self.now();
        let status = Status {
            id: self.next_id(),
            author: author.to_owned(),
            visibility: draft.visibility.unwrap_or(person.privacy),
            text: draft.text,
            warning: draft.warning,
            answers: draft.answers,
            language: draft.language,
            media: draft.media,
            at,
            appears_at: at.plus_ms(draft.after_ms),
            edited_at: None,
            deleted: false,
            liked_by: BTreeSet::new(),
            reposted_by: BTreeSet::new(),
        };
        self.statuses.push(status.clone());
        for to in self.named_in(&status.text) {
            self.tell("mention", &to, author, Some(&status.id));
        }
        status
    }

    /// Tells somebody something; nobody is told of themselves.
    pub(super) fn tell(&mut self, kind: &'static str, to: &str, from: &str, status: Option<&str>) {
        if to == from {
            return;
        }
        let news = News {
            id: self.next_id(),
            kind: Cow::Borrowed(kind),
            to: to.to_owned(),
            from: from.to_owned(),
            status: status.map(str::to_owned),
            at: self.now(),
        };
        self.news.push(news);
    }

    /// Likes or reposts as somebody and tells the author; returns whether that is new.
    pub(super) fn mark(&mut self, id: &str, person: &str, kind: &'static str) -> bool {
        let Some(status) = self.statuses.iter_mut().find(|s| s.id == id) else {
            return false;
        };
        let fresh = match kind {
            "reblog" => status.reposted_by.insert(person.to_owned()),
            _ => status.liked_by.insert(person.to_owned()),
        };
        let author = status.author.clone();
        if fresh {
            self.tell(kind, &author, person, Some(id));
        }
        fresh
    }

    /// Takes a like or repost back; returns whether there was one.
    pub(super) fn unmark(&mut self, id: &str, person: &str, verb: &str) -> bool {
        let Some(status) = self.statuses.iter_mut().find(|s| s.id == id) else {
            return false;
        };
        match verb {
            "unreblog" => status.reposted_by.remove(person),
            _ => status.liked_by.remove(person),
        }
    }

    /// Shows a text as this server does.
    pub(super) fn shown(&self, text: &str) -> markup::Shown {
        markup::show(text, self.profile.markup, &self.host)
    }
}
