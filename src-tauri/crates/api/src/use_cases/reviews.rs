//! Listing and showing reviews.

use herald_domain::{
    Account, Action, Activity, PostContent, Review, ReviewId, ReviewState, Revision,
    SuggestionKind, Target, ThreadPost, Visibility, Warning,
};
use herald_pipeline::ports::{PageOf, ReviewFilter, Sheet};

use super::leaving::Leaving;
use super::networks::price;
use super::page;
use crate::views::{
    ById, FurtherPost, HistoryRow, LinkCardView, ListReviews, MediaView, PostView, ReviewCard,
    ReviewPage, ReviewRow, WarningView,
};
use crate::{ApiError, ErrorCode, Herald, media, words};

impl Herald {
    /// Lists reviews, newest first.
    pub async fn list_reviews(&self, input: ListReviews) -> Result<ReviewPage, ApiError> {
        let now = self.context.clock().now();
        let kind = input.kind.as_deref().map(kind_meant).transpose()?;
        let filter = match kind {
            Some(_) if input.all => return Err(kind_of_all()),
            None if input.all => ReviewFilter::All,
            kind => ReviewFilter::Waiting { now, kind },
        };
        let page = page(input.before, input.limit);
        let PageOf { items, next } = self.context.store().reviews(filter, &page).await?;
        let sheets = self.context.store().sheets(items).await?;
        let counts = self.context.store().counts(now).await?;
        Ok(ReviewPage {
            items: sheets.iter().map(row).collect(),
            next,
            waiting: counts.waiting,
        })
    }

    /// Shows one review, whole.
    pub async fn show_review(&self, input: ById) -> Result<ReviewCard, ApiError> {
        let id: ReviewId = self.meant("review", &input.id).await?;
        self.card(&id).await
    }

    /// Looks whether what a waiting review is about changed, and shows it as it is now.
    pub async fn refresh_review(&self, input: ById) -> Result<ReviewCard, ApiError> {
        let id: ReviewId = self.meant("review", &input.id).await?;
        self.context.refresh_review(&id).await?;
        self.card(&id).await
    }

    pub(super) async fn card(&self, id: &ReviewId) -> Result<ReviewCard, ApiError> {
        let found = self.context.store().review(id).await?;
        let review = found.ok_or_else(|| ApiError::not_found("review", id.as_str()))?;
        let sheet = self.sheet(review).await?;
        let source = self.context.source(sheet.account.network)?;
        let contents = sheet.revision.proposal.contents();
        let content = contents.first();
        let found = contents
            .iter()
            .flat_map(|c| source.check(&sheet.account, c));
        let mut warnings: Vec<Warning> = found.collect();
        for known in &sheet.revision.warnings {
            if !warnings.contains(known) {
                warnings.push(known.clone());
            }
        }
        let count = content.map_or((0, 0), |c| source.count(&sheet.account, c));
        let (media, link_card) = match content {
            Some(content) => (
                self.media_views(content).await?,
                self.link_card(content).await?,
            ),
            None => (Vec::new(), None),
        };
        let can_have_card = self.context.can_have_card(&sheet.account, contents)?;
        let mut rest = Vec::new();
        for further in contents.iter().skip(1) {
            let (used, _) = source.count(&sheet.account, further);
            rest.push(FurtherPost {
                text: further.text.clone(),
                media: self.media_views(further).await?,
                card: self.link_card(further).await?,
                used: u32::try_from(used).unwrap_or(u32::MAX),
            });
        }
        let previous = sheet.revision.number.checked_sub(1).filter(|n| *n > 0);
        let previous = match previous {
            Some(number) => {
                self.context
                    .store()
                    .revision(&sheet.suggestion.id, number)
                    .await?
            }
            None => None,
        };
        let action = self.action_of_review(&sheet.review).await?;
        let history = match &action {
            Some(action) => Some(self.history_row(action.clone()).await?),
            None => None,
        };
        let price = self
            .context
            .price_of(&sheet.account, &sheet.revision.proposal);
        let leaves = self.leaves(&sheet.revision, price).await?;
        Ok(card(
            &sheet,
            Extras {
                warnings,
                count,
                media,
                link_card,
                can_have_card,
                rest,
                previous,
                action,
                history,
                leaves,
            },
        ))
    }

