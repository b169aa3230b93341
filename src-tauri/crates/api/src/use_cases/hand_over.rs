//! What waits for a person on a network's own page.

use herald_domain::{ActionId, ActionState, HandOver};

use crate::views::{FinishHandOver, HandOverView, HistoryRow};
use crate::{ApiError, Herald};

impl Herald {
    /// Notes what became of an action that was handed over.
    pub async fn finish_hand_over(&self, input: FinishHandOver) -> Result<HistoryRow, ApiError> {
        let id: ActionId = self.meant("action", &input.action_id).await?;
        let link = input.link.as_deref();
        let action = self.context.finish_hand_over(&id, input.done, link).await?;
        self.history_row(action).await
    }

    /// Returns what waits for the person, oldest first.
    pub(super) async fn handed_over(&self) -> Result<Vec<HandOverView>, ApiError> {
        let mut waiting = self.context.store().actions_that_ask(200).await?;
        waiting.retain(|action| action.state == ActionState::HandedOver);
        waiting.truncate(20);
        let pages: Vec<Option<HandOver>> = waiting.iter().map(|a| a.hand_over.clone()).collect();
        let rows = self.history_rows(waiting).await?;
        Ok(rows.into_iter().zip(pages).map(view).collect())
    }
}

fn view((row, page): (HistoryRow, Option<HandOver>)) -> HandOverView {
    HandOverView {
        action_id: row.id,
        review_id: row.review_id,
        network: row.network,
        headline: row.headline,
        url: page.as_ref().map(|p| p.url.clone()).unwrap_or_default(),
        text: page
            .as_ref()
            .and_then(|p| p.text.clone())
            .unwrap_or_default(),
        instruction: page.map(|p| p.instruction).unwrap_or_default(),
    }
}
