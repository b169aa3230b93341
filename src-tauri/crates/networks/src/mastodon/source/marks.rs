//! Which identifiers of a page may say where reading stands.
//!
//! A mark that is no identifier of this server would hide everything that comes after it, or could not be
//! asked with at all. So one that is unlike what was read before, and unlike the rest of its page, is none.

use serde_json::Value;

use crate::lenient::fits_as_id;

/// How many digits longer an identifier may be than the one before it: a thousand times as much.
const GROWTH: usize = 3;

/// Returns the identifier of an item, where it has one.
pub(super) fn id_of(item: &Value) -> Option<String> {
    let text = match item.get("id")? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    fits_as_id(&text).then_some(text)
}

/// Returns the identifiers of a page's items, newest first; nothing in place of those that cannot be marks.
pub(super) fn marks(page: &[Value], last: Option<&str>) -> Vec<Option<String>> {
    let ids: Vec<_> = page.iter().map(id_of).collect();
    let usual = usual_shape(&ids);
    let fits = |id: &String| {
        let follows = last.is_some_and(|last| id == last || follows(id, last));
        let is_usual = usual
            .as_ref()
            .is_some_and(|shape| near(&Shape::of(id), shape));
        follows || is_usual || (last.is_none() && usual.is_none())
    };
    ids.into_iter().map(|id| id.filter(fits)).collect()
}

/// Tells whether an identifier may come after another one of the same server.
fn follows(id: &str, last: &str) -> bool {
    let (new, old) = (Shape::of(id), Shape::of(last));
    if new.digits && old.digits {
        let grows = (new.length, id) > (old.length, last);
        return grows && new.length <= old.length + GROWTH;
    }
    near(&new, &old)
}

/// What identifiers of one server share.
#[derive(PartialEq, Eq)]
struct Shape {
    digits: bool,
    length: usize,
}

impl Shape {
    fn of(id: &str) -> Self {
        Self {
            digits: id.bytes().all(|byte| byte.is_ascii_digit()),
            length: id.len(),
        }
    }
}

fn near(one: &Shape, other: &Shape) -> bool {
    one.digits == other.digits && one.length.abs_diff(other.length) <= 1
}

/// Returns the shape that more than half of at least three identifiers are near to.
fn usual_shape(ids: &[Option<String>]) -> Option<Shape> {
    let shapes: Vec<Shape> = ids.iter().flatten().map(|id| Shape::of(id)).collect();
    let alike = |shape: &Shape| shapes.iter().filter(|other| near(shape, other)).count();
    let count = shapes.iter().map(alike).max()?;
    let is_usual = ids.len() >= 3 && count * 2 > ids.len();
    let at = shapes.iter().position(|shape| alike(shape) == count)?;
    is_usual.then(|| shapes.into_iter().nth(at)).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kept(ids: &[Value], last: Option<&str>) -> Vec<String> {
        let page: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        marks(&page, last).into_iter().flatten().collect()
    }

    #[test]
    fn identifiers_of_every_software_are_marks() {
        assert_eq!(kept(&[json!("115"), json!(36)], Some("9")).len(), 2);
        assert_eq!(kept(&[json!("1200")], Some("95")).len(), 1);
        assert_eq!(kept(&[json!("01KB2")], Some("01KB1")).len(), 1);
        assert_eq!(kept(&[json!("p0000a.note")], Some("pffff1.note")).len(), 1);
        assert_eq!(kept(&[json!("7")], None).len(), 1);
    }

    #[test]
    fn what_would_hide_all_that_comes_is_no_mark() {
        let long = json!("x".repeat(200_000));
        for odd in [
            json!("9999999999"),
            json!(1e300),
            json!(-1),
            json!("3"),
            json!("zzzz"),
            json!("\u{0}\u{202e}x"),
            json!("../accounts"),
            json!(""),
            json!(null),
            json!([]),
            long,
        ] {
            assert_eq!(
                kept(std::slice::from_ref(&odd), Some("12345")),
                [""; 0],
                "{odd}"
            );
            let page = [odd.clone(), json!("12350"), json!("12349"), json!("12348")];
            assert_eq!(kept(&page, Some("12345")).len(), 3, "{odd}");
            assert_eq!(kept(&page, None).len(), 3, "{odd}");
        }
    }
}
