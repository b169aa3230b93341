//! Proposes what a person wants done themselves, for review like everything else.

mod about;

use std::iter;

use herald_domain::{
    Account, Activity, ActivityKind, EventBody, Media, PostContent, Proposal, Provenance,
    PublishTime, RemoteRef, ReplyTarget, Revision, Suggestion, SuggestionId, SuggestionKind,
    SuggestionState, Verb, Warning,
};

use super::UseCaseError;
use super::link_cards::CardWish;
use super::record_decision::correlation;
use crate::Context;
use crate::crash::{Stage, during};
use crate::ports::{Change, UnitOfWork};
use crate::stages::request_review;
use crate::target::{answered, conversation};
use about::About;

/// What a person wants done.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What is to be done.
    pub verb: Verb,
    /// The account that would do it.
    pub account: Account,
    /// The activity it is about, where there is one.
    pub activity: Option<Activity>,
    /// What else it is about: an address or a handle.
    pub target: Option<String>,
    /// The text and pictures of a post, reply or quote.
    pub content: PostContent,
    /// The further posts of a thread.
    pub rest: Vec<PostContent>,
    /// What becomes of the cards of links.
    pub cards: CardWish,
    /// The bytes of the pictures.
    pub media: Vec<Media>,
    /// Why a report is made.
    pub reason: Option<String>,
    /// What the moderators should know.
    pub comment: Option<String>,
    /// When it should go out.
    pub publish_at: PublishTime,
    /// What a person should know of all that before approving.
    pub warnings: Vec<Warning>,
}

const REASONS: [&str; 6] = ["spam", "rude", "misleading", "sexual", "violation", "other"];

impl Context {
    /// Puts what a person wants done into review; the suggestion and the review are one unit.
    ///
    /// # Errors
    /// `BadInput` when something is missing or does not fit, `Network` when the target is not found.
    pub async fn propose_action(&self, wish: Wish) -> Result<SuggestionId, UseCaseError> {
        during(Stage::Propose, self.propose(wish)).await
    }

    async fn propose(&self, wish: Wish) -> Result<SuggestionId, UseCaseError> {
        let source = self.source(wish.account.network)?;
        let about = About::of(&wish, source.as_ref()).await?;
        about.must_suit(wish.verb, &wish.account)?;
        let proposal = proposal(&wish, &about)?;
        let target = about.target.as_ref();
        let mut proposal = source.completed(&wish.account, proposal, target).await?;
        let activity = wish.activity.as_ref();
        let capability = source
            .eligibility(&wish.account, &proposal, activity)
            .await?;
        if let Some(reason) = capability.impossible() {
            return Err(UseCaseError::BadInput(format!(
                "{reason} Nothing was sent."
            )));
        }
        let contents = proposal.contents_mut();
        let carded = self.make_cards(&wish.account, &[], contents, wish.cards);
        let carded = carded.await?;
        let contents = proposal.contents().iter();
        let mut warnings: Vec<_> = contents
            .flat_map(|c| source.check(&wish.account, c))
            .collect();
        warnings.extend(wish.warnings.iter().cloned());
        warnings.extend(about.is_answered.then(answered));
        warnings.extend(carded.warnings);
        if let Some(error) = warnings.iter().find(|w| w.blocks()) {
            return Err(UseCaseError::BadInput(format!(
                "{} Nothing was sent.",
                error.text
            )));
        }
        let suggestion = Suggestion {
            id: self.mint().suggestion_id(),
            account_id: wish.account.id.clone(),
            activity_id: wish.activity.as_ref().map(|a| a.id.clone()),
            kind: SuggestionKind::of(&proposal),
            state: SuggestionState::Proposed,
            latest_revision: 1,
            created_at: self.mint().now(),
        };
        let revision = Revision {
            suggestion_id: suggestion.id.clone(),
            number: 1,
            proposal,
            publish_at: wish.publish_at.clone(),
            why: "You asked for it.".to_owned(),
            drafted_by: Provenance {
                drafter: "person".into(),
                local: true,
                ..Provenance::default()
            },
            warnings,
            capability: Some(capability),
            target: about.target.map(Box::new),
            created_at: self.mint().now(),
        };
        let media = wish.media.into_iter().chain(carded.pictures).collect();
        self.store()
            .commit(self.proposed(&wish.account, &suggestion, &revision, media))
            .await?;
        Ok(suggestion.id)
    }

