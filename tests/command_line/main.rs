//! The command line as people and scripts meet it: the real binary, its output and its exit codes.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test: what is missing from an answer is a failure of the test"
)]

#[cfg(target_os = "linux")]
mod connected;
mod engine;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The binary, with nothing of the machine's own surroundings that would change what it does.
fn herald(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_herald"));
    for variable in [
        "HERALD_PASSWORD",
        "HERALD_VAULT_PASSPHRASE",
        "HERALD_MODEL_KEY",
        "HERALD_LOG",
    ] {
        command.env_remove(variable);
    }
    command.env("HERALD_DATA_DIR", folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    herald(folder)
        .args(arguments)
        .output()
        .expect("herald starts")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn json(output: &Output) -> Value {
    assert_eq!(code(output), 0, "{}", stderr(output));
    serde_json::from_str(&stdout(output)).expect("one line of JSON")
}

fn error(output: &Output) -> Value {
    let value: Value = serde_json::from_str(&stderr(output)).expect("an error as JSON");
    value["error"].clone()
}

/// Checks that a text holds a part; shows it where it does not.
fn says(text: &str, part: &str) {
    assert!(text.contains(part), "{text}");
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let folder = folder();
    let help = run(folder.path(), &["--help"]);
    assert_eq!(code(&help), 0);
    for command in [
        "demo", "account", "run", "activity", "review", "post", "history", "why",
    ] {
        assert!(stdout(&help).contains(&format!("  {command}")), "{command}");
    }
    let codes = run(folder.path(), &["help", "exit-codes"]);
    assert_eq!(code(&codes), 0);
    says(&stdout(&codes), "  8  The vault is locked");
}

#[test]
fn wrong_usage_is_said_on_standard_error_with_code_2() {
    let folder = folder();
    let wrong = run(folder.path(), &["frobnicate"]);
    assert_eq!(code(&wrong), 2);
    assert_eq!(stdout(&wrong), "");
    assert!(stderr(&wrong).contains("frobnicate"));
    let for_scripts = run(folder.path(), &["review", "approve", "--json"]);
    assert_eq!(code(&for_scripts), 2);
    assert_eq!(error(&for_scripts)["code"], "bad_input");
    assert_eq!(error(&for_scripts)["retryable"], false);
}

#[test]
fn secrets_as_arguments_are_refused_and_not_repeated() {
    let folder = folder();
    for arguments in [
        &[
            "account",
            "add",
            "bluesky",
            "--handle",
            "a.test",
            "--password",
            "hunter2",
        ][..],
        &[
            "account",
            "add",
            "bluesky",
            "--handle",
            "a.test",
            "--password=hunter2",
        ],
        &["settings", "set-model-key", "--key", "hunter2"],
        &["vault", "unlock", "--passphrase", "hunter2"],
    ] {
        let refused = run(folder.path(), arguments);
        assert_eq!(code(&refused), 2, "{arguments:?}");
        let said = stderr(&refused);
        assert!(!said.contains("hunter2"), "{said}");
        assert!(said.contains("not taken as arguments"), "{said}");
    }
    assert!(
        !folder.path().join("herald.db").exists(),
        "refused before anything is opened"
    );
}

#[test]
fn without_a_terminal_a_missing_secret_says_where_it_may_come_from() {
    let folder = folder();
    let refused = run(
        folder.path(),
        &["account", "add", "bluesky", "--handle", "a.test"],
    );
    assert_eq!(code(&refused), 2);
    says(&stderr(&refused), "--password-stdin");
    says(&stderr(&refused), "HERALD_PASSWORD");
}

#[test]
fn a_database_that_is_not_ours_is_left_as_it_is() {
    let folder = folder();
    let file = folder.path().join("herald.db");
    fs::write(&file, "a shopping list, not a database\n".repeat(200)).expect("written");
    let before = fs::read(&file).expect("read");
    let refused = run(folder.path(), &["status", "--json"]);
    assert_eq!(code(&refused), 1, "{}", stderr(&refused));
    assert_eq!(error(&refused)["code"], "internal");
    assert_eq!(stdout(&refused), "");
    assert_eq!(fs::read(&file).expect("read"), before);
}

#[test]
fn a_new_folder_is_empty_and_says_what_to_do() {
    let folder = folder();
    let status = run(folder.path(), &["status"]);
    assert_eq!(code(&status), 0, "{}", stderr(&status));
    says(&stdout(&status), "herald account add --help");
    let overview = json(&run(folder.path(), &["status", "--json"]));
    assert_eq!(overview["waiting"], 0);
    assert_eq!(overview["engine"]["state"], "stopped");
    let missing = run(folder.path(), &["review", "show", "0123456", "--json"]);
    assert_eq!(code(&missing), 3);
    assert_eq!(error(&missing)["code"], "not_found");
}

#[test]
fn settings_are_checked_kept_and_read_back() {
    let folder = folder();
    let set = run(
        folder.path(),
        &["settings", "set", "review.undo_seconds", "30"],
    );
    assert_eq!(code(&set), 0, "{}", stderr(&set));
    let got = run(folder.path(), &["settings", "get", "review.undo_seconds"]);
    assert_eq!(stdout(&got), "30\n");
    let unfit = run(
        folder.path(),
        &["settings", "set", "review.undo_seconds", "7"],
    );
    assert_eq!(code(&unfit), 2);
    says(&stderr(&unfit), "0, 5, 10, 30");
    let unknown = run(folder.path(), &["settings", "get", "no.such"]);
    assert_eq!(code(&unknown), 2);
}

#[test]
fn a_post_without_an_account_says_how_to_connect_one() {
    let folder = folder();
    let refused = run(folder.path(), &["post", "Hello"]);
    assert_eq!(code(&refused), 2);
    says(&stderr(&refused), "herald account add");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let folder = folder();
    let mut child = herald(folder.path())
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("herald starts");
    // Closed before anything is read, as `| true` does.
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("ended");
    assert_eq!(code(&ended), 0, "{}", stderr(&ended));
    assert_eq!(stderr(&ended), "");
}

#[test]
fn the_log_is_silent_until_asked_for() {
    let folder = folder();
    let quiet = run(folder.path(), &["status"]);
    assert_eq!(stderr(&quiet), "");
    let wrong = herald(folder.path())
        .arg("status")
        .env("HERALD_LOG", "a=b=c")
        .output();
    assert_eq!(code(&wrong.expect("herald starts")), 2);
}

/// Ends a child that a failing test would leave behind.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn the_demo_answers_one_mention_and_reads_the_reply_back() {
    let folder = folder();
    let path = folder.path().to_str().expect("UTF-8");
    let demo = run(
        folder.path(),
        &["demo", "--once", "--yes", "--json", "--data-dir", path],
    );
    assert_eq!(code(&demo), 0, "{}", stderr(&demo));
    let said = stdout(&demo);
    let lines: Vec<Value> = said
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON lines"))
        .collect();
    let find = |key: &str| lines.iter().find_map(|l| l.get(key)).cloned().expect(key);
    let review = find("review");
    let read_back = find("read_back");
    let reply = read_back
        .as_array()
        .and_then(|posts| posts.last())
        .expect("the reply");
    assert_eq!(
        reply["text"], review["text"],
        "the network has exactly what was approved"
    );
    assert_eq!(reply["mine"], true);
    assert_eq!(find("action")["state"], "done");

    let history = json(&run(folder.path(), &["history", "--json"]));
    let action = history["items"][0].clone();
    assert_eq!(action["review_id"], review["row"]["id"]);
    let short = action["short"].as_str().expect("short");
    let story = json(&run(folder.path(), &["why", short, "--json"]));
    let events: Vec<_> = story["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|s| s["event"].clone())
        .collect();
    for event in [
        "ActivityUpdate",
        "ContentSuggested",
        "HumanReviewRequired",
        "HumanResponseReceived",
        "ActionExecuted",
    ] {
        assert!(events.iter().any(|e| e == event), "{event} in {events:?}");
    }
    for (arguments, header) in [
        (&["history"][..], "state"),
        (&["activity", "list"], "said"),
        (&["account", "list"], "mira.demo.test"),
        (&["capabilities"], "hide reply"),
        (&["export", "--format", "csv"], ","),
    ] {
        let page = run(folder.path(), arguments);
        assert_eq!(code(&page), 0, "{arguments:?}: {}", stderr(&page));
        assert!(
            stdout(&page).contains(header),
            "{arguments:?}: {}",
            stdout(&page)
        );
    }
}

#[test]
fn a_post_waits_for_approval_of_exactly_its_bytes_and_can_be_taken_back() {
    let folder = folder();
    let path = folder.path().to_str().expect("UTF-8");
    let demo = run(
        folder.path(),
        &["demo", "--once", "--yes", "--json", "--data-dir", path],
    );
    assert_eq!(code(&demo), 0, "{}", stderr(&demo));

    let card = json(&run(
        folder.path(),
        &[
            "post",
            "Fog over the harbour.",
            "--account",
            "mira.demo.test",
            "--json",
        ],
    ));
    assert_eq!(
        card["row"]["state"], "open",
        "nobody was asked, so it waits"
    );
    let short = card["row"]["short"].as_str().expect("short");
    let digest = card["digest"].as_str().expect("digest");

    let edited = run(
        folder.path(),
        &[
            "review",
            "edit",
            short,
            "--text",
            "Fog over the old harbour.",
        ],
    );
    assert_eq!(code(&edited), 0, "{}", stderr(&edited));
    let stale = run(
        folder.path(),
        &["review", "approve", short, "--digest", digest, "--json"],
    );
    assert_eq!(code(&stale), 4, "{}", stdout(&stale));
    assert_eq!(error(&stale)["code"], "changed");

    let approved = json(&run(folder.path(), &["review", "approve", short, "--json"]));
    assert!(approved["decision_id"].is_string(), "{approved}");
    let undone = json(&run(folder.path(), &["review", "undo", short, "--json"]));
    assert_eq!(undone["review_id"], card["row"]["id"]);
    let shown = json(&run(folder.path(), &["review", "show", short, "--json"]));
    assert_eq!(shown["row"]["state"], "open");
    assert_eq!(shown["text"], "Fog over the old harbour.");

    for decision in [
        &["review", "snooze", short, "--for", "2h"][..],
        &["review", "reject", short, "--reason", "Not today"],
    ] {
        let decided = run(folder.path(), decision);
        assert_eq!(code(&decided), 0, "{decision:?}: {}", stderr(&decided));
    }
    let queue = json(&run(folder.path(), &["review", "list", "--json"]));
    let waits = queue["items"].as_array().expect("items");
    assert!(
        waits.iter().all(|row| row["id"] != card["row"]["id"]),
        "{queue}"
    );
}

#[test]
fn the_demo_goes_on_in_the_same_folder() {
    let folder = folder();
    let path = folder.path().to_str().expect("UTF-8");
    for _ in 0..2 {
        let demo = run(
            folder.path(),
            &["demo", "--once", "--yes", "--json", "--data-dir", path],
        );
        assert_eq!(code(&demo), 0, "{}", stderr(&demo));
    }
    let history = json(&run(folder.path(), &["history", "--json"]));
    let done = history["items"].as_array().expect("items");
    assert_eq!(done.iter().filter(|a| a["state"] == "done").count(), 2);
}

#[test]
fn the_demo_takes_its_keys_as_lines_where_there_is_no_terminal() {
    let folder = folder();
    let path = folder.path().to_str().expect("UTF-8");
    let mut child = Running(
        herald(folder.path())
            .args(["demo", "--data-dir", path])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("herald starts"),
    );
    let mut keys = child.0.stdin.take().expect("piped");
    keys.write_all(b"x\nd\nq\n").expect("typed");
    drop(keys);
    let mut said = String::new();
    child
        .0
        .stdout
        .take()
        .expect("piped")
        .read_to_string(&mut said)
        .expect("UTF-8");
    assert_eq!(child.0.wait().expect("ended").code(), Some(0), "{said}");
    assert!(said.contains("@mira.demo.test"), "{said}");
    assert!(said.contains("`x` is none of the keys."), "{said}");
    assert!(said.contains("Rejected."), "{said}");
    assert!(!said.contains('\u{1b}'), "no colour away from a terminal");
}
