"""Answers are found in what Word saves, and in what is left when another program has saved it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from havenlens.domain.problems import StudyError
from havenlens.exchange.feedback_docx_answers import read_docx_answers
from havenlens.reporting.feedback_docx import write_feedback_docx
from havenlens.services.feedback_answers import AnswerSource
from tests.support.feedback_documents import CLIP_IDS, DOCUMENT_ID, a_block, a_document

FIRST, SECOND, THIRD = CLIP_IDS


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sent") / "t02.docx"
    write_feedback_docx(a_document(language="de"), path)
    return path


def _box(document, tag):
    return next(
        each
        for each in document.element.body.iter(qn("w:sdt"))
        if each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) == tag
    )


def _type(document, tag, text):
    """Type into a box as Word does: the words that filled it go, its lines are broken."""
    box = _box(document, tag)
    placeholder = box.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if placeholder is not None:
        placeholder.getparent().remove(placeholder)
    content = box.find(qn("w:sdtContent"))
    for run in list(content):
        content.remove(run)
    run = OxmlElement("w:r")
    for place, line in enumerate(text.split("\n")):
        if place:
            run.append(OxmlElement("w:br"))
        word = OxmlElement("w:t")
        word.text = line
        run.append(word)
    content.append(run)


def _tick(document, tag):
    box = _box(document, tag)
    box.find(f".//{qn('w14:checked')}").set(qn("w14:val"), "1")
    box.find(f".//{qn('w:t')}").text = "☒"


def _answered(sent: Path, path: Path, change: Callable = lambda document: None) -> Path:
    document = Document(str(sent))
    _type(document, f"answer_{FIRST.hex}", "Er hatte aufgehört.\nDann ging ich hin.")
    _tick(document, f"strike_{THIRD.hex}")
    _type(document, "usefulness", "4")
    change(document)
    document.save(str(path))
    return path


def _without_controls(document) -> None:
    """Leave only what the controls held, as programs do that do not know them."""
    for box in list(document.element.body.iter(qn("w:sdt"))):
        for child in list(box.find(qn("w:sdtContent"))):
            box.addprevious(deepcopy(child))
        box.getparent().remove(box)


def _without_bookmarks(document) -> None:
    for mark in list(document.element.body.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)


@pytest.mark.parametrize("change", [lambda document: None, _without_controls, _without_bookmarks])
def test_answers_come_back(sent: Path, tmp_path: Path, change):
    answers = read_docx_answers(_answered(sent, tmp_path / "back.docx", change))
    assert answers.by_clip == {FIRST: "Er hatte aufgehört.\nDann ging ich hin.", SECOND: "", THIRD: ""}
    assert answers.struck == {THIRD}
    assert answers.usefulness == 4
    assert answers.document == DOCUMENT_ID
    assert answers.source is AnswerSource.WORD


def test_an_untouched_document_answers_nothing(sent: Path, tmp_path: Path):
    assert read_docx_answers(sent).is_empty
    document = Document(str(sent))
    _without_controls(document)
    document.save(str(tmp_path / "bare.docx"))
    assert read_docx_answers(tmp_path / "bare.docx").is_empty


def test_an_answer_that_stood_there_is_read_again(tmp_path: Path):
    block = a_block(answer="Schon da.\nZwei Zeilen.")
    write_feedback_docx(a_document(blocks=(block,)), tmp_path / "t02.docx")
    assert read_docx_answers(tmp_path / "t02.docx").by_clip == {FIRST: "Schon da.\nZwei Zeilen."}


def test_what_was_typed_beside_a_control_is_read(sent: Path, tmp_path: Path):
    def beside(document):
        cell = next(_box(document, f"answer_{SECOND.hex}").iterancestors(qn("w:tc")))
        paragraph = OxmlElement("w:p")
        run, word = OxmlElement("w:r"), OxmlElement("w:t")
        word.text = "Daneben getippt."
        run.append(word)
        paragraph.append(run)
        cell.append(paragraph)

    answers = read_docx_answers(_answered(sent, tmp_path / "back.docx", beside))
    assert answers.by_clip[SECOND] == "Daneben getippt."


def test_what_was_taken_out_while_changes_were_tracked_is_not_read(sent: Path, tmp_path: Path):
    def tracked(document):
        _type(document, f"answer_{SECOND.hex}", "bleibt")
        content = _box(document, f"answer_{SECOND.hex}").find(qn("w:sdtContent"))
        gone, run, word = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
        word.text = "weg"
        run.append(word)
        gone.append(run)
        content.append(gone)

    assert read_docx_answers(_answered(sent, tmp_path / "back.docx", tracked)).by_clip[SECOND] == "bleibt"


@pytest.mark.parametrize("lost", [("docProps/custom.xml",), ("docProps/custom.xml", "docProps/core.xml")])
def test_its_name_is_found_wherever_it_was_kept(sent: Path, tmp_path: Path, lost):
    with zipfile.ZipFile(sent) as parts, zipfile.ZipFile(tmp_path / "less.docx", "w") as less:
        for name in parts.namelist():
            if name not in lost:
                less.writestr(name, parts.read(name))
    assert read_docx_answers(tmp_path / "less.docx").document == DOCUMENT_ID


def test_a_word_document_without_boxes_is_named(tmp_path: Path):
    path = tmp_path / "letter.docx"
    Document().save(str(path))
    with pytest.raises(StudyError) as caught:
        read_docx_answers(path)
    assert str(caught.value) == (
        f"{path} has no answer boxes of a feedback document; copy the answers out of it and paste them."
    )


@pytest.mark.parametrize("kind", ["text", "zip", "broken"])
def test_what_is_no_word_document_is_named(sent: Path, tmp_path: Path, kind: str):
    path = tmp_path / "odd.docx"
    if kind == "text":
        path.write_text("Dear coach")
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as parts:
            parts.writestr("letter.txt", "Dear coach")
    else:
        with zipfile.ZipFile(path, "w") as parts:
            parts.writestr("word/document.xml", "<w:document")
    with pytest.raises(StudyError) as caught:
        read_docx_answers(path)
    assert re.fullmatch(
        re.escape(str(path))
        + r" cannot be read as a Word document; open it in the program it comes from and "
        r"save it as \.docx\.",
        str(caught.value),
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(StudyError) as caught:
        read_docx_answers(tmp_path / "none.docx")
    assert str(caught.value) == f"There is no file {tmp_path / 'none.docx'}; check the name."
