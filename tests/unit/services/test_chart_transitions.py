"""The transition diagram: what is drawn, how, what it says, and the table for many codes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import Micros
from havenlens.sequences.lags import lag_table, no_repeats
from havenlens.services.charts.model import Arrow, Box, Disc, Label, Moment
from havenlens.services.charts.signs import CodeSign, signs_of
from havenlens.services.charts.transitions import transition_chart
from tests.support.charts import hits, stray, texts
from tests.support.sequences import SCHEME, shipped

WHERE = Moment(UUID(int=1), Micros(9))
SIGNS = {name: CodeSign(name, name.title(), name[0], "#0072B2") for name in ("bid", "answer", "look")}


def table(stream, codes=("bid", "answer", "look"), **others):
    return lag_table([np.array(stream)], codes, permutations=others.pop("permutations", 0), **others)


def strong():
    """Give a table in which answers follow bids far more often than by chance, and looks follow looks."""
    return table([0, 1] * 40 + [2] * 40)


def arrows(chart):
    return [s for s in chart.shapes if isinstance(s, Arrow)]


def test_only_what_goes_beyond_chance_is_drawn():
    chart = transition_chart(strong(), SIGNS, moments={("bid", "answer"): WHERE})
    assert len(arrows(chart)) == 3  # bid → answer, answer → bid, look → look
    assert "100 %, n = 40" in texts(chart)
    [hit] = [hit for hit in chart.hits if hit.text.startswith("Bid → Answer")]
    assert hit.moment == WHERE
    assert hit.text.replace("\u00a0", " ") == "Bid → Answer: 100 %, n = 40, adjusted residual 10.9"
    assert chart.summary.count(";") == 2
    assert "n = 119 transitions" in chart.note


def test_everything_can_be_drawn():
    chart = transition_chart(strong(), SIGNS, everything=True)
    assert len(arrows(chart)) == 4
    assert "Arrows: everything that comes next" in texts(chart)


def test_an_arrow_is_as_wide_as_its_residual_or_its_share():
    found = table([0, 1] * 60 + [0, 2] * 12 + [2, 2, 1, 2] * 10)
    by_z = transition_chart(found, SIGNS, everything=True)
    by_share = transition_chart(found, SIGNS, everything=True, weight="share")
    assert len({arrow.width for arrow in arrows(by_z)}) > 2
    assert {a.width for a in arrows(by_z)} != {a.width for a in arrows(by_share)}
    assert "the larger the per cent" in by_share.note


def test_small_cells_are_dashed_with_n_alone():
    chart = transition_chart(table([0, 1, 0, 1, 0, 1, 2]), SIGNS)
    assert arrows(chart)
    assert all(arrow.dashed for arrow in arrows(chart))
    assert "n = 3" in texts(chart)
    assert not any("%, n = " in text for text in texts(chart))
    assert "Dashed: fewer than 5 expected." in chart.note
    assert any("only 1 expected, so the residual is hidden" in text for text in hits(chart))


def test_small_cells_with_a_permutation_say_its_p():
    chart = transition_chart(table([0, 1] * 5 + [2] * 6, permutations=200), SIGNS, everything=True)
    assert any("permutation p " in text for text in hits(chart))


def test_a_loop_starts_and_ends_at_its_code():
    [loop] = [a for a in arrows(transition_chart(strong(), SIGNS)) if a.ink and _short(a)]
    assert abs(loop.start[1] - loop.end[1]) + abs(loop.start[0] - loop.end[0]) < 60


def _short(arrow):
    return abs(arrow.start[0] - arrow.end[0]) < 40 and abs(arrow.start[1] - arrow.end[1]) < 40


def test_numbers_do_not_hide_each_other():
    rng = np.random.default_rng(5)
    codes = [code.id for code in SCHEME.codes]
    stream = rng.integers(0, len(codes), 3_000)
    found = lag_table([stream], codes, permutations=0)
    chart = transition_chart(found, signs_of(SCHEME), everything=True, width=700)
    boxes = [s for s in chart.shapes if isinstance(s, Box)]
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one.x + one.width <= other.x + 0.01 or other.x + other.width <= one.x + 0.01
            assert apart or one.y + one.height <= other.y + 0.01 or other.y + other.height <= one.y + 0.01
    assert len(arrows(chart)) == 40
    assert "Weaker arrows left out: " in chart.note


def test_long_names_move_into_a_legend_where_they_would_make_the_circle_small():
    long = {k: replace(s, name=f"Ausführlicher Codename {s.name}") for k, s in SIGNS.items()}
    wide, small = (transition_chart(strong(), long, width=width) for width in (900, 480))

    def reach(chart):
        return max(s.centre[1] for s in chart.shapes if isinstance(s, Disc) and s.radius == 15)

    assert abs(reach(wide) - reach(small)) < 20
    assert "Ausführlicher Codename Bid" in texts(small)
    assert "Ausführlicher Codename Bid" in hits(small)


def test_a_pause_has_a_sign_of_its_own():
    chart = transition_chart(table([0, 1] * 20, ("bid", "pause")), SIGNS)
    assert "pause" in texts(chart)
    assert "–" in texts(chart)


def test_more_than_twelve_codes_become_a_table():
    signs = signs_of(shipped("safe_haven_bids"))
    codes = list(signs)[:15]
    stream = [n % 15 for n in range(300)] + [0, 2] * 60
    zeros = no_repeats(codes)
    found = lag_table([np.array(stream)], codes, permutations=0, structural=zeros)
    where = (codes[0], codes[2])
    chart = transition_chart(found, signs, moments={where: WHERE}, width=480)
    assert not arrows(chart)
    cells = [hit for hit in chart.hits if "→" in hit.text]
    assert len(cells) == 225
    assert [hit.moment for hit in cells if hit.moment] == [WHERE]
    assert texts(chart).count("×") == 15
    assert str(found.cell(*where).count) in texts(chart)
    assert stray(chart) == []


def test_nothing_and_nothing_beyond_chance_are_said():
    assert "no event is followed by another one" in transition_chart(table([0]), SIGNS).summary
    rng = np.random.default_rng(1)
    even = replace(table(rng.integers(0, 3, 60)), observed=np.full((3, 3), 20))
    chart = transition_chart(even, SIGNS)
    assert not arrows(chart)
    assert chart.summary == "Nothing follows more often than by chance."
    assert len([s for s in chart.shapes if isinstance(s, Disc)]) == 3


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 14),
    st.lists(st.integers(0, 13), min_size=2, max_size=80),
    st.sampled_from([360.0, 480.0, 760.0, 1200.0]),
    st.booleans(),
)
def test_everything_lies_within_the_picture(k, stream, width, everything):
    codes = [f"c{n}" for n in range(k)]
    long = "Äußerst ausführlicher Codename mit Zusatz"
    letters = "abcdefghijklmn" if stream[0] % 2 else "mmmmmmmmmmmmmm"
    signs = {
        code: CodeSign(code, f"{long} {code}", letter, "#F0E442")
        for code, letter in zip(codes, letters, strict=False)
    }
    found = table([n % k for n in stream], codes)
    chart = transition_chart(found, signs, everything=everything, width=width)
    assert stray(chart) == []


@pytest.mark.parametrize("lag", [1, 2])
def test_the_lag_is_said(lag):
    words = texts(transition_chart(table([0, 1] * 40 + [2] * 40, lag=lag), SIGNS))
    assert ("Arrows: what comes 2 events later more often than by chance" in words) == (lag == 2)
    assert any(isinstance(s, Label) for s in transition_chart(strong(), SIGNS).shapes)
