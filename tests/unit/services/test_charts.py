"""Charts as frozen shapes: numbers stand where they should, and what is drawn can be read out."""

from __future__ import annotations

from importlib.resources import files
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.reporting.chart_files import write_chart
from havenlens.reporting.chart_svg import draw_svg
from havenlens.reporting.feedback_drawings import drawn_as_png
from havenlens.reporting.font_letters import lacking_everywhere, lacking_letters, letters_of
from havenlens.services.charts.model import (
    Arrow,
    Axis,
    Box,
    Chart,
    Disc,
    Drawing,
    Hit,
    Ink,
    Label,
    Moment,
    Trace,
    shortened,
    text_width,
    wrapped,
)
from havenlens.services.charts.progress import progress_chart
from havenlens.services.feedback import CyclePoint, FeedbackProgress

WHERE = Moment(UUID(int=1), Micros(5))
CYCLES = FeedbackProgress(
    (CyclePoint(1, 5, 3, (2.0, 4.0), (True,)), CyclePoint(2), CyclePoint(3, 4, 4, (1.5,), (None,)))
)


def small() -> Chart:
    drawing = Drawing(100, 50)
    drawing.add(Box(0, 0, 10, 10, "#CC79A7", hatched=True), Label((5, 20), "a < b & c", Ink.TEXT))
    drawing.hit(10, 10, 2, 2, "said <here>", WHERE)
    return drawing.finished("small", "A & B", "one; two")


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_are_round_inside_and_not_too_many(low, span, most):
    axis = Axis(low, low + span, 0, 100)
    ticks = axis.ticks(most)
    assert 1 <= len(ticks) <= most + 1 or not ticks
    assert all(low - span * 1e-6 <= tick <= low + span * (1 + 1e-6) for tick in ticks)


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_an_axis_keeps_the_order(one, other):
    axis = Axis(-100, 100, 400, 0)
    assert (one < other) == (axis(one) > axis(other)) or abs(one - other) < 1e-9


def test_small_parts_can_be_hit_and_the_topmost_wins():
    chart = small()
    [hit] = chart.hits
    assert (hit.width, hit.height) == (8, 8)
    assert chart.hit_at(8, 8) is hit
    assert chart.hit_at(50, 8) is None
    over = Hit(0, 0, 100, 50, "over")
    assert Chart("n", "t", "s", 100, 50, (), (hit, over)).hit_at(11, 11) is over


def test_the_svg_is_whole_and_says_what_it_shows():
    root = ET.fromstring(draw_svg(small()))
    names = [part.tag.split("}")[1] for part in root]
    assert (root.get("role"), root.get("viewBox")) == ("img", "0 0 100 50")
    assert [part.text for part in root[:2]] == ["A & B", "one; two"]
    assert names.count("rect") == 3  # the box, its hatching, the hit
    assert root.findtext(".//{*}rect/{*}title") == "said <here>"
    assert "fill-opacity" not in draw_svg(small(), hits=False)


def test_a_theme_gives_inks_their_colours():
    drawing = Drawing(10, 10)
    drawing.add(Disc((5, 5), 2, Ink.ACCENT))
    svg = draw_svg(drawing.finished("x", "x", "x"), dict.fromkeys(Ink, "#123456"))
    assert 'fill="#123456"' in svg


def test_dashes_and_clear_grounds_are_drawn():
    drawing = Drawing(10, 10)
    drawing.add(
        Trace(((0, 0), (5, 5)), dashed=True, dashes=(9, 4)),
        Trace(((0, 0), (5, 5), (5, 0)), None, Ink.ACCENT, opacity=0.2),
        Arrow((0, 0), (5, 5), (9, 9), dashed=True),
    )
    svg = draw_svg(drawing.finished("x", "x", "x"), family="Inter")
    root = ET.fromstring(svg)
    first, ground, arrow = root[2], root[3], root[4]
    assert (first.get("stroke-dasharray"), first.get("fill")) == ("9 4", "none")
    assert (ground.get("fill-opacity"), ground.get("stroke")) == ("0.2", None)
    assert arrow.get("stroke-dasharray")
    assert root.get("font-family") == "Inter"


