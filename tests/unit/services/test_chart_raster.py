"""The event raster: lanes, marks, threads, gaps, bins, and what its parts say and lead to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.recipes import ResponseWindow, Selector
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.bids import bid_rows
from havenlens.services.charts.model import Box, Disc, Ink, Label, Moment, Trace
from havenlens.services.charts.raster import raster_chart
from tests.support.charts import hits, stray, texts
from tests.support.sequences import act, coding, recipe, scene_coding

PLACE = UUID(int=7)
BIDS = ResponseWindow(
    id="bids",
    given=Selector(codes=("bid",)),
    target=Selector(codes=("comforts",)),
    window=Micros(10 * SECOND),
    sweep=(),
    link_overrides_window=True,
)


@cache
def scene():
    """Give the scene with missed bids, its pairs, and its raster."""
    acts = scene_coding("02_classroom_bid_missed_repaired", "safe_haven_bids")
    acts = replace(acts, away={"AMIR": ((20 * SECOND, 31 * SECOND),)})
    rows = bid_rows(acts, recipe(acts.scheme, ResponseWindow))
    return acts, rows, raster_chart(acts, rows, observation=PLACE, names={"AMIR": "Amir"})


def mark(chart, letter):
    """Give the first letter of a point in a chart."""
    return next(s for s in chart.shapes if isinstance(s, Label) and s.text == letter and s.strong)


def test_a_part_says_what_happened_and_leads_there():
    _, _, chart = scene()
    said = dict(zip(hits(chart), chart.hits, strict=True))
    missed = said["Direct bid · Amir → TEACHER · 0:16.0, unanswered"]
    assert missed.moment == Moment(PLACE, Micros(16 * SECOND))
    state = said["Distress · Amir · 0:07.5 – 0:30.5"]
    assert state.moment == Moment(PLACE, Micros(7_500_000), Micros(30_500_000))
    assert "Direct bid · Amir → TEACHER · 0:59.5, answered after 2 s" in said
    assert "Direct bid · ZOE → TEACHER · 1:26.0, not watched to the end of its window" in said
    gap = said["Amir off camera · 0:20.0 – 0:31.0"]
    assert chart.hit_at(gap.x + 2, gap.y + gap.height - 2) is gap


def test_a_time_stands_where_it_should():
    chart = raster_chart(coding(act(25, "bid"), act(75, "bid"), end=100))
    first, second, _key = (s for s in chart.shapes if isinstance(s, Disc))
    labels = {s.text: s.at[0] for s in chart.shapes if isinstance(s, Label) and s.anchor == "middle"}
    scale = (labels["1:00"] - labels["0:00"]) / 60
    assert abs(first.centre[0] - labels["0:00"] - 25 * scale) < 0.01
    assert abs(second.centre[0] - first.centre[0] - 50 * scale) < 0.01


def test_answers_are_joined_and_missing_ones_end_in_a_ring():
    _, rows, chart = scene()
    rings = [s for s in chart.shapes if isinstance(s, Disc) and s.fill is None]
    threads = [s for s in chart.shapes if isinstance(s, Trace)]
    assert len(threads) == sum(bool(row.answers) for row in rows) == 3
    assert len(rings) == sum(not row.answers and not row.censored for row in rows) + 1  # and in the key
    assert {"unanswered", "not watched to the end of its window", "off camera"} <= set(texts(chart))
    assert any(isinstance(s, Box) and s.hatched for s in chart.shapes)


def test_a_linked_answer_is_joined_outside_its_window_and_within_one_lane():
    acts = coding(act(10, "bid", id="b"), act(60, "comforts", "TEACHER", "ADA", link="b"), act(11, "bid"))
    chart = raster_chart(acts, bid_rows(acts, BIDS))
    assert len([s for s in chart.shapes if isinstance(s, Trace)]) == 1
    assert not stray(chart)


def test_people_stand_in_the_order_of_their_names_and_codes_are_named():
    acts, rows, _ = scene()
    chart = raster_chart(acts, rows, names={"TEACHER": "Mr. Dale", "ZOE": "Zoe", "AMIR": "Amir"})
    words = texts(chart)
    assert words.index("Mr. Dale") < words.index("Zoe") < words.index("Amir")
    assert {"Gives up", "Minimises", "Check-in"} <= set(words)
    assert chart.summary.startswith("Mr. Dale, Minimises 1")
    assert "n = 20 events; bids: 6, answered: 3, cut off: 1." in chart.note
    assert "Draft scheme safe_haven_bids 1.0.0: not validated." in chart.note
    assert all(hit.moment is None for hit in chart.hits)


def test_marks_at_the_same_time_do_not_hide_each_other():
    acts = coding(*(act(10 + n / 10, "bid", id=n) for n in range(5)))
    discs = [s for s in raster_chart(acts).shapes if isinstance(s, Disc)]
    big = [s for s in discs[:-1] if s.radius > 5]
    assert len({s.centre[1] for s in big}) == len(big) == 3
    assert len(discs[:-1]) - len(big) == 2  # no room for their letters
    missed = [s for s in raster_chart(acts, bid_rows(acts, BIDS)).shapes if isinstance(s, Disc)]
    assert [s.fill for s in missed if s.radius == 2.5] == [Ink.SURFACE] * 2


def test_a_part_of_the_time_shows_what_holds_in_it():
    acts = coding(act(5, "bid"), act(10, "distress", until=60), act(50, "bid"), act(90, "bid"))
    chart = raster_chart(acts, span=(40 * SECOND, 70 * SECOND))
    assert [text.split(" · ")[0] for text in hits(chart)] == ["distress", "bid"]
    assert not stray(chart)


def test_an_open_state_lasts_to_the_end():
    chart = raster_chart(coding(act(40, "distress")))
    assert hits(chart) == ["distress · ADA · 0:40.0 – 1:40.0"]


def test_a_long_observation_is_counted_in_bins():
    many = [act(n / 2, ("bid", "comforts")[n % 3 == 0], id=n) for n in range(7_000)]
    acts = coding(*many, end=3_600)
    chart = raster_chart(acts, bid_rows(acts, BIDS), observation=PLACE)
    assert len(chart.shapes) <= 4_000
    assert "Too many events to draw each: they are counted in bins of" in chart.note
    assert "comforts" not in texts(chart)  # no key for marks that are not drawn
    counted = sum(int(text.split()[2]) for text in hits(chart) if text.startswith("n = "))
    assert counted == 7_000
    assert chart.hits[0].moment == Moment(PLACE, Micros(0))
    assert not stray(chart)


def test_nothing_coded_says_so():
    chart = raster_chart(coding())
    assert "Nothing has been coded in this stretch yet." in texts(chart)
    assert not chart.hits
    assert not stray(chart)


def test_letters_are_read_on_their_colours():
    acts, _, _ = scene()
    codes = tuple(replace(code, colour="#F0E442") if code.key == "b" else code for code in acts.scheme.codes)
    chart = raster_chart(replace(acts, scheme=replace(acts.scheme, codes=codes)))
    assert mark(chart, "b").ink == "#000000"
    assert mark(chart, "f").ink == "#FFFFFF"
    assert all(s.stroke is Ink.SECONDARY for s in chart.shapes if isinstance(s, Disc))


events = st.lists(
    st.tuples(
        st.floats(0, 100),
        st.sampled_from(["bid", "comforts", "distress", "telling"]),
        st.sampled_from(["ADA", "Eine sehr lange Bezeichnung für ein Kind", "נועה"]),
        st.floats(0, 50),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(events, st.sampled_from([300.0, 480.0, 760.0, 1400.0]))
def test_everything_lies_within_the_picture(rows, width):
    acts = [
        act(at, code, who, until=min(100, at + lasts) if code in ("distress", "telling") else None, id=n)
        for n, (at, code, who, lasts) in enumerate(rows)
    ]
    found = coding(*acts, away={"ADA": ((0, 5 * SECOND), (90 * SECOND, 400 * SECOND))})
    assert stray(raster_chart(found, bid_rows(found, BIDS), observation=PLACE, width=width)) == []
