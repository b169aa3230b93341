//! Who lives on the simulated network.

/// Handle of the account the demo looks after.
pub const OWNER: &str = "mira.demo.test";

/// Password of every account of the demo world.
pub const OWNER_PASSWORD: &str = "demo";

/// One person of the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Handle.
    pub handle: &'static str,
    /// Name shown to people.
    pub display_name: &'static str,
    /// What the profile says.
    pub description: &'static str,
    /// Language the person writes in.
    pub lang: &'static str,
    /// Follows the owner from the start.
    pub follows: bool,
    /// What the person says when the owner has answered; nobody answers a spammer or a troll
    /// for long, so they have none.
    pub answers: &'static [&'static str],
}

/// The owner's profile.
pub const OWNER_PROFILE: Member = Member {
    handle: OWNER,
    display_name: "Mira",
    description: "Photographer. Harbours, fog and people who make music in the street. \
                  Prints and a small darkroom in the old rope factory.",
    lang: "en",
    follows: false,
    answers: &[],
};

/// People who like, repost and praise.
pub const FRIENDLY: &[&str] = &[
    "jonas.sim.test",
    "amara.sim.test",
    "teo.sim.test",
    "priya.sim.test",
    "hana.sim.test",
    "layla.sim.test",
    "wes.sim.test",
];

/// People who do not follow the owner at the start and may begin to.
pub const NEWCOMERS: &[&str] = &[
    "teo.sim.test",
    "layla.sim.test",
    "wes.sim.test",
    "growth.sim.test",
];

/// Everybody but the owner.
pub const CAST: &[Member] = &[
    Member {
        handle: "jonas.sim.test",
        display_name: "Jonas Lindqvist",
        description: "Analogue since before it was a comeback. Ferry commuter.",
        lang: "en",
        follows: true,
        answers: &[
            "Ah, that explains it. I will try that on the ferry tomorrow.",
            "Thanks Mira, that is exactly what I needed to know.",
            "Good to know. I owe you a roll of film for that.",
        ],
    },
    Member {
        handle: "amara.sim.test",
        display_name: "Amara Okafor",
        description: "Curator at a gallery the size of a living room.",
        lang: "en",
        follows: true,
        answers: &[
            "Wonderful, I will write to you about dates this week.",
            "Lovely. I will hold the small wall for you until Friday.",
            "Perfect, thank you for the quick answer.",
        ],
    },
    Member {
        handle: "teo.sim.test",
        display_name: "Teo Marchetti",
        description: "Accordion, espresso, bad jokes.",
        lang: "en",
        follows: false,
        answers: &[
            "🙌🙌🙌",
            "Ha! See you at the corner on Saturday then 🎶",
            "You made my day ☕️",
        ],
    },
    Member {
        handle: "priya.sim.test",
        display_name: "Priya Raman",
        description: "First camera, many questions. Learning in public.",
        lang: "en",
        follows: true,
        answers: &[
            "Oh that makes so much sense now, thank you!",
            "Thank you! One day I will ask a question I could not have looked up.",
            "Saved this answer. Thanks for being so patient with beginners.",
        ],
    },
    Member {
        handle: "hana.sim.test",
        display_name: "Hana Sato",
        description: "Hiking, maps, landscapes in black and white.",
        lang: "en",
        follows: true,
        answers: &[
            "Thank you, that is kind of you.",
            "I will send you the map. The path is easy until the second bridge.",
        ],
    },
    Member {
        handle: "layla.sim.test",
        display_name: "ليلى حداد",
        description: "مصورة هاوية من بيروت",
        lang: "ar",
        follows: false,
        answers: &["شكراً جزيلاً على الرد!", "جميل جداً، شكراً لك 🌹"],
    },
    Member {
        handle: "bruno.sim.test",
        display_name: "Bruno Keller",
        description: "Tea, trains, tidy shelves.",
        lang: "en",
        follows: true,
        answers: &[
            "Alright, thank you for looking into it. I will wait for your message.",
            "Fine. A tracking number would have helped, but thanks for answering.",
        ],
    },
    Member {
        handle: "wes.sim.test",
        display_name: "Wes Carter",
        description: "Retired surveyor. I write too much.",
        lang: "en",
        follows: false,
        answers: &[
            "Much obliged. I shall bring the old folding camera along, if there is room for it on \
             the table, and a thermos for everybody.",
            "Understood, and thank you. My wife says I should stop asking and start taking pictures.",
        ],
    },
    Member {
        handle: "growth.sim.test",
        display_name: "Growth Rocket 🚀",
        description: "We grow accounts. Fast.",
        lang: "en",
        follows: false,
        answers: &[],
    },
    Member {
        handle: "rex.sim.test",
        display_name: "Rex",
        description: "Just being honest.",
        lang: "en",
        follows: false,
        answers: &[],
    },
];

/// Finds a member of the cast.
pub fn member(handle: &str) -> Option<&'static Member> {
    CAST.iter().find(|member| member.handle == handle)
}
