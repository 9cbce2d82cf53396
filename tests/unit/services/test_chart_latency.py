"""The latency curve: steps, band, median, what was cut off, who is still watched, several groups."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.latency import Waits, latency_curve
from havenlens.services.charts.latency import LatencyGroup, latency_chart
from havenlens.services.charts.model import Disc, Ink, Label, Line, Moment, Trace
from tests.support.charts import hits, stray, texts

PLACES = tuple(Moment(UUID(int=n + 1), Micros(n)) for n in range(5))


def group(name, seconds, answered, moments=()):
    waited = Waits(np.array([round(s * SECOND) for s in seconds], np.int64), np.array(answered, np.bool_))
    return LatencyGroup(name, latency_curve(waited), waited, moments)


def five(name=""):
    """Give three answered bids, one cut off at 6 s and one at 20 s."""
    return group(name, [2, 4, 6, 8, 20], [True, True, False, True, False], PLACES)


def scales(chart):
    """Give where a share stands and where a second stands, from the labels of the axes."""
    at = {s.text.replace("\u00a0", " "): s.at for s in chart.shapes if isinstance(s, Label)}
    zero, whole = at["0 %"][1], at["100 %"][1]
    start, five_s = at["0 s"][0], at["10 s"][0]
    return (
        lambda share: zero + (whole - zero) * share - 4,
        lambda second: start + (five_s - start) * second / 10,
    )


def test_the_curve_stands_where_it_should():
    chart = latency_chart([five()], 10 * SECOND)
    y_of, x_of = scales(chart)
    curve = next(s for s in chart.shapes if isinstance(s, Trace) and s.fill is None)
    expected = [(0, 1), (2, 1), (2, 0.8), (4, 0.8), (4, 0.6), (8, 0.6), (8, 0.3), (20, 0.3)]
    assert len(curve.points) == len(expected)
    for (x, y), (second, share) in zip(curve.points, expected, strict=True):
        assert (x, y) == (pytest.approx(x_of(second)), pytest.approx(y_of(share)))
    middle = next(s for s in chart.shapes if isinstance(s, Disc))
    assert middle.centre == (pytest.approx(x_of(8)), pytest.approx(y_of(0.5)))


def test_window_and_cut_off_bids_are_drawn():
    chart = latency_chart([five()], 10 * SECOND)
    y_of, x_of = scales(chart)
    dashed = [s for s in chart.shapes if isinstance(s, Line) and s.dashed and s.start[0] == s.end[0]]
    assert [s.start[0] for s in dashed] == [pytest.approx(x_of(10))]
    assert "window 10 s" in texts(chart)
    ticks = [s for s in chart.shapes if isinstance(s, Line) and s.ink is Ink.ACCENT and s.width == 1.5]
    assert [(s.start[0], s.start[1] + 5) for s in ticks] == [
        (pytest.approx(x_of(6)), pytest.approx(y_of(0.6))),
        (pytest.approx(x_of(20)), pytest.approx(y_of(0.3))),
    ]


def test_a_step_says_its_numbers_and_leads_to_its_bid():
    chart = latency_chart([five()])
    said = dict(zip(hits(chart), chart.hits, strict=True))
    step = said["after 4 s, 1 of 4 answered; 60 % still without (13 % to 88 %)"]
    assert step.moment == PLACES[1]
    assert chart.hit_at(step.x + step.width / 2, step.y + step.height / 2) is step


def test_numbers_still_watched_stand_under_the_axis():
    words = texts(latency_chart([five()]))
    seconds = [float(text[:-2]) for text in words if text.endswith(" s") and "window" not in text]
    below = words[words.index("Bids still waiting and watched") + 2 :][: len(seconds)]
    waited = [2, 4, 6, 8, 20]
    assert below == [str(sum(each >= second for each in waited)) for second in seconds]


def test_words_say_n_and_the_median():
    chart = latency_chart([five("help")], draft="safe 1.0.0")
    summary = chart.summary.replace("\u00a0", " ")
    assert summary == "help, n = 5, answered: 3, cut off: 2, median 8 s (from 2 s, no upper end)"
    assert "95\u00a0% intervals" in chart.note
    assert chart.note.endswith("Draft scheme safe 1.0.0: not validated.")
    none = latency_chart([group("", [5, 5, 5], [True, False, False])])
    assert "no median, as fewer than half were answered" in none.summary


def test_groups_differ_by_dash_and_name():
    names = ["Hilfe", "Trost", "Unterstützungssuche im Freispiel", "Nähe", "Fünfte"]
    chart = latency_chart([five(name) for name in names])
    curves = [s for s in chart.shapes if isinstance(s, Trace) and s.fill is None and len(s.points) > 2]
    assert len({curve.dashes for curve in curves}) == len(curves) == 4
    assert texts(chart).count("Trost") == 2  # at the line's end and in the table
    assert "Drawn are the first 4 groups; left out: 1." in chart.note
    ends = [s.at[1] for s in chart.shapes if isinstance(s, Label) and s.text == "Trost"]
    assert len(set(ends)) == 2
    labels = [s for s in chart.shapes if isinstance(s, Label) and s.strong and s.ink is not Ink.TEXT]
    right = sorted(s.at[1] for s in labels if s.at[0] > chart.width / 2)
    assert all(b - a >= 13.9 for a, b in pairwise(right))


def test_no_bids_say_so():
    assert "There are no bids to draw" in latency_chart([group("", [], [])]).summary


waited = st.lists(st.tuples(st.floats(0, 60), st.booleans()), max_size=20)


@settings(max_examples=40, deadline=None)
@given(st.lists(waited, max_size=5), st.sampled_from([360.0, 480.0, 1100.0]), st.sampled_from([None, 10]))
def test_everything_lies_within_the_picture(groups, width, window):
    made = [
        group(f"Gruppe mit langem Namen {n}", [s for s, _ in rows], [a for _, a in rows])
        for n, rows in enumerate(groups)
    ]
    chart = latency_chart(made, window and window * SECOND, width=width)
    assert stray(chart) == []
    assert len(chart.shapes) < 400
