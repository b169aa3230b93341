//! The use cases, by noun; each reads, calls the pipeline, and puts the answer into words.

mod accounts;
mod activity;
mod answers;
mod decisions;
mod discover;
mod export;
mod hand_over;
mod history;
mod leaving;
mod link_card;
mod networks;
mod overview;
mod propose;
mod reviews;
mod settings;
mod sign_in;
mod story;

use std::str::FromStr;

use herald_pipeline::ports::Page;

use crate::{ApiError, ErrorCode, Herald};

/// Items on a page when none are asked for.
const PAGE: u32 = 50;

pub(crate) fn page(before: Option<String>, limit: u32) -> Page {
    Page {
        before,
        limit: if limit == 0 { PAGE } else { limit.min(500) },
    }
}

impl Herald {
    /// Finds the id meant by its full text or by its last digits.
    pub(crate) async fn meant<I: FromStr>(
        &self,
        table: &'static str,
        given: &str,
    ) -> Result<I, ApiError> {
        let given = given.trim();
        if let Ok(id) = given.parse() {
            return Ok(id);
        }
        let hex = given.len() >= 4 && given.bytes().all(|b| b.is_ascii_hexdigit());
        let found = if hex {
            self.context
                .store()
                .ids_ending_in(table, &given.to_ascii_lowercase())
                .await?
        } else {
            Vec::new()
        };
        match found.as_slice() {
            [] => Err(ApiError::not_found(table, given)),
            [one] => one.parse().map_err(|_| ApiError::not_found(table, given)),
            _ => Err(ApiError::new(
                ErrorCode::BadInput,
                format!("More than one {table} ends in `{given}`. Give more digits."),
            )),
        }
    }
}
