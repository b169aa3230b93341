//! Keys and lines a person types in the demo.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};

use crate::headless::exit::Failure;
use crate::headless::output::Output;
use crate::headless::render::Tone;

/// How often a wait for a key looks up.
const KEY_POLL: Duration = Duration::from_millis(250);

const OFFER: &str = "a approve   e edit   r another version   d reject   s snooze   q quit";

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Let it out as it is.
    Approve,
    /// Let this out.
    Edit(String),
    /// Think again, with a wish.
    Another(Option<String>),
    /// Do not send it.
    Reject,
    /// Later.
    Snooze,
    /// End the demo.
    Quit,
}

/// The keyboard: single keys on a terminal, lines elsewhere.
pub(super) struct Keys {
    lines: Lines<BufReader<Stdin>>,
    single: bool,
}

impl Keys {
    /// Takes standard input.
    pub(super) fn new() -> Self {
        Self {
            lines: BufReader::new(tokio::io::stdin()).lines(),
            single: io::stdin().is_terminal() && io::stdout().is_terminal(),
        }
    }

    /// Asks what is to become of a draft, until the answer makes sense.
    pub(super) async fn choose(&mut self, output: Output, draft: &str) -> Result<Choice, Failure> {
        loop {
            output.page(|page| page.line(&[(Tone::Quiet, OFFER)]))?;
            let Some(key) = self.key().await? else {
                return Ok(Choice::Quit);
            };
            let choice = match key {
                'a' => Choice::Approve,
                'd' => Choice::Reject,
                's' => Choice::Snooze,
                'q' => Choice::Quit,
                'e' => {
                    output.say("The new text, on one line (nothing keeps the draft):")?;
                    match self.line().await? {
                        Some(text) if !text.is_empty() && text != draft => Choice::Edit(text),
                        Some(_) => continue,
                        None => Choice::Quit,
                    }
                }
                'r' => {
                    output.say("What should be different? (nothing: just another version)")?;
                    match self.line().await? {
                        Some(wish) => Choice::Another(Some(wish).filter(|w| !w.is_empty())),
                        None => Choice::Quit,
                    }
                }
                other => {
                    output.say(&format!("`{other}` is none of the keys."))?;
                    continue;
                }
            };
            return Ok(choice);
        }
    }

    async fn key(&mut self) -> Result<Option<char>, Failure> {
        if self.single {
            let raw = Raw::begin()?;
            let key = tokio::task::spawn_blocking(pressed).await;
            drop(raw);
            return key
                .map_err(|e| unreadable(&io::Error::other(e)))?
                .map_err(|e| unreadable(&e));
        }
        loop {
            match self.line().await? {
                None => return Ok(None),
                Some(line) => {
                    if let Some(first) = line.chars().next() {
                        return Ok(Some(first.to_ascii_lowercase()));
                    }
                }
            }
        }
    }

    async fn line(&mut self) -> Result<Option<String>, Failure> {
        let line = self.lines.next_line().await.map_err(|e| unreadable(&e))?;
        Ok(line.map(|l| l.trim().to_owned()))
    }
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::usage(format!("The keyboard cannot be read: {error}."))
}

/// A key that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pressed {
    Leave,
    Letter(char),
}

/// Waits for a key; `None` means that the person wants to leave.
fn pressed() -> io::Result<Option<char>> {
    loop {
        if !poll(KEY_POLL)? {
            continue;
        }
        if let Event::Key(key) = read()?
            && key.kind == KeyEventKind::Press
        {
            match meaning(&key) {
                Some(Pressed::Leave) => return Ok(None),
                Some(Pressed::Letter(letter)) => return Ok(Some(letter)),
                None => {}
            }
        }
    }
}

fn meaning(key: &KeyEvent) -> Option<Pressed> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('c' | 'd') if control => Some(Pressed::Leave),
        KeyCode::Esc => Some(Pressed::Leave),
        KeyCode::Char(c) if !control => Some(Pressed::Letter(c.to_ascii_lowercase())),
        _ => None,
    }
}

/// Single keys without echo, until dropped.
struct Raw;

impl Raw {
    fn begin() -> Result<Self, Failure> {
        enable_raw_mode().map_err(|e| unreadable(&e))?;
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        if let Err(error) = disable_raw_mode() {
            tracing::warn!(%error, "the terminal stays in raw mode");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaving_keys_leave_and_letters_are_letters() {
        let press = |code, modifiers| meaning(&KeyEvent::new(code, modifiers));
        assert_eq!(
            press(KeyCode::Char('c'), KeyModifiers::CONTROL),
            Some(Pressed::Leave)
        );
        assert_eq!(
            press(KeyCode::Esc, KeyModifiers::NONE),
            Some(Pressed::Leave)
        );
        assert_eq!(
            press(KeyCode::Char('A'), KeyModifiers::SHIFT),
            Some(Pressed::Letter('a'))
        );
        assert_eq!(press(KeyCode::Char('a'), KeyModifiers::CONTROL), None);
        assert_eq!(press(KeyCode::Up, KeyModifiers::NONE), None);
    }
}