@given(st.text(max_size=40), st.floats(0, 300))
def test_words_that_are_cut_fit(text, width):
    assert text_width(shortened(text, width)) <= width
    assert all(text_width(line) <= width for line in wrapped(text, width))
    assert wrapped("n = 3 of them", 45) == ("n\u00a0=\u00a03 of", "them")


@pytest.mark.parametrize(("suffix", "begins"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_it_is_saved_by_its_suffix(tmp_path, suffix, begins):
    path = tmp_path / f"chart{suffix}"
    write_chart(progress_chart(CYCLES, "Mr. Dale"), path)
    assert path.read_bytes().startswith(begins)


@pytest.mark.parametrize(("title", "shipped_only"), [("Zoë → שלום", True), ("名前", False)])
def test_other_fonts_are_asked_only_for_letters_that_the_shipped_ones_lack(
    tmp_path, monkeypatch, title, shipped_only
):
    asked = []
    real = typst.compile

    def watched(*arguments, **options):
        if "ignore_system_fonts" in options:
            asked.append(options["ignore_system_fonts"])
        return real(*arguments, **options)

    monkeypatch.setattr(typst, "compile", watched)
    write_chart(progress_chart(CYCLES, title), tmp_path / "chart.png")
    drawn_as_png(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{title}</text></svg>')
    assert asked == [shipped_only, shipped_only]


def test_the_letters_of_a_font_are_those_it_has():
    fonts = files("havenlens") / "assets" / "fonts"
    inter, hebrew = (
        letters_of((fonts / name).read_bytes())
        for name in ("Inter-Regular.otf", "NotoSansHebrew-Regular.ttf")
    )
    assert {ord(each) for each in "aÄß→·–−ŵЖΩ"} <= inter
    assert ord("ש") in hebrew - inter
    assert not inter & {ord(each) for each in "名前ش"}
    assert lacking_letters("Ada\n\tא名") == {"名"}
    assert lacking_letters("") == frozenset()


NOBODYS = "\U000f1234"
"""A letter for private use, for which no font has a shape."""


def test_letters_without_a_font_are_named():
    assert lacking_everywhere(f"Zoë {NOBODYS} שלום") == (NOBODYS,)
    assert lacking_everywhere("Zoë שלום") == ()


@pytest.mark.parametrize(("suffix", "n"), [(".png", 1), (".pdf", 1), (".svg", 0)])
def test_a_picture_with_boxes_says_for_which_letters(tmp_path, suffix, n):
    path = tmp_path / f"chart{suffix}"
    notices = write_chart(progress_chart(CYCLES, f"Mr. {NOBODYS}"), path)
    assert path.is_file()
    assert len(notices) == n
    assert all(NOBODYS in notice.sentence for notice in notices)
    assert write_chart(progress_chart(CYCLES, "Mr. Dale"), path) == []


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(StudyError, match=r"must end in \.svg, \.png or \.pdf"):
        write_chart(small(), tmp_path / "chart.gif")


def test_progress_shows_single_points_and_leaves_gaps():
    chart = progress_chart(CYCLES, "Mr. Dale", {1: WHERE})
    texts = [shape.text for shape in chart.shapes if isinstance(shape, Label)]
    assert {"3 of 5", "4 of 4", "3 s", "1.5 s"} <= set(texts)
    assert texts.count("–") == 3  # no bids, no seconds, no plan in cycle 2
    assert chart.summary == "cycle 1, 3 of 5, 3 s, yes; cycle 2, –; cycle 3, 4 of 4, 1.5 s, ?"
    assert {hit.moment for hit in chart.hits if "cycle 1" in hit.text} == {WHERE}
    assert not chart.note
    assert progress_chart(FeedbackProgress(CYCLES.cycles[:2]), "D").note.startswith("Provisional")
