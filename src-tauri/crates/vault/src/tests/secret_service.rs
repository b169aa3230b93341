//! The real Secret Service: a private message bus and a real keyring daemon, started here.
//!
//! The keychain's client is set up once per process from its environment, so every scene is a
//! process of its own: this program again, running one of the ignored tests below.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use herald_pipeline::ports::{VaultError, VaultState};
use tempfile::{TempDir, tempdir};

use super::{TOKEN, child_test, own_room, passes, secret, vault_file, words};
use crate::{KeyStore, OsKeyStore, open_vault};

/// Asking this often takes many seconds: each question is a process.
const MOST_QUESTIONS: usize = 3_000;

/// A session of its own, with nothing of the machine's.
struct Desktop {
    home: TempDir,
    address: String,
    /// In order of their start.
    children: Vec<Child>,
}

impl Desktop {
    /// Starts the session; `None` where its programs are not installed.
    fn start() -> Option<Self> {
        let home = tempdir().unwrap();
        for folder in ["home", "run", "data", "config", "cache"] {
            std::fs::create_dir(home.path().join(folder)).unwrap();
        }
        let mut desktop = Self {
            home,
            address: String::new(),
            children: Vec::new(),
        };
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"])
            .stdout(Stdio::piped());
        let output = desktop.child(&mut bus)?.stdout.take().unwrap();
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address).unwrap();
        desktop.address = address.trim().to_owned();

        let mut keyring = Command::new("gnome-keyring-daemon");
        keyring
            .args(["--unlock", "--components=secrets", "--foreground"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut input = desktop.child(&mut keyring)?.stdin.take().unwrap();
        input.write_all(b"a password\n").unwrap();
        drop(input);
        desktop.wait_for_keyring();
        Some(desktop)
    }

    fn child(&mut self, command: &mut Command) -> Option<&mut Child> {
        self.dress(command).stderr(Stdio::null());
        match command.spawn() {
            Ok(child) => self.children.push(child),
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => panic!("{command:?}: {error}"),
        }
        self.children.last_mut()
    }

    /// Gives a command this session's environment.
    fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.home.path();
        command
            .env("HOME", home.join("home"))
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
    }

    fn wait_for_keyring(&self) {
        for _ in 0..MOST_QUESTIONS {
            let mut question = Command::new("dbus-send");
            question.args([
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ]);
            let reply = self.dress(&mut question).output().unwrap();
            if String::from_utf8_lossy(&reply.stdout).contains("boolean true") {
                return;
            }
        }
        panic!("the keyring daemon did not take its name on the bus");
    }

    fn plays(&self, scene: &str, folder: &Path) {
        let name = format!("tests::secret_service::scene_{scene}");
        passes(self.dress(&mut child_test(&name, folder)));
    }

    fn signal_keyring(&self, signal: &str) {
        let id = self.children.last().unwrap().id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            // One that ended by itself cannot be killed; either way it is collected.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

#[test]
fn secrets_live_in_the_real_secret_service() {
    let Some(mut desktop) = Desktop::start() else {
        println!("skipped: dbus-daemon or gnome-keyring-daemon is not installed");
        return;
    };
    let (folder, empty) = (tempdir().unwrap(), tempdir().unwrap());
    desktop.plays("keeps", folder.path());
    let kept = vault_file(folder.path());
    assert!(!kept.contains(TOKEN));
    desktop.plays("finds_again", folder.path());

    desktop.signal_keyring("-STOP");
    desktop.plays("times_out", folder.path());
    desktop.signal_keyring("-CONT");
    desktop.plays("finds_again", folder.path());

    let bus = std::mem::replace(&mut desktop.address, "unix:path=/nonexistent/bus".into());
    desktop.plays("has_lost_its_keychain", folder.path());
    desktop.plays("needs_a_passphrase", empty.path());
    desktop.address = bus;
    assert_eq!(vault_file(folder.path()), kept, "no failure changed it");
    desktop.plays("finds_again", folder.path());
}

#[tokio::test]
#[ignore = "started by secrets_live_in_the_real_secret_service"]
async fn scene_keeps() {
    let folder = own_room();
    let vault = open_vault(&folder, None).await;
    assert_eq!(vault.state().await, VaultState::Keychain);
    vault.write("a", &secret(TOKEN)).await.unwrap();
    vault
        .write("b", &secret(&"ß".repeat(50_000)))
        .await
        .unwrap();
    assert_eq!(vault.read("a").await, Ok(Some(secret(TOKEN))));

    let store = OsKeyStore;
    assert_eq!(store.read("round trip"), Ok(None));
    store.write("round trip", &[0, 1, 255]).unwrap();
    store.write("round trip", &[2; 32]).unwrap();
    let back = store.read("round trip").unwrap().unwrap();
    assert_eq!(back.as_slice(), [2; 32]);
    store.forget("round trip").unwrap();
    store.forget("round trip").unwrap();
    assert_eq!(store.read("round trip"), Ok(None));
}

#[tokio::test]
#[ignore = "started by secrets_live_in_the_real_secret_service"]
async fn scene_finds_again() {
    let vault = open_vault(&own_room(), None).await;
    assert_eq!(vault.read("a").await, Ok(Some(secret(TOKEN))));
    let large = vault.read("b").await.unwrap().unwrap();
    assert_eq!(large.expose().len(), 100_000);
}

#[tokio::test]
#[ignore = "started by secrets_live_in_the_real_secret_service"]
async fn scene_times_out() {
    let vault = open_vault(&own_room(), None).await;
    assert_eq!(vault.read("a").await, Err(VaultError::TimedOut(3)));
}

#[tokio::test]
#[ignore = "started by secrets_live_in_the_real_secret_service"]
async fn scene_has_lost_its_keychain() {
    let vault = open_vault(&own_room(), None).await;
    let said = words(vault.read("a").await);
    assert!(said.contains("none answers here"), "{said}");
    words(vault.write("a", &secret("new")).await);
}

#[tokio::test]
#[ignore = "started by secrets_live_in_the_real_secret_service"]
async fn scene_needs_a_passphrase() {
    let vault = open_vault(&own_room(), None).await;
    assert_eq!(vault.state().await, VaultState::NeedsPassphrase);
    let outcome = vault.write("a", &secret(TOKEN)).await;
    assert_eq!(outcome, Err(VaultError::NeedsPassphrase));
}
