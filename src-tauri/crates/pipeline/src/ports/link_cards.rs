//! Making cards of web pages.

use async_trait::async_trait;
use herald_domain::{ImageRule, LinkCard, Media};

use super::Reach;

/// A card, with the bytes of its picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeCard {
    /// The card.
    pub card: LinkCard,
    /// Its picture; nothing where it has none.
    pub picture: Option<Media>,
}

/// Why there is no card, in words for people, to go on a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoCard(pub String);

/// Makes cards of web pages.
#[async_trait]
pub trait LinkCards: Send + Sync {
    /// Reads a page once, as far as `reach` allows at every redirect, and fits its picture to a rule. What
    /// comes back is text of a stranger: cleaned and cut, never judged.
    ///
    /// # Errors
    /// [`NoCard`] when the page cannot be read or says nothing of itself.
    async fn card(
        &self,
        address: &str,
        reach: Reach,
        picture: &ImageRule,
    ) -> Result<MadeCard, NoCard>;
}
