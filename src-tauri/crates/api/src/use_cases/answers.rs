//! What a person says of an action.

use herald_domain::{ActionId, Answer};
use herald_pipeline::use_cases::answer_action::Said;

use crate::views::{AnswerAction, HistoryRow};
use crate::{ApiError, ErrorCode, Herald};

impl Herald {
    /// Takes what a person says of an action: what became of it, or how it goes on.
    pub async fn answer_action(&self, input: AnswerAction) -> Result<HistoryRow, ApiError> {
        let id: ActionId = self.meant("action", &input.action_id).await?;
        let at = match input.at.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(at) => Some(self.planned(at, input.zone.as_deref())?.0),
        };
        let said = Said {
            id,
            answer: answer_meant(&input.answer)?,
            url: input.url,
            at,
            by: self.shell.to_owned(),
        };
        let action = self.context.answer_action(said).await?;
        self.history_row(action).await
    }
}

fn answer_meant(word: &str) -> Result<Answer, ApiError> {
    let found = Answer::ALL.into_iter().find(|a| a.as_str() == word.trim());
    found.ok_or_else(|| {
        let known = Answer::ALL.map(Answer::as_str).join(", ");
        let message = format!("There is no answer `{word}`. The answers are {known}.");
        ApiError::new(ErrorCode::BadInput, message)
    })
}
