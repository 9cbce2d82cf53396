from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.reporting.feedback_pdf import write_feedback_pdf
from tests.support.feedback_documents import (
    LONG_NAME,
    RIGHT_TO_LEFT_NAME,
    a_block,
    a_document,
    a_full_document,
    a_hard_document,
)
from tests.support.pdf_pages import facts_of, pages_of, run, text_of

_MILLIMETRE = 72 / 25.4
_SIDE = 20 * _MILLIMETRE


def test_all_words_can_be_taken_out_again(tmp_path: Path):
    document = a_document()
    write_feedback_pdf(document, tmp_path / "t02.pdf")
    text = text_of(tmp_path / "t02.pdf")
    for wanted in (document.title, document.opening, "Not for evaluation"):
        assert wanted in text
    for block in document.blocks:
        assert block.title in text
        assert block.question in text
    for number in document.evidence:
        assert number.value in text
    assert "1 of 2" in text


def test_umlauts_and_long_words_come_out_whole(tmp_path: Path):
    write_feedback_pdf(a_hard_document(), tmp_path / "t02.pdf")
    text = text_of(tmp_path / "t02.pdf")
    assert "Was könnte es für die Größe der Aufgabe bedeuten" in text
    assert "Es ging öfter als gedacht." in text
    assert LONG_NAME.split()[0] in text


def test_markup_in_a_person_s_words_stays_words(tmp_path: Path):
    words = '#panic("x") *bold* $x^2$ <label> @ref \\ // /* ] [ `code` {{ x }}'
    block = a_block(prompt=words, question=words, title=words, answer=words)
    write_feedback_pdf(a_document(title=words, teacher=words, blocks=(block,)), tmp_path / "t02.pdf")
    assert text_of(tmp_path / "t02.pdf").count(words) >= 3


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("hard", [False, True])
def test_no_word_leaves_its_page(tmp_path: Path, paper: str, hard: bool):
    document = a_hard_document() if hard else a_full_document()
    write_feedback_pdf(document, tmp_path / "t02.pdf", paper=paper)  # type: ignore[arg-type]
    pages = pages_of(tmp_path / "t02.pdf")
    assert round(pages.width) == {"a4": 595, "letter": 612}[paper]
    for word in pages.words:
        assert word.left >= _SIDE - 1, word
        assert word.right <= pages.width - _SIDE + 1, word
        assert word.bottom <= pages.height - 8 * _MILLIMETRE, word
    if not hard:
        assert pages.count == 3


def test_a_plain_document_takes_two_pages(tmp_path: Path):
    write_feedback_pdf(a_document(), tmp_path / "t02.pdf")
    assert pages_of(tmp_path / "t02.pdf").count == 2


def test_what_a_study_adds_is_there_and_keeps_the_standard(tmp_path: Path):
    write_feedback_pdf(a_full_document(language="es"), tmp_path / "t02.pdf")
    text = text_of(tmp_path / "t02.pdf")
    for words in (
        "Haven Study · study@example.org",
        "Por favor, responda hasta el 20 de marzo de 2026.",
        "A lo largo de los ciclos",
        "media de 3 valoraciones (de 4 a 5), en una escala de 1 a 7",
        "Puede dejar fuera cualquier clip: dígaselo a C1.",
    ):
        assert words in text
    assert "pdfuaid" in facts_of(tmp_path / "t02.pdf")
    structure = run("pdfinfo", "-struct", str(tmp_path / "t02.pdf"))
    assert structure.count("Figure") == 1 + 3 + 4 + 1


def test_a_clip_that_was_struck_is_not_in_the_file(tmp_path: Path):
    blocks = (a_block(), a_block(1, struck=True, title="Gonewithit"), a_block(2))
    write_feedback_pdf(a_document(blocks=blocks), tmp_path / "t02.pdf")
    assert "Gonewithit" not in text_of(tmp_path / "t02.pdf")
    write_feedback_pdf(a_document(blocks=(a_block(struck=True),)), tmp_path / "none.pdf")
    assert "left out because you asked for it" in text_of(tmp_path / "none.pdf")


def test_a_block_stays_in_one_piece(tmp_path: Path):
    blocks = tuple(a_block(n, title=f"Start{n} here", question=f"End{n} of it?") for n in (0, 1, 2))
    write_feedback_pdf(a_document(blocks=blocks), tmp_path / "t02.pdf")
    pages = pages_of(tmp_path / "t02.pdf")
    for n in (0, 1, 2):
        assert pages.page_of(f"Start{n}", "here") == pages.page_of(f"End{n}", "of", "it?")


def test_an_answer_longer_than_a_page_flows_on(tmp_path: Path):
    answer = "\n".join(f"Line{n} of the answer." for n in range(120))
    write_feedback_pdf(a_document(blocks=(a_block(answer=answer),)), tmp_path / "t02.pdf")
    pages = pages_of(tmp_path / "t02.pdf")
    assert pages.page_of("Line0", "of") < pages.page_of("Line119", "of")
    assert all(word.bottom < pages.height for word in pages.words)


def test_the_file_says_what_it_is_and_is_tagged(tmp_path: Path):
    write_feedback_pdf(a_document(language="de"), tmp_path / "t02.pdf")
    facts = facts_of(tmp_path / "t02.pdf")
    assert "Noticing a child who is stuck" in facts
    assert "2026-03-16T00:00:00" in facts
    assert "Tagged:          yes" in facts
    assert "<pdfuaid:part>1</pdfuaid:part>" in facts
    assert "<rdf:li>de</rdf:li>" in facts
    structure = run("pdfinfo", "-struct-text", str(tmp_path / "t02.pdf"))
    assert "H1" in structure
    assert "Figure" in structure


def test_right_to_left_names_keep_their_letters_and_the_standard(tmp_path: Path):
    for name in (RIGHT_TO_LEFT_NAME, "נועה לוי"):
        write_feedback_pdf(a_document(teacher=name), tmp_path / "t02.pdf")
        text = text_of(tmp_path / "t02.pdf")
        assert all(part in text for part in name.split())
        assert "pdfuaid" in facts_of(tmp_path / "t02.pdf")


def test_a_letter_without_a_shape_costs_the_standard_and_not_the_document(tmp_path: Path):
    write_feedback_pdf(a_document(title="Noticing \U000f1234"), tmp_path / "t02.pdf")
    assert "pdfuaid" not in facts_of(tmp_path / "t02.pdf")
    assert "Noticing" in text_of(tmp_path / "t02.pdf")


def test_the_same_document_gives_the_same_bytes(tmp_path: Path):
    for name in ("one.pdf", "two.pdf"):
        write_feedback_pdf(a_document(), tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_region_in_the_language_is_understood(tmp_path: Path):
    write_feedback_pdf(replace(a_document(), language="de_AT"), tmp_path / "t02.pdf")
    assert "de-AT" in facts_of(tmp_path / "t02.pdf")


def test_a_picture_that_breaks_off_is_named(tmp_path: Path):
    blocks = (a_block(), a_block(1, still=a_block().still[:40]))
    with pytest.raises(StudyError) as caught:
        write_feedback_pdf(a_document(blocks=blocks), tmp_path / "t02.pdf")
    sentence = "The still picture of clip 2 is no whole PNG or JPEG; choose its frame again."
    assert str(caught.value) == sentence
    assert not (tmp_path / "t02.pdf").exists()


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(StudyError) as caught:
        write_feedback_pdf(a_document(), tmp_path / "no" / "t02.pdf")
    assert "there is no folder" in str(caught.value)
