//! Exporting everything but secrets.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use herald_api::views::{Export, Exported};
use herald_api::{ApiError, ErrorCode};

use crate::headless::exit::Failure;
use crate::headless::shell::Shell;

/// Write everything but secrets to a file.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// The form.
    #[arg(long, value_enum)]
    format: Format,
    /// A new file, or a folder to put it in; left out, it is written to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Everything, with its structure.
    Json,
    /// One table for a spreadsheet.
    Csv,
}

/// Exports.
///
/// # Errors
/// What the engine says; `BadInput` when the file exists or cannot be written.
pub async fn run(args: ExportArgs, shell: &Shell) -> Result<(), Failure> {
    let format = match args.format {
        Format::Json => "json",
        Format::Csv => "csv",
    };
    let desk = shell.open().await?;
    let request = Export {
        format: format.to_owned(),
    };
    let exported = desk.herald.export(request).await?;
    match args.out {
        Some(out) => {
            let file = write(&out, &exported)?;
            let size = exported.contents.len();
            let said = format!("Written: {} ({size} bytes).", file.display());
            shell.output.say(&said)
        }
        None if shell.output.is_json() => shell.output.value(&exported),
        None => shell.output.contents(&exported.contents),
    }
}

fn write(out: &Path, exported: &Exported) -> Result<PathBuf, Failure> {
    let file = if out.is_dir() {
        let name = Path::new(&exported.file_name).file_name();
        out.join(name.unwrap_or("herald-export".as_ref()))
    } else {
        out.to_owned()
    };
    let failed = |error: std::io::Error| {
        let code = match error.kind() {
            ErrorKind::StorageFull => ErrorCode::DiskFull,
            _ => ErrorCode::BadInput,
        };
        let message = format!("{} cannot be written: {error}.", file.display());
        Failure::Api(ApiError::new(code, message))
    };
    let mut opened = File::create_new(&file).map_err(failed)?;
    opened
        .write_all(exported.contents.as_bytes())
        .map_err(failed)?;
    opened.sync_all().map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_never_overwritten() {
        let folder = tempfile::tempdir().expect("folder");
        let exported = Exported {
            file_name: "../herald.json".to_owned(),
            contents: "{}".to_owned(),
        };
        let file = write(folder.path(), &exported).expect("written");
        assert_eq!(
            file,
            folder.path().join("herald.json"),
            "the name stays in the folder"
        );
        assert_eq!(std::fs::read_to_string(&file).expect("read"), "{}");
        assert_eq!(write(&file, &exported).expect_err("exists").exit_code(), 2);
    }
}
