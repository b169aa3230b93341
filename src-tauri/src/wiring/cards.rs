//! Cards of links: pages read by the networks' reader, pictures fitted as a person's own are.

use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::{ImageRule, LinkCard, Media, MediaRef};
use herald_networks::pages::Pages;
use herald_pipeline::ports::{LinkCards, MadeCard, NoCard, Reach, Transport};

/// Makes cards of what pages say of themselves.
pub struct PageCards {
    pages: Pages,
}

impl PageCards {
    /// Reads pages through this transport.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            pages: Pages::new(transport),
        }
    }
}

#[async_trait]
impl LinkCards for PageCards {
    async fn card(
        &self,
        address: &str,
        reach: Reach,
        picture: &ImageRule,
    ) -> Result<MadeCard, NoCard> {
        let page = self.pages.read(address, reach).await;
        let page = page.map_err(|why| NoCard(why.to_string()))?;
        let picture = page.picture.and_then(|bytes| fitted(&bytes, picture));
        let (thumb, picture) = picture.unzip();
        let card = LinkCard {
            url: address.to_owned(),
            title: page.title,
            description: page.description,
            thumb,
        };
        Ok(MadeCard { card, picture })
    }
}

/// A card is worth having without its picture, too.
fn fitted(bytes: &[u8], rule: &ImageRule) -> Option<(MediaRef, Media)> {
    match herald_api::fitted_picture(bytes, "", rule) {
        Ok(fitted) => Some(fitted),
        Err(error) => {
            tracing::info!(%error, "a page's picture was not taken");
            None
        }
    }
}
