//! From what was approved to what is sent.

use std::collections::BTreeMap;
use std::time::Duration;

use herald_domain::{
    Account, ApprovedAction, PostContent, Proposal, Receipt, RemoteRef, ReplyTarget, Timestamp,
    Verb, Warning,
};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Prepared, target};
use serde_json::{Value, json};

use super::super::address::{AtUri, POST, Web, is_did};
use super::super::client::Client;
use super::super::facets::{Mark, detect};
use super::super::records::{self, Outgoing, Part, PostParts, THREADGATE};
use super::super::rules::{self, check};
use super::super::tid::following;
use super::super::trouble::trouble;
use super::super::wire::{PostView, ProfileView};
use crate::text::graphemes;

const LIKE: &str = "app.bsky.feed.like";
const REPOST: &str = "app.bsky.feed.repost";
const FOLLOW: &str = "app.bsky.graph.follow";
const BLOCK: &str = "app.bsky.graph.block";

/// Bluesky's own moderators.
///
/// # Source
/// docs.bsky.app, API directory, read 2026-04-21.
const MODERATORS: &str = "did:plc:ar7c4by46qjdydhdevvrndac";

/// The most characters of a report's comment.
const MAX_COMMENT: usize = 2_000;

/// One action being prepared.
pub(super) struct Preparing<'a> {
    pub(super) client: &'a Client,
    pub(super) account: &'a Account,
    pub(super) key: &'a str,
    pub(super) at: Timestamp,
    pub(super) media: &'a BTreeMap<String, Vec<u8>>,
}

