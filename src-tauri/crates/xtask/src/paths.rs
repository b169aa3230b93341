//! Where things are: the working tree, the build folder, the cache.

use std::env;
use std::path::{Path, PathBuf};

/// Returns the root of the working tree this tool was started from.
pub fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors()
        .nth(3)
        .map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Returns the folder of the UI.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Returns Herald's folder for what may be deleted and made again: logs, tools, test servers.
pub fn cache() -> PathBuf {
    env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .unwrap_or_else(env::temp_dir)
        .join("herald")
}

/// Returns the folder cargo builds into.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Returns the path of a binary built in the debug profile.
pub fn debug_binary(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// Returns the path of a binary built in the release profile.
pub fn release_binary(name: &str) -> PathBuf {
    target().join("release").join(name)
}
