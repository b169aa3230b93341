//! Proposing what a person wants done themselves.

use herald_domain::{Account, Activity, ActivityId, PostContent, Verb};
use herald_pipeline::use_cases::propose_action::Wish;

use crate::views::{ProposeAction, ReviewCard};
use crate::{ApiError, ErrorCode, Herald, media};

impl Herald {
    /// Proposes something to be done, for review.
    pub async fn propose_action(&self, input: ProposeAction) -> Result<ReviewCard, ApiError> {
        let verb: Verb = input
            .verb
            .parse()
            .map_err(|e: herald_domain::verb::UnknownVerb| {
                ApiError::new(ErrorCode::BadInput, format!("{e}."))
            })?;
        let activity = match &input.activity_id {
            Some(given) => {
                let id: ActivityId = self.meant("activity", given).await?;
                Some(self.activity_meant(&id).await?)
            }
            None => None,
        };
        let account = self
            .acting_account(input.account_id.as_deref(), activity.as_ref())
            .await?;
        let (content, media) = content(&input)?;
        let wish = Wish {
            verb,
            account,
            activity,
            target: input.target.filter(|t| !t.trim().is_empty()),
            content,
            rest: Vec::new(),
            media,
            reason: input.reason,
            comment: input.comment,
        };
        let suggestion = self.context.propose_action(wish).await?;
        let review = self.context.store().review_of(&suggestion).await?;
        let lost = || ApiError::not_found("review", suggestion.as_str());
        self.card(&review.ok_or_else(lost)?.id).await
    }

    /// Returns the account named, else the activity's, else the only one there is.
    async fn acting_account(
        &self,
        given: Option<&str>,
        activity: Option<&Activity>,
    ) -> Result<Account, ApiError> {
        if let Some(given) = given {
            let id = self.account_meant(given).await?;
            return Ok(self.context.account(&id).await?);
        }
        if let Some(activity) = activity {
            return Ok(self.context.account(&activity.account_id).await?);
        }
        let mut accounts = self.context.store().accounts().await?;
        match (accounts.pop(), accounts.is_empty()) {
            (Some(only), true) => Ok(only),
            (None, _) => Err(ApiError::new(
                ErrorCode::NotFound,
                "No account is connected yet.",
            )),
            (Some(_), false) => Err(ApiError::new(
                ErrorCode::BadInput,
                "Say which account should do it.",
            )),
        }
    }
}

fn content(input: &ProposeAction) -> Result<(PostContent, Vec<herald_domain::Media>), ApiError> {
    let taken: Result<Vec<_>, _> = input.images.iter().map(media::take_in).collect();
    let (references, media) = taken?.into_iter().unzip();
    let content = PostContent {
        text: input.text.clone().unwrap_or_default(),
        langs: input.langs.clone(),
        media: references,
        ..PostContent::default()
    };
    Ok((content, media))
}
