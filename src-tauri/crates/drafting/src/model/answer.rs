//! Finds the typed field in what a model said.

use serde_json::Value;

use super::learned::Shape;
use crate::text::{clean_line, cut, shorten_links};

/// What a model proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// The reply, not yet judged.
    pub(super) text: String,
    /// Why it chose so, cleaned for the owner to read; may be empty.
    pub(super) why: String,
}

/// Why no reply was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoReply {
    /// Nothing was said.
    Empty,
    /// Prose where JSON was asked for.
    Prose,
    /// JSON that breaks off or lacks the field.
    Broken,
}

impl NoReply {
    /// Says it so that a model and a person understand.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "The answer is empty.",
            Self::Prose => "The answer is not the JSON object that was asked for.",
            Self::Broken => {
                "The JSON object is cut off, or its field “reply” is missing or no text."
            }
        }
    }
}

/// Finds the reply: a JSON object with the field `reply`, bare, fenced or inside other text.
///
/// Text without any JSON counts as the reply itself only where no form could be asked for.
pub(super) fn extract(said: &str, shape: Shape) -> Result<Reply, NoReply> {
    let said = without_thoughts(said).trim();
    if said.is_empty() {
        return Err(NoReply::Empty);
    }
    if let Some(reply) = objects(said).find_map(|o| reply_of(&o)) {
        return Ok(reply);
    }
    if said.contains('{') {
        return Err(NoReply::Broken);
    }
    if shape != Shape::Plain {
        return Err(NoReply::Prose);
    }
    let text = said.strip_prefix("Reply:").unwrap_or(said).trim();
    Ok(Reply {
        text: text.to_owned(),
        why: String::new(),
    })
}

/// Thinking models may write their thoughts in front.
fn without_thoughts(said: &str) -> &str {
    match said.rsplit_once("</think>") {
        Some((_, after)) => after,
        None if said.trim_start().starts_with("<think>") => "",
        None => said,
    }
}

/// Returns the JSON objects that begin anywhere in a text, outermost first.
fn objects(said: &str) -> impl Iterator<Item = Value> + '_ {
    let starts = said.match_indices('{').take(20);
    starts.filter_map(|(at, _)| {
        let rest = said.get(at..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        values.next()?.ok()
    })
}

fn reply_of(object: &Value) -> Option<Reply> {
    let text = object.get("reply")?.as_str()?;
    let why = object
        .get("why")
        .and_then(Value::as_str)
        .unwrap_or_default();
    Some(Reply {
        text: text.replace("\r\n", "\n").trim().to_owned(),
        why: cut(&shorten_links(&clean_line(why)), 240),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_found_bare_fenced_and_inside_text() {
        for said in [
            r#"{"reply":"Hello","why":"w"}"#,
            "```json\n{\"reply\": \"Hello\", \"why\": \"w\"}\n```",
            "Sure: {\"reply\":\"Hello\",\"why\":\"w\"} Bye.",
            "<think>{\"reply\":\"No\"} hm</think>\n{\"reply\":\" Hello \",\"why\":\"w\"}",
            r#"{"answer":{"reply":"Hello","why":"w"}}"#,
        ] {
            let reply = extract(said, Shape::Schema).unwrap();
            assert_eq!(
                (reply.text.as_str(), reply.why.as_str()),
                ("Hello", "w"),
                "{said}"
            );
        }
    }

    #[test]
    fn what_holds_no_reply_is_named() {
        for (said, shape, why) in [
            ("", Shape::Plain, NoReply::Empty),
            ("<think>still at it", Shape::Plain, NoReply::Empty),
            ("Hello there", Shape::Schema, NoReply::Prose),
            (r#"{"reply":"Hel"#, Shape::Plain, NoReply::Broken),
            (r#"{"reply":42,"why":""}"#, Shape::Schema, NoReply::Broken),
            (r#"{"text":"Hello"}"#, Shape::Object, NoReply::Broken),
        ] {
            assert_eq!(extract(said, shape), Err(why), "{said}");
        }
        assert_eq!(extract("Reply: Hello", Shape::Plain).unwrap().text, "Hello");
    }
}
