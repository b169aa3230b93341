//! A desktop of the test's own: display, bus, keyring and notifications, apart from the machine's.
//!
//! Everything is a child of this tool and ended by its own handle, in reverse order of its start.

mod browser;
mod panel;

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

pub use panel::{Panel, TrayIcon};

use crate::process::{Owned, tied, wait_for};
use crate::step::{self, output_of};

/// Width and height of the private display, in pixels.
pub const SCREEN: (u32, u32) = (1280, 900);

/// Variables a program on the desktop sees, in the order they were found.
type Environment = Vec<(&'static str, String)>;

/// How long a part of the desktop may take to answer.
const START_LIMIT: Duration = Duration::from_secs(20);

/// The password of the private keyring; it guards test data only.
const KEYRING_PASSWORD: &str = "private-desktop";

/// Folders a program looks up in its environment, and where they lie in the private home.
const FOLDERS: &[(&str, &str)] = &[
    ("HOME", "home"),
    ("XDG_RUNTIME_DIR", "run"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_CACHE_HOME", "cache"),
];

/// A notification that was shown on the private desktop.
#[derive(Debug, PartialEq, Eq)]
pub struct Notification {
    /// The number the daemon gave it.
    pub id: u32,
    /// The title line.
    pub summary: String,
    /// The text below it.
    pub body: String,
}

/// A method call on the session bus.
pub struct BusCall<'a> {
    /// The well-known name of who is asked.
    pub service: &'a str,
    /// The object that is asked.
    pub object: &'a str,
    /// Interface and method, joined by a dot.
    pub method: &'a str,
    /// Arguments, as `dbus-send` takes them.
    pub args: &'a [&'a str],
}

/// A running private desktop.
pub struct PrivateDesktop {
    // Dropped from top to bottom: the reverse order of the start.
    _notifications: Owned,
    _keyring: Owned,
    _bus: Owned,
    _display: Owned,
    environment: Environment,
    home: TempDir,
}

impl PrivateDesktop {
    /// Starts display, bus, keyring and notification daemon and waits until each answers.
    pub fn start() -> Result<Self> {
        let home = tempfile::Builder::new()
            .prefix("herald-desktop-")
            .tempdir()?;
        let mut environment = private_folders(home.path())?;
        let (display, number) = start_display()?;
        environment.push(("DISPLAY", format!(":{number}")));
        let (bus, address) = start_bus(&environment)?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
        for (name, value) in [("GDK_BACKEND", "x11"), ("NO_AT_BRIDGE", "1"), ("TZ", "UTC")] {
            environment.push((name, value.to_owned()));
        }
        environment.push(("PATH", browser::install(home.path())?));
        let keyring = start_keyring(&environment)?;
        let notifications = start_notifications(&environment)?;
        Ok(Self {
            _notifications: notifications,
            _keyring: keyring,
            _bus: bus,
            _display: display,
            environment,
            home,
        })
    }

    /// Builds a command that runs on this desktop and on nothing of the machine's own session.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        on_desktop(program, &self.environment)
    }

    /// Returns the folder that holds the private home and goes away with this value.
    pub fn folder(&self) -> &Path {
        self.home.path()
    }

    /// Returns the web pages that were opened in the person's browser, oldest first.
    pub fn opened_pages(&self) -> Result<Vec<String>> {
        browser::opened(self.home.path())
    }

    /// Returns the screen, to take pictures of.
    pub fn screen(&self) -> Screen {
        Screen {
            environment: self.environment.clone(),
        }
    }

    /// Returns what the session bus answers to a method call; arguments as `dbus-send` takes them.
    pub fn ask_bus(&self, call: &BusCall<'_>) -> Result<String> {
        ask_bus(&self.environment, call)
    }

    /// Starts a window manager, for what needs one: without it no window can be asked to close.
    pub fn window_manager(&self) -> Result<Owned> {
        let (log, path) = step::log_file("window-manager")?;
        let mut command = self.command("openbox");
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut manager = Owned::spawn("the window manager", &mut command)?;
        wait_for("the window manager", START_LIMIT, || {
            manager
                .must_be_running()
                .with_context(|| step::log_tail(&path))?;
            let asked = output_of(self.command("xdotool").arg("get_desktop"));
            Ok(asked.is_ok().then_some(()))
        })?;
        Ok(manager)
    }

    /// Takes the notifications off the screen.
    pub fn close_notifications(&self) -> Result<()> {
        output_of(self.command("dunstctl").arg("close-all")).map(drop)
    }

    /// Returns the notifications shown so far, newest first.
    pub fn notifications(&self) -> Result<Vec<Notification>> {
        // What is still on the screen enters the history once it is closed.
        self.close_notifications()?;
        let history = output_of(self.command("dunstctl").arg("history"))?;
        read_history(&serde_json::from_str(&history).context("Read the notification history")?)
    }
}

