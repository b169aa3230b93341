//! Showing the card of a link.

use herald_domain::PostContent;
use url::Url;

use crate::views::LinkCardView;
use crate::{ApiError, Herald, media};

impl Herald {
    /// Shows the card of a post's link, with its picture.
    pub(super) async fn link_card(
        &self,
        content: &PostContent,
    ) -> Result<Option<LinkCardView>, ApiError> {
        let Some(card) = &content.card else {
            return Ok(None);
        };
        let picture = match &card.thumb {
            Some(thumb) => self.context.store().media(&thumb.sha256).await?,
            None => None,
        };
        let url = Url::parse(&card.url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        Ok(Some(LinkCardView {
            url: card.url.clone(),
            host: host.to_owned(),
            title: card.title.clone(),
            description: card.description.clone(),
            picture: picture.as_ref().map(media::data_url).unwrap_or_default(),
        }))
    }
}
