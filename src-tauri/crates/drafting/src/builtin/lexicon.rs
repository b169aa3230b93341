//! Words by which the built-in drafter tells what was said; without case and accents.
//!
//! Lists are separated by commas; a star at the end of an entry matches any continuation.

use super::language::Language;

/// What a list of words is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Thanks.
    Thanks,
    /// Praise.
    Praise,
    /// Congratulations.
    Congratulation,
    /// A greeting.
    Greeting,
    /// A question that only greets.
    SmallTalk,
    /// Displeasure.
    Complaint,
    /// An invitation or an offer.
    Invitation,
    /// Asks for a moment.
    When,
    /// Asks for a place.
    Where,
    /// Asks for an amount.
    HowMuch,
    /// Asks for a way.
    How,
    /// Asks for a reason.
    Why,
    /// Asks for a person.
    Who,
    /// Asks for a thing.
    What,
    /// Any asking word.
    Interrogative,
}

/// Helping verbs that follow an asking word.
pub(crate) const HELPING: &str = "do, did, does, is, are, can, could, was, were, would, will, have, has, should, much, many, \
     long, often, far, old, big, time, kind, exactly, else, shall";

/// Ends of sentences that look for agreement, not for an answer.
pub(crate) const TAGS: &str = "isnt it, right, arent they, dont you think, oder, nicht wahr, gell, nest ce pas, non, \
     verdad, no es asi, nao e, ne, doesnt it";

/// Insults and threats in the five languages; text with one of them is not answered.
pub(crate) const HOSTILE: &str = "idiot*, moron*, you stupid, youre stupid, so stupid, dumbass, asshole*, bitch*, bastard*, fuck*, stfu, shut up, \
     kill yourself, kys, go die, hate you, loser*, retard*, scum, piece of shit, youre pathetic, \
     youre a clown, dumm, dumme, dummer, arschloch, vollidiot*, halt die, verpiss*, schlampe, hurensohn, connard*, \
     salope, ta gueule, debile, encule*, imbecil*, pendejo*, gilipollas, hijo de puta, callate, \
     cabron*, babaca, otario, cala a boca, filho da puta";

/// Signs of advertising.
pub(crate) const ADVERT: &str = "dm me, dm us, inbox me, promo, promote your, promotion, followers fast, buy followers, \
     get followers, free followers, gain followers, crypto, bitcoin, airdrop, giveaway, \
     link in bio, click the link, click here, check out my, check my, subscribe to my, whatsapp, \
     telegram, investment, investing, invest with, earn, guaranteed, passive income, buy now, discount code, percent off, \
     off today, free nft, nft*, grow your, loan*, forex, casino, onlyfans, sugar daddy, \
     work from home, limited offer, limited time, visit our site, visit my, visit our, cheap, \
     usdt, gratis follower";

/// Returns the words that are a sign of a topic in a language.
pub(crate) fn of(language: Language, topic: Topic) -> &'static str {
    match language {
        Language::English => english(topic),
        Language::German => german(topic),
        Language::French => french(topic),
        Language::Spanish => spanish(topic),
        Language::Portuguese => portuguese(topic),
    }
}

