//! Activity.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PostView;

/// Which activities to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ListActivity {
    /// Of one account.
    pub account_id: Option<String>,
    /// Of one kind: `mention`, `reply`, `quote`, `like`, `repost`, `follow`, ...
    pub kind: Option<String>,
    /// Only what nobody has looked at.
    pub only_new: bool,
    /// Only what contains every word; nothing else is filtered then.
    pub query: Option<String>,
    /// The cursor of the page before.
    pub before: Option<String>,
    /// At most this many, 1 to 500; 0 means 50.
    pub limit: u32,
}

/// One activity in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityRow {
    /// The activity's id.
    pub id: String,
    /// Its last digits, enough for the command line.
    pub short: String,
    /// The account it happened to.
    pub account_id: String,
    /// The network's word.
    pub network: String,
    /// The account's handle.
    pub account_handle: String,
    /// `mention`, `reply`, `quote`, `like`, `repost`, `follow`, or the network's own word.
    pub kind: String,
    /// Who did it.
    pub who: String,
    /// Their handle.
    pub who_handle: String,
    /// What was said; empty for likes, reposts and follows.
    pub text: String,
    /// What it was about: the own post's text where it is known, else empty.
    pub about: String,
    /// When.
    pub at: i64,
    /// `new`, `seen` or `answered`.
    pub status: String,
    /// Why there is no suggestion; empty when there is nothing to say.
    pub note: String,
    /// The review that answers it, where there is one.
    pub review_id: Option<String>,
    /// Where a person can look at it.
    pub url: Option<String>,
    /// The conversation before it, oldest first; filled for a single activity only.
    pub thread: Vec<PostView>,
}

/// A page of activities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityPage {
    /// The activities, newest first.
    pub items: Vec<ActivityRow>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// Something to be done on a network, for review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ProposeAction {
    /// `post`, `reply`, `quote`, `like`, `repost`, `follow`, `delete`, `mute`, `block`, `report`,
    /// `hide_reply`, `thread`, `message`, `delete_comment`, `close_comments`.
    pub verb: String,
    /// The account that would do it; may be left out when an activity is given.
    pub account_id: Option<String>,
    /// The activity it is about.
    pub activity_id: Option<String>,
    /// What it is about, where it is no activity: an address, a handle.
    pub target: Option<String>,
    /// The text of a post, reply or quote.
    pub text: Option<String>,
    /// Languages of the text.
    pub langs: Vec<String>,
    /// Pictures.
    pub images: Vec<NewImage>,
    /// The further posts of a thread.
    pub more: Vec<NewPost>,
    /// What is shown in place of the text until a reader asks for it.
    pub warning: Option<String>,
    /// Whether links stay without cards, where the network would show one.
    pub no_card: bool,
    /// Who can see it: `public`, `unlisted`, `followers` or `direct`; left out, the account's default.
    pub visibility: Option<String>,
    /// When it goes out, `YYYY-MM-DD HH:MM`; left out, as soon as it is approved.
    pub at: Option<String>,
    /// The IANA name of the zone of that time; left out, this computer's.
    pub zone: Option<String>,
    /// Why a report is made: `spam`, `rude`, `misleading`, `sexual`, `violation`, `other`.
    pub reason: Option<String>,
    /// What the moderators should know.
    pub comment: Option<String>,
}

/// A further post of a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NewPost {
    /// What it says.
    pub text: String,
    /// Its pictures.
    pub images: Vec<NewImage>,
}

/// Asks how a text would go out on an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanPost {
    /// The account.
    pub account_id: String,
    /// The text, however long.
    pub text: String,
    /// The content warning, which counts too.
    #[serde(default)]
    pub warning: Option<String>,
}

/// One post of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedPost {
    /// What it says.
    pub text: String,
    /// Characters used, as the network counts.
    pub used: u32,
}

/// How a text would go out on an account: as one post, or as a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PostPlan {
    /// Characters the whole text uses, as the network counts.
    pub used: u32,
    /// Characters a post may have.
    pub allowed: u32,
    /// The posts, in order; one where it fits, or where the network knows no threads.
    pub posts: Vec<PlannedPost>,
}

/// A picture to go with a post.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewImage {
    /// The file's bytes in base64.
    pub base64: String,
    /// What it shows, for people who cannot see it.
    pub alt: String,
}

impl std::fmt::Debug for NewImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewImage({} characters of base64)", self.base64.len())
    }
}
