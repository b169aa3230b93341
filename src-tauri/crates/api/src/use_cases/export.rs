//! Export: everything but secrets, as JSON, or the history as CSV.

use herald_pipeline::ports::{ActivityFilter, Page, ReviewFilter};
use serde_json::{Value, json};

use crate::views::{Export, Exported, HistoryRow, ListHistory, Nothing};
use crate::{ApiError, ErrorCode, Herald};

/// Items read at a time.
const CHUNK: u32 = 500;

impl Herald {
    /// Exports everything but secrets.
    pub async fn export(&self, input: Export) -> Result<Exported, ApiError> {
        let day = self.context.clock().now().to_rfc3339();
        let day = day.get(..10).unwrap_or_default();
        match input.format.as_str() {
            "json" => Ok(Exported {
                file_name: format!("herald-{day}.json"),
                contents: format!("{:#}\n", self.everything().await?),
            }),
            "csv" => Ok(Exported {
                file_name: format!("herald-history-{day}.csv"),
                contents: csv(&self.whole_history().await?),
            }),
            other => Err(ApiError::new(
                ErrorCode::BadInput,
                format!("`{other}` is not a format Herald exports. Choose json or csv."),
            )),
        }
    }

    async fn everything(&self) -> Result<Value, ApiError> {
        let store = self.context.store();
        let accounts = store.accounts().await?;
        let filter = ActivityFilter::default();
        let mut activities = Vec::new();
        let mut page = Page::first(CHUNK);
        loop {
            let read = store.activities(&filter, &page).await?;
            activities.extend(read.items);
            match read.next {
                Some(next) => page.before = Some(next),
                None => break,
            }
        }
        let settings = self.get_settings(Nothing {}).await?.settings;
        Ok(json!({
            "herald": env!("CARGO_PKG_VERSION"),
            "accounts": accounts,
            "activity": activities,
            "suggestions": self.every_suggestion().await?,
            "history": self.whole_history().await?,
            "settings": settings,
        }))
    }

    async fn every_suggestion(&self) -> Result<Vec<Value>, ApiError> {
        let store = self.context.store();
        let mut all = Vec::new();
        let mut page = Page::first(CHUNK);
        loop {
            let read = store.reviews(ReviewFilter::All, &page).await?;
            for review in read.items {
                all.push(json!({
                    "revisions": store.revisions(&review.suggestion_id).await?,
                    "decisions": store.decisions(&review.id).await?,
                    "review": review,
                }));
            }
            match read.next {
                Some(next) => page.before = Some(next),
                None => return Ok(all),
            }
        }
    }

    async fn whole_history(&self) -> Result<Vec<HistoryRow>, ApiError> {
        let mut all = Vec::new();
        let mut input = ListHistory {
            before: None,
            limit: CHUNK,
        };
        loop {
            let read = self.list_history(input.clone()).await?;
            all.extend(read.items);
            match read.next {
                Some(next) => input.before = Some(next),
                None => return Ok(all),
            }
        }
    }
}

fn csv(rows: &[HistoryRow]) -> String {
    let mut text =
        String::from("time,network,account,verb,headline,text,state,trouble,address\r\n");
    for row in rows {
        let time = herald_domain::Timestamp(row.at).to_rfc3339();
        let fields = [
            time.as_str(),
            &row.network,
            &row.account_handle,
            &row.verb,
            &row.headline,
            &row.text,
            &row.state,
            &row.trouble,
            row.url.as_deref().unwrap_or_default(),
        ];
        text.push_str(&fields.map(field).join(","));
        text.push_str("\r\n");
    }
    text
}

/// Quotes a field, and keeps spreadsheets from reading remote text as a formula.
fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_quotes_are_defused() {
        assert_eq!(field("=1+1"), "\"'=1+1\"");
        assert_eq!(field("say \"hi\""), "\"say \"\"hi\"\"\"");
    }
}
