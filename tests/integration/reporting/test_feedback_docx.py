from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from havenlens.domain.problems import StudyError
from havenlens.reporting.feedback_docx import write_feedback_docx
from tests.support.feedback_documents import (
    CLIP_IDS,
    DOCUMENT_ID,
    LONG_NAME,
    NINETY_WORDS,
    RIGHT_TO_LEFT_NAME,
    a_block,
    a_document,
    a_full_document,
    a_hard_document,
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "t02.docx"
    write_feedback_docx(a_full_document(), path)
    return path


def _text(path: Path) -> str:
    body = Document(str(path)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def test_it_says_what_the_document_says(full: Path):
    document, text = a_full_document(), _text(full)
    assert document.opening in text
    for block in document.blocks:
        assert block.title in text
        assert block.prompt in text
        assert block.question in text
    for number in document.evidence:
        assert number.value in text
        assert number.sentence in text
    for words in (
        "Your plan from last time",
        "Please answer by 20 March 2026.",
        "Over the cycles",
        "Awareness: 4.3",
    ):
        assert words in text
    assert "cycle 2: 3 of 6" in text
    assert "“One minute, then you”" in text
    assert "26 March 2026" in text


def test_headings_are_real_and_in_order(full: Path):
    styles = [p.style.name for p in Document(str(full)).paragraphs if p.style and "Heading" in p.style.name]
    assert styles[:5] == ["Heading 1", "Heading 2", "Heading 3", "Heading 3", "Heading 3"]
    assert set(styles) == {"Heading 1", "Heading 2", "Heading 3"}


def test_every_picture_says_what_it_shows(full: Path):
    shown = [each.get("descr") for each in Document(str(full)).element.body.iter(qn("wp:docPr"))]
    assert len(shown) == 1 + 3 + 4 + 1
    assert all(shown)
    assert "Logo of Haven Study" in shown
    assert "What the picture of clip 2 shows." in shown
    assert any("cycle 1: 2 of 5" in (each or "") for each in shown)


def test_it_names_itself_its_language_and_its_boxes(full: Path):
    document = Document(str(full))
    facts = document.core_properties
    assert facts.title == "Noticing a child who is stuck · feedback for Mr. Dale, cycle 3"
    assert facts.identifier == f"havenlens.feedback:{DOCUMENT_ID}"
    with zipfile.ZipFile(full) as parts:
        assert str(DOCUMENT_ID) in parts.read("docProps/custom.xml").decode()
        assert not [name for name in parts.namelist() if "thumbnail" in name]
    [language] = document.styles.element.iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "en"
    tags = [each.get(qn("w:val")) for each in document.element.body.iter(qn("w:tag"))]
    expected = [f"{kind}_{clip.hex}" for clip in CLIP_IDS for kind in ("answer", "strike")]
    assert tags == [*expected, "usefulness"]
    marks = [each.get(qn("w:name")) for each in document.element.body.iter(qn("w:bookmarkStart"))]
    assert marks == [f"doc_{DOCUMENT_ID.hex}", *tags]
    # Word takes no longer names.
    assert max(len(mark or "") for mark in marks) <= 40


def test_two_tables_never_touch(full: Path):
    """Word would make one table of them."""
    kinds = [each.tag for each in Document(str(full)).element.body]
    assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(kinds))


def test_pictures_begin_where_text_begins_and_boxes_end_where_it_ends(full: Path):
    document = Document(str(full))
    assert {p.get(edge) for p in _pictures(document) for edge in ("distL", "distR", "distT")} == {"0"}
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    boxes = [table for table in document.tables if len(table.columns) == 1]
    assert len(boxes) == len(a_full_document().blocks)
    for box in boxes:
        settings = box._tbl.tblPr
        [indent] = settings.findall(qn("w:tblInd"))
        [left] = settings.findall(f"{qn('w:tblCellMar')}/{qn('w:left')}")
        assert indent.get(qn("w:w")) == left.get(qn("w:w"))  # text stands out by this much, else
        assert box.columns[0].width == pytest.approx(room, abs=Mm(0.1))
        names = [qn(f"w:{name}") for name in _SETTINGS]
        assert [each.tag for each in settings] == [name for name in names if settings.find(name) is not None]


_SETTINGS = ("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook")
"""The order in which Word wants them."""


def _pictures(document):
    return list(document.element.body.iter(qn("wp:inline")))


def test_a_question_is_on_the_page_of_its_answer_and_a_plan_on_one_page(full: Path):
    for table in Document(str(full)).tables:
        *before, last = table.rows
        kept = [
            p.paragraph_format.keep_with_next for row in before for cell in row.cells for p in cell.paragraphs
        ]
        assert all(kept)
        if _asks(table):
            assert all(p.paragraph_format.keep_with_next for cell in last.cells for p in cell.paragraphs)


def _asks(table) -> bool:
    return any(p.style.name == "Question" for cell in table.rows[0].cells for p in cell.paragraphs)


def test_every_page_says_that_it_is_no_evaluation(full: Path):
    foot = Document(str(full)).sections[0].footer
    assert foot.paragraphs[0].text.startswith("Not for evaluation · shared with Mr. Dale only")
    assert foot.paragraphs[1].text == "Haven Study · study@example.org"
    fields = [each.get(qn("w:instr")) for each in foot._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(("paper", "size"), [("a4", (210, 297)), ("letter", (216, 279))])
def test_it_is_set_on_the_paper_that_was_asked_for(tmp_path: Path, paper, size):
    write_feedback_docx(a_document(), tmp_path / "t02.docx", paper)
    section = Document(str(tmp_path / "t02.docx")).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size


def test_long_german_and_right_to_left_texts_are_whole(tmp_path: Path):
    write_feedback_docx(a_hard_document(), tmp_path / "t02.docx")
    text = _text(tmp_path / "t02.docx")
    for words in (LONG_NAME, RIGHT_TO_LEFT_NAME, NINETY_WORDS, "für die Größe der Aufgabe", "Zyklus 3"):
        assert words in text


def test_a_clip_that_was_struck_is_not_in_the_file(tmp_path: Path):
    blocks = (a_block(), a_block(1, struck=True, title="Gone"), a_block(2))
    write_feedback_docx(a_document(blocks=blocks), tmp_path / "t02.docx")
    with zipfile.ZipFile(tmp_path / "t02.docx") as parts:
        content = parts.read("word/document.xml").decode()
        assert len([name for name in parts.namelist() if "/media/" in name]) == 2
    assert "Gone" not in content
    assert CLIP_IDS[1].hex not in content


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, full: Path):
    write_feedback_docx(a_full_document(), tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == full.read_bytes()


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(StudyError) as caught:
        write_feedback_docx(a_document(), tmp_path / "no" / "t02.docx")
    assert "there is no folder" in str(caught.value)
