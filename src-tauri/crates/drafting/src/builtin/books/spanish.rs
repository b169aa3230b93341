//! Spanish; most sentences avoid having to choose between the forms of address.

use super::Book;

/// The Spanish book.
pub(super) const BOOK: Book = Book {
    thanks: "
        De nada{n}.
        Con gusto{n}.
        + Ha sido un placer{n}.
        = No hay de qué{n}.
        ~ Nada{n}, cuando quieras.
        Faltaría más{n}.
        ---
        Me alegra leerlo.
        Qué amable decirlo.
        + Significa mucho para mí.
        Me alegra que sirva.
        = Es muy amable de su parte.
        + Me alegra el día.
        ---
        Buen día.
        Hasta pronto.
        = Un cordial saludo.
        + Un abrazo.
    ",
    question: "
        Buena pregunta{n}.
        Gracias por preguntar{n}.
        = Muchas gracias por la pregunta{n}.
        + Me gusta esa pregunta{n}.
        ~ Justa pregunta{n}.
        Qué bien que salga el tema{n}.
        ---
        Miro lo de {t} y respondo aquí.
        Sobre {t} prefiero comprobarlo antes de responder.
        Déjame revisar {t} y vuelvo aquí.
        = Voy a comprobar lo de {t} y responderé aquí.
        [when] Miro la fecha y la pongo aquí.
        [where] Miro dónde exactamente y lo pongo aquí.
        [howmuch] Compruebo la cifra exacta y la pongo aquí.
        [how] Resumo cómo se hace y respondo aquí.
        [why] Merece una buena respuesta; déjame pensarla.
        [who] Averiguo quién fue y respondo aquí.
        [yesno] Prefiero comprobarlo antes que adivinar.
        Lo miro y respondo aquí.
        No quiero adivinar; primero lo compruebo.
        Me informo y vuelvo aquí.
        Un momento, quiero asegurarme.
        = Me informaré y responderé por aquí.
        ---
        Ahora vuelvo.
        Un poco de paciencia.
        = Agradezco la paciencia.
        Mejor bien que rápido.
    ",
    complaint: "
        Lo siento{n}.
        Siento lo ocurrido{n}.
        Gracias por avisar{n}.
        = Le pido disculpas{n}.
        + Lo siento mucho{n}.
        No debería ser así{n}.
        ---
        Lo reviso y respondo aquí.
        ¿Qué pasó exactamente?
        ¿Cómo puedo arreglarlo?
        Voy a ver qué falló.
        = Voy a revisar lo sucedido y responderé aquí.
        Con algunos detalles podré ayudar mejor.
        + Me gustaría arreglarlo.
        ---
        Agradezco la paciencia.
        Vuelvo pronto.
        Lo tomo en serio.
        = Con mis disculpas.
    ",
    greeting: "
        ¡Hola{s}!
        ~ ¡Buenas{n}!
        Qué gusto leerte{n}.
        = Un cordial saludo{n}.
        + ¡Qué alegría{n}!
        Bienvenida sea la visita{n}.
        ---
        Qué bien que pases por aquí.
        Espero que vaya bien el día.
        ¿Cómo va todo?
        + Me alegra mucho.
        = Espero que todo vaya bien.
        ¿Qué hay de nuevo?
        ---
        Buen día.
        Hasta pronto.
        Cuídate.
        = Saludos cordiales.
    ",
    praise: "
        Gracias{n}.
        Muchas gracias{n}.
        + Mil gracias{n}.
        = Muchísimas gracias{n}.
        Qué amable{n}.
        ~ Ay, gracias{n}.
        ---
        Me alegra que guste.
        Qué bien leerlo.
        + Significa mucho para mí.
        Palabras así dan ánimo.
        = Lo aprecio mucho.
        + Me alegra el día.
        Es bueno saberlo.
        ---
        Buen día.
        Hasta pronto.
        Nos leemos.
        = Un cordial saludo.
    ",
    congratulation: "
        Gracias{n}.
        Muchas gracias{n}.
        + Mil gracias{n}.
        = Muchísimas gracias{n}.
        Qué detalle{n}.
        Gracias por los buenos deseos{n}.
        ---
        Me alegra mucho.
        + Significa mucho para mí.
        Qué bien poder compartirlo.
        Palabras así dan ánimo.
        = Lo aprecio mucho.
        + Qué bonito que te acuerdes.
        ---
        Buen día.
        Hasta pronto.
        Nos leemos.
        = Un cordial saludo.
    ",
    invitation: "
        Gracias por pensar en mí{n}.
        Gracias por la propuesta{n}.
        + Qué buena idea{n}.
        = Muchas gracias por su amable propuesta{n}.
        Suena interesante{n}.
        ~ Buena idea{n}.
        ---
        Miro la agenda y respondo aquí.
        ¿Hay algunos detalles más?
        Lo pienso y vuelvo aquí.
        ¿De qué se trataría exactamente?
        = Lo estudiaré y responderé aquí.
        Déjame un poco de tiempo para verlo.
        ---
        Hasta pronto.
        Vuelvo pronto.
        = Un cordial saludo.
        Pronto digo más.
    ",
    statement: "
        Gracias por compartirlo{n}.
        Interesante punto{n}.
        = Muchas gracias por sus reflexiones{n}.
        Entiendo{n}.
        ~ Ya veo{n}.
        + Qué bien que lo cuentes{n}.
        [mention] Gracias por la mención{n}.
        [quote] Gracias por difundirlo{n}.
        [message] Gracias por el mensaje{n}.
        [comment] Gracias por el comentario{n}.
        [reply] Gracias por participar{n}.
        ---
        Me da que pensar.
        Qué bien que salga el tema.
        Me gustaría saber más.
        Lo tendré en cuenta.
        = Su opinión es bienvenida aquí.
        ¿Cómo surgió esa idea?
        + Da gusto leerlo.
        ---
        Buen día.
        Hasta pronto.
        Nos leemos.
        = Un cordial saludo.
    ",
    emoji: "
        Gracias{n}.
        Muchas gracias{n}.
        ~ Ay, gracias{n}.
        + Qué lindo gesto{n}.
        = Muy amable{n}.
        Igualmente{n}.
        ---
        Eso lo dice todo.
        No hacen falta palabras.
        + Me alegra el día.
        Lo tomo como buena señal.
        = Lo aprecio.
        ---
        Buen día.
        Hasta pronto.
        Nos leemos.
    ",
    empty: "
        Gracias por escribir{n}.
        ¡Hola{s}!
        Qué gusto leerte{n}.
        = Un cordial saludo{n}.
        ~ ¡Buenas{n}!
        [mention] Gracias por la mención{n}.
        [quote] Gracias por difundirlo{n}.
        [message] Gracias por el mensaje{n}.
        [comment] Gracias por el comentario{n}.
        ---
        ¿De qué se trata?
        ¿Qué puedo hacer?
        = ¿En qué puedo ser útil?
        Cuéntame más si quieres.
        + Soy todo oídos.
        ---
        Hasta pronto.
        Buen día.
        Nos leemos.
    ",
    gratitude: "
        Gracias{n}.
        Muchas gracias{n}.
        Gracias por escribir{n}.
        = Muchísimas gracias{n}.
        + Mil gracias{n}.
    ",
    thanks_root: "gracias",
};
