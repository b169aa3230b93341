//! What the cast says. Every line is at most 300 graphemes.

/// A handle and a text.
pub(crate) type Line = (&'static str, &'static str);

/// A handle, the index of one of the owner's opening posts and a text.
pub(crate) type ThreadLine = (&'static str, usize, &'static str);

/// What the owner had posted before the demo starts, oldest first.
pub(crate) const OPENINGS: &[&str] = &[
    "Fog in the harbour this morning. I waited an hour for one boat, and it was worth it. #fog",
    "The first twenty prints of the harbour series are ready. Numbered, signed, on cotton paper. \
     Shipping starts on Monday.",
    "Film people: which black and white film do you trust when the light keeps changing?",
    "Darkroom evening on Saturday at the old rope factory, six places, no experience needed. \
     Bring one negative you love.",
    "New series: people who make music in the street, and the three seconds after the last note. \
     #streetmusic",
];

/// What was said under the opening posts before the demo starts.
pub(crate) const EARLIER: &[ThreadLine] = &[
    (
        "jonas.sim.test",
        0,
        "I saw the same fog from the ferry and had no film left.",
    ),
    (
        "amara.sim.test",
        1,
        "These belong on a wall. Congratulations.",
    ),
    (
        "hana.sim.test",
        2,
        "HP5, pushed one stop. It forgives everything.",
    ),
];

/// First lines of the demo: friendly, clear, easy to answer.
pub(crate) const OPENERS: &[Line] = &[
    (
        "jonas.sim.test",
        "@mira.demo.test which lens did you use for the fog picture? The boat looks so close.",
    ),
    (
        "priya.sim.test",
        "@mira.demo.test I just bought my first film camera. What should my first roll be?",
    ),
    (
        "amara.sim.test",
        "@mira.demo.test would you show the harbour series in our gallery in spring? I have a small wall free.",
    ),
    (
        "hana.sim.test",
        "@mira.demo.test thank you for the tip about the early ferry. I got the picture I wanted.",
    ),
];

/// Later mentions.
pub(crate) const MENTIONS: &[Line] = &[
    (
        "jonas.sim.test",
        "@mira.demo.test do you develop at home or send your rolls away?",
    ),
    (
        "jonas.sim.test",
        "Good morning @mira.demo.test, the light is perfect on the pier right now.",
    ),
    (
        "jonas.sim.test",
        "@mira.demo.test is the darkroom evening also for people who have ruined a roll or two before?",
    ),
    (
        "amara.sim.test",
        "@mira.demo.test three visitors asked about your prints today. May I give them your shop address?",
    ),
    (
        "amara.sim.test",
        "Looking for one more photographer for a talk about slow pictures. I thought of you, @mira.demo.test. Interested?",
    ),
    ("teo.sim.test", "@mira.demo.test 🔥🔥🔥"),
    (
        "teo.sim.test",
        "@mira.demo.test you took my picture near the tram stop, right? The one with the accordion? Can I have it for our poster?",
    ),
    ("teo.sim.test", "@mira.demo.test 😍📸🎶"),
    (
        "priya.sim.test",
        "@mira.demo.test how do you ask strangers before you take their picture? I never dare to.",
    ),
    (
        "priya.sim.test",
        "@mira.demo.test what does pushing a film mean? Everybody says it and nobody explains it.",
    ),
    (
        "priya.sim.test",
        "@mira.demo.test your answer from last week helped so much. Thank you!",
    ),
    (
        "hana.sim.test",
        "@mira.demo.test I printed your boat on my wall next to the maps. It makes the room quieter. Thank you.",
    ),
    (
        "hana.sim.test",
        "@mira.demo.test do you ever go up to the reservoir? I could show you a place nobody photographs.",
    ),
    (
        "layla.sim.test",
        "مرحبا @mira.demo.test صورك رائعة! ما هي الكاميرا التي تستخدمينها؟",
    ),
    ("layla.sim.test", "@mira.demo.test صباح الخير من بيروت ☀️"),
    (
        "bruno.sim.test",
        "@mira.demo.test I ordered print number 7 three weeks ago and nothing has arrived. Nobody answers my mails. What is going on?",
    ),
    (
        "bruno.sim.test",
        "@mira.demo.test the frame of my print came with a crack in the corner. How do I get another one?",
    ),
    (
        "bruno.sim.test",
        "@mira.demo.test your shop page shows an error at checkout since yesterday. Just so you know.",
    ),
    (
        "wes.sim.test",
        "@mira.demo.test forgive a long question. I have my father's folding camera from 1951, the bellows have two pinholes, the shutter sticks below a fifteenth, and I would dearly like to use it once before I am eighty. Is it worth a repair, or should I hang it up and buy something young?",
    ),
    (
        "wes.sim.test",
        "@mira.demo.test is there parking near the old rope factory on Saturday? My knees and the tram do not get on.",
    ),
    (
        "growth.sim.test",
        "@mira.demo.test your content is amazing!! We grow accounts 10k followers in 7 days guaranteed, DM us or click https://growth.example/rocket 🚀🚀",
    ),
    (
        "growth.sim.test",
        "@mira.demo.test LAST CHANCE: promo for creators, 80% off followers and likes today only https://growth.example/deal",
    ),
    (
        "rex.sim.test",
        "@mira.demo.test anybody with a phone takes better pictures than this. Give up already.",
    ),
];

