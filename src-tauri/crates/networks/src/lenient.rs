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
    Ok(match Value::deserialize(input)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
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
