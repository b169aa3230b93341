//! Where Herald keeps its data.

use std::fs;
use std::path::{Path, PathBuf};

use herald_api::{ApiError, ErrorCode};

/// Returns the data folder for people who choose none: the system's usual place.
pub fn default_data_dir() -> PathBuf {
    dirs::data_dir()
        .unwrap_or_else(|| PathBuf::from("."))
        .join("herald")
}

/// Makes the folder, readable by its owner alone.
pub(super) fn prepare(folder: &Path) -> Result<(), ApiError> {
    let failed = |error: std::io::Error| {
        ApiError::new(
            ErrorCode::BadInput,
            format!(
                "The data folder {} cannot be used: {error}.",
                folder.display()
            ),
        )
    };
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}