fn english(topic: Topic) -> &'static str {
    match topic {
        Topic::Thanks => {
            "thanks, thank you, thank u, thx, ty, tysm, cheers for, much appreciated, \
             grateful, thankful, appreciate it, appreciate this, appreciate you"
        }
        Topic::Praise => {
            "love this, love it, love your, love the, loved, beautiful, gorgeous, stunning, \
             amazing, awesome, brilliant, great work, great job, great shot, great post, \
             great read, nice work, nice shot, nice one, well done, well said, fantastic, \
             wonderful, incredible, lovely, superb, excellent, so good, inspiring, \
             my favourite, my favorite, masterpiece, underrated, magical, impressive, \
             so cool, very cool, perfect"
        }
        Topic::Congratulation => {
            "congrat*, gratulations, well deserved, happy birthday, happy anniversary, \
             happy for you, grats"
        }
        Topic::Greeting => {
            "hi, hello, hey, good morning, good evening, good afternoon, greetings, howdy, \
             happy friday, happy monday, happy weekend, have a nice day, have a great day, \
             morning all"
        }
        Topic::SmallTalk => {
            "how are you, how are things, hows it going, how is it going, whats up, \
             how do you do, how have you been, wie geht*, comment ca va, ca va, que tal, \
             como estas, como esta usted, tudo bem, como vai"
        }
        Topic::Complaint => {
            "disappointed, disappointing, doesnt work, does not work, not working, \
             didnt work, broken, still waiting, never arrived, never received, no answer, \
             no reply, nobody answers, terrible, awful, worst, unacceptable, refund, \
             waste of, fed up, frustrat*, complain*, rubbish, bug, crashes, crashed, \
             too expensive, overpriced, damaged, faulty, let down, unhappy, wrong size, \
             ridiculous, misleading, ripped off"
        }
        Topic::Invitation => {
            "invite you, inviting you, invitation, would you like to, \
             would you be interested, would you be up for, would you be open to, \
             want to join, would you join, join us, collaborate, collaboration, collab, \
             come on our podcast, speak at, be our guest, guest on, work together, team up, \
             partner with you, love to have you, feature you, interview you, are you free, \
             grab a coffee"
        }
        Topic::When => "when, what time, what day, what date, how soon, how long until",
        Topic::Where => "where, what place",
        Topic::HowMuch => {
            "how much, how many, what price, the price, price of, what does it cost, cost"
        }
        Topic::How => "how",
        Topic::Why => "why, how come, what for",
        Topic::Who => "who, whose, whom",
        Topic::What => "what, which, whats",
        Topic::Interrogative => "when, where, how, why, who, whose, what, which, whats",
    }
}

fn german(topic: Topic) -> &'static str {
    match topic {
        Topic::Thanks => "danke*, dank, dankbar, merci",
        Topic::Praise => {
            "toll*, grossartig*, wunderschon*, wunderbar*, super, klasse, spitze, \
             sehr schon, so schon, wie schon, schones, liebe es, beeindruckend*, hammer, \
             genial*, perfekt, gefallt mir, stark"
        }
        Topic::Congratulation => {
            "gluckwunsch*, gratuliere*, gratulation*, alles gute zum, happy birthday"
        }
        Topic::Greeting => {
            "hallo, guten morgen, guten tag, guten abend, moin, servus, gruss dich, \
             schones wochenende, schonen tag, liebe grusse"
        }
        Topic::SmallTalk => "wie gehts, wie geht es, was geht, alles gut bei",
        Topic::Complaint => {
            "enttauscht, enttauschend, funktioniert nicht, geht nicht, kaputt, warte noch, \
             warte immer, nie angekommen, keine antwort, schlecht*, furchtbar, schrecklich, \
             frechheit, unverschamt, zu teuer, beschwer*, argerlich, beschadigt, \
             geld zuruck, defekt"
        }
        Topic::Invitation => {
            "einladen, einladung, lade dich, lade euch, hattest du lust, hast du lust, \
             habt ihr lust, zusammenarbeit*, mitmachen, interview mit, kooperation*"
        }
        Topic::When => "wann, wie lange, um wie viel uhr, welchem tag, welchen tag",
        Topic::Where => "wo, wohin, woher",
        Topic::HowMuch => "wie viel, wieviel, wie viele, was kostet, was kosten, preis",
        Topic::How => "wie",
        Topic::Why => "warum, wieso, weshalb, wozu",
        Topic::Who => "wer, wen, wem, wessen",
        Topic::What => "was, welche, welcher, welches, welchen, welchem",
        Topic::Interrogative => {
            "wann, wo, wohin, woher, wie, wieviel, warum, wieso, weshalb, wozu, wer, wen, \
             wem, was, welche, welcher, welches, welchen, welchem"
        }
    }
}

fn french(topic: Topic) -> &'static str {
    match topic {
        Topic::Thanks => "merci, je te remercie, je vous remercie, remerciements",
        Topic::Praise => {
            "magnifique*, superbe*, tres beau, tres belle, sublime*, genial*, adore, \
             j adore, jadore, formidable, splendide*, bravo, excellent*, incroyable, \
             trop bien, parfait"
        }
        Topic::Congratulation => "felicitation*, joyeux anniversaire, bon anniversaire",
        Topic::Greeting => {
            "bonjour, salut, bonsoir, coucou, bonne journee, bon week end, bonne soiree"
        }
        Topic::SmallTalk => "comment ca va, ca va, comment allez vous, comment vas tu",
        Topic::Complaint => {
            "decu, decue, decevant, ne marche pas, ne fonctionne pas, en panne, jamais recu, \
             jamais arrive, pas de reponse, aucune reponse, inacceptable, honteux, \
             rembours*, trop cher, reclamation, abime, casse, nul, scandaleux"
        }
        Topic::Invitation => {
            "inviter, invitation, vous invite, t invite, collaborer, collaboration, \
             seriez vous interesse*, ca te dirait, envie de participer, rejoignez nous"
        }
        Topic::When => "quand, a quelle heure, quelle date, quel jour",
        Topic::Where => "ou est, ou se, ou sont, ou peut, d ou, ou as, ou avez",
        Topic::HowMuch => "combien, quel prix, le prix, coute",
        Topic::How => "comment",
        Topic::Why => "pourquoi",
        Topic::Who => "qui",
        Topic::What => "quel, quelle, quels, quelles, que, quoi, quest",
        Topic::Interrogative => {
            "quand, combien, comment, pourquoi, qui, quel, quelle, quels, quelles, quoi"
        }
    }
}