/// The screen of a private desktop.
pub struct Screen {
    environment: Environment,
}

impl Screen {
    /// Asks the window with this title to close, as its close button does.
    pub fn close_window(&self, title: &str) -> Result<()> {
        let mut command = on_desktop("wmctrl", &self.environment);
        output_of(command.args(["-c", title])).map(drop)
    }

    /// Waits until a window with this title can be seen, or can not.
    pub fn wait_for_window(&self, title: &str, visible: bool) -> Result<()> {
        let what = if visible { "to be seen" } else { "to be gone" };
        wait_for(&format!("the window {title} {what}"), START_LIMIT, || {
            let mut search = on_desktop("xdotool", &self.environment);
            search.args(["search", "--onlyvisible", "--name"]);
            let found = output_of(search.arg(format!("^{title}$"))).is_ok();
            Ok((found == visible).then_some(()))
        })
    }

    /// Saves a picture of all of it as PNG.
    pub fn picture(&self, path: &Path) -> Result<()> {
        let mut import = on_desktop("import", &self.environment);
        output_of(import.args(["-window", "root"]).arg(path)).map(drop)
    }
}

fn private_folders(home: &Path) -> Result<Environment> {
    let mut environment = Environment::new();
    for (name, folder) in FOLDERS {
        let path = home.join(folder);
        fs::create_dir(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(0o700))?;
        environment.push((*name, path.display().to_string()));
    }
    Ok(environment)
}

fn start_display() -> Result<(Owned, u32)> {
    let (log, path) = step::log_file("xvfb")?;
    let screen = format!("{}x{}x24", SCREEN.0, SCREEN.1);
    let mut command = tied("Xvfb");
    command.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        &screen,
        "-nolisten",
        "tcp",
    ]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    let mut display = Owned::spawn("Xvfb", &mut command)?;
    let number = first_line(&mut display)?.parse();
    let number = number.with_context(|| format!("No display:\n{}", step::log_tail(&path)))?;
    Ok((display, number))
}