    async fn media_views(&self, content: &PostContent) -> Result<Vec<MediaView>, ApiError> {
        let mut views = Vec::new();
        for reference in &content.media {
            if let Some(found) = self.context.store().media(&reference.sha256).await? {
                views.push(MediaView {
                    data_url: media::data_url(&found),
                    alt: reference.alt.clone(),
                });
            }
        }
        Ok(views)
    }

    pub(super) async fn sheet(&self, review: Review) -> Result<Sheet, ApiError> {
        let id = review.id.clone();
        let mut sheets = self.context.store().sheets(vec![review]).await?;
        sheets
            .pop()
            .ok_or_else(|| ApiError::not_found("review", id.as_str()))
    }

    async fn action_of_review(&self, review: &Review) -> Result<Option<Action>, ApiError> {
        let decisions = self.context.store().decisions(&review.id).await?;
        let approving = decisions
            .iter()
            .rev()
            .find(|d| d.kind.approves() && d.undone_at.is_none());
        Ok(match approving {
            Some(decision) => self.context.store().action_of(&decision.id).await?,
            None => None,
        })
    }

    /// Returns price and time of leaving: as usual, and without the time to undo.
    async fn leaves(
        &self,
        revision: &Revision,
        price_micro_usd: u64,
    ) -> Result<[String; 2], ApiError> {
        let hold = self
            .context
            .store()
            .settings()
            .await?
            .undo_window()
            .as_secs();
        let price = price(price_micro_usd);
        let leaving = Leaving::of(revision);
        Ok([hold, 0].map(|hold| format!("{price}, {}", leaving.on_card(hold))))
    }
}

fn kind_meant(word: &str) -> Result<SuggestionKind, ApiError> {
    SuggestionKind::from_word(word).ok_or_else(|| {
        let known = SuggestionKind::ALL.map(SuggestionKind::as_str).join(", ");
        let message = format!("There is no kind of review `{word}`. The kinds are {known}.");
        ApiError::new(ErrorCode::BadInput, message)
    })
}

fn kind_of_all() -> ApiError {
    let message = "One kind can be listed of what waits, not of everything. Leave one of them out.";
    ApiError::new(ErrorCode::BadInput, message)
}

pub(super) fn row(sheet: &Sheet) -> ReviewRow {
    let Sheet {
        review,
        suggestion,
        revision,
        account,
        activity,
    } = sheet;
    let whom = words::whom(revision, activity.as_ref(), account);
    let said = activity
        .as_ref()
        .map(|a| a.text.as_str())
        .filter(|t| !t.is_empty());
    let gist = match said {
        Some(said) => words::gist(said, 140),
        None => words::gist(&words::text_or_deed(revision, &whom), 140),
    };
    ReviewRow {
        id: review.id.to_string(),
        short: review.id.short().to_owned(),
        account_id: account.id.to_string(),
        network: account.network.as_str().to_owned(),
        account_handle: account.handle.clone(),
        kind: suggestion.kind.as_str().to_owned(),
        verb: revision.proposal.verb().as_str().to_owned(),
        who: whom,
        gist,
        at: activity
            .as_ref()
            .map_or(review.created_at, |a| a.created_at)
            .millis(),
        state: review.state.as_str().to_owned(),
        warnings: u32::try_from(revision.warnings.len()).unwrap_or(u32::MAX),
    }
}

/// What a card shows besides its sheet.
struct Extras {
    warnings: Vec<Warning>,
    count: (usize, usize),
    media: Vec<MediaView>,
    link_card: Option<LinkCardView>,
    can_have_card: bool,
    rest: Vec<FurtherPost>,
    previous: Option<Revision>,
    action: Option<Action>,
    history: Option<HistoryRow>,
    leaves: [String; 2],
}