impl Preparing<'_> {
    /// Prepares an action.
    ///
    /// # Errors
    /// - `Refused`: the network's rules do not allow it, with the rule's code.
    /// - `Gone`: what it answers or is about is no longer there.
    /// - others: the network could not be asked.
    pub(super) async fn prepare(
        &self,
        approved: &ApprovedAction,
    ) -> Result<Prepared, NetworkError> {
        if *approved.account_id() != self.account.id {
            return Err(refused(
                "wrong_account",
                "This was approved for another account, so nothing was sent.",
            ));
        }
        match approved.proposal() {
            Proposal::Post { content } => self.post(content, None, None).await,
            Proposal::Reply { to, content } => self.reply(to, content).await,
            Proposal::Quote { subject, content } => self.quote(subject, content).await,
            Proposal::Like { subject } => self.mark_post(LIKE, subject).await,
            Proposal::Repost { subject } => self.mark_post(REPOST, subject).await,
            Proposal::Follow { who } => self.mark_person(FOLLOW, who).await,
            Proposal::Block { who } => self.mark_person(BLOCK, who).await,
            Proposal::Mute { who } => self.mute(who).await,
            Proposal::Delete { subject } => self.delete(subject).await,
            Proposal::HideReply { reply, root } => self.hide(reply, root).await,
            Proposal::Thread { posts } => self.thread(posts).await,
            Proposal::CloseComments { post } => self.close(post).await,
            Proposal::Message { .. } | Proposal::DeleteComment { .. } => {
                Err(impossible(approved.proposal().verb()))
            }
            Proposal::Report {
                subject,
                reason,
                comment,
            } => self.report(subject, reason, comment).await,
        }
    }

    async fn post(
        &self,
        content: &PostContent,
        reply: Option<Value>,
        quoted: Option<Value>,
    ) -> Result<Prepared, NetworkError> {
        let record = self.record(content, reply, quoted, self.at).await?;
        Ok(self.put(POST, record))
    }

    async fn thread(&self, posts: &[PostContent]) -> Result<Prepared, NetworkError> {
        let mut parts = Vec::new();
        for (nth, content) in (0_u16..).zip(posts) {
            // A millisecond apart, so that lists by date keep the order.
            let at = self.at.plus(Duration::from_millis(u64::from(nth)));
            parts.push(Part {
                rkey: following(self.key, nth),
                record: self.record(content, None, None, at).await?,
            });
        }
        Ok(self.finish(&Outgoing::Thread { parts }, false))
    }

    async fn record(
        &self,
        content: &PostContent,
        reply: Option<Value>,
        quoted: Option<Value>,
        at: Timestamp,
    ) -> Result<Value, NetworkError> {
        if let Some(error) = check(content).into_iter().find(Warning::blocks) {
            return Err(refused(&error.code, error.text));
        }
        let media = match &content.card {
            Some(card) if content.media.is_empty() => Some(self.external(card).await?),
            _ => records::pictures(&self.upload(&content.media).await?),
        };
        let parts = PostParts {
            text: &content.text,
            langs: &content.langs,
            facets: self.facets(&content.text).await?,
            reply,
            embed: records::embed(media, quoted),
        };
        Ok(records::post(parts, at))
    }

    /// Marks links, tags and mentions; a mention of nobody stays plain text.
    async fn facets(&self, text: &str) -> Result<Vec<Value>, NetworkError> {
        let mut facets = Vec::new();
        for span in detect(text) {
            let feature = match span.mark {
                Mark::Link(uri) => json!({"$type": "app.bsky.richtext.facet#link", "uri": uri}),
                Mark::Tag(tag) => json!({"$type": "app.bsky.richtext.facet#tag", "tag": tag}),
                Mark::Mention(handle) => match self.client.did_of(self.account, &handle).await? {
                    Some(did) => json!({"$type": "app.bsky.richtext.facet#mention", "did": did}),
                    None => continue,
                },
            };
            let index = json!({"byteStart": span.range.start, "byteEnd": span.range.end});
            facets.push(json!({"index": index, "features": [feature]}));
        }
        Ok(facets)
    }

    async fn reply(
        &self,
        to: &ReplyTarget,
        content: &PostContent,
    ) -> Result<Prepared, NetworkError> {
        let parent = self.client.post(self.account, &to.parent.id).await?;
        let parent = parent.ok_or_else(|| {
            trouble(
                NetworkErrorKind::Gone,
                target::GONE,
                "The post you answer was deleted or is hidden from you, so nothing was sent. \
                 Publish your text as a post of its own if you still want to say it.",
            )
        })?;
        if parent.viewer.reply_disabled {
            return Err(refused(
                "reply_disabled",
                "The author does not let you reply here, so nothing was sent.",
            ));
        }
        // Exactly what was approved; only what was approved without a version takes the present one.
        let root = approved_or(&to.root, parent.root());
        let reply = json!({
            "root": strong(&root),
            "parent": strong(&approved_or(&to.parent, parent.reference())),
        });
        self.post(content, Some(reply), None).await
    }

    async fn quote(
        &self,
        subject: &RemoteRef,
        content: &PostContent,
    ) -> Result<Prepared, NetworkError> {
        let quoted = self.need_post(subject).await?;
        if quoted.viewer.embedding_disabled {
            return Err(refused(
                "quote_disabled",
                "The author does not let this post be quoted, so nothing was sent.",
            ));
        }
        self.post(content, None, Some(strong(&quoted.reference())))
            .await
    }

    async fn mark_post(
        &self,
        collection: &str,
        subject: &RemoteRef,
    ) -> Result<Prepared, NetworkError> {
        let post = self.need_post(subject).await?;
        let record = records::about_post(collection, &strong(&post.reference()), self.at);
        let mut prepared = self.put(collection, record);
        let existing = if collection == LIKE {
            post.viewer.like
        } else {
            post.viewer.repost
        };
        prepared.already = existing.map(|uri| Receipt {
            remote: Some(RemoteRef::unversioned(uri)),
            url: self.web().post(&post.uri),
        });
        Ok(prepared)
    }

    async fn mark_person(&self, collection: &str, who: &str) -> Result<Prepared, NetworkError> {
        let person = self.need_person(who).await?;
        let viewer = person.viewer.unwrap_or_default();
        let existing = if collection == FOLLOW {
            viewer.following
        } else {
            viewer.blocking
        };
        let mut prepared = self.put(
            collection,
            records::about_person(collection, &person.did, self.at),
        );
        prepared.already = existing.map(|uri| Receipt {
            remote: Some(RemoteRef::unversioned(uri)),
            url: Some(self.web().profile(&person.did)),
        });
        Ok(prepared)
    }

    async fn mute(&self, who: &str) -> Result<Prepared, NetworkError> {
        let person = self.need_person(who).await?;
        let is_muted = person.viewer.is_some_and(|viewer| viewer.muted);
        Ok(self.finish(&Outgoing::Mute { did: person.did }, is_muted))
    }

    async fn delete(&self, subject: &RemoteRef) -> Result<Prepared, NetworkError> {
        let uri = self.own(&subject.id, "delete")?;
        let record = self
            .client
            .own_record(self.account, &uri.collection, &uri.rkey)
            .await?;
        let outgoing = Outgoing::Delete {
            collection: uri.collection,
            rkey: uri.rkey,
        };
        Ok(self.finish(&outgoing, record.is_none()))
    }

    async fn hide(&self, reply: &RemoteRef, root: &RemoteRef) -> Result<Prepared, NetworkError> {
        let uri = self.own(&root.id, "hide replies under")?;
        let post = self.need_post(reply).await?;
        if post.root().id != root.id {
            return Err(refused(
                "not_in_thread",
                "That post is no reply in this conversation, so nothing was hidden.",
            ));
        }
        let existing = self
            .client
            .own_record(self.account, THREADGATE, &uri.rkey)
            .await?;
        let value = existing.as_ref().map(|gate| &gate.value);
        let gate = records::gate(value, &root.id, &reply.id, self.at)?;
        let is_hidden = gate.is_none();
        let outgoing = Outgoing::Hide {
            rkey: uri.rkey,
            record: gate.or_else(|| value.cloned()).unwrap_or_default(),
            swap: existing.and_then(|gate| gate.cid),
            reply: reply.id.clone(),
        };
        Ok(self.finish(&outgoing, is_hidden))
    }

    async fn close(&self, post: &RemoteRef) -> Result<Prepared, NetworkError> {
        let uri = self.own(&post.id, "close the replies to")?;
        let existing = self
            .client
            .own_record(self.account, THREADGATE, &uri.rkey)
            .await?;
        let value = existing.as_ref().map(|gate| &gate.value);
        let gate = records::closed_gate(value, &post.id, self.at);
        let is_closed = gate.is_none();
        let outgoing = Outgoing::Close {
            rkey: uri.rkey,
            record: gate.or_else(|| value.cloned()).unwrap_or_default(),
            swap: existing.and_then(|gate| gate.cid),
        };
        Ok(self.finish(&outgoing, is_closed))
    }

    async fn report(
        &self,
        subject: &RemoteRef,
        reason: &str,
        comment: &str,
    ) -> Result<Prepared, NetworkError> {
        let word = reason_word(reason)?;
        let used = graphemes(comment);
        if used > MAX_COMMENT {
            let text = format!("{used} of {MAX_COMMENT} characters in the comment. Shorten it.");
            return Err(refused("too_long", text));
        }
        let about = if is_did(&subject.id) {
            json!({"$type": "com.atproto.admin.defs#repoRef", "did": subject.id})
        } else {
            let post = self.need_post(subject).await?;
            json!({"$type": "com.atproto.repo.strongRef", "uri": post.uri, "cid": post.cid})
        };
        let reason_type = format!("com.atproto.moderation.defs#{word}");
        let mut input = json!({"reasonType": reason_type, "subject": about});
        if let (false, Some(map)) = (comment.trim().is_empty(), input.as_object_mut()) {
            map.insert("reason".to_owned(), json!(comment));
        }
        let chosen = self.account.addresses.get("labeler").map(|did| did.trim());
        let labeler = chosen
            .filter(|did| is_did(did))
            .unwrap_or(MODERATORS)
            .to_owned();
        Ok(self.finish(&Outgoing::Report { labeler, input }, false))
    }

    fn put(&self, collection: &str, record: Value) -> Prepared {
        let outgoing = Outgoing::Put {
            collection: collection.to_owned(),
            rkey: self.key.to_owned(),
            record,
        };
        self.finish(&outgoing, false)
    }

    fn finish(&self, outgoing: &Outgoing, is_done: bool) -> Prepared {
        let did = &self.account.remote_id;
        Prepared {
            wire: outgoing.to_wire(),
            already: is_done.then(|| outgoing.receipt(did, None, &self.web())),
            hand_over: None,
        }
    }

    fn web(&self) -> Web {
        Web::of(self.account)
    }

    /// Returns the address of a record after checking that it is the account's own.
    fn own(&self, uri: &str, what: &str) -> Result<AtUri, NetworkError> {
        let uri = AtUri::parse(uri).filter(|uri| uri.authority == self.account.remote_id);
        uri.ok_or_else(|| {
            let text = format!(
                "Bluesky lets you {what} your own posts only, and this is not one of them. \
                 Nothing was changed."
            );
            refused("not_yours", text)
        })
    }

    async fn need_post(&self, subject: &RemoteRef) -> Result<PostView, NetworkError> {
        let post = self.client.post(self.account, &subject.id).await?;
        post.ok_or_else(|| {
            trouble(
                NetworkErrorKind::Gone,
                "post_deleted",
                "The post was deleted or is hidden from you, so nothing was sent.",
            )
        })
    }

    async fn need_person(&self, did: &str) -> Result<ProfileView, NetworkError> {
        if did == self.account.remote_id {
            return Err(refused(
                "self",
                "That is the account itself; nothing was sent.",
            ));
        }
        let person = self.client.profile(self.account, did).await?;
        person.ok_or_else(|| {
            trouble(
                NetworkErrorKind::Gone,
                "person_gone",
                "That account no longer exists or is suspended, so nothing was sent.",
            )
        })
    }
}

