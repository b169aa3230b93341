//! From columns to the domain: what a column holds is checked, never assumed.

use std::str::FromStr;

use herald_pipeline::ports::{Page, PageOf, StoreError};
use serde::de::IntoDeserializer;
use serde::de::value::Error as WordError;
use serde::{Deserialize, Serialize};

/// Names the row a column is read from, for the error when it makes no sense.
pub(crate) struct At<'a> {
    pub(crate) table: &'static str,
    pub(crate) row: &'a str,
}

impl At<'_> {
    /// Makes the error for a column.
    pub(crate) fn bad(&self, column: &'static str) -> StoreError {
        StoreError::Inconsistent {
            table: self.table,
            column,
            row: self.row.to_owned(),
        }
    }

    /// Reads an id, or a word that has `FromStr`.
    pub(crate) fn parsed<T: FromStr>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, StoreError> {
        text.parse().map_err(|_| self.bad(column))
    }

    /// Reads an id or word that may be missing.
    pub(crate) fn parsed_opt<T: FromStr>(
        &self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|t| self.parsed(column, t)).transpose()
    }

    /// Reads one of the words of an enum.
    pub(crate) fn word<'de, T: Deserialize<'de>>(
        &self,
        column: &'static str,
        text: &'de str,
    ) -> Result<T, StoreError> {
        let word: serde::de::value::StrDeserializer<'de, WordError> = text.into_deserializer();
        T::deserialize(word).map_err(|_| self.bad(column))
    }

    /// Reads JSON.
    pub(crate) fn json<'de, T: Deserialize<'de>>(
        &self,
        column: &'static str,
        text: &'de str,
    ) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|_| self.bad(column))
    }

    /// Reads JSON that may be missing.
    pub(crate) fn json_opt<'de, T: Deserialize<'de>>(
        &self,
        column: &'static str,
        text: Option<&'de str>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|t| self.json(column, t)).transpose()
    }

    /// Reads a count.
    pub(crate) fn count(&self, column: &'static str, number: i64) -> Result<u32, StoreError> {
        u32::try_from(number).map_err(|_| self.bad(column))
    }
}

/// Writes JSON; every value the domain holds has a JSON form.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Failed(format!("as JSON: {e}")))
}

/// Writes JSON of a value that may be missing.
pub(crate) fn json_opt<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    value.map(json).transpose()
}

/// The bounds of a page as SQL wants them.
pub(crate) struct Bounds {
    /// Sorts after every id where there is no cursor.
    pub(crate) before: String,
    /// One more than the page, to see whether there is another.
    pub(crate) fetch: i64,
    limit: usize,
}

/// Reads the bounds of a page; the limit is kept within 1 to 500.
pub(crate) fn bounds(page: &Page) -> Bounds {
    let limit = page.limit.clamp(1, 500);
    Bounds {
        before: page.before.clone().unwrap_or_else(|| "~".to_owned()),
        fetch: i64::from(limit) + 1,
        limit: limit as usize,
    }
}

/// Cuts the extra row off and makes the cursor of the next page.
pub(crate) fn page_of<R, T>(
    bounds: &Bounds,
    rows: Vec<R>,
    id: impl Fn(&T) -> String,
    read: impl Fn(R) -> Result<T, StoreError>,
) -> Result<PageOf<T>, StoreError> {
    let more = rows.len() > bounds.limit;
    let rows = rows.into_iter().take(bounds.limit);
    let items = rows.map(read).collect::<Result<Vec<T>, StoreError>>()?;
    let next = items.last().filter(|_| more).map(id);
    Ok(PageOf { items, next })
}
