//! Who may depend on whom inside the workspace, read from `cargo metadata`.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test: a missing field of the metadata is a failure of the test"
)]

use std::process::Command;

use serde_json::Value;

/// The package that wires everything together; it alone may name the window system.
const ROOT: &str = "herald";

/// The crates that speak to the outside world, each behind ports of `herald-pipeline`.
const ADAPTERS: &[&str] = &[
    "herald-store",
    "herald-networks",
    "herald-drafting",
    "herald-vault",
    "herald-transport",
];

/// What the tests of an adapter or of the API may use beside its own dependencies.
const FOR_TESTS: &[&str] = &["herald-testkit", "herald-simnet", "herald-transport"];

/// Beginnings of the names of crates that belong to the window system.
const WINDOW_SYSTEM: &[&str] = &[
    "tauri",
    "wry",
    "tao",
    "webkit",
    "javascriptcore",
    "gtk",
    "webview2",
];

/// One package naming another in its manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edge {
    from: String,
    to: String,
    for_tests: bool,
}

impl Edge {
    fn new(from: &str, to: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            for_tests: false,
        }
    }

    fn in_tests(from: &str, to: &str) -> Self {
        Self {
            for_tests: true,
            ..Self::new(from, to)
        }
    }
}

fn is_allowed(edge: &Edge, ours: &[String]) -> bool {
    let (from, to) = (edge.from.as_str(), edge.to.as_str());
    if WINDOW_SYSTEM
        .iter()
        .any(|beginning| to.starts_with(beginning))
    {
        return from == ROOT;
    }
    if !ours.iter().any(|name| name == to) {
        return true;
    }
    if edge.for_tests && may_test_with(from, to) {
        return true;
    }
    match from {
        ROOT => true,
        "xtask" => to != ROOT,
        "herald-pipeline" => to == "herald-domain",
        "herald-api" | "herald-testkit" => is_inner(to),
        adapter if ADAPTERS.contains(&adapter) => is_inner(to),
        // The domain and the simulated networks know nobody, and an unknown crate may know nobody yet.
        _ => false,
    }
}

fn may_test_with(from: &str, to: &str) -> bool {
    let at_the_edge = from == "herald-api" || ADAPTERS.contains(&from);
    (at_the_edge && FOR_TESTS.contains(&to))
        || (from == "herald-pipeline" && to == "herald-testkit")
}

fn is_inner(name: &str) -> bool {
    name == "herald-domain" || name == "herald-pipeline"
}

fn forbidden(edges: &[Edge], ours: &[String]) -> Vec<Edge> {
    edges
        .iter()
        .filter(|edge| !is_allowed(edge, ours))
        .cloned()
        .collect()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

fn name(of: &Value) -> String {
    of["name"]
        .as_str()
        .expect("a package has a name")
        .to_owned()
}

fn workspace() -> (Vec<Edge>, Vec<String>) {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("there are packages");
    let ours = packages.iter().map(name).collect();
    let edges = packages.iter().flat_map(|package| {
        let from = name(package);
        let named = package["dependencies"]
            .as_array()
            .expect("a list of dependencies");
        named.iter().map(move |dependency| Edge {
            from: from.clone(),
            to: name(dependency),
            for_tests: dependency["kind"] == "dev",
        })
    });
    (edges.collect(), ours)
}

#[test]
fn every_edge_points_inwards() {
    let (edges, ours) = workspace();
    let found = forbidden(&edges, &ours);
    assert!(
        found.is_empty(),
        "These dependencies point the wrong way: {found:#?}"
    );
}

#[test]
fn the_workspace_is_really_read() {
    let (edges, ours) = workspace();
    assert!(ours.len() >= 12, "only {ours:?}");
    assert!(edges.contains(&Edge::new("herald-pipeline", "herald-domain")));
    assert!(edges.contains(&Edge::new(ROOT, "tauri")));
}

#[test]
fn a_forbidden_edge_is_found() {
    let ours: Vec<String> = [
        ROOT,
        "herald-domain",
        "herald-pipeline",
        "herald-api",
        "herald-simnet",
    ]
    .iter()
    .chain(ADAPTERS)
    .chain(&["herald-testkit", "xtask"])
    .map(|name| (*name).to_owned())
    .collect();
    let wrong = [
        Edge::new("herald-domain", "herald-pipeline"),
        Edge::in_tests("herald-domain", "herald-testkit"),
        Edge::new("herald-pipeline", "herald-store"),
        Edge::new("herald-pipeline", "herald-api"),
        Edge::new("herald-pipeline", "herald-testkit"),
        Edge::in_tests("herald-pipeline", "herald-simnet"),
        Edge::new("herald-api", "herald-store"),
        Edge::new("herald-store", "herald-networks"),
        Edge::in_tests("herald-store", "herald-networks"),
        Edge::new("herald-networks", "herald-testkit"),
        Edge::new("herald-simnet", "herald-domain"),
        Edge::new("herald-testkit", "herald-store"),
        Edge::new("xtask", ROOT),
        Edge::new("herald-api", "tauri"),
        Edge::in_tests("xtask", "tauri-driver"),
        Edge::new("herald-drafting", "webkit2gtk"),
    ];
    assert_eq!(forbidden(&wrong, &ours), wrong);
}

#[test]
fn the_edges_of_the_design_are_allowed() {
    let ours: Vec<String> = workspace().1;
    let right = [
        Edge::new("herald-pipeline", "herald-domain"),
        Edge::new("herald-api", "herald-pipeline"),
        Edge::new("herald-vault", "herald-domain"),
        Edge::in_tests("herald-networks", "herald-simnet"),
        Edge::in_tests("herald-pipeline", "herald-testkit"),
        Edge::in_tests("herald-api", "herald-transport"),
        Edge::new("herald-testkit", "herald-pipeline"),
        Edge::new("xtask", "herald-api"),
        Edge::new(ROOT, "herald-simnet"),
        Edge::new(ROOT, "tauri-build"),
        Edge::new("herald-domain", "serde"),
    ];
    assert_eq!(forbidden(&right, &ours), []);
}
