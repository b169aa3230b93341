//! French; most sentences avoid having to choose between the two forms of address.

use super::Book;

/// The French book.
pub(super) const BOOK: Book = Book {
    thanks: "
        Avec plaisir{n}.
        De rien{n}.
        + C'était un vrai plaisir{n}.
        = Je vous en prie{n}.
        ~ Pas de souci{n}.
        C'est normal{n}.
        ---
        Ça fait plaisir à lire.
        C'est gentil de le dire.
        + Ça me touche beaucoup.
        Tant mieux si c'est utile.
        = C'est très aimable.
        + Voilà qui égaie ma journée.
        ---
        Bonne journée.
        À bientôt.
        = Bien cordialement.
        + Tout de bon.
    ",
    question: "
        Bonne question{n}.
        Merci pour la question{n}.
        = Merci beaucoup pour cette question{n}.
        + J'aime bien cette question{n}.
        ~ Question légitime{n}.
        La question tombe bien{n}.
        ---
        Je vérifie pour {t} et je réponds ici.
        Pour {t}, je préfère vérifier avant de répondre.
        Au sujet de {t}, je regarde et je reviens ici.
        = Je vais vérifier ce qui concerne {t} et répondre ici.
        [when] Je vérifie la date et je la donne ici.
        [where] Je vérifie l'endroit exact et je le donne ici.
        [howmuch] Je vérifie le chiffre exact et je le donne ici.
        [how] Je résume comment ça se fait et je réponds ici.
        [why] Ça mérite une vraie réponse ; j'y réfléchis.
        [who] Je cherche qui c'était et je réponds ici.
        [yesno] Je préfère vérifier plutôt que deviner.
        Je vérifie et je réponds ici.
        Je préfère ne pas deviner ; je regarde d'abord.
        Je me renseigne et je reviens ici.
        Un instant, je veux en être sûr.
        = Je me renseigne et je répondrai ici même.
        ---
        À tout de suite.
        Un peu de patience.
        = Merci de votre patience.
        Mieux vaut juste que vite.
    ",
    complaint: "
        Toutes mes excuses{n}.
        C'est regrettable{n}.
        Merci de l'avoir signalé{n}.
        = Je vous présente mes excuses{n}.
        + Je regrette vraiment{n}.
        Ça ne devrait pas arriver{n}.
        ---
        Je regarde ça et je réponds ici.
        Que s'est-il passé exactement ?
        Comment puis-je arranger cela ?
        Je vais comprendre ce qui n'a pas marché.
        = Je vais examiner la situation et répondre ici.
        Quelques détails m'aideraient à y voir clair.
        + J'aimerais arranger cela.
        ---
        Merci pour la patience.
        Je reviens vite.
        Je prends cela au sérieux.
        = Merci de votre compréhension.
    ",
    greeting: "
        Bonjour{s} !
        ~ Salut{s} !
        Un plaisir de te lire{n}.
        = Bien le bonjour{n}.
        + Quel plaisir{n} !
        Bienvenue{n}.
        ---
        Merci de passer par ici.
        J'espère que la journée se passe bien.
        Comment ça va ?
        + Ça me fait très plaisir.
        = J'espère que tout va pour le mieux.
        Quoi de neuf ?
        ---
        Bonne journée.
        À bientôt.
        Prenez soin de vous.
        = Bien cordialement.
    ",
    praise: "
        Merci{n}.
        Merci beaucoup{n}.
        + Un grand merci{n}.
        = Tous mes remerciements{n}.
        C'est gentil{n}.
        ~ Oh, merci{n}.
        ---
        Ça me fait plaisir.
        Tant mieux si ça plaît.
        + Ça me touche beaucoup.
        Des mots comme ça font du bien.
        = J'y suis très sensible.
        + Voilà qui égaie ma journée.
        C'est bon à entendre.
        ---
        Bonne journée.
        À bientôt.
        À une prochaine fois.
        = Bien cordialement.
    ",
    congratulation: "
        Merci{n}.
        Merci beaucoup{n}.
        + Un grand merci{n}.
        = Tous mes remerciements{n}.
        Quelle gentille attention{n}.
        Merci pour ces bons mots{n}.
        ---
        Ça me fait plaisir.
        + Ça me touche beaucoup.
        C'est bon de le partager.
        Des mots comme ça font du bien.
        = J'y suis très sensible.
        + C'est adorable d'y penser.
        ---
        Bonne journée.
        À bientôt.
        À une prochaine fois.
        = Bien cordialement.
    ",
    invitation: "
        Merci d'avoir pensé à moi{n}.
        Merci pour la proposition{n}.
        + Quelle belle idée{n}.
        = Merci de cette aimable proposition{n}.
        Ça m'intéresse{n}.
        ~ Bonne idée{n}.
        ---
        Je regarde mon agenda et je réponds ici.
        Aurais-tu quelques détails ?
        J'y réfléchis et je reviens ici.
        De quoi s'agirait-il exactement ?
        = Je vais l'étudier et répondre ici.
        Laisse-moi un peu de temps pour voir.
        ---
        À bientôt.
        Je reviens vite.
        = Bien cordialement.
        La suite bientôt.
    ",
    statement: "
        Merci du partage{n}.
        Point intéressant{n}.
        = Merci pour ces réflexions{n}.
        Je vois{n}.
        ~ Pas faux{n}.
        + C'est gentil d'en parler{n}.
        [mention] Merci pour la mention{n}.
        [quote] Merci d'avoir fait passer{n}.
        [message] Merci pour le message{n}.
        [comment] Merci pour le commentaire{n}.
        [reply] Merci de participer{n}.
        ---
        Ça me fait réfléchir.
        C'est bien d'en parler.
        J'aimerais en savoir plus.
        Je le garde en tête.
        = Cet avis est le bienvenu ici.
        D'où vient cette idée ?
        + C'est un plaisir de lire ça.
        ---
        Bonne journée.
        À bientôt.
        À une prochaine fois.
        = Bien cordialement.
    ",
    emoji: "
        Merci{n}.
        Merci beaucoup{n}.
        ~ Oh, merci{n}.
        + Comme c'est gentil{n}.
        = Merci bien{n}.
        De même{n}.
        ---
        Ça dit tout.
        Pas besoin de mots.
        + Voilà qui égaie ma journée.
        Je le prends comme un bon signe.
        = J'y suis sensible.
        ---
        Bonne journée.
        À bientôt.
        À une prochaine fois.
    ",
    empty: "
        Merci d'écrire{n}.
        Bonjour{s} !
        Un plaisir de te lire{n}.
        = Bien le bonjour{n}.
        ~ Salut{s} !
        [mention] Merci pour la mention{n}.
        [quote] Merci d'avoir fait passer{n}.
        [message] Merci pour le message{n}.
        [comment] Merci pour le commentaire{n}.
        ---
        De quoi s'agit-il ?
        Que puis-je faire ?
        = En quoi puis-je être utile ?
        Dis-m'en plus si tu veux.
        + Je suis tout ouïe.
        ---
        À bientôt.
        Bonne journée.
        À une prochaine fois.
    ",
    gratitude: "
        Merci{n}.
        Merci beaucoup{n}.
        Merci d'écrire{n}.
        = Merci bien{n}.
        + Un grand merci{n}.
    ",
    thanks_root: "merci",
};