    /// A person is at the desk already, so the review is made in the same unit.
    fn proposed(
        &self,
        account: &Account,
        suggestion: &Suggestion,
        revision: &Revision,
        media: Vec<Media>,
    ) -> UnitOfWork {
        let body = match suggestion.kind {
            SuggestionKind::Reply | SuggestionKind::Post => EventBody::ContentSuggested {
                suggestion_id: suggestion.id.clone(),
                revision: 1,
            },
            SuggestionKind::Engagement | SuggestionKind::Moderation => {
                EventBody::EngagementSuggested {
                    suggestion_id: suggestion.id.clone(),
                    revision: 1,
                }
            }
        };
        let chain = correlation(suggestion);
        let event = self.mint().event(Some(&suggestion.account_id), chain, body);
        let mut unit = UnitOfWork::new();
        unit.changes.extend(media.into_iter().map(Change::PutMedia));
        unit.changes
            .push(Change::InsertSuggestion(suggestion.clone()));
        unit.changes.push(Change::AddRevision(revision.clone()));
        let review =
            request_review::decide(&event, account, suggestion, revision, None, self.mint());
        unit.events.push(event);
        if let Some(review) = review {
            unit.changes.extend(review.changes);
            unit.events.extend(review.events);
        }
        unit
    }
}

fn proposal(wish: &Wish, about: &About) -> Result<Proposal, UseCaseError> {
    let content = wish.content.clone();
    let subject = || about.need(wish.verb).map(|target| target.remote.clone());
    let who = || {
        about
            .need(wish.verb)
            .map(|target| target.author.remote_id.clone())
    };
    Ok(match wish.verb {
        Verb::Post => Proposal::Post { content },
        Verb::Thread if wish.rest.is_empty() => {
            let message = "A thread has at least two posts. Add another one.";
            return Err(UseCaseError::BadInput(message.to_owned()));
        }
        Verb::Thread => Proposal::Thread {
            posts: iter::once(content).chain(wish.rest.clone()).collect(),
        },
        Verb::Message => Proposal::Message {
            who: who()?,
            conversation: message_answered(wish).map(conversation),
            content,
        },
        Verb::DeleteComment => Proposal::DeleteComment {
            comment: subject()?,
            root: about.own_root()?,
        },
        Verb::CloseComments => Proposal::CloseComments { post: subject()? },
        Verb::Reply => {
            let parent = subject()?;
            let root = about.root.clone().unwrap_or_else(|| parent.clone());
            let to = ReplyTarget { parent, root };
            Proposal::Reply { to, content }
        }
        Verb::Quote => Proposal::Quote {
            subject: subject()?,
            content,
        },
        Verb::Like => Proposal::Like {
            subject: subject()?,
        },
        Verb::Repost => Proposal::Repost {
            subject: subject()?,
        },
        Verb::Follow => Proposal::Follow { who: who()? },
        Verb::Mute => Proposal::Mute { who: who()? },
        Verb::Block => Proposal::Block { who: who()? },
        Verb::Delete => Proposal::Delete {
            subject: subject()?,
        },
        Verb::Report => report(wish, subject()?)?,
        Verb::HideReply => Proposal::HideReply {
            reply: subject()?,
            root: about.own_root()?,
        },
    })
}

/// Returns the message a message answers, where it does.
fn message_answered(wish: &Wish) -> Option<&Activity> {
    let activity = wish.activity.as_ref()?;
    (activity.kind == ActivityKind::Message).then_some(activity)
}

fn report(wish: &Wish, subject: RemoteRef) -> Result<Proposal, UseCaseError> {
    let reason = wish.reason.clone().unwrap_or_default();
    if !REASONS.contains(&reason.as_str()) {
        return Err(UseCaseError::BadInput(format!(
            "Say why you report it: {}. Nothing was sent.",
            REASONS.join(", ")
        )));
    }
    Ok(Proposal::Report {
        subject,
        reason,
        comment: wish.comment.clone().unwrap_or_default(),
    })
}
