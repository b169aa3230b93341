use herald_domain::ActivityKind;
use herald_pipeline::ports::{DraftError, DraftRequest};

use super::kind::Asks;
use super::*;
use crate::rules;
use crate::samples::{SeededRng, author, request};
use crate::text::{graphemes, hashtags, links, mentions, normal};

use Kind::*;

/// Remote comments with the kind a reader would give them.
const CORPUS: [(&str, Kind); 92] = [
    ("Thanks for sharing this!", Thanks),
    ("thank you so much, this helped a lot", Thanks),
    ("Thx 🙏", Thanks),
    ("Really grateful for this thread.", Thanks),
    ("Danke für den Tipp!", Thanks),
    ("Vielen Dank, das hat mir geholfen", Thanks),
    ("Merci beaucoup pour les explications", Thanks),
    ("Muchas gracias por la información", Thanks),
    ("Muito obrigada pela dica!", Thanks),
    ("Which lens did you use for this?", Question(Asks::What)),
    ("What time does the talk start?", Question(Asks::When)),
    ("When is the next exhibition?", Question(Asks::When)),
    ("Where is the workshop?", Question(Asks::Where)),
    ("How much is the print?", Question(Asks::HowMuch)),
    ("How many pages does it have?", Question(Asks::HowMuch)),
    ("How do you get such clean lines?", Question(Asks::How)),
    ("Why did you choose black and white?", Question(Asks::Why)),
    ("Who took the second picture?", Question(Asks::Who)),
    ("Do you ship to Norway?", Question(Asks::YesNo)),
    ("Is the book available as an e-book?", Question(Asks::YesNo)),
    (
        "which camera did you use for this shot",
        Question(Asks::What),
    ),
    (
        "Stupid question maybe, but what film is that?",
        Question(Asks::What),
    ),
    (
        "Great shot! What settings did you use?",
        Question(Asks::What),
    ),
    ("Thanks! Where can I buy it?", Question(Asks::Where)),
    ("???", Question(Asks::What)),
    ("Welches Objektiv hast du genommen?", Question(Asks::What)),
    ("Wann ist die nächste Ausstellung?", Question(Asks::When)),
    ("Was kostet der Druck?", Question(Asks::HowMuch)),
    ("Habt ihr auch am Sonntag auf?", Question(Asks::YesNo)),
    ("Quel objectif as-tu utilisé ?", Question(Asks::What)),
    ("Combien coûte le tirage ?", Question(Asks::HowMuch)),
    ("Pourquoi ce choix ?", Question(Asks::Why)),
    ("¿Cuándo es la próxima exposición?", Question(Asks::When)),
    ("¿Dónde puedo comprar el libro?", Question(Asks::Where)),
    ("Quanto custa a foto?", Question(Asks::HowMuch)),
    ("Qual lente você usou?", Question(Asks::What)),
    ("Love this!", Praise),
    ("Stunning work, as always.", Praise),
    ("This is beautiful, isn't it?", Praise),
    ("Your best one yet, so good 🔥", Praise),
    ("Wunderschönes Bild!", Praise),
    ("Das ist echt großartig geworden", Praise),
    ("C'est magnifique !", Praise),
    ("¡Qué bonita foto!", Praise),
    ("Que foto maravilhosa", Praise),
    ("Congratulations on the launch!", Congratulation),
    ("Congrats 🎉🎉", Congratulation),
    ("Happy birthday Anna!", Congratulation),
    ("Herzlichen Glückwunsch zum neuen Buch", Congratulation),
    ("Félicitations pour le prix", Congratulation),
    ("¡Enhorabuena por el premio!", Congratulation),
    ("Parabéns pelo lançamento!", Congratulation),
    ("Good morning everyone", Greeting),
    ("Hi Anna", Greeting),
    ("How are you?", Greeting),
    ("Guten Morgen zusammen", Greeting),
    ("Wie geht's dir?", Greeting),
    ("Bonjour à toutes et à tous", Greeting),
    ("Hola, ¿qué tal?", Greeting),
    ("Bom dia!", Greeting),
    (
        "The download link is broken, still waiting for a fix",
        Complaint,
    ),
    (
        "Very disappointed with the print, it arrived damaged.",
        Complaint,
    ),
    ("Why does it never work? I want a refund.", Complaint),
    ("👎", Complaint),
    (
        "Ich bin enttäuscht, das Paket ist nie angekommen",
        Complaint,
    ),
    ("Le site ne marche pas depuis hier", Complaint),
    ("El pedido nunca llegó", Complaint),
    ("O pedido não chegou ainda", Complaint),
    (
        "Would you like to speak at our conference in May?",
        Invitation,
    ),
    ("We'd love to have you on our podcast!", Invitation),
    ("Are you free for a collab?", Invitation),
    ("Hättest du Lust auf ein Interview?", Invitation),
    ("On aimerait vous inviter à notre festival", Invitation),
    ("Nos gustaría invitarte a la feria", Invitation),
    ("Gostaria de participar do nosso encontro?", Invitation),
    ("🔥🔥🔥", EmojiOnly),
    ("❤️", EmojiOnly),
    ("👏🏽👏🏽", EmojiOnly),
    ("", Empty),
    ("   \n ", Empty),
    ("...", Empty),
    (
        "I took the same path last week and it rained all day.",
        Statement,
    ),
    ("Black and white would have worked better here", Statement),
    ("@anna.example see https://evil.example/x", Statement),
    ("שלום לכולם, היה נהדר", Statement),
    ("هذا جميل جدا", Statement),
    ("写真がきれいですね", Statement),
    ("\u{202E}evil text\u{202C} here", Statement),
    ("Earn $500 a day with crypto, DM me on Telegram!", Advert),
    (
        "Get followers fast, check out my page https://spam.example",
        Advert,
    ),
    ("You are an idiot", Hostile),
    ("Halt die Klappe, Vollidiot", Hostile),
];

