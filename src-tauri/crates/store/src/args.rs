//! Values bound to a statement, and a builder for statements with optional conditions.

use std::borrow::Cow;

use herald_domain::Timestamp;

/// A value bound to a parameter; the same in every engine.
#[derive(Clone, Debug)]
pub(crate) enum V {
    Text(String),
    OptText(Option<String>),
    Int(i64),
    OptInt(Option<i64>),
    Bytes(Vec<u8>),
}

/// Takes out NUL characters, which PostgreSQL refuses in text and which C code takes for its end.
pub(crate) fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', ""))
    } else {
        Cow::Borrowed(text)
    }
}

impl From<&str> for V {
    fn from(text: &str) -> Self {
        Self::Text(without_nul(text).into_owned())
    }
}

impl From<String> for V {
    fn from(text: String) -> Self {
        if text.contains('\0') {
            Self::Text(text.replace('\0', ""))
        } else {
            Self::Text(text)
        }
    }
}

impl From<Option<String>> for V {
    fn from(text: Option<String>) -> Self {
        Self::OptText(text.map(|t| without_nul(&t).into_owned()))
    }
}

impl From<i64> for V {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for V {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<bool> for V {
    fn from(switch: bool) -> Self {
        Self::Int(i64::from(switch))
    }
}

impl From<Timestamp> for V {
    fn from(at: Timestamp) -> Self {
        Self::Int(at.millis())
    }
}

impl From<Option<Timestamp>> for V {
    fn from(at: Option<Timestamp>) -> Self {
        Self::OptInt(at.map(Timestamp::millis))
    }
}

impl From<Vec<u8>> for V {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// Makes the list of bound values.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::args::V::from($value)),*] };
}
pub(crate) use args;

/// A statement put together from literal pieces; the only place where SQL is not one literal.
pub(crate) struct Q {
    sql: String,
    args: Vec<V>,
}

impl Q {
    pub(crate) fn new(start: &'static str) -> Self {
        Self {
            sql: start.to_owned(),
            args: Vec::new(),
        }
    }

    /// Adds a literal piece.
    pub(crate) fn push(mut self, piece: &'static str) -> Self {
        self.sql.push_str(piece);
        self
    }

    /// Adds a literal piece that ends where the parameter goes.
    pub(crate) fn bind(mut self, piece: &'static str, value: impl Into<V>) -> Self {
        self.args.push(value.into());
        self.sql.push_str(piece);
        self.sql.push('$');
        self.sql.push_str(&self.args.len().to_string());
        self
    }

    pub(crate) fn finish(self) -> (Cow<'static, str>, Vec<V>) {
        (Cow::Owned(self.sql), self.args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_in_order() {
        let (sql, args) = Q::new("SELECT id FROM t WHERE id < ")
            .bind("", "x")
            .bind(" AND kind = ", "y")
            .push(" ORDER BY id DESC")
            .finish();
        assert_eq!(
            sql,
            "SELECT id FROM t WHERE id < $1 AND kind = $2 ORDER BY id DESC"
        );
        assert_eq!(args.len(), 2);
    }
}
