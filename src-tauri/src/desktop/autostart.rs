//! Starting at login, as the setting `window.autostart` says.

use std::path::Path;

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_autostart::ManagerExt as _;

/// Makes the plugin; each data folder has an entry of its own.
pub(super) fn plugin(mark: &str, data_dir: &Path) -> TauriPlugin<Wry> {
    let builder = tauri_plugin_autostart::Builder::new().arg("--hidden");
    if mark.is_empty() {
        return builder.app_name("Herald").build();
    }
    let folder = data_dir.display().to_string();
    builder
        .app_name(format!("Herald-{mark}"))
        .args(["--data-dir", &folder])
        .build()
}

/// Makes the system start Herald at login, or not.
pub(super) fn apply(app: &AppHandle, wanted: bool) {
    let entry = app.autolaunch();
    let changed = match entry.is_enabled() {
        Ok(enabled) if enabled == wanted => return,
        Ok(_) | Err(_) if wanted => entry.enable(),
        Ok(_) | Err(_) => entry.disable(),
    };
    match changed {
        Ok(()) => tracing::info!(wanted, "starting at login was set"),
        Err(error) => tracing::warn!(wanted, %error, "starting at login could not be set"),
    }
}
