from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.reporting.feedback_progress import HEIGHT, WIDTH, progress_view
from havenlens.services.feedback import CyclePoint, FeedbackProgress
from tests.support.feedback_documents import some_progress

_SVG = "{http://www.w3.org/2000/svg}"


def _texts(panel):
    return [each.text for each in ET.fromstring(panel["svg"]).iter(f"{_SVG}text")]


def test_a_drawing_is_also_said_in_words():
    bids, responses, steps = progress_view(some_progress())["panels"]
    assert bids["alt"] == ("Signals answered within 10 s: cycle 1: 2 of 5; cycle 2: 3 of 6; cycle 3: 4 of 7.")
    assert responses["said"].split("\n") == [
        "cycle 1: 9 s, from 4 s to 12 s in 3",
        "cycle 2: 2 s, seen once",
        "cycle 3: 4.5 s, from 3 s to 8 s in 4",
    ]
    assert steps["said"].split("\n") == [
        "cycle 1: 1 of 1 tried",
        "cycle 2: 1 of 2 tried",
        "cycle 3: 0 of 1 tried, 1 not asked yet",
    ]


def test_every_single_value_is_a_point_of_its_own():
    _, responses, _ = progress_view(some_progress())["panels"]
    points = [each.attrib for each in ET.fromstring(responses["svg"]).iter(f"{_SVG}circle")]
    assert len(points) == 3 + 1 + 4
    places = [(point["cx"], point["cy"]) for point in points]
    assert len(set(places)) == len(places)
    assert "polyline" not in responses["svg"]


def test_below_three_cycles_it_is_provisional():
    assert "Provisional" in progress_view(some_progress(2))["note"]
    assert "Provisional" not in progress_view(some_progress(3))["note"]


def test_scores_are_drawn_only_where_a_dimension_is_named():
    assert len(progress_view(some_progress())["panels"]) == 3
    titles = [panel["title"] for panel in progress_view(some_progress(3, "Awareness"))["panels"]]
    assert titles[-1] == "Scores: Awareness"


def test_a_cycle_without_coding_is_named_and_not_drawn():
    cycles = (CyclePoint(1), CyclePoint(2, 4, 4, (1.0,)))
    bids, responses = progress_view(FeedbackProgress(cycles))["panels"]
    assert bids["said"] == "cycle 1: not known\ncycle 2: 4 of 4"
    assert _texts(bids)[-2:] == ["1", "2"]
    assert responses["svg"].count("<circle") == 1


def test_nothing_known_gives_no_panel():
    assert progress_view(FeedbackProgress((CyclePoint(1), CyclePoint(2))))["panels"] == []


def test_what_a_study_calls_its_dimension_stays_words():
    cycles = (CyclePoint(1, scores=(4,)), CyclePoint(2, scores=(5,)))
    [panel] = progress_view(FeedbackProgress(cycles, dimension="<b>&"))["panels"]
    assert "<b>" not in panel["svg"]


_CYCLES = st.lists(
    st.builds(
        lambda answered, missed, times, steps, scores: CyclePoint(
            1, answered + missed, answered, tuple(times), tuple(steps), tuple(scores)
        ),
        st.integers(0, 40),
        st.integers(0, 40),
        st.lists(st.floats(0, 5000, allow_nan=False), max_size=6),
        st.lists(st.sampled_from([True, False, None]), max_size=2),
        st.lists(st.integers(1, 7), max_size=4),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(_CYCLES)
def test_no_mark_and_no_word_leaves_the_drawing(cycles):
    for panel in progress_view(FeedbackProgress(tuple(cycles), dimension="D"))["panels"]:
        for each in ET.fromstring(panel["svg"]).iter():
            for name, value in each.attrib.items():
                if name in {"x", "x1", "x2", "cx"}:
                    assert 0 <= float(value) <= WIDTH
                if name in {"y", "y1", "y2", "cy"}:
                    assert 0 <= float(value) <= HEIGHT
            if each.tag == f"{_SVG}text" and each.attrib["text-anchor"] == "start":
                assert float(each.attrib["x"]) + 5.0 * len(each.text or "") <= WIDTH + 1
        assert not re.search(r"\bnan\b|\binf\b", panel["svg"])