fn start_bus(environment: &Environment) -> Result<(Owned, String)> {
    let mut command = on_desktop("dbus-daemon", environment);
    command.args(["--session", "--nofork", "--print-address=1"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(step::log_file("dbus")?.0);
    let mut bus = Owned::spawn("the session bus", &mut command)?;
    let address = first_line(&mut bus)?;
    Ok((bus, address))
}

fn start_keyring(environment: &Environment) -> Result<Owned> {
    let (log, path) = step::log_file("keyring")?;
    let mut command = on_desktop("gnome-keyring-daemon", environment);
    command.args(["--unlock", "--components=secrets", "--foreground"]);
    command
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut keyring = Owned::spawn("the keyring", &mut command)?;
    writeln!(keyring.take_stdin()?, "{KEYRING_PASSWORD}").context("Unlock the keyring")?;
    wait_for("the keyring", START_LIMIT, || {
        keyring
            .must_be_running()
            .with_context(|| step::log_tail(&path))?;
        owns_name(environment, "org.freedesktop.secrets")
    })?;
    wait_for("an unlocked keyring", START_LIMIT, || {
        Ok(is_unlocked(environment).then_some(()))
    })?;
    Ok(keyring)
}

fn start_notifications(environment: &Environment) -> Result<Owned> {
    let (log, path) = step::log_file("dunst")?;
    let mut command = on_desktop("dunst", environment);
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut daemon = Owned::spawn("the notification daemon", &mut command)?;
    wait_for("the notification daemon", START_LIMIT, || {
        daemon
            .must_be_running()
            .with_context(|| step::log_tail(&path))?;
        owns_name(environment, "org.freedesktop.Notifications")
    })?;
    Ok(daemon)
}

/// Looks whether somebody offers `name`, without asking `name` itself: the bus would start a second
/// daemon to answer.
fn owns_name(environment: &Environment, name: &str) -> Result<Option<()>> {
    let call = BusCall {
        service: "org.freedesktop.DBus",
        object: "/org/freedesktop/DBus",
        method: "org.freedesktop.DBus.NameHasOwner",
        args: &[&format!("string:{name}")],
    };
    Ok(ask_bus(environment, &call)?.contains("true").then_some(()))
}

fn is_unlocked(environment: &Environment) -> bool {
    let call = BusCall {
        service: "org.freedesktop.secrets",
        object: "/org/freedesktop/secrets/aliases/default",
        method: "org.freedesktop.DBus.Properties.Get",
        args: &["string:org.freedesktop.Secret.Collection", "string:Locked"],
    };
    // The collection appears a moment after the name.
    ask_bus(environment, &call).is_ok_and(|said| said.contains("false"))
}

fn ask_bus(environment: &Environment, call: &BusCall<'_>) -> Result<String> {
    let mut command = on_desktop("dbus-send", environment);
    command.args(["--session", "--print-reply=literal", "--reply-timeout=3000"]);
    command
        .arg(format!("--dest={}", call.service))
        .args([call.object, call.method]);
    output_of(command.args(call.args))
}

fn on_desktop(program: impl AsRef<std::ffi::OsStr>, environment: &Environment) -> Command {
    let mut command = tied(program);
    command
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("XAUTHORITY");
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

fn first_line(child: &mut Owned) -> Result<String> {
    let mut line = String::new();
    BufReader::new(child.take_stdout()?)
        .read_line(&mut line)
        .context("Read the first line")?;
    if line.trim().is_empty() {
        child.must_be_running()?;
        bail!("It closed its output without a word");
    }
    Ok(line.trim().to_owned())
}

/// Reads the JSON of `dunstctl history`: `{"data": [[{"summary": {"data": ..}, ..}]]}`.
fn read_history(history: &Value) -> Result<Vec<Notification>> {
    let shown = history.pointer("/data/0").and_then(Value::as_array);
    let shown = shown.context("Find notifications in the history")?;
    let text = |of: &Value, field: &str| {
        let found = of
            .pointer(&format!("/{field}/data"))
            .and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let number = |of: &Value| {
        let found = of.pointer("/id/data").and_then(Value::as_u64);
        found
            .and_then(|id| u32::try_from(id).ok())
            .unwrap_or_default()
    };
    let read = |of: &Value| Notification {
        id: number(of),
        summary: text(of, "summary"),
        body: text(of, "body"),
    };
    Ok(shown.iter().map(read).collect())
}

/// Returns where pictures of a scenario are kept, created when missing.
pub fn picture(name: &str) -> Result<PathBuf> {
    let dir = crate::paths::cache().join("pictures");
    fs::create_dir_all(&dir).with_context(|| format!("Create {}", dir.display()))?;
    Ok(dir.join(format!("{name}.png")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_are_read_from_the_history() {
        let history = serde_json::json!({"type": "aa{sv}", "data": [[
            {"id": {"type": "i", "data": 7}, "summary": {"type": "s", "data": "3 to review"}, "body": {"type": "s", "data": "Alice"}}
        ]]});
        let expected = Notification {
            id: 7,
            summary: "3 to review".into(),
            body: "Alice".into(),
        };
        assert_eq!(read_history(&history).unwrap(), [expected]);
        assert!(read_history(&serde_json::json!({})).is_err());
    }
}
