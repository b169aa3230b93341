//! Uploading pictures and videos, and waiting until the server has worked through them.
//!
//! # Source
//! docs.joinmastodon.org/methods/media, read 2026-07-02: 202 and 206 mean that it is still at work.

use std::time::Duration;

use herald_domain::{MediaRef, PostContent};
use herald_pipeline::ports::NetworkError;

use super::super::client::{Ask, Failed};
use super::super::wire::Attachment;
use super::prepare::{Preparing, refused};
use crate::multipart::Multipart;
use serde::Deserialize as _;

/// The pause between two looks at a file the server works on.
const PAUSE: Duration = Duration::from_secs(1);

/// The most looks: ten minutes for a long video.
const MOST_LOOKS: u32 = 600;

impl Preparing<'_> {
    /// Uploads every picture and video of a post; returns the server's names for them, in order.
    pub(super) async fn upload_all(
        &self,
        content: &PostContent,
    ) -> Result<Vec<String>, NetworkError> {
        let mut ids = Vec::new();
        for media in &content.media {
            ids.push(self.upload(media).await?);
        }
        Ok(ids)
    }

    async fn upload(&self, media: &MediaRef) -> Result<String, NetworkError> {
        let bytes = self.media.get(&media.sha256).ok_or_else(|| {
            refused(
                "media_missing",
                "A picture of this post is no longer stored. Add it again.",
            )
        })?;
        let form = || {
            let mut boundary = [0; 16];
            self.client.rng.fill(&mut boundary);
            let name = format!(
                "{}.{}",
                media.sha256.get(..12).unwrap_or("file"),
                ending(&media.mime)
            );
            Multipart::new(boundary)
                .file("file", &name, &media.mime, bytes)
                .text("description", &media.alt)
                .finish()
        };
        let (mime, body) = form();
        let sent = self
            .client
            .call(self.account, Ask::upload("/api/v2/media", mime, body))
            .await;
        let answer = match sent {
            Err(error) if error.is_missing() => {
                let (mime, body) = form();
                let ask = Ask::upload("/api/v1/media", mime, body);
                self.client.call(self.account, ask).await
            }
            other => other,
        };
        let answer = answer.map_err(|error| explain(error, media))?;
        let attachment = Attachment::deserialize(&answer.body);
        let id = attachment
            .map_err(|_| refused("garbled", "The server named no file."))?
            .id;
        if answer.status == 202 {
            self.wait_for(&id, media).await?;
        }
        Ok(id)
    }

    async fn wait_for(&self, id: &str, media: &MediaRef) -> Result<(), NetworkError> {
        for _ in 0..MOST_LOOKS {
            let ask = Ask::get(format!("/api/v1/media/{id}"));
            let answer = self.client.call(self.account, ask).await;
            let answer = answer.map_err(|error| explain(error, media))?;
            if answer.status != 206 {
                return Ok(());
            }
            self.client.clock.sleep(PAUSE).await;
        }
        Err(refused(
            "media_slow",
            "The server was still at work on a file after ten minutes. Nothing was posted.",
        ))
    }
}

fn explain(error: Failed, media: &MediaRef) -> NetworkError {
    if matches!(error.status(), Some(413 | 422)) {
        let what = if media.is_video() { "video" } else { "picture" };
        let words = format!(
            "The server does not take this {what} ({}): it may be too large or of a kind it does \
             not know. Nothing was posted.",
            media.mime
        );
        return refused("unsupported_media", &words);
    }
    error.explain("Uploading a file")
}

fn ending(mime: &str) -> &str {
    match mime {
        "image/jpeg" => "jpg",
        "video/quicktime" => "mov",
        other => other.rsplit('/').next().unwrap_or("bin"),
    }
}
