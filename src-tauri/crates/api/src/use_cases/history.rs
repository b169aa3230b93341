//! The history.

use futures_util::future::try_join_all;
use herald_domain::{Action, ActionState, Activity, Answer, Question, Revision};
use herald_pipeline::ports::PageOf;

use super::page;
use crate::views::{HistoryPage, HistoryRow, ListHistory, PartAskedView, PartView, SeenView};
use crate::{ApiError, Herald, words};

impl Herald {
    /// Lists what went out and what did not, newest first.
    pub async fn list_history(&self, input: ListHistory) -> Result<HistoryPage, ApiError> {
        let page = page(input.before, input.limit);
        let PageOf { items, next } = self.context.store().actions(&page).await?;
        let rows = items.into_iter().map(|action| self.history_row(action));
        Ok(HistoryPage {
            items: try_join_all(rows).await?,
            next,
        })
    }

    pub(super) async fn history_row(&self, action: Action) -> Result<HistoryRow, ApiError> {
        let account = self.context.account(&action.account_id).await?;
        let (revision, activity) = self.carried_out(&action).await?;
        let whom = revision
            .as_ref()
            .map(|r| words::whom(&r.proposal, activity.as_ref(), &account))
            .unwrap_or_default();
        let contents = revision.as_ref().map(|r| r.proposal.contents());
        let said: Vec<String> = contents
            .unwrap_or_default()
            .iter()
            .map(|content| words::gist(&content.text, 300))
            .collect();
        let text = revision
            .map(|r| words::text_or_deed(&r, &whom))
            .unwrap_or_default();
        let failure = action.failure.as_ref();
        let trouble = failure.map(|f| f.message.clone()).unwrap_or_default();
        Ok(HistoryRow {
            id: action.id.to_string(),
            short: action.id.short().to_owned(),
            review_id: action.review_id.to_string(),
            network: account.network.as_str().to_owned(),
            account_handle: account.handle,
            verb: action.verb.as_str().to_owned(),
            headline: words::headline(action.verb, &whom),
            text,
            state: action.state.as_str().to_owned(),
            state_text: words::standing(&action).to_owned(),
            trouble,
            answers: Answer::possible(&action)
                .iter()
                .map(|answer| answer.as_str().to_owned())
                .collect(),
            seen: seen(&action),
            parts: public_parts(&action, &said),
            part_asked: part_asked(&action, &said),
            at: action.updated_at.millis(),
            due_at: matches!(action.state, ActionState::Held | ActionState::Due)
                .then_some(action.due_at.millis()),
            url: action.first_step().and_then(|r| r.url.clone()),
        })
    }

    async fn carried_out(
        &self,
        action: &Action,
    ) -> Result<(Option<Revision>, Option<Activity>), ApiError> {
        let store = self.context.store();
        let (decision, suggestion) = futures_util::try_join!(
            store.decision(&action.decision_id),
            store.suggestion(&action.suggestion_id),
        )?;
        let revision = match decision {
            Some(decision) => {
                store
                    .revision(&action.suggestion_id, decision.revision)
                    .await?
            }
            None => None,
        };
        let activity = match suggestion.and_then(|s| s.activity_id) {
            Some(id) => store.activity(&id).await?,
            None => None,
        };
        Ok((revision, activity))
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
