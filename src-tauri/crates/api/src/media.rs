//! Pictures on their way in: measured, turned upright, rid of everything but the picture.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use herald_domain::{Media, MediaRef};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use sha2::{Digest, Sha256};

use crate::views::NewImage;
use crate::{ApiError, ErrorCode};

/// The most bytes a picture may have on its way in.
const MOST_BYTES_IN: usize = 30 << 20;

/// The most pixels along one side; a larger picture is refused before it is unpacked.
const MOST_PIXELS: u32 = 12_000;

/// The most bytes a picture may have on its way out: the smallest limit of the networks known
/// (Bluesky: 2,000,000; app.bsky.embed.images, read 2026-08-20) with some room.
const MOST_BYTES_OUT: usize = 1_950_000;

/// The longest side on its way out.
const LONGEST_SIDE: u32 = 2_000;

/// Takes a picture in: upright, at most 2,000 pixels wide or high, without location or other data.
///
/// # Errors
/// `BadInput` when it is no picture of a known kind, or too large to be unpacked safely.
pub(crate) fn take_in(new: &NewImage) -> Result<(MediaRef, Media), ApiError> {
    let bytes = STANDARD
        .decode(new.base64.trim())
        .map_err(|_| refused("it is not base64"))?;
    if bytes.len() > MOST_BYTES_IN {
        return Err(refused("it is larger than 30 MB"));
    }
    let picture = unpack(&bytes)?;
    let picture = if picture.width().max(picture.height()) > LONGEST_SIDE {
        picture.resize(
            LONGEST_SIDE,
            LONGEST_SIDE,
            image::imageops::FilterType::Lanczos3,
        )
    } else {
        picture
    };
    let (mime, bytes) = pack(&picture)?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let reference = MediaRef {
        sha256: sha256.clone(),
        mime: mime.to_owned(),
        alt: herald_domain::typed::cleaned(&new.alt).trim().to_owned(),
        width: picture.width(),
        height: picture.height(),
        ..MediaRef::default()
    };
    Ok((
        reference,
        Media {
            sha256,
            mime: mime.to_owned(),
            bytes,
        },
    ))
}

fn unpack(bytes: &[u8]) -> Result<DynamicImage, ApiError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| refused("it cannot be read"))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(512 << 20);
    reader.limits(limits);
    let unreadable = |_| refused("it is no PNG, JPEG, WebP or GIF, or it is damaged or too large");
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn pack(picture: &DynamicImage) -> Result<(&'static str, Vec<u8>), ApiError> {
    let failed = |error: image::ImageError| {
        ApiError::new(
            ErrorCode::Internal,
            format!("The picture could not be written: {error}."),
        )
    };
    if picture.color().has_alpha() {
        let mut png = Vec::new();
        picture
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .map_err(failed)?;
        if png.len() <= MOST_BYTES_OUT {
            return Ok(("image/png", png));
        }
    }
    let rgb = picture.to_rgb8();
    for quality in [90, 80, 65, 50, 35] {
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .encode_image(&rgb)
            .map_err(failed)?;
        if jpeg.len() <= MOST_BYTES_OUT {
            return Ok(("image/jpeg", jpeg));
        }
    }
    Err(refused("it stays too large however it is packed"))
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
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> NewImage {
        let mut bytes = Vec::new();
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .expect("writes");
        NewImage {
            base64: STANDARD.encode(bytes),
            alt: " A pier ".into(),
        }
    }

    #[test]
    fn a_picture_is_measured_shrunk_and_kept_under_its_hash() {
        let (reference, media) = take_in(&png(2_400, 60)).expect("taken");
        assert_eq!((reference.width, reference.height), (2_000, 50));
        assert_eq!(reference.alt, "A pier");
        assert_eq!(reference.sha256, hex::encode(Sha256::digest(&media.bytes)));
        assert!(media.bytes.len() <= MOST_BYTES_OUT);
    }

    #[test]
    fn what_is_no_picture_is_refused_in_words() {
        let text = NewImage {
            base64: STANDARD.encode("hello"),
            alt: String::new(),
        };
        let error = take_in(&text).expect_err("refused");
        assert_eq!(error.code, ErrorCode::BadInput);
        let no_base64 = NewImage {
            base64: "%%%".into(),
            alt: String::new(),
        };
        assert!(take_in(&no_base64).is_err());
    }

    #[test]
    fn a_picture_too_wide_to_unpack_is_refused() {
        assert!(take_in(&png(MOST_PIXELS + 1, 1)).is_err());
    }
}
