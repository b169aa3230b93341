//! Where commands put what they have to say: pages for people, the API's own types for scripts.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;
use serde_json::json;

use super::environment;
use super::exit::Failure;
use super::render::{Page, Tone, text};

/// Standard output and standard error, in the form asked for.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
    /// Whether a terminal shows what is written, and would obey what steers terminals.
    terminal: bool,
}

impl Output {
    /// Makes an output; with `json`, what it shows are the API's own types.
    pub fn new(json: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        Self { json, terminal }
    }

    /// Tells whether scripts are listening.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Shows a value: as it is to scripts, as a page to people.
    ///
    /// # Errors
    /// [`Failure::Output`] when it cannot be written.
    pub fn show<T: Serialize>(
        self,
        value: &T,
        page: impl FnOnce(&mut Page, &T),
    ) -> Result<(), Failure> {
        if self.json {
            self.value(value)
        } else {
            self.page(|p| page(p, value))
        }
    }

    /// Writes a value on one line of JSON.
    ///
    /// # Errors
    /// [`Failure::Output`] when it cannot be written.
    pub fn value<T: Serialize>(self, value: &T) -> Result<(), Failure> {
        let line = serde_json::to_string(value)
            .map_err(|e| Failure::internal(format!("The answer could not be written: {e}.")))?;
        if self.terminal {
            raw(&format!("{}\n", escape_controls(&line)))
        } else {
            raw(&format!("{line}\n"))
        }
    }

    /// Writes a page; scripts do not get it.
    ///
    /// # Errors
    /// [`Failure::Output`] when it cannot be written.
    pub fn page(self, fill: impl FnOnce(&mut Page)) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        let mut page = Page::new(environment::form());
        fill(&mut page);
        raw(&page.into_text())
    }

    /// Writes a sentence; scripts do not get it.
    ///
    /// # Errors
    /// [`Failure::Output`] when it cannot be written.
    pub fn say(self, sentence: &str) -> Result<(), Failure> {
        self.page(|page| page.paragraph("", Tone::Plain, sentence))
    }

    /// Writes the contents of a file: to the byte, but safe where a terminal shows it.
    ///
    /// # Errors
    /// [`Failure::Output`] when it cannot be written.
    pub fn contents(self, contents: &str) -> Result<(), Failure> {
        if self.terminal {
            raw(&text::clean(contents))
        } else {
            raw(contents)
        }
    }

    /// Says on standard error what a person has to do now; where even that fails nobody is left to tell.
    pub fn tell(sentence: &str) {
        let mut err = io::stderr().lock();
        drop(writeln!(err, "{}", text::clean(sentence)));
    }

    /// Says on standard error why a command failed. Where even that fails nobody is left to tell.
    pub fn failed(self, failure: &Failure) {
        if failure.is_silent() {
            return;
        }
        let error = failure.as_api();
        let line = if self.json {
            escape_controls(&json!({ "error": error }).to_string()).into_owned()
        } else {
            text::clean(&error.message)
        };
        let mut err = io::stderr().lock();
        drop(writeln!(err, "{line}"));
    }
}

fn raw(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::Output)
}

/// Escapes the controls JSON allows in strings (delete and C1), which some terminals obey.
fn escape_controls(json: &str) -> Cow<'_, str> {
    if !json.contains(char::is_control) {
        return Cow::Borrowed(json);
    }
    let escaped = json.chars().map(|c| match c {
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    });
    Cow::Owned(escaped.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_for_a_terminal_has_no_control_characters_and_means_the_same() {
        let value = json!({ "text": "a\u{1b}[2J\u{9b}31m\u{7f}\nb" });
        let written = value.to_string();
        let line = escape_controls(&written);
        assert!(!line.chars().any(char::is_control), "{line:?}");
        let back: serde_json::Value = serde_json::from_str(&line).expect("still JSON");
        assert_eq!(back, value);
    }

    #[test]
    fn errors_for_scripts_have_the_api_s_shape() {
        let error = Failure::usage("x").as_api();
        assert_eq!(
            json!({ "error": error }),
            json!({ "error": { "code": "bad_input", "message": "x", "retryable": false } })
        );
    }
}