/// Returns a post in the version that was approved, where one was; which post begins a conversation is
/// told by the network.
fn approved_or(approved: &RemoteRef, now: RemoteRef) -> RemoteRef {
    if approved.id == now.id && approved.version.is_some() {
        return approved.clone();
    }
    now
}

fn strong(reference: &RemoteRef) -> Value {
    json!({"uri": reference.id, "cid": reference.version})
}

fn refused(code: &str, message: impl Into<String>) -> NetworkError {
    trouble(NetworkErrorKind::Refused, code, message)
}

fn reason_word(reason: &str) -> Result<&'static str, NetworkError> {
    match reason {
        "spam" => Ok("reasonSpam"),
        "rude" => Ok("reasonRude"),
        "misleading" => Ok("reasonMisleading"),
        "sexual" => Ok("reasonSexual"),
        "violation" => Ok("reasonViolation"),
        "other" => Ok("reasonOther"),
        _ => Err(refused(
            "unknown_reason",
            "Bluesky's moderators take the reasons spam, rude, misleading, sexual, violation and \
             other. Choose one of them; nothing was reported.",
        )),
    }
}

fn impossible(verb: Verb) -> NetworkError {
    let capability = rules::capability(verb);
    let reason = capability.impossible().unwrap_or_default();
    trouble(NetworkErrorKind::Refused, "impossible", reason)
}
