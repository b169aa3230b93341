//! Writes the TypeScript bindings into the folder named by the first argument.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("name the folder")?;
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("herald.ts"), herald_api::bindings::typescript())?;
    Ok(())
}