fn spanish(topic: Topic) -> &'static str {
    match topic {
        Topic::Thanks => "gracias, agradecid*, te agradezco, se agradece",
        Topic::Praise => {
            "hermos*, precios*, maravillos*, increible, me encanta, me encanto, genial, \
             buenisim*, excelente, espectacular, que bonito, que bonita, que lindo, \
             que linda, impresionante, gran trabajo, buen trabajo, fantastic*, perfecto"
        }
        Topic::Congratulation => "felicidades, felicitacion*, enhorabuena, feliz cumple*",
        Topic::Greeting => {
            "hola, buenos dias, buenas tardes, buenas noches, saludos, buenas, \
             feliz fin de semana, buen dia"
        }
        Topic::SmallTalk => "como estas, que tal, como esta usted, como va todo",
        Topic::Complaint => {
            "decepcion*, no funciona, roto, rota, sigo esperando, nunca llego, no me llego, \
             sin respuesta, nadie responde, pesim*, terrible, horrible, inaceptable, \
             reembolso, devolucion, muy caro, queja, reclamo, verguenza, danado"
        }
        Topic::Invitation => {
            "invitar, invitarte, invitarle, invitacion, te invito, colaborar, colaboracion, \
             te gustaria, le gustaria, os gustaria, te apuntas, unete"
        }
        Topic::When => "cuando, a que hora, que dia, que fecha",
        Topic::Where => "donde, adonde",
        Topic::HowMuch => "cuanto, cuanta, cuantos, cuantas, que precio, el precio",
        Topic::How => "como",
        Topic::Why => "por que, porque",
        Topic::Who => "quien, quienes",
        Topic::What => "que, cual, cuales",
        Topic::Interrogative => "cuando, donde, cuanto, cuanta, como, por que, quien, cual, cuales",
    }
}

fn portuguese(topic: Topic) -> &'static str {
    match topic {
        Topic::Thanks => "obrigad*, valeu, agradeco, agradecid*, grato, grata",
        Topic::Praise => {
            "lindo, linda, lindos, lindas, maravilhos*, incrivel, adorei, amei, \
             otimo trabalho, excelente, que foto, perfeito, sensacional, muito bom, \
             fantastic*, belissim*, show de bola, demais"
        }
        Topic::Congratulation => "parabens, felicitacoes, feliz aniversario",
        Topic::Greeting => "ola, oi, bom dia, boa tarde, boa noite, saudacoes, bom fim de semana",
        Topic::SmallTalk => "tudo bem, como vai, como esta voce, tudo bom",
        Topic::Complaint => {
            "decepcionad*, decepcionante, nao funciona, quebrad*, ainda espero, \
             ainda estou esperando, nunca chegou, nao chegou, sem resposta, \
             ninguem responde, pessim*, horrivel, terrivel, inaceitavel, reembolso, \
             muito caro, reclamacao, vergonha, danificad*"
        }
        Topic::Invitation => {
            "convidar, convite, te convido, colaborar, colaboracao, parceria, \
             gostaria de participar, quer participar, voce toparia, junte se"
        }
        Topic::When => "quando, que horas, que dia, qual data, qual dia",
        Topic::Where => "onde, aonde",
        Topic::HowMuch => "quanto, quanta, quantos, quantas, que preco, o preco, custa",
        Topic::How => "como",
        Topic::Why => "por que, porque",
        Topic::Who => "quem",
        Topic::What => "que, qual, quais",
        Topic::Interrogative => "quando, onde, quanto, quanta, como, por que, quem, qual, quais",
    }
}
