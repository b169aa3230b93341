//! Who lives in the town and what they say.

/// The people: the name before the `@` and the name others see.
pub(super) const PEOPLE: [(&str, &str); 6] = [
    ("ines", "Inês Duarte"),
    ("okke", "Okke van Dam"),
    ("ruth", "Ruth Adeyemi"),
    ("sami", "Sami Korhonen"),
    ("bao", "Bảo Trần"),
    ("nell", "Nell"),
];

/// What the owner had posted before the demo begins, oldest first.
pub(super) const OPENINGS: [&str; 3] = [
    "New here, with old cameras. I photograph harbours, fog and people who make music in the street. #introduction",
    "A contact sheet from last winter: 36 tries, two keepers. I think that is a good roll. #film",
    "Question for printers: do you tone in selenium before or after the final wash?",
];

/// What people write to the owner: the name, the text after hers, and what it stands behind.
pub(super) const MENTIONS: [(&str, &str, &str); 12] = [
    (
        "ines",
        "your contact sheet made my week. How do you choose the two keepers?",
        "",
    ),
    (
        "okke",
        "which paper did you print the rope factory on? The blacks are so deep.",
        "darkroom talk",
    ),
    (
        "ruth",
        "would you write alt text for the harbour pictures? I would love to read what is in them.",
        "",
    ),
    (
        "sami",
        "we have the same fog here in Turku. What time do you go out?",
        "",
    ),
    (
        "bao",
        "is there still a place in the darkroom on Saturday?",
        "",
    ),
    ("nell", "thank you for boosting my first roll!", ""),
    (
        "ines",
        "may I print the fog picture small, for my desk? I would credit you, of course.",
        "",
    ),
    (
        "okke",
        "do you meter for the shadows or for the fog itself?",
        "",
    ),
    (
        "ruth",
        "what do the musicians say when you give them a print?",
        "",
    ),
    ("sami", "do you ever photograph in colour?", ""),
    ("bao", "how long does a print wash in your darkroom?", ""),
    (
        "nell",
        "which film would you give to somebody who has never loaded one?",
        "",
    ),
];

/// What people say when they were answered.
pub(super) const ANSWERS: [&str; 6] = [
    "thank you, that helps a lot!",
    "oh, good to know. I will try it this weekend.",
    "that is exactly what I hoped for. Thanks!",
    "lovely, thank you for taking the time.",
    "ha, I would never have guessed. Thanks!",
    "wonderful. See you around here.",
];
