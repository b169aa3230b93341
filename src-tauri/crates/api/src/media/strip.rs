//! What stands in a picture's file besides the picture: where and when it was taken, with what, by whom.

use image::ImageFormat;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;

/// Chunks of PNG that say something about the picture's making.
const PNG_WORDS: [&[u8; 4]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];

/// Chunks of WebP that do.
const WEBP_WORDS: [&[u8; 4]; 2] = [b"EXIF", b"XMP "];

/// Returns the file without them, the picture untouched; nothing where it cannot be taken apart.
pub(super) fn stripped(bytes: &[u8], format: ImageFormat) -> Option<Vec<u8>> {
    let whole = bytes.to_vec().into();
    let kept = match format {
        ImageFormat::Jpeg => {
            let mut jpeg = Jpeg::from_bytes(whole).ok()?;
            jpeg.segments_mut().retain(|part| match part.marker() {
                // The frame's kind, and the colours its numbers stand for.
                markers::APP0 | markers::APP14 => true,
                markers::APP2 => part.contents().starts_with(b"ICC_PROFILE"),
                markers::APP1 | markers::APP3..=markers::APP13 | markers::APP15 | markers::COM => {
                    false
                }
                _ => true,
            });
            jpeg.encoder().bytes()
        }
        ImageFormat::Png => {
            let mut png = Png::from_bytes(whole).ok()?;
            png.chunks_mut()
                .retain(|part| !PNG_WORDS.contains(&&part.kind()));
            png.encoder().bytes()
        }
        ImageFormat::WebP => {
            let mut webp = WebP::from_bytes(whole).ok()?;
            webp.chunks_mut()
                .retain(|part| !WEBP_WORDS.contains(&&part.id()));
            webp.encoder().bytes()
        }
        ImageFormat::Gif => whole,
        _ => return None,
    };
    Some(kept.to_vec())
}
