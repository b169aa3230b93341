//! Prepares the window: builds the UI it shows and checks what it may do. Without the feature
//! `desktop` there is nothing to prepare.

fn main() {
    #[cfg(feature = "desktop")]
    window::prepare();
}

#[cfg(feature = "desktop")]
mod window {
    #![expect(
        clippy::panic,
        clippy::disallowed_methods,
        reason = "a build script speaks to cargo on its standard output, ends by a panic, and compares file times"
    )]

    use std::fs::{self, File};
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::time::SystemTime;

    /// What the UI is built from, in the folder `ui`.
    const SOURCES: [&str; 6] = [
        "src",
        "index.html",
        "package.json",
        "package-lock.json",
        "svelte.config.js",
        "vite.config.ts",
    ];

    pub(super) fn prepare() {
        for source in SOURCES {
            println!("cargo:rerun-if-changed=ui/{source}");
        }
        println!("cargo:rerun-if-changed=src-tauri/capabilities");
        build_ui(Path::new("ui"));
        let manifest = tauri_build::AppManifest::new()
            .permissions_path_pattern("./src-tauri/capabilities/permissions/*.toml");
        let attributes = tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/*.json")
            .app_manifest(manifest);
        if let Err(error) = tauri_build::try_build(attributes) {
            panic!("The window cannot be prepared: {error:#}");
        }
    }

    /// Builds the UI where it is missing or older than its sources. The time of the build is kept in
    /// the same place in which `cargo xtask` keeps it.
    fn build_ui(ui: &Path) {
        let stamp = ui.join("node_modules/.herald-built");
        let sources = SOURCES.iter().map(|name| ui.join(name));
        let newest = sources.filter_map(|path| newest_within(&path)).max();
        let dist = ui.join("dist");
        if dist.join("index.html").is_file() && modified(&stamp) >= newest {
            return;
        }
        let started = SystemTime::now();
        if modified(&ui.join("node_modules/.package-lock.json"))
            < modified(&ui.join("package-lock.json"))
        {
            npm(ui, &["ci"]);
        }
        npm(ui, &["run", "build"]);
        set_time(&stamp, started);
        // Cargo runs this script again whenever something it watches is newer than its last run.
        age(&dist);
    }

    fn npm(ui: &Path, arguments: &[&str]) {
        let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let what = format!("npm {}", arguments.join(" "));
        let output = Command::new(program)
            .args(arguments)
            .current_dir(ui)
            .output();
        match output {
            Ok(output) if output.status.success() => {}
            Ok(output) => panic!(
                "The window's UI was not built: `{what}` failed in the folder ui.\n{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            ),
            Err(error) => panic!(
                "The window's UI was not built: `{what}` could not be started ({error}). \
                 Install Node.js 20.19 or newer, or run `cargo xtask run`, which brings it."
            ),
        }
    }

    fn newest_within(path: &Path) -> Option<SystemTime> {
        let below = entries(path).into_iter();
        let newest_below = below.filter_map(|path| newest_within(&path)).max();
        newest_below.max(modified(path))
    }

    fn entries(path: &Path) -> Vec<PathBuf> {
        let listed = fs::read_dir(path).into_iter().flatten();
        listed.flatten().map(|entry| entry.path()).collect()
    }

    fn modified(path: &Path) -> Option<SystemTime> {
        fs::metadata(path).and_then(|found| found.modified()).ok()
    }

    fn age(path: &Path) {
        for below in entries(path) {
            age(&below);
        }
        set_time(path, SystemTime::UNIX_EPOCH);
    }

    fn set_time(path: &Path, time: SystemTime) {
        let file = if path.is_dir() {
            File::open(path)
        } else {
            File::options().create(true).append(true).open(path)
        };
        if let Err(error) = file.and_then(|file| file.set_modified(time)) {
            println!(
                "cargo:warning=The time of {} was not set ({error}); the next build takes longer.",
                path.display()
            );
        }
    }
}
