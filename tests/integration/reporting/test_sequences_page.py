"""The page about sequences, as readers meet it: in light and dark, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from havenlens.reporting.sequences_html import write_sequences_html
from havenlens.services.charts.model import Box, Chart, Ink, Label, Line
from havenlens.services.sequences.report import ReportSection, SequenceReport
from havenlens.services.sequences.report_figures import ReportTable
from tests.support.axe import problems
from tests.support.browser import Page, browser_page
from tests.support.pdf_pages import pages_of

COLUMNS = ("", "bids", "answered", "sensitively", "median", "responses", "unanswered")
INKS = "['--text', '--secondary', '--grid', '--surface', '--good', '--danger', '--muted', '--warning']"


def chart(n: int, height: float) -> Chart:
    """Draw a title, a bar, a line of the grid, and a note at the foot."""
    shapes = (
        Label((0, 20), f"Picture {n} begins", Ink.TEXT),
        Line((0, 40), (760, 40), Ink.GRID),
        Box(0, 60, 500, 20, "#0072B2", Ink.SECONDARY),
        Label((0, height - 10), f"Picture {n} ends", Ink.SECONDARY),
    )
    return Chart(f"picture-{n}", f"Picture {n}", f"Bars of picture {n}.", 760, height, shapes)


def section(n: int) -> ReportSection:
    """Make a section whose tables and pictures have other heights than the next one's."""
    rows = tuple((f"row {row}", "11", "0.80 [0.49, 0.94]", "–", "1.75", "4", "2") for row in range(7 + 5 * n))
    tables = tuple(
        ReportTable(f"Table {n}.{k} about bids", COLUMNS, rows, (f"Thus ends list {10 * n + k}",))
        for k in (1, 2)
    )
    charts = tuple(chart(10 * n + k, 300 + 40 * k) for k in range(3))
    return ReportSection(f"Scheme number {n}", f"About scheme {n}", tables, charts)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = SequenceReport(
        "Sequences in a study",
        date(2026, 11, 22),
        "Havenlens",
        "One coding counts.",
        "Codings that count: 3.",
        tuple(section(n) for n in range(4)),
        (("Seed", "2026"),),
        ("02: left out.",),
    )
    path = tmp_path_factory.mktemp("page") / "results.html"
    write_sequences_html(report, path)
    return path


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser_page(tmp_path_factory.mktemp("browser")) as made:
        yield made


def show(page: Page, path: Path, theme: str, *, media: str = "", width: int = 1440) -> None:
    features = [{"name": "prefers-color-scheme", "value": theme}]
    page.send("Emulation.setEmulatedMedia", {"media": media, "features": features})
    page.open(path, width=width)


def inks(page: Page) -> list[str]:
    style = "getComputedStyle(document.documentElement)"
    found: list[str] = page.evaluate(f"{INKS}.map(ink => {style}.getPropertyValue(ink).trim())")
    return found


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_nothing_keeps_people_from_using_it(written: Path, page: Page, theme: str, width: int) -> None:
    show(page, written, theme, width=width)
    assert problems(page) == []
    assert page.complaints == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0


def test_pictures_follow_the_theme_on_the_screen_and_not_on_paper(written: Path, page: Page) -> None:
    found = {}
    for theme in ("light", "dark"):
        for media in ("screen", "print"):
            show(page, written, theme, media=media)
            found[theme, media] = inks(page)
            drawn = page.evaluate("getComputedStyle(document.querySelector('figure line')).stroke")
            found[theme, media].append(drawn)
    assert all(
        one != other for one, other in zip(found["light", "screen"], found["dark", "screen"], strict=True)
    )
    assert found["dark", "print"] == found["light", "print"]
    assert found["dark", "print"][-1] == "rgb(216, 222, 230)"


def test_on_a_phone_words_stay_whole_and_letters_in_pictures_can_be_read(written: Path, page: Page) -> None:
    show(page, written, "light", width=390)
    broken = """[...document.querySelectorAll('.result thead th')].filter(th => {
      const range = document.createRange(); range.selectNodeContents(th);
      return new Set([...range.getClientRects()].map(r => r.top)).size > 1 }).map(th => th.textContent)"""
    assert page.evaluate(broken) == []
    letters = "document.querySelector('figure text').getBoundingClientRect().height"
    assert page.evaluate(letters) > 9
    scrolls = "(f => f.scrollWidth > f.clientWidth && f.tabIndex === 0)(document.querySelector('figure'))"
    assert page.evaluate(scrolls)


def test_on_paper_no_picture_is_cut_and_no_heading_is_left_alone(
    written: Path, page: Page, tmp_path: Path
) -> None:
    show(page, written, "light")
    page.print_to_pdf(tmp_path / "page.pdf")
    pages = pages_of(tmp_path / "page.pdf")
    assert pages.count > 4
    assert max(word.right for word in pages.words) < pages.width
    for n in range(4):
        for k in range(3):
            name = str(10 * n + k)
            assert pages.page_of("Picture", name, "begins") == pages.page_of("Picture", name, "ends")
        first = pages.page_of("Table", f"{n}.1", "about", "bids")
        assert pages.page_of("Scheme", "number", str(n), "About") == first
        for k in (1, 2):
            table = pages.page_of("Table", f"{n}.{k}", "about", "bids")
            assert pages.page_of("ends", "list", str(10 * n + k)) == table
