//! A small population that keeps the owner's account busy.
//!
//! What happens at step `n` is a pure function of the seed and `n`; how people answer one of the
//! owner's posts is a pure function of the seed, that post and the thread. Nothing here writes:
//! [`Act`]s are carried out by the simulation.

pub mod cast;
mod founding;
mod script;

use sha2::{Digest, Sha256};

use crate::ids::{AtUri, Did};
use crate::world::records::reply_end;
use crate::world::validate::POST;
use crate::world::{StoredRecord, World};
pub use cast::{CAST, Member, OWNER, OWNER_PASSWORD};
pub use founding::found;
pub(crate) use founding::opening;

/// Something a member of the cast does; people are named by handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Posts about the own life.
    Post {
        /// Who.
        by: &'static str,
        /// What.
        text: &'static str,
    },
    /// Posts with a mention of the owner.
    Mention {
        /// Who.
        by: &'static str,
        /// What, including the handle.
        text: &'static str,
    },
    /// Replies to one of the owner's opening posts.
    Reply {
        /// Who.
        by: &'static str,
        /// Index into the opening posts.
        opening: usize,
        /// What.
        text: &'static str,
    },
    /// Quotes one of the owner's opening posts.
    Quote {
        /// Who.
        by: &'static str,
        /// Index into the opening posts.
        opening: usize,
        /// What.
        text: &'static str,
    },
    /// Answers a given post.
    Answer {
        /// Who.
        by: &'static str,
        /// The post answered.
        to: AtUri,
        /// What.
        text: &'static str,
    },
    /// Likes a given post.
    LikePost {
        /// Who.
        by: &'static str,
        /// The post.
        to: AtUri,
    },
    /// Likes the owner's newest post not liked before.
    Like {
        /// Who.
        by: &'static str,
    },
    /// Reposts the owner's newest post not reposted before.
    Repost {
        /// Who.
        by: &'static str,
    },
    /// Follows the owner.
    Follow {
        /// Who.
        by: &'static str,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    Mention,
    Reply,
    Quote,
    Like,
    Repost,
    Follow,
    Post,
}

/// What a dozen steps hold, in an order the seed decides.
const ROUND: [Scene; 12] = [
    Scene::Mention,
    Scene::Mention,
    Scene::Mention,
    Scene::Reply,
    Scene::Reply,
    Scene::Reply,
    Scene::Quote,
    Scene::Like,
    Scene::Like,
    Scene::Repost,
    Scene::Follow,
    Scene::Post,
];

/// The cast under one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Population {
    seed: u64,
}

impl Population {
    /// Wakes the cast under `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Returns what happens at step `n`. Step 0 is always a friendly mention.
    ///
    /// # Shapes
    /// One act. Lines repeat only after all lines of their kind were used.
    pub fn step(self, n: u64) -> Vec<Act> {
        let Some(later) = n.checked_sub(1) else {
            return vec![self.act(Scene::Mention, 0)];
        };
        let (round, place) = (later / ROUND.len() as u64, later as usize % ROUND.len());
        let order = self.shuffled(&format!("round {round}"), ROUND.len());
        let scenes: Vec<Scene> = order
            .iter()
            .filter_map(|at| ROUND.get(*at).copied())
            .collect();
        let scene = scenes.get(place).copied().unwrap_or(Scene::Like);
        let count = |scenes: &[Scene]| scenes.iter().filter(|one| **one == scene).count();
        let this_round = scenes.iter().take(place).copied().collect::<Vec<_>>();
        let opener = usize::from(scene == Scene::Mention);
        let before = opener + round as usize * count(&ROUND) + count(&this_round);
        vec![self.act(scene, before)]
    }

    /// Returns a number below `below` drawn from the seed and `what`, the same every time.
    pub fn draw(self, what: &str, below: u64) -> u64 {
        let digest = Sha256::digest(format!("{}/{what}", self.seed).as_bytes());
        let number = digest
            .iter()
            .take(8)
            .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        number % below.max(1)
    }

