//! Fields read whatever they hold: on a network unknown values, missing ones and ones of another type are normal.
//!
//! Only what says which thing an item is about has to be there; an item without it is left out and said so.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads an item, or nothing where it makes no sense.
pub(crate) fn fit<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Reads a field; one that does not fit is as if it were not there. Stands beside `default`.
pub(crate) fn lenient<'de, D, T>(input: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    Ok(fit(&Value::deserialize(input)?).unwrap_or_default())
}

/// Reads what fits of a list, whatever else stands in it. Stands beside `default`.
pub(crate) fn what_fits<'de, D, T>(input: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let list: Vec<Value> = lenient(input)?;
    Ok(list.iter().filter_map(fit).collect())
}

/// Reads text that has to be there.
pub(crate) fn needed<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    let text = String::deserialize(input)?;
    let is_empty = || serde::de::Error::custom("a text is missing");
    Some(text)
        .filter(|text| !text.is_empty())
        .ok_or_else(is_empty)
}

/// Reads an identifier: text, or a number where servers number what others name.
pub(crate) fn id<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    id_or_none(input)?.ok_or_else(|| serde::de::Error::custom("an id is missing"))
}

/// Reads an identifier where there may be none.
pub(crate) fn id_or_none<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    let text = match Value::deserialize(input)? {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => return Ok(None),
    };
    Ok(Some(text).filter(|text| fits_as_id(text)))
}

/// Tells whether a text can be an identifier: it becomes part of addresses and is kept for years.
pub(crate) fn fits_as_id(text: &str) -> bool {
    const LONGEST: usize = 200;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~:=".contains(&byte);
    let is_path = text.bytes().all(|byte| byte == b'.');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(fits) && !is_path
}

/// Reads the network's own word for the next page. An odd one makes the whole page unreadable: without it
/// what is older would be passed over.
pub(crate) fn next_page<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    const LONGEST: usize = 2_000;
    let word = Option::<String>::deserialize(input)?;
    let fits =
        |word: &str| word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_graphic());
    if word
        .as_deref()
        .is_some_and(|word| word.is_empty() || !fits(word))
    {
        return Err(serde::de::Error::custom("the next page has no name"));
    }
    Ok(word)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    struct Item {
        #[serde(deserialize_with = "id")]
        id: String,
        #[serde(default, deserialize_with = "lenient")]
        text: String,
        #[serde(default, deserialize_with = "lenient")]
        count: Option<i64>,
        #[serde(default, deserialize_with = "what_fits")]
        langs: Vec<String>,
    }

    #[test]
    fn only_what_names_the_item_must_be_there() {
        let whole = json!({"id": "1", "text": "Hi", "count": 3, "langs": ["en"]});
        let read: Item = fit(&whole).expect("fits");
        assert_eq!(
            (read.text.as_str(), read.count, read.langs.len()),
            ("Hi", Some(3), 1)
        );
        for odd in [
            json!(null),
            json!(7),
            json!("x"),
            json!([]),
            json!({"a": 1}),
            json!(true),
        ] {
            let item = json!({"id": 1, "text": odd, "count": odd, "langs": odd});
            let read: Item = fit(&item).expect("fits");
            assert_eq!(read.id, "1");
        }
        let some = json!({"id": "1", "langs": [null, "de", 3]});
        assert_eq!(fit::<Item>(&some).expect("fits").langs, ["de"]);
        assert_eq!(fit::<Item>(&json!({"id": null, "text": "Hi"})), None);
    }
}
