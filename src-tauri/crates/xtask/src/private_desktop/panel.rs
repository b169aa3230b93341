//! A panel on the private desktop, and the icons programs put into its tray.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use super::{PrivateDesktop, START_LIMIT};
use crate::process::{Owned, wait_for};
use crate::step::{self, output_of};

/// Who lists the icons, on the session bus.
const WATCHER: (&str, &str) = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher");

/// The interface of an icon.
const ITEM: &str = "org.kde.StatusNotifierItem";

/// The interface of its menu.
const MENU: &str = "com.canonical.dbusmenu";

/// A running panel with a tray.
pub struct Panel<'a> {
    desktop: &'a PrivateDesktop,
    _program: Owned,
}

/// An icon in the tray.
pub struct TrayIcon<'a> {
    desktop: &'a PrivateDesktop,
    owner: String,
    object: String,
}

/// A line of an icon's menu.
#[derive(Debug, PartialEq, Eq)]
pub struct MenuLine {
    id: i32,
    /// What it says.
    pub label: String,
}

impl<'a> Panel<'a> {
    /// Starts the panel and waits until its tray takes icons.
    pub fn start(desktop: &'a PrivateDesktop) -> Result<Self> {
        let (log, path) = step::log_file("panel")?;
        let mut command = desktop.command("xfce4-panel");
        command.arg("--disable-wm-check");
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut program = Owned::spawn("the panel", &mut command)?;
        wait_for("the panel's tray", START_LIMIT, || {
            program
                .must_be_running()
                .with_context(|| step::log_tail(&path))?;
            // Nobody has the name before the panel's tray is up.
            let ready = property(
                desktop,
                WATCHER,
                WATCHER.0,
                "IsStatusNotifierHostRegistered",
            );
            Ok(ready.is_ok_and(|said| said.contains("true")).then_some(()))
        })?;
        Ok(Self {
            desktop,
            _program: program,
        })
    }

    /// Waits for an icon in the tray.
    pub fn icon(&self) -> Result<TrayIcon<'a>> {
        let listed = wait_for("an icon in the tray", START_LIMIT, || {
            let items = "RegisteredStatusNotifierItems";
            let listed = property(self.desktop, WATCHER, WATCHER.0, items)?;
            Ok(listed.contains('/').then_some(listed))
        })?;
        let (owner, object) = first_item(&listed).context("Read the list of icons")?;
        Ok(TrayIcon {
            desktop: self.desktop,
            owner,
            object,
        })
    }
}

impl TrayIcon<'_> {
    /// Returns the text beside the icon.
    pub fn label(&self) -> Result<String> {
        let item = (self.owner.as_str(), self.object.as_str());
        let said = property(self.desktop, item, ITEM, "XAyatanaLabel")?;
        Ok(quoted(&said).unwrap_or_default().to_owned())
    }

    /// Returns the lines of the menu from top to bottom.
    pub fn menu(&self) -> Result<Vec<MenuLine>> {
        let layout = self.call_menu("GetLayout", &["0", "-1", "['label']"])?;
        let lines = menu_lines(&layout);
        ensure!(!lines.is_empty(), "The menu is empty: {layout}");
        Ok(lines)
    }

    /// Chooses the first line of the menu that says this.
    pub fn choose(&self, words: &str) -> Result<()> {
        let menu = self.menu()?;
        let line = menu.iter().find(|line| line.label.contains(words));
        let line = line.with_context(|| format!("Find {words:?} in {menu:?}"))?;
        self.call_menu("Event", &[&line.id.to_string(), "clicked", "<0>", "0"])
            .map(drop)
    }

    /// Waits until the menu has a line that says this.
    pub fn offers(&self, label: &str) -> Result<()> {
        wait_for(
            &format!("{label:?} in the tray's menu"),
            START_LIMIT,
            || {
                let there = self.menu()?.iter().any(|line| line.label == label);
                Ok(there.then_some(()))
            },
        )
    }

    fn call_menu(&self, method: &str, args: &[&str]) -> Result<String> {
        let object = format!("{}/Menu", self.object);
        let method = format!("{MENU}.{method}");
        call(self.desktop, (&self.owner, &object), &method, args)
    }
}

fn property(
    desktop: &PrivateDesktop,
    of: (&str, &str),
    interface: &str,
    name: &str,
) -> Result<String> {
    let get = "org.freedesktop.DBus.Properties.Get";
    call(desktop, of, get, &[interface, name])
}

fn call(
    desktop: &PrivateDesktop,
    (service, object): (&str, &str),
    method: &str,
    args: &[&str],
) -> Result<String> {
    let mut command = desktop.command("gdbus");
    command.args(["call", "--session", "--timeout", "3"]);
    command.args(["--dest", service, "--object-path", object]);
    output_of(command.args(["--method", method, "--"]).args(args))
}

/// Returns owner and object of the first icon in `(<[':1.7/org/..', ..]>,)`.
fn first_item(listed: &str) -> Option<(String, String)> {
    let (owner, object) = quoted(listed)?.split_once('/')?;
    Some((owner.to_owned(), format!("/{object}")))
}

/// Reads `.. <(1, {'label': <'Quit'>}, @av [])>, ..`; lines without a label are separators.
fn menu_lines(layout: &str) -> Vec<MenuLine> {
    let entries = layout.split("<(").skip(1);
    let read = |entry: &str| {
        let (id, rest) = entry.split_once(',')?;
        let (_, label) = rest.split_once("'label': ")?;
        Some(MenuLine {
            id: id.trim().parse().ok()?,
            label: quoted(label)?.to_owned(),
        })
    };
    entries.filter_map(read).collect()
}

fn quoted(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('\'')?;
    rest.split_once('\'').map(|(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_is_found_in_the_list() {
        let listed = "(<[':1.7/org/ayatana/NotificationItem/herald']>,)";
        let object = "/org/ayatana/NotificationItem/herald".to_owned();
        assert_eq!(first_item(listed), Some((":1.7".to_owned(), object)));
        assert_eq!(first_item("(<@as []>,)"), None);
    }

    #[test]
    fn a_menu_is_read_without_its_separators() {
        let layout = "(uint32 3, (0, {}, [<(1, {'label': <'2 waiting'>}, @av [])>, \
                      <(2, @a{sv} {}, @av [])>, <(4, {'label': <'Quit'>}, @av [])>]))";
        let line = |id, label: &str| MenuLine {
            id,
            label: label.to_owned(),
        };
        assert_eq!(menu_lines(layout), [line(1, "2 waiting"), line(4, "Quit")]);
    }
}
