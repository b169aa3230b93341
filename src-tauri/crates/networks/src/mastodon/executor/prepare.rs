//! From what was approved to what is sent.

use std::collections::BTreeMap;
use std::iter;

use herald_domain::{Account, PostContent, Proposal, RemoteRef, Safety, Verb, Visibility};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Prepared};
use serde_json::{Map, Value, json};

use super::super::client::{Ask, Client};
use super::super::instance::{fact, kind};
use super::super::pictures::alts;
use super::super::readback;
use super::super::rules::{capability, check, visibility, visibility_word};
use super::super::software::safety_of_posts;
use super::super::source::completed;
use super::super::text;
use super::super::wire::{Relationship, Status};
use super::wire::{Outgoing, Part};
use crate::lenient::fit;

/// The most characters of a report's comment.
const MAX_COMMENT: usize = 1_000;

/// One action being prepared.
pub(super) struct Preparing<'a> {
    pub(super) client: &'a Client,
    pub(super) account: &'a Account,
    pub(super) key: &'a str,
    pub(super) media: &'a BTreeMap<String, Vec<u8>>,
}

/// What surrounds the text of a post.
#[derive(Default)]
struct Around {
    reply_to: Option<String>,
    quotes: Option<String>,
    /// No wider than this.
    at_most: Option<Visibility>,
}

