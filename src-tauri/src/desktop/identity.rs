//! Who this instance is: one for each data folder.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::wiring::default_data_dir;

/// The mark that tells instances on unusual data folders apart; empty for the usual folder.
///
/// It goes into the application's identifier, and so into its name on the bus, the place of its
/// window's state and the entry that starts it at login.
pub(super) fn mark(data_dir: &Path) -> String {
    let folder = real(data_dir);
    if folder == real(&default_data_dir()) {
        return String::new();
    }
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let short = digest.iter().take(6);
    short.fold(String::new(), |mark, byte| format!("{mark}{byte:02x}"))
}

/// Returns a path without links in it, the same before and after its last folders are made.
fn real(path: &Path) -> PathBuf {
    let found = path.ancestors().find_map(|there| {
        let rest = path.strip_prefix(there).ok()?;
        Some(there.canonicalize().ok()?.join(rest))
    });
    let found = found.unwrap_or_else(|| path.to_path_buf());
    // Joining nothing leaves a separator at the end.
    found.components().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_data_folder_is_an_instance_of_its_own() {
        assert_eq!(mark(&default_data_dir()), "");
        let (one, two) = (mark(Path::new("/tmp/one")), mark(Path::new("/tmp/two")));
        assert_ne!(one, two);
        assert_eq!(one, mark(Path::new("/tmp/one")));
        assert_eq!(one.len(), 12);
    }

    #[cfg(unix)]
    #[test]
    fn the_first_start_and_the_second_are_the_same_instance() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).expect("links");
        let data = link.join("herald");
        let before = mark(&data);
        std::fs::create_dir(&data).expect("made");
        assert_eq!(mark(&data), before);
        assert_eq!(mark(&folder.path().join("herald")), before);
    }
}
