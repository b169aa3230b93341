//! Cards of links: made when a draft is written, seen before it is approved.
//!
//! Only the first link of a post without pictures gets one, on networks where authors make them. A card that
//! no person saw never goes out: deciding may take one away and never adds one.

use herald_domain::{Account, Media, PostContent, Warning};
use url::Url;

use super::UseCaseError;
use crate::Context;
use crate::ports::{ActivitySource, Reach};

/// The code of the warning that there is no card.
const NO_CARD: &str = "no_card";

/// What a person wants with cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardWish {
    /// One for each link that is new; one taken off stays away.
    #[default]
    ForNewLinks,
    /// One for each link.
    Always,
    /// None.
    Never,
}

/// What making cards came to, besides the cards.
#[derive(Debug, Default)]
pub(super) struct Carded {
    /// The bytes of their pictures.
    pub(super) pictures: Vec<Media>,
    /// Why there is none, where there is none.
    pub(super) warnings: Vec<Warning>,
    /// Whether any link or wish was new, so that warnings of before are about something else.
    pub(super) is_new: bool,
}

impl Context {
    /// Makes the cards of a draft; `before` is what it was, empty where it is new.
    ///
    /// # Errors
    /// `Network` when this build has no connector for the account's network.
    pub(super) async fn make_cards(
        &self,
        account: &Account,
        before: &[PostContent],
        contents: &mut [PostContent],
        wish: CardWish,
    ) -> Result<Carded, UseCaseError> {
        let source = self.source(account.network)?;
        let mut made = Carded::default();
        let Some(rule) = source.post_rules(account).card_image else {
            return Ok(made);
        };
        for (nth, content) in contents.iter_mut().enumerate() {
            let link = link_of(source.as_ref(), account, content);
            let known = before.get(nth);
            let old = known.and_then(|old| link_of(source.as_ref(), account, old));
            let is_settled = match wish {
                CardWish::Never => true,
                CardWish::ForNewLinks => known.is_some() && old == link,
                CardWish::Always => content.card.as_ref().map(|card| &card.url) == link.as_ref(),
            };
            made.is_new |= wish != CardWish::ForNewLinks || old != link;
            keep_for(content, link.as_deref().filter(|_| wish != CardWish::Never));
            let Some(link) = link.filter(|_| !is_settled) else {
                continue;
            };
            let reach = reach(account, &link);
            match self.link_cards().card(&link, reach, &rule).await {
                Ok(card) => {
                    content.card = Some(card.card);
                    made.pictures.extend(card.picture);
                }
                Err(why) => {
                    let words = format!("The link gets no card: {why}.");
                    made.warnings.push(Warning::advice(NO_CARD, words));
                }
            }
        }
        Ok(made)
    }

    /// Tells whether a draft has a link that a card could lead to.
    ///
    /// # Errors
    /// `Network` when this build has no connector for the account's network.
    pub fn can_have_card(
        &self,
        account: &Account,
        contents: &[PostContent],
    ) -> Result<bool, UseCaseError> {
        let source = self.source(account.network)?;
        let has_link = |content| link_of(source.as_ref(), account, content).is_some();
        let makes = source.post_rules(account).card_image.is_some();
        Ok(makes && contents.iter().any(has_link))
    }

    /// Takes away cards whose link is no longer there.
    ///
    /// # Errors
    /// `Network` when this build has no connector for the account's network.
    pub(super) fn drop_cards(
        &self,
        account: &Account,
        contents: &mut [PostContent],
    ) -> Result<(), UseCaseError> {
        let source = self.source(account.network)?;
        for content in contents {
            let link = link_of(source.as_ref(), account, content);
            keep_for(content, link.as_deref());
        }
        Ok(())
    }
}

/// Tells whether a warning is about a missing card.
pub(super) fn is_about_cards(warning: &Warning) -> bool {
    warning.code == NO_CARD
}

/// Keeps the card where it leads to the link, else takes it away.
fn keep_for(content: &mut PostContent, link: Option<&str>) {
    let card = content.card.take();
    content.card = card.filter(|card| Some(card.url.as_str()) == link);
}

/// The link a card would lead to; nothing beside pictures or a poll, which stand in its place.
fn link_of(
    source: &dyn ActivitySource,
    account: &Account,
    content: &PostContent,
) -> Option<String> {
    if !content.media.is_empty() || content.poll.is_some() {
        return None;
    }
    source.links(account, &content.text).into_iter().next()
}

/// A link is a remote party's word, whoever typed it: its page says where it goes on. The demo's own servers, which
/// are on this computer, are the one exception.
fn reach(account: &Account, link: &str) -> Reach {
    let origin = |address: &str| Url::parse(address).ok().map(|url| url.origin());
    let wanted = origin(link);
    let own = |address: &String| wanted.is_some() && origin(address) == wanted;
    if account.demo && account.addresses.values().any(own) {
        return Reach::Chosen;
    }
    Reach::Public
}
