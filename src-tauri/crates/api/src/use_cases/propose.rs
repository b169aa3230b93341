//! Proposing what a person wants done themselves.

use std::iter;

use herald_domain::plan::plan;
use herald_domain::{
    Account, Activity, ActivityId, Media, Network, PostContent, PostRules, PublishTime, Verb,
    Visibility, Warning, thread_split, typed,
};
use herald_pipeline::use_cases::link_cards::CardWish;
use herald_pipeline::use_cases::propose_action::Wish;

use crate::views::{PlanPost, PlannedPost, PostPlan, ProposeAction, ReviewCard};
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
        let rules = self.context.source(account.network)?.post_rules(&account);
        let asked = asked(&input, &rules, account.network)?;
        let mut contents = asked.posts.into_iter();
        let content = contents.next().unwrap_or_default();
        let (publish_at, note) = match input.at.as_deref().map(str::trim) {
            None | Some("") => (PublishTime::AfterApproval, None),
            Some(at) => self.planned(at, input.zone.as_deref())?,
        };
        let wish = Wish {
            verb,
            account,
            activity,
            target: input.target.filter(|t| !t.trim().is_empty()),
            content,
            rest: contents.collect(),
            cards: if input.no_card {
                CardWish::Never
            } else {
                CardWish::ForNewLinks
            },
            media: asked.media,
            reason: input.reason,
            comment: input.comment.as_deref().map(typed::cleaned),
            publish_at,
            warnings: note
                .map(|note| Warning::advice("time", note))
                .into_iter()
                .chain(asked.warnings)
                .collect(),
        };
        let suggestion = self.context.propose_action(wish).await?;
        let review = self.context.store().review_of(&suggestion).await?;
        let lost = || ApiError::not_found("review", suggestion.as_str());
        self.card(&review.ok_or_else(lost)?.id).await
    }

    /// Tells how a text would go out on an account: as one post, or as a thread.
    pub async fn plan_post(&self, input: PlanPost) -> Result<PostPlan, ApiError> {
        let id = self.account_meant(&input.account_id).await?;
        let account = self.context.account(&id).await?;
        let source = self.context.source(account.network)?;
        let most_bytes = source.post_rules(&account).max_bytes;
        let post = PostContent {
            warning: warning(input.warning.as_deref()),
            ..PostContent::default()
        };
        let count = |text: &str| {
            let text = text.to_owned();
            source.count(
                &account,
                &PostContent {
                    text,
                    ..post.clone()
                },
            )
        };
        let text = typed::cleaned(&input.text);
        let marks = |text: &str| source.marks(&account, text);
        let fits = |text: &str| {
            let (used, allowed) = count(text);
            used <= allowed && text.len() <= most_bytes
        };
        let threads = source.capability(&account, Verb::Thread);
        let texts = match threads.impossible() {
            None => thread_split::split(&text, &fits, &marks),
            Some(_) => vec![text.clone()],
        };
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (used, allowed) = count(&text);
        let planned = |text: String| PlannedPost {
            used: number(count(&text).0),
            text,
        };
        Ok(PostPlan {
            used: number(used),
            allowed: number(allowed),
            posts: texts.into_iter().map(planned).collect(),
        })
    }

    /// Reads a wall time; in the zone of this computer where none is given.
    pub(super) fn planned(
        &self,
        at: &str,
        zone: Option<&str>,
    ) -> Result<(PublishTime, Option<String>), ApiError> {
        let own = self.context.clock().zone();
        let zone = zone.map(str::trim).filter(|zone| !zone.is_empty());
        let now = self.context.clock().now();
        let planned = plan(at, zone.unwrap_or(&own), now);
        let planned = planned.map_err(|e| ApiError::new(ErrorCode::BadInput, e.to_string()))?;
        Ok((planned.time, planned.note))
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

/// The posts a person asked for, in order.
struct Asked {
    posts: Vec<PostContent>,
    /// The bytes of their pictures.
    media: Vec<Media>,
    /// What was lost in taking them in.
    warnings: Vec<Warning>,
}

/// Makes the posts a person asked for, in order, with the bytes of their pictures.
fn asked(input: &ProposeAction, rules: &PostRules, network: Network) -> Result<Asked, ApiError> {
    let visibility = input
        .visibility
        .as_deref()
        .map(visibility_meant)
        .transpose()?;
    let warning = warning(input.warning.as_deref());
    let langs: Result<Vec<String>, ApiError> = input.langs.iter().map(language_meant).collect();
    let langs = langs?;
    let first = (input.text.clone().unwrap_or_default(), &input.images);
    let more = input
        .more
        .iter()
        .map(|post| (post.text.clone(), &post.images));
    let mut made = Asked {
        posts: Vec::new(),
        media: Vec::new(),
        warnings: Vec::new(),
    };
    for (text, images) in iter::once(first).chain(more) {
        let taken: Result<Vec<_>, _> = images
            .iter()
            .map(|image| media::take_in(image, &rules.image))
            .collect();
        let mut references = Vec::new();
        for (at, one) in taken?.into_iter().enumerate() {
            made.warnings
                .extend(one.stands_still.then(|| stands_still(at, network)));
            references.push(one.reference);
            made.media.push(one.media);
        }
        made.posts.push(PostContent {
            text: typed::cleaned(&text),
            langs: langs.clone(),
            media: references,
            warning: warning.clone(),
            visibility,
            ..PostContent::default()
        });
    }
    Ok(made)
}

fn stands_still(at: usize, network: Network) -> Warning {
    let words = format!(
        "Picture {} moves, and {network} takes none of its kind or size that do: only its first frame \
         goes out.",
        at + 1
    );
    Warning::advice("stands_still", words)
}

/// An empty warning means that none is taken over from what is answered.
fn warning(given: Option<&str>) -> Option<String> {
    given.map(typed::cleaned)
}

fn language_meant(tag: &String) -> Result<String, ApiError> {
    let message = || {
        format!(
            "There is no language `{tag}`. Give a tag as in en, pt-BR or zh-TW. Nothing was sent."
        )
    };
    typed::language(tag).ok_or_else(|| ApiError::new(ErrorCode::BadInput, message()))
}

fn visibility_meant(word: &str) -> Result<Visibility, ApiError> {
    let message =
        || format!("There is no visibility `{word}`. Use public, unlisted, followers or direct.");
    Visibility::from_word(word).ok_or_else(|| ApiError::new(ErrorCode::BadInput, message()))
}
