//! German; most sentences avoid having to choose between the two forms of address.

use super::Book;

/// The German book.
pub(super) const BOOK: Book = Book {
    thanks: "
        Gern geschehen{n}.
        Sehr gern{n}.
        ~ Kein Ding{n}.
        + Immer wieder gern{n}.
        = Es war mir eine Freude{n}.
        Gerne{n}.
        ---
        Schön zu hören.
        Das freut mich.
        + Das bedeutet mir viel.
        Nett, das zu lesen.
        = Eine freundliche Rückmeldung.
        + Das macht mir den Tag schöner.
        ---
        Einen schönen Tag noch.
        Bis bald.
        = Mit besten Grüßen.
        + Alles Gute.
    ",
    question: "
        Gute Frage{n}.
        Danke für die Frage{n}.
        Schön, dass die Frage kommt{n}.
        = Vielen Dank für die Frage{n}.
        ~ Berechtigte Frage{n}.
        + Über diese Frage freue ich mich{n}.
        ---
        Zu {t} schaue ich nach und melde mich hier.
        Bei {t} will ich nicht raten; ich prüfe das erst.
        Lass mich zu {t} kurz nachsehen.
        Zu {t} antworte ich hier, sobald ich es sicher weiß.
        = Zu {t} prüfe ich die Angaben und antworte hier.
        [when] Ich schaue den Termin nach und schreibe ihn hier.
        [where] Ich schaue nach, wo genau, und schreibe es hier.
        [howmuch] Die Zahl schaue ich nach und schreibe sie hier.
        [how] Ich fasse zusammen, wie es geht, und antworte hier.
        [why] Das verdient eine ordentliche Antwort; ich denke kurz nach.
        [who] Ich finde heraus, wer es war, und melde mich hier.
        [yesno] Das prüfe ich lieber, bevor ich etwas Falsches sage.
        Das schaue ich nach und melde mich hier wieder.
        Da will ich nicht raten und sehe erst nach.
        Ich finde es heraus und antworte hier.
        Einen Moment, das möchte ich sicher wissen.
        = Das prüfe ich und antworte an dieser Stelle.
        ---
        Bis gleich.
        Ein wenig Geduld, bitte.
        = Vielen Dank für die Geduld.
        Lieber richtig als schnell.
    ",
    complaint: "
        Das tut mir leid{n}.
        Schade, dass es so gelaufen ist{n}.
        Danke für den Hinweis{n}.
        = Ich bitte um Entschuldigung{n}.
        + Das tut mir wirklich leid{n}.
        So sollte es nicht sein{n}.
        ---
        Ich gehe der Sache nach und melde mich hier.
        Was genau ist passiert?
        Wie lässt es sich wieder gutmachen?
        Ich schaue mir das in Ruhe an.
        = Ich werde dem nachgehen und hier antworten.
        Mit ein paar Einzelheiten kann ich besser helfen.
        + Das möchte ich in Ordnung bringen.
        ---
        Danke für die Geduld.
        Ich melde mich.
        Ich nehme das ernst.
        = Ich danke für das Verständnis.
    ",
    greeting: "
        Hallo{s}!
        ~ Hi{s}!
        Schön, von dir zu hören{n}.
        = Guten Tag{n}.
        + Wie schön{n}, hallo!
        Willkommen{n}.
        ---
        Schön, dass du vorbeischaust.
        Ich hoffe, der Tag läuft gut.
        Wie geht's?
        + Das freut mich sehr.
        = Ich hoffe, es ist alles wohlauf.
        Was gibt es Neues?
        ---
        Einen schönen Tag noch.
        Bis bald.
        Alles Gute.
        = Mit besten Grüßen.
    ",
    praise: "
        Danke{n}.
        Vielen Dank{n}.
        + Ganz lieben Dank{n}.
        = Herzlichen Dank{n}.
        ~ Danke schön{n}.
        Wie nett{n}.
        ---
        Das freut mich sehr.
        Schön, dass es gefällt.
        + Das bedeutet mir viel.
        Solche Worte tun gut.
        = Ich weiß das sehr zu schätzen.
        + Das macht mir den Tag schöner.
        Gut zu wissen, dass es ankommt.
        ---
        Einen schönen Tag noch.
        Bis bald.
        Alles Gute.
        = Mit besten Grüßen.
    ",
    congratulation: "
        Danke{n}.
        Vielen Dank{n}.
        + Ganz lieben Dank{n}.
        = Herzlichen Dank{n}.
        Wie aufmerksam{n}.
        Danke für die guten Wünsche{n}.
        ---
        Das freut mich sehr.
        + Das bedeutet mir viel.
        Schön, das zu teilen.
        Solche Worte tun gut.
        = Ich weiß das sehr zu schätzen.
        + Das ist lieb gedacht.
        ---
        Einen schönen Tag noch.
        Bis bald.
        Alles Gute.
        = Mit besten Grüßen.
    ",
    invitation: "
        Danke, dass du an mich denkst{n}.
        Danke für die Anfrage{n}.
        + Was für eine schöne Idee{n}.
        = Vielen Dank für das freundliche Angebot{n}.
        Das klingt interessant{n}.
        ~ Gute Idee{n}.
        ---
        Ich schaue in den Kalender und antworte hier.
        Gibt es noch ein paar Einzelheiten dazu?
        Ich denke darüber nach und melde mich.
        Worum ginge es genau?
        = Ich werde es prüfen und hier antworten.
        Gib mir etwas Zeit, das zu klären.
        ---
        Bis bald.
        Ich melde mich.
        = Besten Dank für die Geduld.
        Mehr dazu bald.
    ",
    statement: "
        Danke fürs Teilen{n}.
        Interessanter Gedanke{n}.
        = Vielen Dank für die Gedanken dazu{n}.
        Verstehe{n}.
        ~ Stimmt nachdenklich{n}.
        + Schön, dass du das schreibst{n}.
        [mention] Danke fürs Erwähnen{n}.
        [quote] Danke fürs Weitergeben{n}.
        [message] Danke für die Nachricht{n}.
        [comment] Danke für den Kommentar{n}.
        [reply] Danke fürs Mitreden{n}.
        ---
        Darüber denke ich nach.
        Gut, dass das zur Sprache kommt.
        Dazu würde ich gern mehr hören.
        Das behalte ich im Kopf.
        = Diese Sicht ist hier willkommen.
        Wie kommt es zu dieser Sicht?
        + Schön, davon zu lesen.
        ---
        Einen schönen Tag noch.
        Bis bald.
        Alles Gute.
        = Mit besten Grüßen.
    ",
    emoji: "
        Danke{n}.
        Vielen Dank{n}.
        ~ Danke schön{n}.
        + Wie lieb{n}.
        = Besten Dank{n}.
        Ebenso{n}.
        ---
        Das sagt alles.
        Da braucht es keine Worte.
        + Das hellt den Tag auf.
        Das nehme ich als gutes Zeichen.
        = Ich weiß das zu schätzen.
        ---
        Einen schönen Tag noch.
        Bis bald.
        Alles Gute.
    ",
    empty: "
        Danke fürs Schreiben{n}.
        Hallo{s}!
        Schön, von dir zu hören{n}.
        = Guten Tag{n}.
        ~ Hi{s}!
        [mention] Danke fürs Erwähnen{n}.
        [quote] Danke fürs Weitergeben{n}.
        [message] Danke für die Nachricht{n}.
        [comment] Danke für den Kommentar{n}.
        ---
        Worum geht es?
        Was kann ich tun?
        = Womit kann ich behilflich sein?
        Erzähl gern mehr.
        + Ich bin ganz Ohr.
        ---
        Bis bald.
        Alles Gute.
        Einen schönen Tag noch.
    ",
    gratitude: "
        Danke{n}.
        Vielen Dank{n}.
        Danke fürs Schreiben{n}.
        = Herzlichen Dank{n}.
        + Ganz lieben Dank{n}.
    ",
    thanks_root: "dank",
};
