use herald_pipeline::ports::Rng as _;
use herald_testkit::SeededRng;
use image::{GenericImageView as _, Rgba, RgbaImage};

use super::*;

fn rule(max_bytes: u64, formats: &[&str]) -> ImageRule {
    ImageRule {
        max_bytes,
        max_width: 4_000,
        max_height: 4_000,
        min_width: 1,
        max_pixels: 16_000_000,
        aspect: None,
        formats: formats.iter().map(|one| (*one).to_owned()).collect(),
    }
}

fn narrow() -> ImageRule {
    rule(2_000_000, &["image/jpeg", "image/png"])
}

fn wide() -> ImageRule {
    rule(
        16_000_000,
        &["image/jpeg", "image/png", "image/gif", "image/webp"],
    )
}

fn new(bytes: &[u8]) -> NewImage {
    NewImage {
        base64: STANDARD.encode(bytes),
        alt: " A pier ".into(),
    }
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("writes");
    bytes
}

/// A picture that packs badly, on a ground that can be seen through.
fn on_glass(side: u32) -> DynamicImage {
    let rng = SeededRng::new(7);
    let mut noise = vec![0; side as usize];
    rng.fill(&mut noise);
    let at = |x: u32, y: u32| noise[((x * 7 + y * 13) % side) as usize];
    let pixel = |x, y| match (x, y) {
        (x, y) if x < side / 4 || y < side / 4 => Rgba([0, 0, 0, 0]),
        (x, y) => Rgba([at(x, y), at(y, x), at(x + y, x), u8::MAX]),
    };
    DynamicImage::ImageRgba8(RgbaImage::from_fn(side, side, pixel))
}

fn read_back(media: &Media) -> DynamicImage {
    image::load_from_memory(&media.bytes).expect("is a picture")
}

#[test]
fn what_can_be_seen_through_stays_so_and_each_network_gets_what_it_takes() {
    let picture = on_glass(400);
    let bytes = written(&picture, ImageFormat::Png);
    let narrow = rule(100_000, &["image/jpeg", "image/png"]);
    assert!(bytes.len() > 100_000, "{} bytes", bytes.len());
    let TakenIn {
        reference: whole,
        media,
        ..
    } = take_in(&new(&bytes), &wide()).expect("taken");
    assert_eq!(
        (whole.width, whole.height, whole.mime.as_str()),
        (400, 400, "image/png")
    );
    assert_eq!(read_back(&media), picture, "not one pixel is another");
    let TakenIn {
        reference: smaller,
        media,
        ..
    } = take_in(&new(&bytes), &narrow).expect("taken");
    assert_eq!(smaller.mime, "image/png");
    assert!(
        media.bytes.len() <= 100_000 && smaller.width > 100,
        "{}",
        smaller.width
    );
    let corner = read_back(&media).get_pixel(3, 3);
    assert_eq!(corner.0[3], 0, "the ground is still glass");
}

#[test]
fn where_and_when_it_was_taken_stays_here_and_the_picture_is_untouched() {
    let plain = written(&DynamicImage::new_rgb8(60, 40), ImageFormat::Jpeg);
    let mut jpeg = plain[..2].to_vec();
    for (marker, said) in [
        (0xe1, "Exif\0\0GPS 60.45 N 22.27 E"),
        (0xfe, "by Mira"),
        (0xed, "Photoshop 3.0\0Turku"),
    ] {
        jpeg.extend([0xff, marker]);
        jpeg.extend(
            u16::try_from(said.len() + 2)
                .expect("is short")
                .to_be_bytes(),
        );
        jpeg.extend(said.as_bytes());
    }
    jpeg.extend(&plain[2..]);
    let TakenIn {
        reference, media, ..
    } = take_in(&new(&jpeg), &wide()).expect("taken");
    assert_eq!(reference.mime, "image/jpeg");
    let text = String::from_utf8_lossy(&media.bytes);
    assert!(
        !["GPS", "Mira", "Turku"]
            .iter()
            .any(|word| text.contains(word))
    );
    assert_eq!(
        read_back(&media),
        image::load_from_memory(&jpeg).expect("is a picture")
    );
    assert_eq!(media.bytes, plain, "nothing was packed anew");
}

#[test]
fn a_name_says_nothing_about_the_kind_of_a_picture() {
    let gif = written(&DynamicImage::new_rgb8(6, 4), ImageFormat::Gif);
    assert_eq!(
        take_in(&new(&gif), &wide()).expect("taken").media.bytes,
        gif
    );
    let TakenIn {
        reference,
        media: _,
        ..
    } = take_in(&new(&gif), &narrow()).expect("taken");
    assert_eq!(reference.mime, "image/png", "a drawing stays sharp");
}

#[test]
fn a_picture_that_moves_says_when_it_no_longer_does() {
    let frame = |shade| {
        let picture = RgbaImage::from_pixel(6, 4, Rgba([shade, 0, 0, u8::MAX]));
        image::Frame::new(picture)
    };
    let mut moving = Vec::new();
    image::codecs::gif::GifEncoder::new(&mut moving)
        .encode_frames([frame(0), frame(200)])
        .expect("writes");
    assert!(!take_in(&new(&moving), &wide()).expect("taken").stands_still);
    assert!(
        take_in(&new(&moving), &narrow())
            .expect("taken")
            .stands_still
    );
    let still = written(&DynamicImage::new_rgb8(6, 4), ImageFormat::Gif);
    assert!(
        !take_in(&new(&still), &narrow())
            .expect("taken")
            .stands_still
    );
}

#[test]
fn a_photograph_larger_than_the_rule_is_made_smaller() {
    let rule = ImageRule {
        max_width: 300,
        max_pixels: 30_000,
        ..narrow()
    };
    let jpeg = written(&DynamicImage::new_rgb8(600, 400), ImageFormat::Jpeg);
    let TakenIn {
        reference, media, ..
    } = take_in(&new(&jpeg), &rule).expect("taken");
    assert!(reference.width <= 212 && reference.width * reference.height <= 30_000);
    assert_eq!(
        read_back(&media).dimensions(),
        (reference.width, reference.height)
    );
    assert_eq!(reference.alt, "A pier");
    assert_eq!(reference.sha256, hex::encode(Sha256::digest(&media.bytes)));
}

#[test]
fn what_is_no_picture_is_refused_in_words() {
    let error = take_in(&new(b"hello"), &wide()).expect_err("refused");
    assert_eq!(error.code, ErrorCode::BadInput);
    let no_base64 = NewImage {
        base64: "%%%".into(),
        alt: String::new(),
    };
    assert!(take_in(&no_base64, &wide()).is_err());
}

#[test]
fn a_picture_too_wide_to_unpack_is_refused() {
    let wider = written(
        &DynamicImage::new_rgb8(MOST_PIXELS + 1, 1),
        ImageFormat::Png,
    );
    assert!(take_in(&new(&wider), &wide()).is_err());
}
