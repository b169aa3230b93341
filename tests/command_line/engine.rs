//! A running engine: alone on its folder, ended softly, and watchful of what it stands on.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use herald_domain::{Media, Timestamp};
use herald_pipeline::ports::{Change, Store as _, UnitOfWork};
use herald_store::SqliteStore;
use herald_testkit::{MockClock, RingWake};

use crate::{Running, code, error, folder, herald, json, run, stderr};

/// Starts an engine and waits until it runs.
fn engine(folder: &Path) -> Running {
    let mut engine = Running(
        herald(folder)
            .arg("run")
            .stdout(Stdio::piped())
            .spawn()
            .expect("herald starts"),
    );
    let mut greeting = [0; 7];
    let out = engine.0.stdout.as_mut().expect("piped");
    out.read_exact(&mut greeting).expect("it says that it runs");
    assert_eq!(&greeting, b"Running");
    engine
}

#[test]
fn two_engines_on_one_folder_are_refused_with_code_5() {
    let folder = folder();
    let _first = engine(folder.path());
    let second = run(folder.path(), &["run", "--until-idle", "--json"]);
    assert_eq!(code(&second), 5, "{}", stderr(&second));
    assert_eq!(error(&second)["code"], "busy");
    let overview = json(&run(folder.path(), &["status", "--json"]));
    assert_eq!(overview["engine"]["state"], "elsewhere");
}

#[cfg(unix)]
#[test]
fn a_running_engine_ends_softly_when_it_is_asked_to() {
    let folder = folder();
    let mut engine = engine(folder.path());
    let asked = Command::new("kill")
        .args(["-TERM", &engine.0.id().to_string()])
        .status();
    assert!(asked.expect("kill starts").success());
    let ended = engine.0.wait().expect("ended");
    assert_eq!(ended.code(), Some(0));
    let idle = run(folder.path(), &["run", "--until-idle"]);
    assert_eq!(code(&idle), 0, "the seat is free again: {}", stderr(&idle));
}

/// Fills the folder's database with so many megabytes.
#[tokio::main(flavor = "current_thread")]
async fn fill(file: &Path, megabytes: u8) {
    let clock = Arc::new(MockClock::at(Timestamp(0)));
    let store = SqliteStore::open(file, clock, Arc::new(RingWake::default())).await;
    let store = store.expect("the store opens");
    for number in 0..megabytes {
        let picture = Media {
            sha256: format!("{number:064x}"),
            mime: "image/png".to_owned(),
            bytes: vec![number; 1 << 20],
        };
        let unit = UnitOfWork::new().with(Change::PutMedia(picture));
        store.commit(unit).await.expect("it is written");
    }
    store.close().await.expect("it closes");
}

#[test]
fn damage_in_a_large_database_is_found_while_it_is_in_use() {
    let folder = folder();
    let file = folder.path().join("herald.db");
    fill(&file, 20);
    let mut bytes = fs::read(&file).expect("reads");
    let late = bytes.len() / 4 * 3 / 4096 * 4096;
    bytes[late..late + 8192].fill(0xa5);
    fs::write(&file, &bytes).expect("writes");

    let _engine = engine(folder.path());
    let said = loop {
        let overview = json(&run(folder.path(), &["status", "--json"]));
        let problems = overview["problems"].as_array().expect("a list").clone();
        let database = problems.iter().filter_map(|one| one.as_str());
        if let Some(said) = database
            .map(str::to_owned)
            .find(|one| one.starts_with("database"))
        {
            break said;
        }
    };
    assert!(said.contains("is damaged"), "{said}");
    let read = run(folder.path(), &["review", "list"]);
    assert_eq!(code(&read), 0, "{}", stderr(&read));
}
