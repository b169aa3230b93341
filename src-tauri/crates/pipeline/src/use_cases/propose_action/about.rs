//! What a wish is about: looked up before anything is proposed, so that nobody approves blind.

use herald_domain::{Account, RemoteRef, Target, Verb};

use super::{UseCaseError, Wish};
use crate::ports::{ActivitySource, ThreadView};

/// What a wish is about, as the network shows it now.
#[derive(Default)]
pub(super) struct About {
    /// The post or person; nothing where something new is posted.
    pub(super) target: Option<Target>,
    /// The first post of its conversation, where that was asked for.
    pub(super) root: Option<RemoteRef>,
    /// Whether the account has answered it.
    pub(super) is_answered: bool,
}

impl About {
    /// Finds what a wish is about: what was named, else the activity.
    ///
    /// # Errors
    /// `Network` where it is not found, or must be read and cannot be.
    pub(super) async fn of(wish: &Wish, source: &dyn ActivitySource) -> Result<Self, UseCaseError> {
        if matches!(wish.verb, Verb::Post | Verb::Thread) {
            return Ok(Self::default());
        }
        let target = match (&wish.target, &wish.activity) {
            (Some(named), _) => Some(source.look_up(&wish.account, named).await?),
            (None, Some(activity)) if is_about_people(wish.verb) => {
                Some(Target::of_person(activity.author.clone()))
            }
            (None, Some(activity)) => Some(Target::of_activity(activity)),
            (None, None) => None,
        };
        let about = Self {
            target,
            root: wish.activity.as_ref().and_then(|a| a.root.clone()),
            is_answered: false,
        };
        about.in_its_conversation(wish, source).await
    }

    /// Reads the conversation, where an answer or what is done to one needs it.
    async fn in_its_conversation(
        self,
        wish: &Wish,
        source: &dyn ActivitySource,
    ) -> Result<Self, UseCaseError> {
        let needs_it = matches!(
            wish.verb,
            Verb::Reply | Verb::HideReply | Verb::DeleteComment
        );
        let post = self.target.as_ref().filter(|t| needs_it && !t.is_person);
        let Some(post) = post else {
            return Ok(self);
        };
        let view = match source.thread(&wish.account, &post.remote).await {
            Ok(view) => view,
            // What happened is known without the network; whether it may be sent is looked at again then.
            Err(_) if self.root.is_some() => ThreadView::default(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            root: self.root.or(view.root),
            is_answered: view.answered_by_me,
            target: view.post.or(self.target),
        })
    }

    /// Returns what the verb needs.
    ///
    /// # Errors
    /// `BadInput` where nothing was named.
    pub(super) fn need(&self, verb: Verb) -> Result<&Target, UseCaseError> {
        let message =
            || format!("Say what the {verb} is about: an activity, an address or a handle.");
        self.target
            .as_ref()
            .ok_or_else(|| UseCaseError::BadInput(message()))
    }

    /// Returns the own post that begins the conversation.
    ///
    /// # Errors
    /// `BadInput` where there is none.
    pub(super) fn own_root(&self) -> Result<RemoteRef, UseCaseError> {
        let missing = "This can be done under one of your own posts only.";
        let missing = || UseCaseError::BadInput(missing.to_owned());
        self.root.clone().ok_or_else(missing)
    }

    /// Checks that the verb can be about this at all.
    ///
    /// # Errors
    /// `BadInput` in words for people where it cannot.
    pub(super) fn must_suit(&self, verb: Verb, account: &Account) -> Result<(), UseCaseError> {
        let Some(target) = &self.target else {
            return Ok(());
        };
        let own = target.author.remote_id == account.remote_id;
        let wrong = match verb {
            Verb::Report | Verb::Post | Verb::Thread => None,
            Verb::Message | Verb::Follow | Verb::Mute | Verb::Block if own => {
                Some("That is this account itself.".to_owned())
            }
            Verb::Follow | Verb::Mute | Verb::Block | Verb::Message => {
                (!target.is_person).then(|| {
                    format!(
                        "That is a post, not a person. Name whom it is about, as in @{}.",
                        target.author.handle
                    )
                })
            }
            Verb::Delete | Verb::CloseComments if !target.is_person && !own => Some(format!(
                "That post is by @{}, not by this account. Only your own posts can be {}.",
                target.author.handle,
                if verb == Verb::Delete {
                    "deleted"
                } else {
                    "closed"
                },
            )),
            _ => target.is_person.then(|| {
                format!(
                    "That is a person, not a post: @{}. Give the address of the post.",
                    target.author.handle
                )
            }),
        };
        wrong.map_or(Ok(()), |words| {
            Err(UseCaseError::BadInput(format!("{words} Nothing was sent.")))
        })
    }
}

fn is_about_people(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Follow | Verb::Mute | Verb::Block | Verb::Message
    )
}
