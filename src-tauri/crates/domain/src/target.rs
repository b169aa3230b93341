//! What something proposed is about, as the network showed it.

use serde::{Deserialize, Serialize};

use crate::{Activity, Author, RemoteRef, ThreadPost, Timestamp, Visibility};

/// A post or a person that something is proposed about, as they were when it was proposed.
///
/// Parts that are not there are left out of the stored form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Where it lives, in the version seen; a person's permanent identifier where it is a person.
    pub remote: RemoteRef,
    /// Whether it is somebody, and not something somebody wrote.
    #[serde(default)]
    pub is_person: bool,
    /// Who wrote it, or who it is.
    pub author: Author,
    /// What it says, or what somebody says of themselves, as plain text.
    #[serde(default)]
    pub text: String,
    /// What is shown in place of the text until a reader asks for it (a content warning).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// The handles of others it names, as the network writes them; the author is not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// What its pictures and videos show, in order; empty where nobody said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<String>,
    /// Who can see it, where the network says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Where a person can look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was written; when it was looked at where it is a person.
    #[serde(default)]
    pub created_at: Timestamp,
}

impl Target {
    /// Makes the one of something that happened: what was said, else who it was.
    pub fn of_activity(activity: &Activity) -> Self {
        Self {
            remote: activity.remote.clone(),
            author: activity.author.clone(),
            text: activity.text.clone(),
            url: activity.url.clone(),
            created_at: activity.created_at,
            ..Self::default()
        }
    }

    /// Makes the one of a person, where nothing but who it is is known.
    pub fn of_person(author: Author) -> Self {
        Self {
            remote: RemoteRef::unversioned(author.remote_id.clone()),
            is_person: true,
            author,
            ..Self::default()
        }
    }

    /// Returns the whole text with its warning in front, as it is shown in a conversation.
    pub fn said(&self) -> String {
        let warning = self.warning.as_deref().unwrap_or_default().trim();
        match (warning.is_empty(), self.text.is_empty()) {
            (true, _) => self.text.clone(),
            (false, true) => format!("[{warning}]"),
            (false, false) => format!("[{warning}]\n\n{}", self.text),
        }
    }
}

impl From<Target> for ThreadPost {
    fn from(target: Target) -> Self {
        Self {
            text: target.said(),
            remote: target.remote,
            author: target.author,
            created_at: target.created_at,
        }
    }
}
