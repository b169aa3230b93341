//! Whether a picture moves.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder as _, ImageFormat};

/// Tells whether a picture has several frames; a damaged one counts as one that stands still.
pub(super) fn moves(bytes: &[u8], format: ImageFormat) -> bool {
    let bytes = Cursor::new(bytes);
    match format {
        ImageFormat::Gif => {
            GifDecoder::new(bytes).is_ok_and(|gif| gif.into_frames().take(2).flatten().count() > 1)
        }
        ImageFormat::WebP => WebPDecoder::new(bytes).is_ok_and(|webp| webp.has_animation()),
        ImageFormat::Png => {
            PngDecoder::new(bytes).is_ok_and(|png| png.is_apng().unwrap_or_default())
        }
        _ => false,
    }
}
