//! Finding out: searching a network, and what many people speak of there.

use herald_domain::Account;
use herald_pipeline::ports::{FoundPost, Trend};

use crate::views::{ById, FoundPostView, FoundPosts, SearchNetwork, TrendList, TrendView};
use crate::{ApiError, ErrorCode, Herald};

impl Herald {
    /// Searches the network of an account for posts.
    pub async fn search_network(&self, input: SearchNetwork) -> Result<FoundPosts, ApiError> {
        let query = input.query.trim();
        if query.is_empty() {
            let message = "Say what to look for.";
            return Err(ApiError::new(ErrorCode::BadInput, message));
        }
        let account = self.account_to_ask(&input.account_id).await?;
        let limit = if input.limit == 0 { 20 } else { input.limit };
        let source = self.context.source(account.network)?;
        let found = source.search(&account, query, limit.min(100)).await?;
        Ok(FoundPosts {
            posts: found.into_iter().map(post).collect(),
        })
    }

    /// Reads what many people speak of on the network of an account.
    pub async fn list_trends(&self, input: ById) -> Result<TrendList, ApiError> {
        let account = self.account_to_ask(&input.id).await?;
        let source = self.context.source(account.network)?;
        let trends = source.trends(&account).await?;
        Ok(TrendList {
            trends: trends.into_iter().map(trend).collect(),
        })
    }

    async fn account_to_ask(&self, given: &str) -> Result<Account, ApiError> {
        let id = self.account_meant(given).await?;
        Ok(self.context.account(&id).await?)
    }
}

fn post(found: FoundPost) -> FoundPostView {
    FoundPostView {
        id: found.remote.id,
        who: found.author.name().to_owned(),
        who_handle: found.author.handle,
        text: found.text,
        at: found.created_at.millis(),
        url: found.url,
    }
}

fn trend(trend: Trend) -> TrendView {
    TrendView {
        name: trend.name,
        posts: trend.posts.and_then(|posts| i64::try_from(posts).ok()),
        url: trend.url,
    }
}
