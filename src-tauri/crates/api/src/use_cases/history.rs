//! The history.

use herald_domain::{Action, ActionState, Answer, Question, Timestamp};
use herald_pipeline::ports::{Deed, PageOf};

use super::page;
use crate::views::{HistoryPage, HistoryRow, ListHistory, PartAskedView, PartView, SeenView};
use crate::{ApiError, ErrorCode, Herald, words};

impl Herald {
    /// Lists what went out and what did not, newest first.
    pub async fn list_history(&self, input: ListHistory) -> Result<HistoryPage, ApiError> {
        let page = page(input.before, input.limit);
        let PageOf { items, next } = self.context.store().actions(&page).await?;
        Ok(HistoryPage {
            items: self.history_rows(items).await?,
            next,
        })
    }

    pub(super) async fn history_row(&self, action: Action) -> Result<HistoryRow, ApiError> {
        let rows = self.history_rows(vec![action]).await?;
        let missing = || ApiError::new(ErrorCode::Internal, "The action is not in the history.");
        rows.into_iter().next().ok_or_else(missing)
    }

    pub(super) async fn history_rows(
        &self,
        actions: Vec<Action>,
    ) -> Result<Vec<HistoryRow>, ApiError> {
        let deeds = self.context.store().deeds(actions).await?;
        Ok(deeds.into_iter().map(row_of).collect())
    }
}

fn row_of(deed: Deed) -> HistoryRow {
    let Deed {
        action,
        account,
        revision,
        activity,
    } = deed;
    let whom = revision
        .as_ref()
        .map(|r| words::whom(r, activity.as_ref(), &account))
        .unwrap_or_default();
    let contents = revision.as_ref().map(|r| r.proposal.contents());
    let said: Vec<String> = contents
        .unwrap_or_default()
        .iter()
        .map(|content| words::gist(&content.text, 300))
        .collect();
    let text = revision.map(|r| words::text_or_deed(&r, &whom));
    let failure = action.failure.as_ref();
    HistoryRow {
        id: action.id.to_string(),
        short: action.id.short().to_owned(),
        review_id: action.review_id.to_string(),
        network: account.network.as_str().to_owned(),
        account_handle: account.handle,
        verb: action.verb.as_str().to_owned(),
        headline: words::headline(action.verb, &whom),
        text: text.unwrap_or_default(),
        state: action.state.as_str().to_owned(),
        state_text: words::standing(&action).to_owned(),
        trouble: failure.map(|f| f.message.clone()).unwrap_or_default(),
        answers: Answer::possible(&action)
            .iter()
            .map(|answer| answer.as_str().to_owned())
            .collect(),
        seen: seen(&action),
        parts: public_parts(&action, &said),
        to_come: to_come(&action, &said),
        part_asked: part_asked(&action, &said),
        at: action.updated_at.millis(),
        due_at: due_at(&action).map(Timestamp::millis),
        url: action.first_step().and_then(|r| r.url.clone()),
    }
}

/// Returns when it goes out, while it has not.
fn due_at(action: &Action) -> Option<Timestamp> {
    match action.state {
        ActionState::Held | ActionState::Due => Some(action.due_at),
        ActionState::Parked => Some(action.planned_at),
        _ => None,
    }
}

/// Shows the parts that are public.
fn public_parts(action: &Action, said: &[String]) -> Vec<PartView> {
    if said.len() < 2 {
        return Vec::new();
    }
    let part = |(text, step): (&String, &herald_domain::Receipt)| PartView {
        text: text.clone(),
        url: step.url.clone(),
    };
    said.iter().zip(&action.steps).map(part).collect()
}

/// Shows the parts that are still to come.
fn to_come(action: &Action, said: &[String]) -> Vec<String> {
    if action.steps.is_empty() || action.state.is_final() {
        return Vec::new();
    }
    said.iter().skip(action.steps.len()).cloned().collect()
}

/// Shows which part may have arrived.
fn part_asked(action: &Action, said: &[String]) -> Option<PartAskedView> {
    if said.len() < 2 || !matches!(action.question, Some(Question::Arrived { .. })) {
        return None;
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some(PartAskedView {
        number: count(action.steps.len() + 1),
        of: count(said.len()),
        text: said.get(action.steps.len())?.clone(),
    })
}

/// Shows what on the network may be it.
fn seen(action: &Action) -> Vec<SeenView> {
    let Some(Question::Arrived { seen, .. }) = &action.question else {
        return Vec::new();
    };
    let view = |one: &herald_domain::Seen| SeenView {
        text: words::gist(&one.text, 300),
        at: one.at.millis(),
        url: one.receipt.url.clone(),
    };
    seen.iter().map(view).collect()
}
