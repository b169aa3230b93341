//! Texts as networks read them: how long they are, and which addresses stand in them.

mod graphemes;
pub(crate) mod links;
#[cfg(test)]
pub(crate) mod odd_texts;

pub(crate) use graphemes::graphemes;
