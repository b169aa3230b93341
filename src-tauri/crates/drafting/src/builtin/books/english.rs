//! English.

use super::Book;

/// The English book.
pub(super) const BOOK: Book = Book {
    thanks: "
        Any time{n}.
        You're welcome{n}.
        = You are very welcome{n}.
        + My pleasure{n}.
        + With pleasure{n}.
        ~ No worries{n}.
        Happy to help{n}.
        Of course{n}.
        Gladly{n}.
        = It was a pleasure{n}.
        ---
        Good to hear.
        I'm glad it was useful.
        It's kind of you to say so.
        Nice of you to write.
        + That means a lot.
        + You made my day with that.
        I appreciate you saying it.
        + It's lovely to hear from you.
        = It is good of you to let me know.
        = It was good of you to take the time.
        ---
        Have a good day.
        See you around.
        Take care.
        ~ Cheers.
        = All the best.
        + All the best to you.
    ",
    question: "
        Good question{n}.
        Thanks for asking{n}.
        Fair question{n}.
        + I'm glad you ask{n}.
        = Thank you for your question{n}.
        ~ Nice one{n}.
        That's a good one{n}.
        + I like that question{n}.
        = That is a good question{n}.
        Glad this came up{n}.
        ---
        I'll look up {t} and come back to you here.
        I want to get {t} right, so let me check first.
        Let me check {t} before I answer.
        I don't want to guess about {t}; I'll check and reply here.
        I'll find out about {t} and write back.
        Give me a moment to look into {t}.
        About {t}: let me make sure before I answer.
        = I will check {t} and reply to you here.
        = Please allow me to check {t} first.
        [when] I'll check when exactly and tell you here.
        [when] Let me look up the date before I answer.
        [where] I'll check where exactly and tell you here.
        [where] Let me make sure of the place first.
        [howmuch] I'll check the exact figure and tell you here.
        [howmuch] Let me look up the number before I answer.
        [how] Let me put together how it's done and reply here.
        [how] That takes a few more words; I'll write them up and reply here.
        [why] That deserves a proper answer; let me think it through.
        [why] I'd like to explain that properly, so give me a moment.
        [who] Let me check who it was and come back to you.
        [who] I'll find out who and tell you here.
        [yesno] I'd rather check than guess; I'll reply here.
        [yesno] I'll make sure before I say yes or no.
        Let me check and come back to you here.
        I'll find out and reply to you here.
        I don't want to guess, so let me look it up.
        Give me a moment to find out.
        I'd like to be sure before I answer.
        = I will look into it and reply to you here.
        = Please give me a little time to find out.
        ---
        More soon.
        ~ Bear with me.
        Thanks for your patience.
        I'd rather be right than quick.
        = Thank you for your patience.
        + It's good that you asked.
    ",
    complaint: "
        I'm sorry about that{n}.
        Sorry to hear that{n}.
        = I am sorry for the trouble{n}.
        Thanks for telling me{n}.
        = Thank you for letting me know{n}.
        + I'm really sorry{n}.
        That's not how it should be{n}.
        I hear you{n}.
        That sounds annoying{n}.
        I understand{n}.
        ---
        I'll look into it and come back to you here.
        Can you tell me a bit more about what happened?
        What would put it right for you?
        Let me find out what went wrong.
        I want to understand what happened before I answer.
        = I will look into this and reply to you here.
        Tell me what you expected, and I'll see what can be done.
        I'll take a proper look at it.
        = May I ask what happened exactly?
        Please give me the details and I'll follow it up.
        + I'd like to put this right with you.
        ---
        Thank you for your patience.
        I'll get back to you.
        Thanks for being direct.
        I take it seriously.
        = I appreciate your patience.
        + I'm glad you told me.
    ",
    greeting: "
        Hi{s}!
        Hello{s}.
        ~ Hey{s}.
        Good to see you{n}.
        + How nice to hear from you{n}.
        = A good day to you{n}.
        Hello there{n}.
        + Welcome{n}.
        ---
        Thanks for dropping by.
        Nice to hear from you.
        I hope your day is going well.
        How are things with you?
        + It's lovely to see you here.
        I hope you're well.
        Good to have you here.
        = I hope you are keeping well.
        What brings you here today?
        ---
        ~ Have a good one.
        Enjoy your day.
        Take care.
        See you around.
        = All the best.
    ",
    praise: "
        Thank you{n}.
        + Thanks so much{n}.
        That's kind of you{n}.
        = Thank you very much{n}.
        + That made me smile{n}.
        ~ Cheers{n}.
        Much appreciated{n}.
        + What a nice thing to read{n}.
        Thanks{n}.
        ---
        I'm glad you like it.
        It's good to know it landed.
        + That means a lot.
        I really appreciate it.
        It's always good to hear that.
        = Your words are much appreciated.
        + You just made my day.
        Words like these keep me going.
        I'm happy it speaks to you.
        Good to hear it worked for you.
        = It is a pleasure to read that.
        ---
        See you around.
        + Have a lovely day.
        = All the best.
        It's good to have you here.
        Take care.
    ",
    congratulation: "
        Thank you{n}.
        Thanks a lot{n}.
        = Thank you very much{n}.
        + Thank you so much{n}.
        That's very kind{n}.
        ~ Cheers{n}.
        How nice of you{n}.
        Thanks for the good wishes{n}.
        ---
        It means a lot to me.
        + Your good wishes are a joy.
        + It's lovely that you thought of it.
        That's good to hear.
        I appreciate you writing.
        = I appreciate your kind words.
        It feels good to share it.
        Good of you to say so.
        + You made my day with that.
        Kind words like these count.
        ---
        See you around.
        Have a good day.
        = All the best.
        + All the best to you, too.
        It's good to have you here.
    ",
    invitation: "
        Thank you for thinking of me{n}.
        Thanks for asking{n}.
        That's a kind offer{n}.
        + What a nice idea{n}.
        = Thank you for your kind offer{n}.
        Thanks for reaching out{n}.
        Sounds interesting{n}.
        ~ Nice idea{n}.
        I appreciate the offer{n}.
        ---
        Let me check my calendar and answer you here.
        I'd like to hear more before I say yes or no.
        Could you share a few details?
        I'll think about it and come back to you.
        Give me a little time to look into it.
        = I will consider it and reply to you here.
        What would it involve?
        When would it be, and what would you need from me?
        Let me see what's possible.
        = May I ask for a few details first?
        ---
        Talk soon.
        I'll get back to you.
        + It's good that you asked.
        = I appreciate your patience.
        More soon.
    ",
    statement: "
        Thanks for adding that{n}.
        Interesting point{n}.
        Thanks for sharing this{n}.
        I hear you{n}.
        = Thank you for your thoughts{n}.
        Noted{n}.
        + It's nice of you to share that{n}.
        Good of you to write{n}.
        ~ Fair enough{n}.
        I see what you mean{n}.
        [mention] Thanks for the mention{n}.
        [quote] Thanks for passing it on{n}.
        [message] Thanks for your message{n}.
        [comment] Thanks for the comment{n}.
        [reply] Thanks for joining in{n}.
        ---
        That gives me something to think about.
        I'm glad you brought it up.
        I'd like to hear more about it.
        What made you think of it?
        I'll keep it in mind.
        It's good to have your view.
        How did you come to see it that way?
        That's worth thinking over.
        = Your view is welcome here.
        I appreciate you taking the time.
        I'm curious what others think, too.
        + It's lovely to hear from you.
        ---
        It's good to have you here.
        See you around.
        Have a good day.
        Take care.
        = All the best.
    ",
    emoji: "
        Thank you{n}.
        Thanks{n}.
        ~ Cheers{n}.
        Much appreciated{n}.
        + That made me smile{n}.
        Same to you{n}.
        ~ Right back at you{n}.
        = Thank you kindly{n}.
        Nice of you{n}.
        ---
        Good to see you here.
        That says it all.
        No words needed.
        + You brightened my day.
        Sometimes a picture says it best.
        I'll take that as a good sign.
        = It is much appreciated.
        ---
        Have a good day.
        Take care.
        See you around.
        = All the best.
    ",
    empty: "
        Thanks for writing{n}.
        Hello{s}.
        Hi{s}!
        Good to hear from you{n}.
        = Thank you for writing{n}.
        + How nice to hear from you{n}.
        [mention] Thanks for the mention{n}.
        [quote] Thanks for passing it on{n}.
        [message] Thanks for your message{n}.
        [comment] Thanks for the comment{n}.
        ---
        What's on your mind?
        How can I help?
        What can I do for you?
        Is there something you'd like to know?
        = How may I help you?
        Tell me more if you like.
        + I'm all ears.
        What would you like to talk about?
        ---
        Take care.
        See you around.
        Have a good day.
    ",
    gratitude: "
        Thank you{n}.
        Thanks{n}.
        Thanks for writing{n}.
        = Thank you for your words{n}.
        + Thank you so much{n}.
    ",
    thanks_root: "thank",
};