/// Replies to the opening posts.
pub(crate) const REPLIES: &[ThreadLine] = &[
    (
        "priya.sim.test",
        0,
        "Did you wait in the cold the whole hour? How do you keep your hands warm?",
    ),
    ("teo.sim.test", 0, "🌫️⛵️❤️"),
    (
        "wes.sim.test",
        0,
        "I surveyed that harbour in 1979. The third bollard from the left is still crooked, I am pleased to see.",
    ),
    ("layla.sim.test", 0, "هذه الصورة مثل حلم"),
    (
        "bruno.sim.test",
        1,
        "Does the shipping cost the same to Switzerland? The shop only shows EU countries.",
    ),
    (
        "jonas.sim.test",
        1,
        "Is number 12 still free? It is my ferry number.",
    ),
    (
        "growth.sim.test",
        1,
        "Sell out your prints in 24h with our promo network 👉 https://growth.example/prints",
    ),
    (
        "hana.sim.test",
        1,
        "Mine arrived today. The paper is beautiful, thank you for the handwritten note.",
    ),
    (
        "jonas.sim.test",
        2,
        "Tri-X, always. What do you use yourself?",
    ),
    (
        "wes.sim.test",
        2,
        "Whatever is in the drawer, and hope. Which one would you give to a man with unsteady hands?",
    ),
    (
        "priya.sim.test",
        2,
        "Is there a difference between film for sun and film for clouds? Honest question.",
    ),
    (
        "priya.sim.test",
        3,
        "Is there still a place on Saturday? I have one negative I love and it is a little scratched.",
    ),
    (
        "amara.sim.test",
        3,
        "Would you do an evening like this at the gallery too?",
    ),
    ("bruno.sim.test", 3, "How much does the evening cost?"),
    (
        "teo.sim.test",
        4,
        "Wait, I am in the second picture! Tell me when it is online, my mother will cry 😭🎶",
    ),
    (
        "hana.sim.test",
        4,
        "The three seconds after the last note. What a good idea.",
    ),
    (
        "amara.sim.test",
        4,
        "How many pictures will the series have?",
    ),
    (
        "rex.sim.test",
        4,
        "So now you make money from buskers. Classy.",
    ),
];

/// Quotes of the opening posts.
pub(crate) const QUOTES: &[ThreadLine] = &[
    (
        "amara.sim.test",
        4,
        "Watch this series grow. I have rarely seen someone listen with a camera.",
    ),
    (
        "jonas.sim.test",
        0,
        "This is why I get up for the early ferry.",
    ),
    (
        "hana.sim.test",
        3,
        "If you live near the harbour: go. I learned more in one evening here than in a year of videos.",
    ),
    (
        "teo.sim.test",
        4,
        "me (left), my accordion (right), my nerves (not in the picture)",
    ),
    (
        "wes.sim.test",
        1,
        "Bought number 3 for the hallway. Mira answers questions from old men with great patience, I recommend her.",
    ),
];

/// What the cast posts about their own lives.
pub(crate) const POSTS: &[Line] = &[
    ("jonas.sim.test", "Ferry late, light early. Fair trade."),
    (
        "amara.sim.test",
        "Hanging a show is ninety percent spirit level. #gallery",
    ),
    (
        "teo.sim.test",
        "New reeds for the accordion. The neighbours have been warned.",
    ),
    (
        "priya.sim.test",
        "Shot a whole roll with the lens cap on. It is a rangefinder. I understand now. #film",
    ),
    (
        "hana.sim.test",
        "Snow above the second bridge. The path is open until noon.",
    ),
    ("layla.sim.test", "غروب اليوم على الكورنيش لا يوصف"),
    (
        "bruno.sim.test",
        "Sorted the tea shelf by altitude of growth. Very calm now.",
    ),
    (
        "wes.sim.test",
        "Found a field book of mine from 1974. My handwriting was better and my back was straighter.",
    ),
];

/// What people say under a new post of the owner.
pub(crate) const PRAISE: &[&str] = &[
    "I could look at this for a long time.",
    "Where was this? I want to go there.",
    "This made my morning, thank you.",
    "How did you get so close?",
    "Will there be prints of this one?",
];
