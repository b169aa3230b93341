//! A picture made to fit what a network takes, with as little lost as can be.

use std::io::Cursor;

use herald_domain::ImageRule;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView as _, ImageEncoder, ImageError, ImageFormat};

use super::{Fitted, Source, refused, strip};
use crate::{ApiError, ErrorCode};

/// How often a picture with too many bytes is tried smaller.
const TRIES: u32 = 8;

/// Bytes do not grow quite as pixels do, so that each try is a little smaller than they say.
const ROOM: f64 = 0.95;

/// How well photographs are packed; less is seen, and smaller looks better then.
const QUALITIES: [u8; 3] = [92, 85, 78];

/// Fits a picture to a rule.
///
/// # Errors
/// `BadInput` where it fits in no way.
pub(super) fn fitted(source: &Source<'_>, rule: &ImageRule) -> Result<Fitted, ApiError> {
    if let Some(fitted) = as_it_is(source, rule) {
        return Ok(fitted);
    }
    let (width, height) = source.picture.dimensions();
    let mut share = largest(width, height, rule);
    for _ in 0..TRIES {
        match packed(&scaled(&source.picture, share), source, rule)? {
            Packed::Fits(fitted) => return Ok(fitted),
            Packed::TooLarge(bytes) => {
                let too_much = rule.max_bytes as f64 / bytes as f64;
                share *= too_much.sqrt().min(1.0) * ROOM;
            }
        }
    }
    Err(refused("it stays too large however it is packed"))
}

/// Returns the picture's own bytes, where the network takes them.
fn as_it_is(source: &Source<'_>, rule: &ImageRule) -> Option<Fitted> {
    let mime = source.format.to_mime_type();
    let (width, height) = source.picture.dimensions();
    let takes = rule.formats.iter().any(|one| one == mime);
    if source.turned || !takes || largest(width, height, rule) < 1.0 {
        return None;
    }
    let bytes = strip::stripped(source.bytes, source.format)?;
    (bytes.len() as u64 <= rule.max_bytes).then_some(Fitted {
        mime,
        bytes,
        width,
        height,
    })
}

/// Returns how large it may be, as a share of what it is; at most 1.
fn largest(width: u32, height: u32, rule: &ImageRule) -> f64 {
    let (width, height) = (f64::from(width), f64::from(height));
    let shares = [
        f64::from(rule.max_width) / width,
        f64::from(rule.max_height) / height,
        (rule.max_pixels as f64 / (width * height)).sqrt(),
    ];
    shares.into_iter().fold(1.0, f64::min)
}

fn scaled(picture: &DynamicImage, share: f64) -> DynamicImage {
    if share >= 1.0 {
        return picture.clone();
    }
    let side = |length: u32| ((f64::from(length) * share).floor() as u32).max(1);
    let (width, height) = picture.dimensions();
    picture.resize_exact(side(width), side(height), FilterType::Lanczos3)
}

/// What packing came to.
enum Packed {
    Fits(Fitted),
    /// The fewest bytes it has in this size.
    TooLarge(usize),
}

/// Packs a picture as the network takes it. What can be seen through stays so, drawings stay sharp where they fit.
fn packed(
    picture: &DynamicImage,
    source: &Source<'_>,
    rule: &ImageRule,
) -> Result<Packed, ApiError> {
    let takes = |mime: &str| rule.formats.iter().any(|one| one == mime);
    let (width, height) = picture.dimensions();
    let fits = |bytes: &Vec<u8>| bytes.len() as u64 <= rule.max_bytes;
    let made = |mime, bytes| {
        Packed::Fits(Fitted {
            mime,
            bytes,
            width,
            height,
        })
    };
    let see_through = is_see_through(picture);
    if takes("image/png") && (see_through || source.format != ImageFormat::Jpeg) {
        let png = png(picture, source)?;
        if fits(&png) {
            return Ok(made("image/png", png));
        }
        if see_through {
            return Ok(Packed::TooLarge(png.len()));
        }
    }
    let mut fewest = usize::MAX;
    for quality in QUALITIES {
        let jpeg = jpeg(picture, source, quality)?;
        if fits(&jpeg) {
            return Ok(made("image/jpeg", jpeg));
        }
        fewest = fewest.min(jpeg.len());
    }
    Ok(Packed::TooLarge(fewest))
}

fn is_see_through(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.pixels().any(|(_, _, pixel)| pixel.0[3] < u8::MAX)
}

fn png(picture: &DynamicImage, source: &Source<'_>) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(Cursor::new(&mut bytes));
    keep_colours(&mut encoder, source);
    picture.write_with_encoder(encoder).map_err(unwritten)?;
    Ok(bytes)
}

/// Packs it as a photograph, on white where it could be seen through.
fn jpeg(picture: &DynamicImage, source: &Source<'_>, quality: u8) -> Result<Vec<u8>, ApiError> {
    let ground = if picture.color().has_alpha() {
        let (width, height) = picture.dimensions();
        let white = image::Rgba([u8::MAX; 4]);
        let mut ground = image::RgbaImage::from_pixel(width, height, white);
        image::imageops::overlay(&mut ground, &picture.to_rgba8(), 0, 0);
        DynamicImage::ImageRgba8(ground).to_rgb8()
    } else {
        picture.to_rgb8()
    };
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    keep_colours(&mut encoder, source);
    ground.write_with_encoder(encoder).map_err(unwritten)?;
    Ok(bytes)
}

/// Says which colours the numbers stand for, where they still do: pictures for print are turned into screen colours
/// as they are read.
fn keep_colours(encoder: &mut impl ImageEncoder, source: &Source<'_>) {
    let profile = source.colours.clone();
    let Some(profile) = profile.filter(|profile| profile.get(16..20) == Some(b"RGB ")) else {
        return;
    };
    if let Err(error) = encoder.set_icc_profile(profile) {
        tracing::info!(%error, "a picture lost its colour profile");
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands where errors are mapped"
)]
fn unwritten(error: ImageError) -> ApiError {
    ApiError::new(
        ErrorCode::Internal,
        format!("The picture could not be written: {error}."),
    )
}
