//! `cargo xtask icons`: draws the icon set in `icons/` from the SVG sources in `icons/source/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::{self, Group};
use crate::{paths, step};

/// Application icons as PNG: file name and edge length in pixels.
const PNGS: &[(&str, u32)] = &[
    ("32x32.png", 32),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
];

/// Sizes inside the Windows icon.
const ICO_SIZES: &[u32] = &[16, 24, 32, 48, 64, 256];

/// Parts of the macOS icon: type code and edge length. The codes carry PNG data.
const ICNS_PARTS: &[(&[u8; 4], u32)] = &[
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

/// Tray icons, in their own ink: macOS takes the shape and colours it, elsewhere a plate carries the
/// shape, because nobody tells how dark the bar is.
const TRAY: &[&str] = &[
    "tray-shape",
    "tray-shape-attention",
    "tray-plate",
    "tray-plate-attention",
];

/// Draws every icon again.
pub fn icons() -> Result<()> {
    setup::install_missing(&[Group::Icons])?;
    let home = paths::root().join("icons");
    let source = home.join("source/herald.svg");
    for (name, size) in PNGS {
        write(&home.join(name), &draw(&source, *size)?)?;
    }
    let parts: Vec<_> = ICO_SIZES
        .iter()
        .map(|size| Ok((*size, draw(&source, *size)?)))
        .collect::<Result<_>>()?;
    write(&home.join("icon.ico"), &ico(&parts))?;
    let parts: Vec<_> = ICNS_PARTS
        .iter()
        .map(|(code, size)| Ok((**code, draw(&source, *size)?)))
        .collect::<Result<_>>()?;
    write(&home.join("icon.icns"), &icns(&parts))?;
    TRAY.iter().try_for_each(|name| tray(&home, name))
}

fn tray(home: &Path, name: &str) -> Result<()> {
    let source = home.join("source").join(format!("{name}.svg"));
    write(&home.join(format!("{name}.png")), &draw(&source, 32)?)?;
    write(&home.join(format!("{name}@2x.png")), &draw(&source, 64)?)
}

fn draw(svg: &Path, size: u32) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let png: PathBuf = folder.path().join("icon.png");
    let edge = size.to_string();
    let mut command = Command::new("rsvg-convert");
    command
        .args(["--width", &edge, "--height", &edge, "--output"])
        .arg(&png)
        .arg(svg);
    step::output_of(&mut command).with_context(|| format!("Draw {}", svg.display()))?;
    fs::read(png).context("Read the drawn icon")
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    println!("{} ({} bytes)", path.display(), bytes.len());
    fs::write(path, bytes).with_context(|| format!("Write {}", path.display()))
}

/// Packs PNG pictures as a Windows icon: a header, a directory, then the pictures.
///
/// # Shapes
/// Little endian; an edge of 256 is written as 0.
fn ico(parts: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut directory = vec![0, 0, 1, 0, parts.len() as u8, 0];
    let mut offset = (6 + 16 * parts.len()) as u32;
    for (size, png) in parts {
        let edge = if *size >= 256 { 0 } else { *size as u8 };
        directory.extend([edge, edge, 0, 0, 1, 0, 32, 0]);
        directory.extend((png.len() as u32).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        offset += png.len() as u32;
    }
    directory.extend(parts.iter().flat_map(|(_, png)| png));
    directory
}

/// Packs PNG pictures as a macOS icon: each part has a type code and its length.
///
/// # Shapes
/// Big endian; every length counts its own header of 8 bytes.
fn icns(parts: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let total: usize = 8 + parts.iter().map(|(_, png)| 8 + png.len()).sum::<usize>();
    let mut packed = b"icns".to_vec();
    packed.extend((total as u32).to_be_bytes());
    for (code, png) in parts {
        packed.extend(code);
        packed.extend((8 + png.len() as u32).to_be_bytes());
        packed.extend(png);
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_of_a_windows_icon_lies_where_the_directory_says() {
        let parts = [(16, vec![1, 1, 1]), (256, vec![2, 2])];
        let packed = ico(&parts);
        let number =
            |at: usize| u32::from_le_bytes(packed[at..at + 4].try_into().unwrap()) as usize;
        for (index, (_, png)) in parts.iter().enumerate() {
            let entry = 6 + 16 * index;
            let (length, offset) = (number(entry + 8), number(entry + 12));
            assert_eq!(&packed[offset..offset + length], png.as_slice());
        }
        assert_eq!((packed[6], packed[22]), (16, 0));
    }

    #[test]
    fn the_length_of_a_macos_icon_counts_all_of_it() {
        let packed = icns(&[(*b"ic07", vec![1, 2, 3]), (*b"ic08", vec![4])]);
        assert_eq!(
            packed.len() as u32,
            u32::from_be_bytes(packed[4..8].try_into().unwrap())
        );
        assert_eq!(&packed[8..12], b"ic07");
        assert_eq!(u32::from_be_bytes(packed[12..16].try_into().unwrap()), 11);
    }
}
