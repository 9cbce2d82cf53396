"""What is said, gently, about the words of a prompt."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    "lint.no_clip": N_("Choose a clip of {shortest} to {longest} seconds for this prompt."),
    "lint.clip_length": N_(
        "This clip lasts {seconds} s; choose {shortest} to {longest} s, to be watched more than once."
    ),
    "lint.adult_behaviour": N_(
        "Say what you saw the teacher do or say: a verb, or a quotation from the clip."
    ),
    "lint.child_response": N_("Say what a child did or said next."),
    "lint.no_question": N_("End with one open question: how, what, why or when."),
    "lint.many_questions": N_("There are {n} questions; keep the one that matters most, at the end."),
    "lint.question_not_last": N_("Let the question come last, so that the answer can begin there."),
    "lint.closed_question": N_(
        "“{words}” may be answered with yes or no; begin the question with how, what, why or when."
    ),
    "lint.words": N_("This prompt has {n} words; up to {most} are easy to read."),
    "lint.judgement_words": N_("“{word}” judges or is vague; say what can be seen or heard instead."),
    "lint.trait_words": N_("“{word}” describes a person and not an act; say what was done instead."),
    "lint.advice_first": N_("This gives advice before anything is described; say first what was seen."),
    "lint.names": N_("“{name}” is no pseudonym of this study; use one, or write “a child”."),
    "lint.scores": N_(
        "“{score}” looks like a score; teachers’ documents leave scores out unless the study allows them."
    ),
    "lint.no_focus": N_("Choose the one dimension that this document is about."),
    "lint.two_foci": N_("{first} and {second} are two dimensions; choose one for this document."),
    "lint.other_focus": N_("This names {other}, but the document is about {focus}; keep to one."),
    "lint.order": N_("Clips are read as working well, worth another look, cause and effect; move “{title}”."),
    "lint.own_list": N_("The study's list {list} is no list of words; write words in brackets, with quotes."),
    "lint.unknown_list": N_(
        "The study's words have a list {list}, which nothing reads; write one of: {known}."
    ),
    "lint.own_stems": N_(
        "The study's stems for {type} cannot be read; write texts under strength, look_again or link."
    ),
}
