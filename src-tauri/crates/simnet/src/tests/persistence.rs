use std::io::Write as _;
use std::path::Path;

use serde_json::json;

use super::support::{Bench, Wire, bench_with, post};
use crate::{OWNER, SimConfig, SimError, SimNet};

const PUT: &str = "com.atproto.repo.putRecord";

fn config(path: &Path) -> SimConfig {
    SimConfig {
        ledger_path: Some(path.to_owned()),
        ..SimConfig::default()
    }
}

#[tokio::test]
async fn world_survives_a_restart_with_sessions_steps_and_everything_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.jsonl");
    let Bench { sim, wire, clock } = bench_with(config(&path)).await;
    for _ in 0..8 {
        clock.advance(std::time::Duration::from_secs(1));
        sim.step().unwrap();
    }
    let upload = wire.upload("image/png", vec![1, 2, 3]).await.ok();
    let (ledger, world) = (sim.ledger(), sim.world());
    let (refresh, access) = (wire.refresh, wire.access);
    sim.shutdown().await;

    let again = SimNet::start(SimConfig {
        seed: 99,
        clock,
        ..config(&path)
    })
    .await
    .unwrap();
    assert_eq!(again.ledger(), ledger);
    assert_eq!(again.world().steps_taken(), 8);
    let owner = again.user(OWNER).unwrap().did;
    assert_eq!(world.find(OWNER).map(|one| &one.did), Some(&owner));
    let page = |world: &crate::World| {
        let page = world.notifications(&owner, &[], 100, None);
        page.items
            .iter()
            .map(|one| (one.uri.clone(), one.reason))
            .collect::<Vec<_>>()
    };
    assert_eq!(page(&again.world()), page(&world));
    let cid = upload["blob"]["ref"]["$link"].as_str().unwrap();
    assert_eq!(again.world().blob(&owner, cid).unwrap().bytes, [1, 2, 3]);

    let mut wire = Wire::new(&again.url());
    wire.access = access;
    wire.get("com.atproto.server.getSession", &[]).await.ok();
    wire.access = refresh;
    let refreshed = wire
        .request_post("com.atproto.server.refreshSession", &json!(null))
        .body("");
    wire.try_send(refreshed).await.unwrap().ok();
    again.step().unwrap();
    assert_eq!(again.world().steps_taken(), 9);
}

#[tokio::test]
async fn torn_last_line_costs_only_the_unanswered_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.jsonl");
    let bench = bench_with(config(&path)).await;
    bench
        .wire
        .post(PUT, &bench.put(1, &post("kept")))
        .await
        .ok();
    let (ledger, uri) = (bench.sim.ledger(), bench.post_uri(1));
    bench.sim.shutdown().await;
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    file.write_all(br#"{"seq":99,"at":18000000"#).unwrap();

    let again = SimNet::start(config(&path)).await.unwrap();
    assert_eq!(again.ledger(), ledger);
    assert!(again.world().record(&uri).is_some());
    again.post_as("jonas.sim.test", "life goes on").unwrap();
    again.shutdown().await;
    let last = SimNet::start(config(&path)).await.unwrap();
    assert_eq!(last.ledger().last_seq(), ledger.last_seq() + 1);
}

#[tokio::test]
async fn damaged_ledger_stops_the_start_instead_of_founding_another_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.jsonl");
    std::fs::write(&path, "{\"seq\":1}\n").unwrap();
    let error = SimNet::start(config(&path)).await.unwrap_err();
    assert!(matches!(error, SimError::Ledger(_)), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"seq\":1}\n");
}

#[tokio::test]
async fn unpopulated_world_is_empty_until_people_are_added() {
    let sim = SimNet::start(SimConfig {
        populated: false,
        ..SimConfig::default()
    })
    .await
    .unwrap();
    assert_eq!(sim.world().people().count(), 0);
    assert!(sim.step().unwrap().is_empty());
    let person = sim.add_user("Ada.test", "Ada", "pw").unwrap();
    assert_eq!(person.handle, "ada.test");
    assert_eq!(
        sim.add_user("ada.test", "Ada", "pw").unwrap_err().error,
        "HandleNotAvailable"
    );
    let login = json!({"identifier": "ada.test", "password": "pw"});
    let wire = Wire::new(&sim.url());
    wire.post("com.atproto.server.createSession", &login)
        .await
        .ok();
}