    fn act(self, scene: Scene, nth: usize) -> Act {
        let member = self.pick(&format!("{scene:?}"), cast::FRIENDLY, nth);
        match scene {
            Scene::Mention => {
                let (by, text) = self.mention(nth);
                Act::Mention { by, text }
            }
            Scene::Reply => {
                let (by, opening, text) = self.pick("reply", script::REPLIES, nth);
                Act::Reply { by, opening, text }
            }
            Scene::Quote => {
                let (by, opening, text) = self.pick("quote", script::QUOTES, nth);
                Act::Quote { by, opening, text }
            }
            Scene::Post => {
                let (by, text) = self.pick("post", script::POSTS, nth);
                Act::Post { by, text }
            }
            Scene::Like => Act::Like { by: member },
            Scene::Repost => Act::Repost { by: member },
            Scene::Follow => Act::Follow {
                by: self.pick("follow", cast::NEWCOMERS, nth),
            },
        }
    }

    /// The very first line comes from the openers, the others from the rest.
    fn mention(self, nth: usize) -> (&'static str, &'static str) {
        match nth.checked_sub(1) {
            None => self.pick("opener", script::OPENERS, 0),
            Some(later) => self.pick("mention", script::MENTIONS, later),
        }
    }

    fn pick<T: Copy + Default>(self, what: &str, lines: &[T], nth: usize) -> T {
        let round = nth / lines.len().max(1);
        let order = self.shuffled(&format!("{what} {round}"), lines.len());
        order
            .get(nth % lines.len().max(1))
            .and_then(|at| lines.get(*at))
            .copied()
            .unwrap_or_default()
    }

    fn shuffled(self, what: &str, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|at| self.draw(&format!("{what} {at}"), u64::MAX));
        order
    }

    /// Returns how people answer a post of the owner.
    ///
    /// Whoever was answered likes it and speaks once more in that thread, never twice, so that a
    /// conversation always ends with the owner. A new post gets likes and at most one reply.
    pub fn reaction(self, world: &World, post: &StoredRecord) -> Vec<Act> {
        match reply_end(&post.value, "parent") {
            Some(parent) => self.reaction_to_reply(world, post, &parent),
            None => self.reaction_to_post(post),
        }
    }

    fn reaction_to_reply(self, world: &World, post: &StoredRecord, parent: &AtUri) -> Vec<Act> {
        let partner = world
            .person(parent.did())
            .and_then(|person| cast::member(&person.handle))
            .filter(|member| !member.answers.is_empty());
        let Some(partner) = partner else {
            return Vec::new();
        };
        let key = post.uri.to_string();
        let mut acts = vec![like(partner.handle, post)];
        if !has_answered_owner(world, post, parent.did()) {
            acts.push(Act::Answer {
                by: partner.handle,
                to: post.uri.clone(),
                text: self.pick(&key, partner.answers, 0),
            });
        }
        let bystander: &'static str = self.pick(&format!("bystander {key}"), cast::FRIENDLY, 0);
        if bystander != partner.handle && self.draw(&format!("bystands {key}"), 5) < 2 {
            acts.push(like(bystander, post));
        }
        acts
    }

    fn reaction_to_post(self, post: &StoredRecord) -> Vec<Act> {
        let key = post.uri.to_string();
        let order = self.shuffled(&key, cast::FRIENDLY.len());
        let mut people = order
            .iter()
            .filter_map(|at| cast::FRIENDLY.get(*at).copied());
        let likes = 1 + self.draw(&format!("likes {key}"), 3) as usize;
        let mut acts: Vec<Act> = people
            .by_ref()
            .take(likes)
            .map(|by| like(by, post))
            .collect();
        if self.draw(&format!("replies {key}"), 5) < 3 {
            acts.extend(people.next().map(|by| Act::Answer {
                by,
                to: post.uri.clone(),
                text: self.pick(&key, script::PRAISE, 0),
            }));
        }
        acts
    }
}

fn like(by: &'static str, post: &StoredRecord) -> Act {
    Act::LikePost {
        by,
        to: post.uri.clone(),
    }
}

/// Tells whether `partner` already spoke again in this thread after an answer from the owner.
fn has_answered_owner(world: &World, post: &StoredRecord, partner: &Did) -> bool {
    let root = reply_end(&post.value, "root");
    world
        .records_of(partner, POST)
        .filter(|spoken| reply_end(&spoken.value, "root") == root)
        .filter_map(|spoken| reply_end(&spoken.value, "parent"))
        .filter_map(|parent| world.record(&parent))
        .filter(|answered| answered.uri.did() == post.uri.did())
        .filter_map(|answered| reply_end(&answered.value, "parent"))
        .any(|before| before.did() == partner)
}

#[cfg(test)]
mod tests;
