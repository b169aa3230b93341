//! Several writers of one file.

use herald_pipeline::ports::Vault;
use tempfile::tempdir;

use super::{child_test, open_vault, own_room, passes, secret};

const EACH: usize = 25;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_vaults_writing_at_once_lose_nothing() {
    let folder = tempdir().unwrap();
    let one = open_vault(folder.path()).await;
    let other = open_vault(folder.path()).await;
    let write = async |vault: &dyn Vault, whose: &str| {
        for number in 0..EACH {
            let name = format!("{whose}{number}");
            vault.write(&name, &secret(&name)).await.unwrap();
        }
    };
    tokio::join!(write(&one, "one"), write(&other, "other"));
    for whose in ["one", "other"] {
        for number in 0..EACH {
            let name = format!("{whose}{number}");
            assert_eq!(one.read(&name).await, Ok(Some(secret(&name))));
        }
    }
}

#[tokio::test]
async fn two_processes_writing_at_once_lose_nothing() {
    let folder = tempdir().unwrap();
    let mut running: Vec<_> = ["one", "other"]
        .into_iter()
        .map(|whose| {
            let name = format!("tests::processes::child_{whose}_writes");
            let mut command = child_test(&name, folder.path());
            std::thread::spawn(move || passes(&mut command))
        })
        .collect();
    running.drain(..).for_each(|child| child.join().unwrap());
    let vault = open_vault(folder.path()).await;
    for whose in ["one", "other"] {
        for number in 0..EACH {
            let name = format!("{whose}{number}");
            assert_eq!(vault.read(&name).await, Ok(Some(secret(&name))));
        }
    }
}

async fn write_own(whose: &str) {
    let vault = open_vault(&own_room()).await;
    for number in 0..EACH {
        let name = format!("{whose}{number}");
        vault.write(&name, &secret(&name)).await.unwrap();
    }
}

#[tokio::test]
#[ignore = "started by two_processes_writing_at_once_lose_nothing"]
async fn child_one_writes() {
    write_own("one").await;
}

#[tokio::test]
#[ignore = "started by two_processes_writing_at_once_lose_nothing"]
async fn child_other_writes() {
    write_own("other").await;
}