impl Preparing<'_> {
    pub(super) async fn prepare(&self, proposal: &Proposal) -> Result<Prepared, NetworkError> {
        let verb = proposal.verb();
        if let Some(reason) = capability(verb, kind(self.account)).impossible() {
            return Err(refused("impossible", reason));
        }
        match proposal {
            Proposal::Post { content } => self.posts(&[content], Around::default()).await,
            Proposal::Thread { posts } => {
                let posts: Vec<&PostContent> = posts.iter().collect();
                self.posts(&posts, Around::default()).await
            }
            Proposal::Reply { to, content } => self.reply(&to.parent, content, None).await,
            Proposal::Message {
                who,
                conversation,
                content,
            } => self.message(who, conversation.as_deref(), content).await,
            Proposal::Quote { subject, content } => {
                let around = Around {
                    quotes: Some(subject.id.clone()),
                    ..Around::default()
                };
                self.posts(&[content], around).await
            }
            Proposal::Like { subject } => Ok(mark("statuses", &subject.id, "favourite")),
            Proposal::Repost { subject } => Ok(mark("statuses", &subject.id, "reblog")),
            Proposal::Follow { who } | Proposal::Mute { who } | Proposal::Block { who } => {
                self.stand_to(verb, who).await
            }
            Proposal::Delete { subject } => Ok(wire(&Outgoing::Delete {
                id: subject.id.clone(),
            })),
            Proposal::Report {
                subject,
                reason,
                comment,
            } => self.report(subject, reason, comment).await,
            Proposal::HideReply { .. }
            | Proposal::DeleteComment { .. }
            | Proposal::CloseComments { .. } => Err(refused("impossible", "Not on Mastodon.")),
        }
    }

    /// Prepares an answer: never wider than what it answers.
    async fn reply(
        &self,
        parent: &RemoteRef,
        content: &PostContent,
        at_most: Option<Visibility>,
    ) -> Result<Prepared, NetworkError> {
        let parents = completed::of_status(self.client, self.account, &parent.id).await?;
        let around = Around {
            reply_to: Some(parent.id.clone()),
            at_most: Some(at_most.map_or(parents, |most| most.max(parents))),
            ..Around::default()
        };
        self.posts(&[content], around).await
    }

    async fn message(
        &self,
        who: &str,
        conversation: Option<&str>,
        content: &PostContent,
    ) -> Result<Prepared, NetworkError> {
        let path = format!("/api/v1/accounts/{who}");
        let person: Value = self
            .client
            .read(self.account, Ask::get(path))
            .await
            .map_err(|error| error.explain("Looking up whom it is for"))?;
        let acct = person
            .get("acct")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let home = completed::home(self.account);
        if text::naming(&content.text, iter::once(acct), home) != content.text {
            let words = format!("A message reaches only whom it names. Write @{acct} into it.");
            return Err(refused("nobody_named", &words));
        }
        let direct = Some(Visibility::Direct);
        if let Some(last) = conversation {
            let last = RemoteRef::unversioned(last);
            return self.reply(&last, content, direct).await;
        }
        let around = Around {
            at_most: direct,
            ..Around::default()
        };
        self.posts(&[content], around).await
    }

    async fn posts(
        &self,
        contents: &[&PostContent],
        around: Around,
    ) -> Result<Prepared, NetworkError> {
        let mut parts = Vec::new();
        for (at, content) in contents.iter().enumerate() {
            let unfit = check(self.account, content);
            if let Some(error) = unfit.iter().find(|w| w.blocks()) {
                return Err(refused(&error.code, &error.text));
            }
            let key = match contents.len() {
                1 => self.key.to_owned(),
                _ => format!("{}-{at}", self.key),
            };
            parts.push(Part {
                body: self.body(content, &around).await?,
                reply_to: around.reply_to.clone().filter(|_| at == 0),
                key,
                text: content.text.clone(),
                media: content.media.len(),
                alts: alts(content),
            });
        }
        let before = match safety_of_posts(self.client, self.account).await {
            Safety::Key { .. } => Vec::new(),
            _ => readback::before(self.client, self.account, around.reply_to.as_deref()).await?,
        };
        Ok(wire(&Outgoing::Posts { parts, before }))
    }

    async fn body(&self, content: &PostContent, around: &Around) -> Result<Value, NetworkError> {
        let mut body = Map::new();
        body.insert("status".into(), json!(content.text));
        let media = self.upload_all(content).await?;
        if !media.is_empty() {
            body.insert("media_ids".into(), json!(media));
        }
        let own = self.account.fact(fact::VISIBILITY).map(visibility);
        let wished = content.visibility.or(own);
        let narrowest = wished.into_iter().chain(around.at_most).max();
        if let Some(visibility) = narrowest {
            body.insert("visibility".into(), json!(visibility_word(visibility)));
        }
        if let Some(language) = content.langs.first() {
            // Servers that do not know a region or script keep the language alone by themselves.
            body.insert("language".into(), json!(language));
        }
        if let Some(warning) = content.warning.as_deref().filter(|w| !w.trim().is_empty()) {
            body.insert("spoiler_text".into(), json!(warning));
            body.insert("sensitive".into(), json!(true));
        }
        if let Some(poll) = &content.poll {
            let poll = json!({
                "options": poll.options,
                "expires_in": poll.open_seconds,
                "multiple": poll.multiple,
            });
            body.insert("poll".into(), poll);
        }
        if let Some(quoted) = &around.quotes {
            body.insert("quoted_status_id".into(), json!(quoted));
        }
        Ok(Value::Object(body))
    }

    /// Prepares a follow, mute or block; nothing where it is so already.
    async fn stand_to(&self, verb: Verb, who: &str) -> Result<Prepared, NetworkError> {
        let ask = Ask::get("/api/v1/accounts/relationships").with("id[]", who);
        let found: Vec<Value> = self
            .client
            .read(self.account, ask)
            .await
            .map_err(|error| error.explain("Looking up how you stand to them"))?;
        let now: Relationship = found.first().and_then(fit).unwrap_or_default();
        let (word, already) = match verb {
            Verb::Follow => ("follow", now.following || now.requested),
            Verb::Mute => ("mute", now.muting),
            _ => ("block", now.blocking),
        };
        let mut prepared = mark("accounts", who, word);
        if already {
            prepared.already = Some(super::send::receipt_of(who));
        }
        Ok(prepared)
    }

    async fn report(
        &self,
        subject: &RemoteRef,
        reason: &str,
        comment: &str,
    ) -> Result<Prepared, NetworkError> {
        let path = format!("/api/v1/statuses/{}", subject.id);
        let (who, posts) = match self
            .client
            .read::<Status>(self.account, Ask::get(path))
            .await
        {
            Ok(status) => (status.account.id, vec![status.id]),
            // The id is a person's.
            Err(error) if error.is_missing() => (subject.id.clone(), Vec::new()),
            Err(error) => return Err(error.explain("Looking up what is reported")),
        };
        let category = match reason {
            "spam" => "spam",
            "violation" => "violation",
            _ => "other",
        };
        let said = match category {
            "other" if comment.is_empty() => reason.to_owned(),
            "other" => format!("{reason}: {comment}"),
            _ => comment.to_owned(),
        };
        let comment: String = said.chars().take(MAX_COMMENT).collect();
        let body = json!({
            "account_id": who,
            "status_ids": posts,
            "comment": comment,
            "category": if category == "violation" { "other" } else { category },
            "forward": false,
        });
        Ok(wire(&Outgoing::Report { body }))
    }
}

fn mark(noun: &str, id: &str, word: &str) -> Prepared {
    wire(&Outgoing::Mark {
        path: format!("/api/v1/{noun}/{id}/{word}"),
        body: json!({}),
        subject: id.to_owned(),
    })
}

fn wire(outgoing: &Outgoing) -> Prepared {
    Prepared {
        wire: outgoing.to_wire(),
        ..Prepared::default()
    }
}

pub(super) fn refused(code: &str, words: &str) -> NetworkError {
    NetworkError::new(NetworkErrorKind::Refused, code, words)
}
