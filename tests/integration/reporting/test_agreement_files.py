"""Agreement as HTML, Word document, workbook, CSV and JSON: each is opened again with what reads it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from openpyxl import load_workbook

from havenlens.app.agreement_files import FORMATS, write_plain_agreement, write_study_agreement
from havenlens.app.agreement_work import WorkedOut, work_out
from havenlens.app.output import print_further
from havenlens.domain.problems import StudyError
from havenlens.inference.coefficient import Coefficient
from havenlens.reporting.agreement_docx import _figures
from havenlens.reporting.agreement_view import ShownValue
from havenlens.reporting.apa import _widths
from havenlens.services.agreement_plan import AgreementPlan, fix_plan
from havenlens.services.ports import no_progress
from tests.support.axe import problems
from tests.support.browser import browser_page
from tests.support.pairs import coded, event, minute, usual_pair
from tests.support.pdf_pages import pages_of
from tests.support.studies import SmallStudy, small_study


def style_of(part: Any) -> str:
    """Name the style that a part of a Word document is set in."""
    return str(part.style.name)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    with small_study(tmp_path_factory.mktemp("small") / "small.havenlens") as found:
        usual_pair(found, minute(found))
        second = minute(found, "another")
        coded(found, second, "MK", event(found, "bids", 3), event(found, "returns", 9))
        coded(found, second, "TB", event(found, "bids", 3.5), event(found, "bids", 9))
        yield found


@pytest.fixture(scope="module")
def worked(small: SmallStudy) -> WorkedOut:
    found = work_out(small.study, every=True, profile=True, progress=no_progress)
    found.note_looking(small.study)
    fix_plan(small.study, AgreementPlan(tolerance=1.5), None, "bids are slow here")
    return found


@pytest.fixture(scope="module")
def written(small: SmallStudy, worked: WorkedOut, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    paths = [folder / f"agreement{suffix}" for suffix in FORMATS]
    write_study_agreement(small.study, small.path, worked.results, paths, worked.curves)
    return folder


def test_the_page_opens_without_a_complaint_or_a_request(written: Path, tmp_path: Path) -> None:
    with browser_page(tmp_path) as page:
        page.open(written / "agreement.html")
        assert page.complaints == []
        assert [one for one in page.requests if not one.startswith(("file:", "data:"))] == []
        text = page.evaluate("document.body.innerText")
        assert "tolerance was changed from 2 to 1.5" in text
        assert "Compared: one coding of each coder that was handed in" in text
        assert "Everything was computed with Havenlens" in text
        tables = page.evaluate("document.querySelectorAll('table.main').length")
        assert tables >= 2
        unheaded = "[...document.querySelectorAll('tbody tr')].filter(r => !r.querySelector('th[scope=row]'))"
        assert page.evaluate(f"{unheaded}.length") == 0
        loose = "[...document.querySelectorAll('sup a')].filter(a => !document.querySelector(a.hash))"
        assert page.evaluate(f"{loose}.length") == 0
        assert page.evaluate("document.querySelectorAll('svg.curve[role=img][aria-label] circle').length") > 5
        assert page.evaluate("[...document.querySelectorAll('details')].every(e => !e.open)")
        said = "[...document.querySelectorAll('summary')].map(e => e.textContent.replace(/ .[0-9]+.$/, ''))"
        kinds = {"Why these coefficients", "Values", "Further coefficients", "Confusion matrices"}
        assert set(page.evaluate(said)) == kinds
        page.click("summary")
        assert page.evaluate("document.querySelector('details').open")
        assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == (
            page.evaluate("document.querySelectorAll('[id]').length")
        )


def test_nothing_keeps_people_from_using_the_page(written: Path, tmp_path: Path) -> None:
    with browser_page(tmp_path) as page:
        for width in (1280, 390):
            page.open(written / "agreement.html", width=width)
            assert problems(page) == []


def test_heads_of_columns_stay_in_one_line_on_a_phone(written: Path, tmp_path: Path) -> None:
    broken = """[...document.querySelectorAll('.main thead th[scope=col]:not(.first)')].filter(th => {
      const range = document.createRange(); range.selectNodeContents(th);
      return range.getBoundingClientRect().height > 30 }).length"""
    with browser_page(tmp_path) as page:
        page.open(written / "agreement.html", width=390)
        page.evaluate("document.querySelectorAll('td.ci').forEach(cell => cell.textContent = '–')")
        assert page.evaluate(broken) == 0


def test_on_paper_no_matrix_is_cut(written: Path, tmp_path: Path) -> None:
    with browser_page(tmp_path) as page:
        page.open(written / "agreement.html")
        page.evaluate(
            "document.querySelectorAll('.matrix').forEach((matrix, n) => {"
            "matrix.caption.textContent = `Matrix ${n} begins`;"
            "matrix.rows[matrix.rows.length - 1].cells[0].textContent = `Matrix ${n} ends` })"
        )
        count = page.evaluate("document.querySelectorAll('.matrix').length")
        page.print_to_pdf(tmp_path / "page.pdf")
    pages = pages_of(tmp_path / "page.pdf")
    assert count > 5
    for n in range(count):
        assert pages.page_of("Matrix", str(n), "begins") == pages.page_of("Matrix", str(n), "ends")


def test_the_page_follows_the_readers_theme_and_fits_a_phone(written: Path, tmp_path: Path) -> None:
    colours = {}
    with browser_page(tmp_path) as page:
        for theme in ("light", "dark"):
            features = [{"name": "prefers-color-scheme", "value": theme}]
            page.send("Emulation.setEmulatedMedia", {"features": features})
            page.open(written / "agreement.html", width=400)
            style = "getComputedStyle(document.querySelector('.paper'))"
            colours[theme] = page.evaluate(f"{style}.backgroundColor")
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(overflow) <= 0
    assert colours == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 32, 39)"}


def test_tables_of_the_word_document_are_as_apa_sets_them(written: Path) -> None:
    document = Document(str(written / "agreement.docx"))
    captions = [p.text for p in document.paragraphs if style_of(p) == "Caption"]
    assert len(captions) == len(document.tables)
    assert captions[0].startswith("Table 1\nEvents: A small scheme")
    for table in document.tables:
        drawn = {
            edge.tag.removeprefix(qn("w:tcBorders")[:-9])
            for borders in table._tbl.iter(qn("w:tcBorders"))
            for edge in borders
        }
        assert drawn == {"top", "bottom"}
        assert style_of(table) == "Normal Table"
        assert table._tbl.findall(f".//{qn('w:tblHeader')}")
    first = document.tables[0]
    heads = ["What is compared", *["Value", "95% CI", "n"] * 2]
    assert [cell.text for cell in first.rows[1].cells] == heads
    assert first.rows[0].cells[0].text == ""
    cells = [cell.text for row in first.rows[2:] for cell in row.cells[1:]]
    assert not any(text.startswith("0.") for text in cells)
    notes = [p.text for p in document.paragraphs if style_of(p) == "Table Note"]
    assert notes[0].startswith(
        "Note. Observations that were coded by both MK – TB: 2. n is what was compared"
    )
    assert "95% confidence intervals (cluster bootstrap, percentile, 2000 resamples, seed 2026" in notes[0]


def test_columns_of_the_word_document_fit_the_page_and_every_program_sees_the_same_widths(
    written: Path,
) -> None:
    document = Document(str(written / "agreement.docx"))
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        grid = [column.width for column in table.columns]
        assert Cm(0) <= sum(grid) - room < Cm(0.21)  # the text is in line with that of paragraphs
        assert grid[0] > 1.5 * max(grid[1:]) or len(grid) <= 5
        assert min(grid) >= Cm(0.85)
        for row in table.rows:
            place = 0
            for cell in row._tr.tc_lst:
                wide = sum(grid[place : place + cell.grid_span])
                assert cell.width == pytest.approx(wide, abs=Cm(0.02))
                place += cell.grid_span


def test_many_columns_share_the_page_and_names_keep_room_for_long_words() -> None:
    figures = (("1.00", "a, b"), ("[\u2212160.95, 1.00]", ""), ("1,234", ""))
    rows = [("Acknowledges and defers", depth, figures * 4) for depth in (0, 2)]
    found = _widths(["What is compared", *["Value", "95% CI", "n"] * 4], rows, 1)
    assert found[0] == pytest.approx(3.2)
    assert sum(found) == pytest.approx(16.8)
    few = _widths(["Tolerance in seconds", "Value", "95% CI", "n"], [("0.5", 0, figures)], 1)
    assert sum(few) == pytest.approx(16.8)
    assert few[2] > few[1] > few[3] > 0.9


def test_no_head_of_a_table_is_left_behind_and_pages_are_numbered(written: Path) -> None:
    document = Document(str(written / "agreement.docx"))
    for table in document.tables:
        first, *_, last = table.rows
        for row in (first, last):
            assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)
        middle = table.rows[len(table.rows) // 2]
        assert len(table.rows) < 6 or not middle.cells[0].paragraphs[0].paragraph_format.keep_with_next
    [field] = document.sections[0].header.part.element.iter(qn("w:fldSimple"))
    assert field.get(qn("w:instr")) == "PAGE"
    [lang] = document.styles.element.iter(qn("w:lang"))
    assert lang.get(qn("w:val")) == "en"


def test_letters_of_notes_stand_in_the_order_of_the_alphabet() -> None:
    one = ShownValue(value=".50", interval="–", n="7", letters="b\u202faa\u202fa")
    assert _figures(one)[0] == (".50", "a, b, aa")
    assert _figures(replace(one, letters=""))[0] == (".50", "")


def test_headings_of_the_word_document_are_real_and_the_methods_are_in_it(written: Path) -> None:
    document = Document(str(written / "agreement.docx"))
    heads = [(style_of(p), p.text) for p in document.paragraphs if style_of(p).startswith("Heading")]
    assert heads[0] == ("Heading 1", "Agreement between coders: small")
    assert ("Heading 2", "Methods") in heads
    assert ("Heading 2", "Changed after agreement had been looked at") in heads
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Event kappa counts each event once" in text
    assert "tolerance was changed from 2 to 1.5" in text
    assert document.core_properties.title == "Agreement between coders: small"


def test_the_workbook_holds_unrounded_numbers_under_a_frozen_head(written: Path, worked: WorkedOut) -> None:
    book = load_workbook(written / "agreement.xlsx")
    assert book.sheetnames == ["Results", "Parameters", "Confusion matrices", "Notes", "Tolerance"]
    sheet = book["Results"]
    head = [cell.value for cell in sheet[1]]
    place = head.index("estimate")
    for row, one in zip(sheet.iter_rows(min_row=2), worked.results, strict=True):
        expected = one.coefficient.estimate
        assert row[place].value == (None if expected is None else pytest.approx(expected, rel=1e-14))
    assert {row[place].number_format for row in sheet.iter_rows(min_row=2)} == {"0.000"}
    assert sheet.freeze_panes == "B2"
    assert all(cell.font.bold for cell in sheet[1])
    rows = book["Parameters"].iter_rows(min_row=2, max_row=9, values_only=True)
    parameters = {str(name): value for name, value in rows}
    assert parameters["Tolerance of onsets"] == "1.5 s"
    changes = [row[1] for row in book["Parameters"].iter_rows(values_only=True) if "Changed" in str(row[0])]
    assert len(changes) == 1
    said = {row[4] for row in book["Notes"].iter_rows(min_row=2, values_only=True)}
    assert any("interval rests on 2 observations" in str(each) for each in said)


def test_csv_and_json_have_every_result(written: Path, worked: WorkedOut) -> None:
    with (written / "agreement.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    document = json.loads((written / "agreement.json").read_text(encoding="utf-8"))
    assert len(rows) == len(document["results"]) == len(worked.results)
    assert [row["method"] for row in rows[:2]] == ["time_unit_kappa", "time_unit_kappa"]
    assert {row["average"] for row in rows} == {"", "observations", "codes"}
    assert document["parameters"]["tolerance"] == 1.5
    assert len(document["parameters"]["changes"]) == 1
    assert document["parameters"]["rule"].startswith("Compared: one coding")
    assert document["profiles"][0]["points"][0]["tolerance"] == 0.5


def test_further_coefficients_stand_beside_the_usual_ones_once(worked: WorkedOut) -> None:
    methods = {one.coefficient.method for one in worked.further}
    assert {"alignment_kappa", "onset_offset", "counts_icc", "overlap_ratio"} <= methods
    asked = [(o.coders, o.scope, o.method_name, repr(dict(o.coefficient.params))) for o in worked.results]
    assert len(asked) == len(set(asked))


def test_further_coefficients_are_printed_with_why_one_has_no_value(
    worked: WorkedOut, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    print_further(worked.further)
    printed = capsys.readouterr().out
    assert "onsets apart, s" in printed
    without = [one for one in worked.further if one.coefficient.undefined is not None]
    assert without
    assert str(without[0].coefficient.undefined and without[0].coefficient.undefined.sentence) in printed


def test_a_wrong_suffix_is_refused_and_nothing_is_written(
    small: SmallStudy, worked: WorkedOut, tmp_path: Path
) -> None:
    with pytest.raises(StudyError, match=r"must end in \.html, \.docx, \.xlsx, \.csv or \.json"):
        write_study_agreement(
            small.study, small.path, worked.results, [tmp_path / "a.html", tmp_path / "a.pdf"]
        )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(worked: WorkedOut, small: SmallStudy, tmp_path: Path) -> None:
    for suffix in FORMATS:
        with pytest.raises(StudyError, match="folder"):
            write_study_agreement(small.study, small.path, worked.results, [tmp_path / "no" / f"a{suffix}"])
    assert list(tmp_path.iterdir()) == []


def test_names_that_look_like_markup_or_formulas_stay_text(tmp_path: Path) -> None:
    detail = {
        "coders": ["<b>A</b>", "=1+1"],
        "codes": ["=SUM(A1)", "<i>"],
        "matrix": [[1.0, 2.0], [0.0, 4.0]],
    }
    found = [Coefficient("cohen", 0.5, 7, 2, detail=detail)]
    for suffix in FORMATS:
        write_plain_agreement(found, {"files": ["<x>.csv"]}, tmp_path / f"a{suffix}")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;A&lt;/b&gt;" in page
    assert "<b>A</b>" not in page
    book = load_workbook(tmp_path / "a.xlsx")
    cells = [cell for row in book["Confusion matrices"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=SUM(A1)"] == ["s", "s"]
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["input"]["files"] == ["<x>.csv"]
