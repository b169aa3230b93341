//! Values with one thing wrong in them, as a network may send any day.

use herald_pipeline::ports::Rng as _;
use serde_json::{Value, json};

use crate::SeededRng;

/// Draws what is wrong; the same seed draws the same.
#[derive(Debug)]
pub struct Spoiler(SeededRng);

impl Spoiler {
    /// Starts a sequence.
    pub fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    /// Draws a number below `end`.
    pub fn below(&self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % end.max(1) as u64).expect("fits")
    }

    /// What no field of a reply is meant to hold.
    fn odd(&self) -> Value {
        match self.below(12) {
            0 => Value::Null,
            1 => json!(self.below(9)),
            2 => json!(-1),
            3 => json!(1e300),
            4 => json!(""),
            5 => json!("x".repeat(200_000)),
            6 => json!("\u{0}\u{202e}\u{feff}<a href='javascript:x'>"),
            7 => json!([]),
            8 => json!([null, 7, "x", {"a": {}}]),
            9 => json!({}),
            10 => json!({"id": [], "uri": 3, "$type": null}),
            _ => json!(true),
        }
    }

    /// Takes one field of a value away, or puts something odd in its place.
    pub fn spoil(&self, value: &mut Value) {
        let deeper = self.below(4) > 0;
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let at = self.below(fields.len());
                let name = fields.keys().nth(at).cloned().expect("is there");
                let nested = fields
                    .get_mut(&name)
                    .filter(|v| deeper && (v.is_object() || v.is_array()));
                match nested {
                    Some(field) => self.spoil(field),
                    None if self.below(4) == 0 => drop(fields.remove(&name)),
                    None => drop(fields.insert(name, self.odd())),
                }
            }
            Value::Array(items) if !items.is_empty() && deeper => {
                let at = self.below(items.len());
                self.spoil(items.get_mut(at).expect("is there"));
            }
            other => *other = self.odd(),
        }
    }
}

/// Adds fields nobody has heard of to every object of a value.
pub(crate) fn enrich(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(enrich);
            let news = json!({"$type": "app.unheard.of", "list": [1, null]});
            fields.insert("unheardOf".to_owned(), news);
            fields.insert("aaa_first".to_owned(), Value::Null);
        }
        Value::Array(items) => items.iter_mut().for_each(enrich),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
