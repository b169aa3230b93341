//! Herald's window as a person at the keyboard sees it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::audit::audit;
use crate::paths;
use crate::private_desktop::{PrivateDesktop, Screen};
use crate::webdriver::WebDriver;

/// Keys by their names in the WebDriver protocol.
pub mod key {
    /// Held until [`RELEASE`].
    pub const CONTROL: &str = "\u{e009}";
    /// Lets go of everything held.
    pub const RELEASE: &str = "\u{e000}";
    /// Tab.
    pub const TAB: &str = "\u{e004}";
    /// Enter.
    pub const ENTER: &str = "\u{e007}";
    /// Home.
    pub const HOME: &str = "\u{e011}";
    /// Escape.
    pub const ESCAPE: &str = "\u{e00c}";
}

/// The title of the window.
const TITLE: &str = "Herald";

/// How many times Tab is pressed in search of something before giving up.
const MOST_TABS: usize = 60;

/// The card on the desk.
const HEADLINE: &str = "section[aria-label='The review you are looking at'] h2";

/// The text of the draft as the network will show it.
const DRAFT: &str = "section[aria-label^='The draft'] span.text";

/// Herald's window.
pub struct Desk {
    window: WebDriver,
    screen: Screen,
}

impl Desk {
    /// Opens the window on a data folder.
    ///
    /// # Errors
    /// Fails when no page of Herald's comes up.
    pub fn open(desktop: &PrivateDesktop, data: &Path) -> Result<Self> {
        let data = data.display().to_string();
        let binary = paths::debug_binary("herald-desktop");
        let window = WebDriver::open(desktop, &binary, &["--data-dir", &data])?;
        window.find("main")?;
        let screen = desktop.screen();
        Ok(Self { window, screen })
    }

    /// Returns the window itself.
    pub fn window(&self) -> &WebDriver {
        &self.window
    }

    /// Ends the session with the window, and waits for the program to end.
    pub fn close(self) -> Result<()> {
        self.window.close()
    }

    /// Asks the window to close, as its close button does.
    pub fn ask_to_close(&self) -> Result<()> {
        self.screen.close_window(TITLE)
    }

    /// Waits until the window can be seen, or can not.
    pub fn is_visible(&self, visible: bool) -> Result<()> {
        self.screen.wait_for_window(TITLE, visible)
    }

    /// Waits until the program has ended.
    pub fn ended(&self) -> Result<()> {
        self.window.ended()
    }

    /// Presses keys in whatever holds the keyboard.
    pub fn press(&self, keys: &str) -> Result<()> {
        self.window.press(keys)
    }

    /// Presses a key while Control is held.
    pub fn press_with_control(&self, held: &str) -> Result<()> {
        self.press(&format!("{}{held}{}", key::CONTROL, key::RELEASE))
    }

    /// Walks with Tab until something whose name begins so holds the keyboard.
    pub fn tab_to(&self, name: &str) -> Result<()> {
        let mut seen = Vec::new();
        for _ in 0..MOST_TABS {
            let held = self.holds_keyboard()?;
            if held.starts_with(name) {
                return Ok(());
            }
            seen.push(held);
            self.press(key::TAB)?;
        }
        anyhow::bail!("Tab never came to {name:?}; it came to {seen:?}")
    }

    fn holds_keyboard(&self) -> Result<String> {
        let held = self.window.run(
            "const held = document.activeElement; if (!held || held === document.body) return '';
             const label = held.labels?.[0]?.innerText ?? held.getAttribute('aria-label');
             const told = held.cloneNode(true);
             told.querySelectorAll('[aria-hidden=true]').forEach((one) => one.remove());
             return (label ?? told.textContent ?? '').trim()",
        )?;
        Ok(held.as_str().unwrap_or_default().to_owned())
    }

    /// Goes to a place with its two keys.
    pub fn go_to(&self, keys: &str, place: &str) -> Result<()> {
        for pressed in keys.chars() {
            self.press(&pressed.to_string())?;
        }
        self.is_at(place)
    }

    /// Waits until a place is shown.
    pub fn is_at(&self, place: &str) -> Result<()> {
        let script = format!(
            "return document.querySelector('nav [aria-current=page] span')?.innerText === {place:?}"
        );
        self.window.wait_for(place, &script).map(drop)
    }

    /// Runs a command of the palette by typing part of its name.
    pub fn command(&self, name: &str) -> Result<()> {
        self.press_with_control("k")?;
        self.window.find("dialog[open] input")?;
        self.press(name)?;
        let first =
            "return document.querySelector('dialog [aria-selected=true]')?.innerText ?? null";
        self.window.wait_for("a command", first)?;
        self.press(key::ENTER)?;
        self.window.wait_for(
            "the palette to close",
            "return !document.querySelector('dialog[open]')",
        )?;
        Ok(())
    }

    /// Waits until text is on the page.
    pub fn shows(&self, text: &str) -> Result<()> {
        let script = format!(
            "return document.body.innerText.includes({})",
            Value::from(text)
        );
        let found = self.window.wait_for(text, &script);
        found
            .map(drop)
            .with_context(|| format!("The page says: {}", self.page_text()))
    }

