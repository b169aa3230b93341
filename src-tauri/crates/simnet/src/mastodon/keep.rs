//! What a server keeps across restarts: one file, written whole before a write is answered.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::parked::Parked;
use super::world::{News, Person, Server, Status};
use crate::clock::Timestamp;

/// The state of a server, as its file holds it.
#[derive(Default, Deserialize, Serialize)]
struct Kept {
    people: Vec<Person>,
    statuses: Vec<Status>,
    #[serde(default)]
    parked: Vec<Parked>,
    news: Vec<News>,
    /// Who, the key, the post made with it, and when.
    keys: Vec<(String, String, String, Timestamp)>,
    files: BTreeMap<String, Value>,
    made: usize,
    steps: u64,
}

impl Server {
    /// Takes up what a file holds, and keeps everything in it from here on.
    ///
    /// # Errors
    /// When the file cannot be read or makes no sense; nothing is taken up then.
    pub(super) fn keep_in(&mut self, path: &Path) -> io::Result<()> {
        if path.exists() {
            let kept: Kept = serde_json::from_slice(&fs::read(path)?)?;
            (self.people, self.statuses, self.news) = (kept.people, kept.statuses, kept.news);
            self.parked = kept.parked;
            (self.files, self.made, self.steps) = (kept.files, kept.made, kept.steps);
            let keys = kept.keys.into_iter();
            self.keys = keys
                .map(|(who, key, post, at)| ((who, key), (post, at)))
                .collect();
        }
        self.file = Some(path.to_owned());
        Ok(())
    }

    /// Writes everything down, where there is a file.
    pub(super) fn keep(&self) {
        let Some(path) = &self.file else {
            return;
        };
        if let Err(error) = self.write_down(path) {
            tracing::error!(%error, "a simulated server could not be kept");
        }
    }

    fn write_down(&self, path: &Path) -> io::Result<()> {
        let keys = self
            .keys
            .iter()
            .map(|((who, key), (post, at))| (who.clone(), key.clone(), post.clone(), *at));
        let kept = Kept {
            people: self.people.clone(),
            statuses: self.statuses.clone(),
            parked: self.parked.clone(),
            news: self.news.clone(),
            keys: keys.collect(),
            files: self.files.clone(),
            made: self.made,
            steps: self.steps,
        };
        // Whole or not at all: a file cut short would end the demo.
        let fresh = path.with_extension("fresh");
        fs::write(&fresh, serde_json::to_vec(&kept)?)?;
        fs::rename(fresh, path)
    }
}
