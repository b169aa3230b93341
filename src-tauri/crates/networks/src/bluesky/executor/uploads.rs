//! Pictures: checked against the approval, then uploaded.

use herald_domain::{LinkCard, MediaRef};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::records;
use super::super::rules::MAX_IMAGE_BYTES;
use super::super::trouble::trouble;
use super::super::xrpc::{Call, Input};
use super::prepare::Preparing;
use crate::limits::Class;

const DOING: &str = "Uploading a picture";

impl Preparing<'_> {
    /// Uploads the pictures and returns them as the items of an image embed.
    ///
    /// The server keeps a picture once under its hash, so uploading twice changes nothing; one that
    /// no post ends up using is thrown away by the server.
    pub(super) async fn upload(&self, pictures: &[MediaRef]) -> Result<Vec<Value>, NetworkError> {
        let bytes = pictures
            .iter()
            .map(|picture| self.approved_bytes(picture))
            .collect::<Result<Vec<_>, _>>()?;
        let mut images = Vec::with_capacity(pictures.len());
        for (picture, bytes) in pictures.iter().zip(bytes) {
            let blob = self.upload_one(picture, bytes).await?;
            let mut image = json!({"alt": picture.alt, "image": blob});
            if let (true, Some(map)) = (
                picture.width > 0 && picture.height > 0,
                image.as_object_mut(),
            ) {
                let ratio = json!({"width": picture.width, "height": picture.height});
                map.insert("aspectRatio".to_owned(), ratio);
            }
            images.push(image);
        }
        Ok(images)
    }

    /// Uploads the picture of a link's card and returns the card as an embed.
    pub(super) async fn external(&self, card: &LinkCard) -> Result<Value, NetworkError> {
        let thumb = match &card.thumb {
            Some(picture) => {
                let bytes = self.approved_bytes(picture)?;
                Some(self.upload_one(picture, bytes).await?)
            }
            None => None,
        };
        Ok(records::external(card, thumb))
    }

    /// Returns the bytes of a picture after checking that they are the ones approved.
    fn approved_bytes(&self, picture: &MediaRef) -> Result<&[u8], NetworkError> {
        let refuse = |code: &str, text: String| Err(trouble(NetworkErrorKind::Refused, code, text));
        let Some(bytes) = self.media.get(&picture.sha256) else {
            return refuse(
                "media_missing",
                "A picture of this post is no longer on this computer, so nothing was sent. \
                 Add it again and approve the post again."
                    .to_owned(),
            );
        };
        if hex::encode(Sha256::digest(bytes)) != picture.sha256 {
            return refuse(
                "media_changed",
                "A picture changed after it was approved, so nothing was sent. \
                 Look at the post again and approve it anew."
                    .to_owned(),
            );
        }
        if bytes.len() > MAX_IMAGE_BYTES {
            return refuse(
                "image_too_large",
                format!(
                    "A picture has {} of {MAX_IMAGE_BYTES} bytes, so nothing was sent. \
                     Make it smaller.",
                    bytes.len()
                ),
            );
        }
        Ok(bytes)
    }

    async fn upload_one(&self, picture: &MediaRef, bytes: &[u8]) -> Result<Value, NetworkError> {
        let input = Input::Raw {
            mime: picture.mime.clone(),
            bytes: bytes.to_vec(),
        };
        let call = Call::new("com.atproto.repo.uploadBlob", input, Class::Read);
        let answer = self.client.call(self.account, &call).await;
        let answer = answer.map_err(|error| error.explain(DOING))?;
        let blob = answer
            .get("blob")
            .filter(|blob| blob.pointer("/ref/$link").is_some());
        blob.cloned().ok_or_else(|| {
            trouble(
                NetworkErrorKind::Garbled,
                "garbled",
                "A picture was uploaded and the answer makes no sense, so nothing was published. \
                 Herald tries again.",
            )
        })
    }
}