fn card(sheet: &Sheet, extras: Extras) -> ReviewCard {
    let Extras {
        warnings,
        count: (used, allowed),
        media,
        link_card,
        can_have_card,
        rest,
        previous,
        action,
        history,
        leaves: [leaves, leaves_now],
    } = extras;
    let Sheet {
        review,
        suggestion,
        revision,
        account,
        activity,
    } = sheet;
    let row = row(sheet);
    let verb = words::verb_name(revision.proposal.verb());
    let content = revision.proposal.content();
    let waits = matches!(
        review.state,
        ReviewState::Open | ReviewState::Snoozed { .. }
    );
    let note = activity.as_ref().and_then(|a| a.note.clone());
    let previous_text = previous.and_then(|p| p.proposal.content().map(|c| c.text.clone()));
    ReviewCard {
        digest: review.digest.to_string(),
        version: revision.number,
        previous_text,
        headline: format!("{verb} on {} as @{}", account.network, account.handle),
        thread: activity
            .iter()
            .flat_map(|a| &a.thread)
            .map(|p| thread_post(p, account))
            .collect(),
        answers: about(revision, activity.as_ref(), account),
        text: revision.proposal.content().map(|c| c.text.clone()),
        deed: words::deed(&revision.proposal, &row.who),
        media,
        link_card,
        can_have_card: waits && can_have_card,
        rest,
        content_warning: content.and_then(|c| c.warning.clone()).unwrap_or_default(),
        visibility: content
            .and_then(|c| c.visibility)
            .map_or("", Visibility::as_str)
            .to_owned(),
        by_hand: Leaving::of(revision) == Leaving::ByHand,
        account_name: account.name().to_owned(),
        used: u32::try_from(used).unwrap_or(u32::MAX),
        allowed: u32::try_from(allowed).unwrap_or(u32::MAX),
        note: revision
            .capability
            .as_ref()
            .map(|c| c.note.clone())
            .unwrap_or_default(),
        leaves,
        leaves_now,
        why: match note {
            Some(note) if waits => format!("{} {note}", revision.why),
            _ => revision.why.clone(),
        },
        facts: revision.drafted_by.facts.clone(),
        drafted_by: words::drafted_by(&revision.drafted_by),
        warnings: warnings.iter().map(warning).collect(),
        can_decide: waits,
        can_redraft: waits && suggestion.activity_id.is_some() && row.kind == "reply",
        outcome: outcome(review, action.as_ref()),
        action: history,
        row,
    }
}

fn warning(warning: &Warning) -> WarningView {
    WarningView {
        code: warning.code.clone(),
        blocks: warning.blocks(),
        text: warning.text.clone(),
    }
}

fn outcome(review: &Review, action: Option<&Action>) -> String {
    match (review.state, action) {
        (ReviewState::Open | ReviewState::Snoozed { .. }, _) => String::new(),
        (ReviewState::Rejected, _) => "Rejected. Nothing was sent.".to_owned(),
        (ReviewState::Rethinking, _) => "Another version is being thought of.".to_owned(),
        (ReviewState::Approved, None) => "Approved. It is about to be put on its way.".to_owned(),
        (ReviewState::Approved, Some(action)) => {
            let state = words::standing(action);
            match &action.failure {
                Some(failure) => format!("{state}. {}", failure.message),
                None => format!("{state}."),
            }
        }
    }
}

/// Shows a post of a conversation.
pub(super) fn thread_post(post: &ThreadPost, account: &Account) -> PostView {
    PostView {
        who: post.author.name().to_owned(),
        who_handle: post.author.handle.clone(),
        text: post.text.clone(),
        at: post.created_at.millis(),
        mine: post.author.remote_id == account.remote_id,
        ..PostView::default()
    }
}

/// Shows what a card is about: as it was seen when the draft was made, else what happened.
fn about(revision: &Revision, activity: Option<&Activity>, account: &Account) -> Option<PostView> {
    let seen = revision.target.as_deref().cloned();
    let target = seen.or_else(|| activity.map(Target::of_activity))?;
    let url = target.url.or_else(|| activity.and_then(|a| a.url.clone()));
    Some(PostView {
        who: target.author.name().to_owned(),
        mine: target.author.remote_id == account.remote_id,
        who_handle: target.author.handle,
        text: target.text,
        warning: target.warning.unwrap_or_default(),
        pictures: target.pictures,
        is_person: target.is_person,
        at: target.created_at.millis(),
        url,
    })
}
