"""The equity chart: shares of bids and responses, what is suppressed, the order, the words."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import Micros
from havenlens.sequences.bids import BidSummary
from havenlens.sequences.equity import Equity, PersonsBids
from havenlens.services.charts.equity import equity_chart
from havenlens.services.charts.model import Box, Disc, Label, Line, Moment
from havenlens.services.results.times import _equity_cells
from tests.support.charts import hits, stray, texts

WHERE = Moment(UUID(int=1), Micros(9))


def bids(n, answered, responses, cut_off=0):
    return PersonsBids(BidSummary(n, cut_off, answered, answered, ()), responses)


def four():
    return Equity({"a": bids(10, 5, 4), "b": bids(20, 20, 16), "c": bids(4, 1, 0), "d": bids(6, 3, 0)}, 5, 2)


def test_shares_stand_where_they_should():
    chart = equity_chart(four())
    at = {s.text.replace("\u00a0", " "): s.at[0] for s in chart.shapes if isinstance(s, Label)}
    scale = (at["20 %"] - at["0 %"]) / 0.2
    squares = [s.x + s.width / 2 for s in chart.shapes if isinstance(s, Box)][:4]
    discs = [s.centre[0] for s in chart.shapes if isinstance(s, Disc)][:4]
    assert squares == [pytest.approx(at["0 %"] + share * scale) for share in (0.25, 0.5, 0.1, 0.15)]
    assert discs == [pytest.approx(at["0 %"] + share * scale) for share in (0.2, 0.8, 0.0, 0.0)]
    [fair, _key] = [s for s in chart.shapes if isinstance(s, Line) and s.dashed]
    assert fair.start[0] == pytest.approx(at["0 %"] + 0.25 * scale)
    assert "1/4" in texts(chart)


def test_fewer_bids_than_the_recipe_asks_for_have_counts_and_no_rate():
    chart = equity_chart(four(), names={"c": "Zoe"})
    few = "answered – (fewer than 5 bids that were not cut off: 4)"
    assert f"Zoe: 4 bids (10 % of all), 0 responses (0 % of all), {few}" in plain(hits(chart))
    assert texts(chart).count("–") == 1
    cut_off = equity_chart(Equity({"a": bids(6, 2, 1, cut_off=2), "b": bids(9, 2, 1)}, 5, 0))
    assert f"a: 6 bids (40 % of all), 1 responses (50 % of all), {few}" in plain(hits(cut_off))


def plain(words):
    return [each.replace("\u00a0", " ") for each in words]


def test_the_picture_says_what_the_table_says():
    """Whoever has too few bids for a rate has counts and shares in both, and a dash in both."""
    found = four()
    cells = {row.person: [cell.words for cell in _equity_cells(row, 5)] for row in found.rows()}
    said = dict(each.split(": ", 1) for each in plain(hits(equity_chart(found))))
    for person, words in cells.items():
        n_bids, n_responses, answered, _, _, of_bids, of_responses, _ = plain(words)
        assert said[person].startswith(
            f"{n_bids} bids ({of_bids} of all), {n_responses} responses ({of_responses} of all), "
            f"answered {answered}"
        )


def test_without_any_response_there_is_no_mark_for_its_share():
    chart = equity_chart(Equity({"a": bids(6, 0, 0), "b": bids(9, 0, 0)}, 5, 0))
    assert len([s for s in chart.shapes if isinstance(s, Disc)]) == 1, "the one in the key"
    assert all("0 responses (– of all)" in each for each in hits(chart))


def test_children_stand_in_the_order_of_their_labels():
    names = {"a": "Zoe", "b": "maya", "c": "Leo", "d": "Amir"}
    chart = equity_chart(four(), names=names, moments={"b": WHERE})
    assert [text.split(":")[0] for text in hits(chart)] == ["Amir", "Leo", "maya", "Zoe"]
    assert [hit.moment for hit in chart.hits] == [None, None, WHERE, None]


def test_words_say_the_numbers_and_rank_nobody():
    chart = equity_chart(four(), draft="safe 1.0.0")
    assert (
        "a, 10 bids (25 % of all), 4 responses (20 % of all), answered 50 % (24–76)"
        in chart.summary.replace("\u00a0", " ")
    )
    assert "n = 4 people, 40 bids, 20 responses" in chart.note
    assert "Responses that name nobody are in no share: 2." in chart.note
    said = " ".join([*texts(chart), *hits(chart), chart.summary]).casefold()
    assert not any(word in said for word in ("best", "worst", "rank", "most", "top"))


def test_no_bids_say_so():
    for empty in (Equity({}, 5, 0), Equity({"a": bids(0, 0, 0)}, 5, 0)):
        assert "There are no bids to draw" in equity_chart(empty).summary


children = st.dictionaries(
    st.sampled_from(["Ada", "Leo", "Ein Kind mit sehr langem Namen", "נועה", "K5"]),
    st.tuples(st.integers(0, 40), st.integers(0, 400)),
)


@settings(max_examples=40, deadline=None)
@given(children, st.sampled_from([300.0, 480.0, 1100.0]))
def test_everything_lies_within_the_picture(people, width):
    found = Equity({name: bids(n, n // 2, responses) for name, (n, responses) in people.items()}, 5, 1)
    assert stray(equity_chart(found, width=width)) == []
