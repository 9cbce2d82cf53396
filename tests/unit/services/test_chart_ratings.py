"""Ratings by cycle: points, range and mean, what has no score, what is provisional."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import Micros
from havenlens.services.charts.model import Disc, Ink, Label, Line, Moment, Trace
from havenlens.services.charts.ratings import RatedCycle, RatedDimension, ratings_chart
from tests.support.charts import hits, stray, texts

WHERE = Moment(UUID(int=1), Micros(9))
CYCLES = ("cycle 1", "cycle 2", "cycle 3")
WARMTH = RatedDimension(
    "Warmth", (RatedCycle((3.0, 5.0), moment=WHERE), RatedCycle((), ("no opportunity",)), RatedCycle((6.0,)))
)


def test_scores_stand_where_they_should():
    chart = ratings_chart([WARMTH], CYCLES, (1, 7))
    at = {s.text: s.at[1] - 4 for s in chart.shapes if isinstance(s, Label) and s.anchor == "end"}
    assert set(at) == {"1", "4", "7"}

    def y_of(score):
        return at["1"] + (at["7"] - at["1"]) * (score - 1) / 6

    discs = [s.centre for s in chart.shapes if isinstance(s, Disc)]
    assert [y for _, y in discs] == [pytest.approx(y_of(score)) for score in (3, 5, 6)]
    assert discs[0][0] == discs[1][0] < discs[2][0]
    mean = next(s for s in chart.shapes if isinstance(s, Line) and s.ink is Ink.ACCENT)
    assert mean.start[1] == pytest.approx(y_of(4))


def test_parts_say_scores_or_why_there_is_none():
    chart = ratings_chart([WARMTH], CYCLES, (1, 7), draft="safe 1.0.0", rule="Locked codings count.")
    assert hits(chart) == [
        "Warmth, cycle 1: 4 (3 to 5), n = 2",
        "Warmth, cycle 2: no score (no opportunity)",
        "Warmth, cycle 3: 6",
    ]
    assert chart.hits[0].moment == WHERE
    assert "–" in texts(chart)
    assert "5 (3 to 6), n = 3" in texts(chart)  # each cycle counts once
    expected = "n = 3 scores on a scale from 1 to 7. Locked codings count. Draft scheme safe 1.0.0: "
    assert chart.note.startswith(expected)
    assert chart.summary.startswith("Warmth, cycle 1 4 (3 to 5), n = 2, cycle 2 no score")


def test_what_is_provisional_has_a_mark_and_words():
    few = RatedDimension("Warmth", (RatedCycle((4.0,)),), provisional=True, lower_better=True)
    chart = ratings_chart([few], CYCLES[:1], (1, 7))
    assert len([s for s in chart.shapes if isinstance(s, Trace)]) == 1
    assert {"lower is better", "4, n = 1"} <= set(texts(chart))
    assert "A diamond marks what is provisional" in chart.note
    assert chart.summary.endswith("provisional")
    assert not [s for s in ratings_chart([WARMTH], CYCLES, (1, 7)).shapes if isinstance(s, Trace)]


def test_labels_of_many_cycles_do_not_run_into_each_other():
    many = RatedDimension("Warmth", tuple(RatedCycle((4.0,)) for _ in range(30)))
    chart = ratings_chart([many], [f"cycle {n}" for n in range(1, 31)], (1, 7), width=480)
    named = [s.at[0] for s in chart.shapes if isinstance(s, Label) and s.text.startswith("cycle")]
    assert len(named) < 10
    assert all(b - a > 40 for a, b in pairwise(named))


def test_nothing_rated_says_so():
    assert "nothing has been rated yet" in ratings_chart([], CYCLES, (1, 7)).summary
    assert "nothing has been rated yet" in ratings_chart([WARMTH], (), (1, 7)).summary


cycle = st.builds(RatedCycle, st.lists(st.integers(1, 7).map(float), max_size=4).map(tuple))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            RatedDimension,
            st.sampled_from(["Wärme", "Feinfühligkeit gegenüber den Bedürfnissen des Kindes im Freispiel"]),
            st.lists(cycle, min_size=1, max_size=8).map(tuple),
            st.booleans(),
            st.booleans(),
        ),
        max_size=4,
    ),
    st.integers(1, 8),
    st.sampled_from([300.0, 480.0, 1100.0]),
)
def test_everything_lies_within_the_picture(dimensions, n, width):
    labels = [f"Beobachtungszyklus {number}" for number in range(n)]
    assert stray(ratings_chart(dimensions, labels, (1, 7), width=width)) == []