    fn page_text(&self) -> String {
        let page = self
            .window
            .run("return document.body.innerText")
            .unwrap_or_default();
        page.as_str().unwrap_or_default().replace('\n', " | ")
    }

    /// Waits until a card that can be decided is on the desk.
    pub fn card(&self) -> Result<Card> {
        let script = format!(
            "const approve = [...document.querySelectorAll('[aria-label=Decide] button')]
               .find(button => button.innerText.startsWith('Approve'));
             if (!approve || approve.disabled) return null;
             const text = document.querySelector({DRAFT:?});
             return {{ headline: document.querySelector({HEADLINE:?})?.innerText ?? '',
                       text: text?.innerText ?? '' }}"
        );
        let card = self
            .window
            .wait_for("a card", &script)
            .with_context(|| self.page_text())?;
        let field = |name: &str| {
            card.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        Ok(Card {
            headline: field("headline"),
            text: field("text"),
        })
    }

    /// Moves through the queue until a card has a text of its own.
    pub fn card_with_text(&self) -> Result<Card> {
        for _ in 0..30 {
            let card = self.card()?;
            if !card.text.trim().is_empty() {
                return Ok(card);
            }
            self.press("j")?;
        }
        anyhow::bail!("No review in the queue has a text")
    }

    /// Waits until another text than this is on the desk, or nothing.
    pub fn moved_on_from(&self, card: &Card) -> Result<()> {
        let script = format!(
            "return document.querySelector({DRAFT:?})?.innerText !== {}",
            Value::from(card.text.as_str())
        );
        self.window.wait_for("the next card", &script).map(drop)
    }

    /// Waits until the undo line says this and counts seconds down.
    pub fn undo_line_says(&self, words: &str) -> Result<()> {
        let script = format!(
            "const said = document.querySelector('section.undo')?.innerText ?? '';
             return said.includes({}) && /\\d+ s/.test(said) && said.includes('Undo')",
            Value::from(words)
        );
        let said = self
            .window
            .wait_for(&format!("the undo line to say {words:?}"), &script);
        said.map(drop).with_context(|| self.page_text())
    }

    /// Returns how many reviews the rail says wait.
    pub fn waiting(&self) -> Result<u64> {
        let script = "return Number(document.querySelector('nav a[href=\"#/review\"] .count')?.innerText ?? 0)";
        let count = self.window.run(script)?;
        count
            .as_u64()
            .with_context(|| format!("Read the count {count}"))
    }

    /// Waits until the rail says of every account that it is fine.
    pub fn all_accounts_are_fine(&self) -> Result<()> {
        let script = "const words = [...document.querySelectorAll('.rail .foot li')].map(one => one.innerText);
            return words.length > 0 && words.every(word => /fine/.test(word))";
        let fine = self.window.wait_for("every account to be fine", script);
        fine.map(drop).with_context(|| self.page_text())
    }

    /// Fails when the page reports a breach of its policy or an error nobody caught.
    pub fn watch_for_trouble(&self) -> Result<()> {
        let script = "window.__trouble = window.__trouble ?? [];
            addEventListener('securitypolicyviolation', e => window.__trouble.push(`${e.violatedDirective} ${e.blockedURI}`));
            addEventListener('error', e => window.__trouble.push(String(e.message)));
            addEventListener('unhandledrejection', e => window.__trouble.push(JSON.stringify(e.reason) ?? String(e.reason)));
            return true";
        self.window.run(script).map(drop)
    }

    /// Fails when trouble was seen since [`Self::watch_for_trouble`].
    pub fn had_no_trouble(&self) -> Result<()> {
        let trouble = self
            .window
            .run("return window.__trouble ?? ['not watched']")?;
        ensure!(
            trouble == Value::Array(Vec::new()),
            "The page complained: {trouble}"
        );
        Ok(())
    }

    /// Saves a picture of the screen among the screens, and fails when the page is not accessible. The
    /// window's own pictures, by WebDriver, never come where the processor paints.
    pub fn picture(&self, name: &str) -> Result<()> {
        // What was changed last is on the screen two frames later.
        self.window.run(
            "window.__painted = 0;
             const count = () => { if (++window.__painted < 4) requestAnimationFrame(count); };
             requestAnimationFrame(count); return true",
        )?;
        self.window
            .wait_for("the page to be painted", "return window.__painted >= 4")?;
        let path = screens()?.join(format!("{name}.png"));
        self.screen.picture(&path)?;
        audit(&self.window, name)
    }
}

/// A review as the desk shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// For example `Reply on Bluesky as @mira.photos`.
    pub headline: String,
    /// The draft; empty for deeds without text.
    pub text: String,
}

fn screens() -> Result<PathBuf> {
    let dir = paths::root().join("out/screens");
    std::fs::create_dir_all(&dir).with_context(|| format!("Create {}", dir.display()))?;
    Ok(dir)
}
