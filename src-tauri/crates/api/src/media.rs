//! Pictures on their way in: read, turned upright, rid of everything but the picture, and fitted to what the
//! account's network takes.

mod fit;
mod motion;
mod strip;

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use herald_domain::{ImageRule, Media, MediaRef, typed};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use sha2::{Digest, Sha256};

use crate::views::NewImage;
use crate::{ApiError, ErrorCode};

/// The most bytes a picture may have on its way in.
const MOST_BYTES_IN: usize = 30 << 20;

/// The most pixels along one side; a larger picture is refused before it is unpacked.
const MOST_PIXELS: u32 = 12_000;

/// A picture as it was read.
struct Source<'a> {
    bytes: &'a [u8],
    format: ImageFormat,
    /// Upright.
    picture: DynamicImage,
    /// Whether it had to be turned.
    turned: bool,
    /// The colours its numbers stand for.
    colours: Option<Vec<u8>>,
}

/// A picture as it goes out.
struct Fitted {
    mime: &'static str,
    bytes: Vec<u8>,
    width: u32,
    height: u32,
}

/// A picture that was taken in.
#[derive(Debug)]
pub(crate) struct TakenIn {
    /// What a post says of it.
    pub(crate) reference: MediaRef,
    /// Its bytes.
    pub(crate) media: Media,
    /// Whether it moved and no longer does: the network takes nothing of its kind or size that moves.
    pub(crate) stands_still: bool,
}

/// Takes a picture in: as it is where the network takes it so, without location or other data; else as large and
/// as much like itself as the network lets it be.
///
/// # Errors
/// `BadInput` when it is no picture of a known kind, or too large to be unpacked safely.
pub(crate) fn take_in(new: &NewImage, rule: &ImageRule) -> Result<TakenIn, ApiError> {
    let bytes = STANDARD
        .decode(new.base64.trim())
        .map_err(|_| refused("it is not base64"))?;
    let (reference, media) = fitted_picture(&bytes, &new.alt, rule)?;
    let moves =
        |bytes: &[u8]| image::guess_format(bytes).is_ok_and(|format| motion::moves(bytes, format));
    Ok(TakenIn {
        stands_still: moves(&bytes) && !moves(&media.bytes),
        reference,
        media,
    })
}

/// Fits the bytes of a picture to a rule, described by `alt`.
///
/// # Errors
/// `BadInput` when it is no picture of a known kind, or too large to be unpacked safely.
pub fn fitted_picture(
    bytes: &[u8],
    alt: &str,
    rule: &ImageRule,
) -> Result<(MediaRef, Media), ApiError> {
    if bytes.len() > MOST_BYTES_IN {
        return Err(refused("it is larger than 30 MB"));
    }
    let fitted = fit::fitted(&read(bytes)?, rule)?;
    let sha256 = hex::encode(Sha256::digest(&fitted.bytes));
    let reference = MediaRef {
        sha256: sha256.clone(),
        mime: fitted.mime.to_owned(),
        alt: typed::cleaned(alt).trim().to_owned(),
        width: fitted.width,
        height: fitted.height,
        ..MediaRef::default()
    };
    let media = Media {
        sha256,
        mime: fitted.mime.to_owned(),
        bytes: fitted.bytes,
    };
    Ok((reference, media))
}

fn read(bytes: &[u8]) -> Result<Source<'_>, ApiError> {
    let unreadable = || refused("it is no PNG, JPEG, WebP or GIF, or it is damaged or too large");
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| refused("it cannot be read"))?;
    let format = reader.format().ok_or_else(unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(512 << 20);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let orientation = decoder.orientation().map_err(|_| unreadable())?;
    let colours = decoder.icc_profile().unwrap_or_default();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    picture.apply_orientation(orientation);
    Ok(Source {
        bytes,
        format,
        picture,
        turned: orientation != Orientation::NoTransforms,
        colours,
    })
}

/// Returns a picture as a `data:` address.
pub(crate) fn data_url(media: &Media) -> String {
    format!(
        "data:{};base64,{}",
        media.mime,
        STANDARD.encode(&media.bytes)
    )
}

fn refused(why: &str) -> ApiError {
    ApiError::new(
        ErrorCode::BadInput,
        format!("The picture was not taken: {why}. Nothing was sent."),
    )
}

#[cfg(test)]
mod tests;