fn drafted(request: &DraftRequest, seed: u64) -> Result<DraftedText, DraftError> {
    draft(request, &SeededRng::new(seed))
}

#[test]
fn comments_are_told_apart() {
    let mut wrong = Vec::new();
    for (text, kind) in CORPUS {
        let found = classify(text, detect(text, &[]));
        if found != kind {
            wrong.push(format!("{text:?}: {found:?}, not {kind:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_hundred_drafts_in_a_row_keep_every_rule_and_never_repeat() {
    let rng = SeededRng::new(7);
    let answered = CORPUS
        .iter()
        .filter(|(_, k)| !matches!(k, Advert | Hostile));
    let names = [
        "Jonas Weber",
        "",
        "Mia",
        "ACME GmbH",
        "Ana-Maria",
        "@x https://e.example",
    ];
    let mut recent: Vec<String> = Vec::new();
    for (i, (text, _)) in answered.cycle().take(200).enumerate() {
        let mut request = request(text);
        request.activity.author = author("evil.example", names[i % names.len()]);
        request.recent_drafts.clone_from(&recent);
        let draft = draft(&request, &rng).unwrap_or_else(|e| panic!("{text:?}: {e}"));
        assert_eq!(
            rules::check(&draft.text, &request, ""),
            [],
            "{}",
            draft.text
        );
        assert!(links(&draft.text).is_empty(), "{}", draft.text);
        assert!(mentions(&draft.text).is_empty() && hashtags(&draft.text).is_empty());
        assert!(!draft.text.contains(['{', '}']), "{}", draft.text);
        assert!(!draft.why.is_empty() && draft.drafted_by.local);
        recent.insert(0, draft.text);
        recent.truncate(20);
    }
}

#[test]
fn one_person_saying_the_same_again_and_again_gets_different_answers() {
    for text in [
        "Thanks!",
        "Which lens did you use?",
        "Danke!",
        "Merci",
        "Gracias",
        "Obrigado",
        "🔥",
    ] {
        let rng = SeededRng::new(3);
        let mut recent: Vec<String> = Vec::new();
        for _ in 0..60 {
            let mut request = request(text);
            request.recent_drafts.clone_from(&recent);
            let draft = draft(&request, &rng).unwrap_or_else(|e| panic!("{text}: {e}"));
            let words = normal(&draft.text);
            assert!(recent.iter().all(|r| normal(r) != words), "{}", draft.text);
            recent.insert(0, draft.text);
            recent.truncate(20);
        }
    }
}

#[test]
fn the_same_chance_gives_the_same_draft() {
    let request = request("Which lens did you use for this?");
    assert_eq!(drafted(&request, 9).unwrap(), drafted(&request, 9).unwrap());
    let texts: std::collections::BTreeSet<String> = (0..20)
        .map(|s| drafted(&request, s).unwrap().text)
        .collect();
    assert!(texts.len() > 8, "{texts:?}");
}

#[test]
fn a_question_gets_a_holding_answer_about_the_thing_asked() {
    let draft = drafted(&request("Which lens did you use for this?"), 1).unwrap();
    assert!(draft.text.contains("the lens"), "{}", draft.text);
    assert_eq!(
        draft.why,
        "Jonas asked a question about the lens; a holding answer, since the drafts know no facts yet."
    );
}

#[test]
fn things_are_lifted_only_where_the_grammar_is_plain() {
    for (text, topic) in [
        ("Which lens did you use for this?", Some("the lens")),
        ("What kind of film is that?", Some("the film")),
        ("Where is the next meetup?", Some("the next meetup")),
        ("How much is the print?", Some("the print")),
        ("When does the shop open?", Some("the shop")),
        ("Is your new book available?", Some("the new book")),
        ("What time does it start?", Some("the time")),
        ("Which one do you prefer?", None),
        ("Do you have a link to https://evil.example?", None),
        ("Where is the @evil.example from?", None),
        ("Who is the idiot in charge?", None),
        ("What do you think?", None),
        (
            "When does the exhibition thing with the lights finish?",
            None,
        ),
        ("", None),
    ] {
        assert_eq!(
            lift::topic(text, Language::English).as_deref(),
            topic,
            "{text}"
        );
    }
    let lifted = |text, language| lift::topic(text, language);
    assert_eq!(
        lifted("Welches Objektiv war das?", Language::German).as_deref(),
        Some("„Objektiv“")
    );
    assert_eq!(
        lifted("Quel objectif as-tu ?", Language::French).as_deref(),
        Some("« objectif »")
    );
    assert_eq!(
        lifted("¿Cuál es el precio?", Language::Spanish).as_deref(),
        Some("«precio»")
    );
    assert_eq!(
        lifted("Qual lente você usou?", Language::Portuguese).as_deref(),
        Some("“lente”")
    );
    assert_eq!(lifted("Qual é o seu?", Language::Portuguese), None);
}

#[test]
fn drafts_speak_the_language_of_the_comment() {
    for (text, part) in [
        ("Vielen Dank für alles, das war sehr nett", "German"),
        ("Merci beaucoup pour tout", "French"),
        ("Muchas gracias por todo", "Spanish"),
        ("Muito obrigado por isso", "Portuguese"),
    ] {
        let draft = drafted(&request(text), 4).unwrap();
        assert!(
            draft.why.contains(&format!("In {part}")),
            "{text}: {}",
            draft.why
        );
    }
    let mut declared = request("Super!");
    declared.activity.langs = vec!["de".into()];
    assert!(drafted(&declared, 4).unwrap().why.contains("In German"));
}

#[test]
fn advertising_and_insults_are_declined_with_a_reason() {
    for (text, part) in [
        (
            "Earn $500 a day with crypto, DM me!",
            "looks like advertising",
        ),
        ("you are an idiot", "reads like an insult"),
    ] {
        let error = drafted(&request(text), 1).unwrap_err();
        assert!(
            matches!(&error, DraftError::Declined(r) if r.contains(part)),
            "{error}"
        );
        assert!(
            error
                .to_string()
                .ends_with("the mention is still in Activity."),
            "{error}"
        );
    }
    let mut like = request("");
    like.activity.kind = ActivityKind::Like;
    assert!(
        drafted(&like, 1)
            .unwrap_err()
            .to_string()
            .contains("nothing to answer in a like")
    );
}

#[test]
fn emoji_come_only_where_the_other_used_them() {
    let has = |text: &str, seed| {
        drafted(&request(text), seed)
            .unwrap()
            .text
            .chars()
            .any(is_emoji)
    };
    assert!((0..30).all(|seed| !has("Thanks a lot!", seed)));
    assert!((0..30).any(|seed| has("Thanks a lot! 🎉", seed)));
}

#[test]
fn wishes_change_the_choice() {
    let wished = |wish: &str, seed| {
        let mut request = request("Love this!");
        request.wish = Some(wish.into());
        request.earlier_versions = vec!["Thank you, Jonas. I really appreciate it.".into()];
        drafted(&request, seed).unwrap()
    };
    for seed in 0..20 {
        let short = wished("shorter", seed);
        assert!(graphemes(&short.text) < 41, "{}", short.text);
        assert!(
            short.why.ends_with("Made shorter, as you wished."),
            "{}",
            short.why
        );
        let thanks = wished("thanks first", seed).text;
        assert!(thanks.starts_with("Thank"), "{thanks}");
        let formal = wished("more formal", seed).text;
        assert!(
            !formal.contains("Cheers") && !formal.contains('\''),
            "{formal}"
        );
        assert!(!wished("without the name", seed).text.contains("Jonas"));
        let odd = wished("mention my cat", seed).why;
        assert!(
            odd.contains("does not understand “mention my cat”"),
            "{odd}"
        );
    }
}

#[test]
fn drafts_fit_small_limits_or_are_declined() {
    let mut tight = request("Love this!");
    tight.max_graphemes = 22;
    tight.max_bytes = 22;
    for seed in 0..20 {
        assert!(drafted(&tight, seed).unwrap().text.len() <= 22);
    }
    tight.max_graphemes = 3;
    let error = drafted(&tight, 1).unwrap_err();
    assert!(error.to_string().contains("fits 3 characters"), "{error}");
}

#[test]
fn exhausted_combinations_are_declined_not_repeated() {
    let rng = SeededRng::new(5);
    let mut request = request("🔥");
    request.activity.author.display_name = String::new();
    request.max_graphemes = 32;
    let error = loop {
        match draft(&request, &rng) {
            Ok(draft) => request.earlier_versions.push(draft.text),
            Err(error) => break error,
        }
    };
    assert!(
        request.earlier_versions.len() > 40,
        "{}",
        request.earlier_versions.len()
    );
    let distinct: std::collections::BTreeSet<String> =
        request.earlier_versions.iter().map(|t| normal(t)).collect();
    assert_eq!(distinct.len(), request.earlier_versions.len());
    assert!(error.to_string().contains("nothing left to say"), "{error}");
}
