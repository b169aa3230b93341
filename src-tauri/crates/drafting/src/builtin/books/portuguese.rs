//! Portuguese, as read in Brazil and Portugal alike.

use super::Book;

/// The Portuguese book.
pub(super) const BOOK: Book = Book {
    thanks: "
        De nada{n}.
        Com prazer{n}.
        + Foi um grande prazer{n}.
        = Não há de quê{n}.
        ~ Imagina{n}.
        Sempre às ordens{n}.
        ---
        Que bom ler isso.
        É gentil dizer isso.
        + Significa muito para mim.
        Que bom que foi útil.
        = É muita gentileza.
        + Isso alegra o meu dia.
        ---
        Bom dia.
        Até breve.
        = Cordiais saudações.
        + Um abraço.
    ",
    question: "
        Boa pergunta{n}.
        Obrigado pela pergunta{n}.
        = Muito obrigado pela pergunta{n}.
        + Gosto dessa pergunta{n}.
        ~ Pergunta justa{n}.
        Que bom que o assunto surgiu{n}.
        ---
        Vou ver {t} e respondo aqui.
        Sobre {t}, prefiro verificar antes de responder.
        Deixe-me conferir {t} e volto aqui.
        = Vou verificar a questão de {t} e responderei aqui.
        [when] Vou ver a data e coloco aqui.
        [where] Vou ver onde exatamente e coloco aqui.
        [howmuch] Vou conferir o valor exato e coloco aqui.
        [how] Vou resumir como se faz e respondo aqui.
        [why] Isso merece uma boa resposta; vou pensar nela.
        [who] Vou descobrir quem foi e respondo aqui.
        [yesno] Prefiro conferir a adivinhar.
        Vou conferir e respondo aqui.
        Não quero adivinhar; primeiro confiro.
        Vou me informar e volto aqui.
        Um momento, quero ter certeza.
        = Vou me informar e responderei por aqui.
        ---
        Já volto.
        Um pouco de paciência.
        = Agradeço a paciência.
        Melhor certo do que rápido.
    ",
    complaint: "
        Sinto muito{n}.
        Lamento o ocorrido{n}.
        Obrigado por avisar{n}.
        = Peço desculpas{n}.
        + Sinto muito mesmo{n}.
        Não deveria ser assim{n}.
        ---
        Vou verificar e respondo aqui.
        O que aconteceu exatamente?
        Como posso resolver isso?
        Vou entender o que deu errado.
        = Vou examinar o ocorrido e responderei aqui.
        Alguns detalhes ajudariam a entender melhor.
        + Gostaria de resolver isso.
        ---
        Agradeço a paciência.
        Volto logo.
        Levo isso a sério.
        = Com as minhas desculpas.
    ",
    greeting: "
        Olá{s}!
        ~ Oi{s}!
        Que bom ter notícias suas{n}.
        = Cordiais saudações{n}.
        + Que alegria{n}!
        Seja qual for a hora, é bom te ver{n}.
        ---
        Que bom que passou por aqui.
        Espero que o dia esteja indo bem.
        Como vão as coisas?
        + Fico muito contente.
        = Espero que esteja tudo bem.
        Quais são as novidades?
        ---
        Tenha um bom dia.
        Até breve.
        Um abraço.
        = Com estima.
    ",
    praise: "
        Obrigado{n}.
        Muito obrigado{n}.
        + Obrigado de coração{n}.
        = Agradeço imensamente{n}.
        Que gentileza{n}.
        ~ Poxa, obrigado{n}.
        ---
        Que bom que gostou.
        É bom ler isso.
        + Significa muito para mim.
        Palavras assim dão ânimo.
        = Agradeço imenso.
        + Isso alegra o meu dia.
        Bom saber disso.
        ---
        Tenha um bom dia.
        Até breve.
        Até a próxima.
        = Com estima.
    ",
    congratulation: "
        Obrigado{n}.
        Muito obrigado{n}.
        + Obrigado de coração{n}.
        = Agradeço imensamente{n}.
        Que gentileza{n}.
        Obrigado pelos bons votos{n}.
        ---
        Fico muito feliz.
        + Significa muito para mim.
        É bom poder partilhar isso.
        Palavras assim dão ânimo.
        = Agradeço imenso.
        + Que carinho lembrar disso.
        ---
        Tenha um bom dia.
        Até breve.
        Até a próxima.
        = Com estima.
    ",
    invitation: "
        Obrigado por pensar em mim{n}.
        Obrigado pela proposta{n}.
        + Que bela ideia{n}.
        = Muito obrigado pela gentil proposta{n}.
        Parece interessante{n}.
        ~ Boa ideia{n}.
        ---
        Vou ver a agenda e respondo aqui.
        Há mais alguns detalhes?
        Vou pensar e volto aqui.
        Do que se trataria exatamente?
        = Vou avaliar e responderei aqui.
        Preciso de um tempinho para ver.
        ---
        Até breve.
        Volto logo.
        = Com estima.
        Em breve digo mais.
    ",
    statement: "
        Obrigado por compartilhar{n}.
        Ponto interessante{n}.
        = Muito obrigado pelas reflexões{n}.
        Entendo{n}.
        ~ Faz pensar{n}.
        + Que bom que contou isso{n}.
        [mention] Obrigado pela menção{n}.
        [quote] Obrigado por passar adiante{n}.
        [message] Obrigado pela mensagem{n}.
        [comment] Obrigado pelo comentário{n}.
        [reply] Obrigado por participar{n}.
        ---
        Isso me dá o que pensar.
        Que bom que o assunto surgiu.
        Gostaria de saber mais.
        Vou levar em conta.
        = A sua opinião é bem-vinda aqui.
        Como surgiu essa ideia?
        + É um gosto ler isso.
        ---
        Tenha um bom dia.
        Até breve.
        Até a próxima.
        = Com estima.
    ",
    emoji: "
        Obrigado{n}.
        Muito obrigado{n}.
        ~ Poxa, obrigado{n}.
        + Que gesto bonito{n}.
        = Muita gentileza{n}.
        Igualmente{n}.
        ---
        Isso diz tudo.
        Nem precisa de palavras.
        + Isso alegra o meu dia.
        Tomo como bom sinal.
        = Agradeço muito.
        ---
        Tenha um bom dia.
        Até breve.
        Até a próxima.
    ",
    empty: "
        Obrigado por escrever{n}.
        Olá{s}!
        Que bom ter notícias suas{n}.
        = Cordiais saudações{n}.
        ~ Oi{s}!
        [mention] Obrigado pela menção{n}.
        [quote] Obrigado por passar adiante{n}.
        [message] Obrigado pela mensagem{n}.
        [comment] Obrigado pelo comentário{n}.
        ---
        Do que se trata?
        O que posso fazer?
        = Em que posso ser útil?
        Pode contar mais.
        + Quero saber mais.
        ---
        Até breve.
        Tenha um bom dia.
        Até a próxima.
    ",
    gratitude: "
        Obrigado{n}.
        Muito obrigado{n}.
        Obrigado por escrever{n}.
        = Agradeço imensamente{n}.
        + Obrigado de coração{n}.
    ",
    thanks_root: "obrigad",
};
