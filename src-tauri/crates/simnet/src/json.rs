//! Looking into JSON that may have any shape.

use serde_json::Value;

/// Steps into an object without minding whether it is one.
pub(crate) trait At {
    /// Returns the property, or `null` when there is none.
    fn at(&self, name: &str) -> &Value;
}

impl At for Value {
    fn at(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Self::Null)
    }
}
