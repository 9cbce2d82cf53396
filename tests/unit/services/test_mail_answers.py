from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from havenlens.services.feedback_answers import AnswerSource, asked_in
from havenlens.services.mail_answers import answers_in
from tests.support.feedback_documents import CLIP_IDS, a_block, a_document

ASKED = asked_in(a_document())
FIRST, SECOND, THIRD = CLIP_IDS


def found(text, asked=ASKED):
    return answers_in(text, asked)


def test_answers_are_found_by_their_numbers():
    mail = """Dear C1,

1. I saw his head go down.
2) The hand, I think.
And then he called.

Clip 3: Two problems were enough.
"""
    result = found(mail)
    assert result.answers.by_clip == {
        FIRST: "I saw his head go down.",
        SECOND: "The hand, I think.\nAnd then he called.",
        THIRD: "Two problems were enough.",
    }
    assert result.unplaced == ("Dear C1,",)
    assert result.answers.source is AnswerSource.MAIL
    assert result.answers.document is None


def test_answers_are_found_below_quoted_titles_and_questions():
    mail = """> 1. You go to Amir and own the miss
> What were you noticing that made you start with those words?
He had stopped.

> Three moments before Amir's head goes down
He needed a sign.

> Which of your moves do you think helped him begin
> again?
The fold.
"""
    assert found(mail).answers.by_clip == {
        FIRST: "He had stopped.",
        SECOND: "He needed a sign.",
        THIRD: "The fold.",
    }
    assert found(mail).unplaced == ()


def test_what_the_page_copies_for_a_mail_comes_back_whole():
    mail = (
        "1. You go to Amir and own the miss\nHe had stopped.\n\n"
        "2. Three moments before Amir's head goes down\n\n\n"
        "3. Two problems, one choice\nThe fold.\nTwice.\n"
    )
    assert found(mail).answers.by_clip == {FIRST: "He had stopped.", SECOND: "", THIRD: "The fold.\nTwice."}


def test_the_mail_that_is_answered_is_left_out():
    mail = "1. First.\n2. Second.\n3. Third.\n\nOn 16 March 2026, C1 wrote:\n> 1. Own the miss\n> Dear\n"
    assert found(mail).answers.by_clip == {FIRST: "First.", SECOND: "Second.", THIRD: "Third."}
    outlook = "1. First.\n\n-----Original Message-----\nFrom: C1\n2. Watch only Amir."
    assert found(outlook).answers.by_clip == {FIRST: "First.", SECOND: "", THIRD: ""}


def test_a_signature_ends_the_mail():
    assert found("3. Third.\n-- \nMr. Dale\nRoom 2").answers.by_clip[THIRD] == "Third."


def test_a_list_inside_an_answer_stays_in_it():
    mail = "1. First.\n2. Second.\n3. I would:\n1. look up\n2. nod"
    assert found(mail).answers.by_clip[THIRD] == "I would:\n1. look up\n2. nod"


def test_times_and_amounts_are_no_numbers_of_clips():
    mail = "2. See:\n1:06 you fold\n3 children came.\n1.5 minutes"
    assert found(mail).answers.by_clip[SECOND] == "See:\n1:06 you fold\n3 children came.\n1.5 minutes"


def test_a_study_s_word_at_the_beginning_of_a_sentence_names_no_clip():
    asked = asked_in(a_document(blocks=tuple(a_block(n, label=f"Word{n}") for n in range(3))))
    result = found("1. One.\nWord1 with Zoe went on.\nWord2: three.", asked)
    assert result.answers.by_clip == {FIRST: "One.\nWord1 with Zoe went on.", SECOND: "", THIRD: "three."}


def test_german_and_spanish_numbers_are_understood():
    mail = "Zu 1: Eins.\nFrage 2: Zwei.\nPregunta 3. Tres."
    assert found(mail).answers.by_clip == {FIRST: "Eins.", SECOND: "Zwei.", THIRD: "Tres."}


def test_without_numbers_nothing_is_guessed():
    result = found("He had stopped.\n\nHe needed a sign.")
    assert result.answers.is_empty
    assert result.unplaced == ("He had stopped.", "He needed a sign.")


def test_a_single_clip_needs_no_number():
    result = found("He had stopped.\n\nAll of it.", ASKED[:1])
    assert result.answers.by_clip == {FIRST: "He had stopped.\n\nAll of it."}
    assert result.unplaced == ()


@given(st.text(max_size=300))
def test_any_text_can_be_pasted(text: str):
    result = answers_in(text, ASKED, UUID(int=7))
    assert [clip for clip, _ in result.answers.answers] == list(CLIP_IDS)
    assert result.answers.document == UUID(int=7)


_WORDS = st.text(alphabet="abcdefg hij\n", max_size=60).map(
    lambda text: text.strip("\n ").replace("\n", "\n  ")
)


@given(st.tuples(_WORDS, _WORDS, _WORDS))
def test_numbered_answers_come_back_as_they_were_written(texts):
    mail = "\n".join(f"{n}. {text}" for n, text in enumerate(texts, start=1))
    for (_, answer), text in zip(found(mail).answers.answers, texts, strict=True):
        assert answer.split() == text.split()
