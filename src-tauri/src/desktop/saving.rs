//! Saving a file where the person says.

use std::path::PathBuf;

use herald_api::{ApiError, ErrorCode};
use tauri::Manager as _;
use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

/// Asks where a file shall go and writes it; `None` when the person changed their mind.
pub(super) async fn ask_and_write(
    window: &WebviewWindow,
    name: &str,
    contents: String,
) -> Result<Option<String>, ApiError> {
    let Some(path) = ask(window, name).await? else {
        return Ok(None);
    };
    match tokio::fs::write(&path, contents).await {
        Ok(()) => Ok(Some(path.display().to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(ApiError::passing(
            ErrorCode::DiskFull,
            "The disk is full, so the file was not saved whole. Make room and save it again.",
        )),
        Err(error) => Err(ApiError::passing(
            ErrorCode::Internal,
            format!(
                "{} could not be written: {error}. Choose another place.",
                path.display()
            ),
        )),
    }
}

async fn ask(window: &WebviewWindow, name: &str) -> Result<Option<PathBuf>, ApiError> {
    let (answer, answered) = oneshot::channel();
    let mut dialog = window
        .dialog()
        .file()
        .set_parent(window)
        .set_title("Save")
        .set_file_name(file_name(name));
    if let Ok(folder) = window.path().document_dir() {
        dialog = dialog.set_directory(folder);
    }
    dialog.save_file(move |chosen| {
        // The window may have gone while the person thought.
        drop(answer.send(chosen));
    });
    let Some(chosen) = answered.await.ok().flatten() else {
        return Ok(None);
    };
    chosen.into_path().map(Some).map_err(|error| {
        ApiError::new(
            ErrorCode::BadInput,
            format!("A file cannot be saved there: {error}."),
        )
    })
}

/// Returns a name without any folder in it.
fn file_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '-'
            } else {
                c
            }
        })
        .collect();
    match plain.trim_matches(['.', ' ']) {
        "" => "herald".to_owned(),
        plain => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_name_never_leaves_its_folder() {
        assert_eq!(
            file_name("herald-2026-08-20.json"),
            "herald-2026-08-20.json"
        );
        assert_eq!(file_name("../../.bashrc"), "-..-.bashrc");
        assert_eq!(file_name(" .. "), "herald");
    }
}
