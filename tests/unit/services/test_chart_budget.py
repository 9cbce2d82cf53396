"""The time budget: stacked shares of the observable time, time off camera, periods, overlapping states."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.budget import BudgetRow, Period, time_budget
from havenlens.services.charts.budget import budget_chart
from havenlens.services.charts.model import Box, Label, Moment
from havenlens.services.charts.signs import CodeSign, signs_of
from tests.support.charts import hits, stray, texts
from tests.support.sequences import SCHEME, act, coding

WHERE = Moment(UUID(int=1), Micros(9))
SIGNS = {
    "calm": CodeSign("calm", "Ruhig", "r", "#0072B2", "g", "Zustand", lasts=True, alone=True),
    "upset": CodeSign("upset", "Aufgebracht", "a", "#F0E442", "g", "Zustand", lasts=True, alone=True),
    "talk": CodeSign("talk", "Spricht", "s", "#D55E00", "h", "Sprache", lasts=True),
    "call": CodeSign("call", "Ruft", "u", "#D55E00", "h", "Sprache", lasts=True),
    "hand": CodeSign("hand", "Hand", "h", "#D55E00", "h", "Sprache"),
}


def row(person, code, time, whole=60, period="", n=1):
    return BudgetRow(person, code, period, n, round(time * SECOND), round(whole * SECOND), lasts=True)


def bars(chart, colour):
    return [s for s in chart.shapes if isinstance(s, Box) and s.fill == colour and s.height == 20]


def test_shares_stand_where_they_should():
    chart = budget_chart([row("Ada", "calm", 30), row("Ada", "upset", 15)], SIGNS)
    at = {s.text.replace("\u00a0", " "): s.at[0] for s in chart.shapes if isinstance(s, Label)}
    [calm], [upset] = bars(chart, "#0072B2"), bars(chart, "#F0E442")
    whole = at["100 %"] - at["0 %"]
    assert calm.x == pytest.approx(at["0 %"])
    assert calm.width == pytest.approx(whole / 2)
    assert upset.x == pytest.approx(calm.x + calm.width)
    assert upset.width == pytest.approx(whole / 4)


def test_a_part_says_minutes_and_per_cent_and_leads_to_it():
    where = {("Ada", "calm", ""): WHERE}
    chart = budget_chart([row("Ada", "calm", 30, n=2)], SIGNS, names={"Ada": "Amir"}, moments=where)
    said = dict(zip(hits(chart), chart.hits, strict=True))
    assert said["Amir, Ruhig: 0.5 of 1 min, 50 %, n = 2"].moment == WHERE
    assert said["Amir: nothing coded in 50 %"].moment is None
    assert chart.summary.replace("\u00a0", " ") == "Amir, Ruhig 50 %"
    assert chart.note == "People: 1; 1 min observable in all."


def test_time_off_camera_is_hatched_and_out_of_the_shares():
    acts = coding(
        act(0, "calm", until=50), act(50, "upset", until=100), away={"ADA": ((50 * SECOND, 75 * SECOND),)}
    )
    signs = signs_of(SCHEME)
    chart = budget_chart(time_budget(acts), signs, lengths={"": 100 * SECOND}, draft="test 1.0.0")
    assert "ADA off camera: 0.4 min, 25 % of the time" in hits(chart)
    assert "ADA, calm: 0.8 of 1.2 min, 67 %, n = 1" in hits(chart)
    assert len([s for s in chart.shapes if isinstance(s, Box) and s.hatched]) == 2  # the time, and the key
    assert chart.note.endswith("Draft scheme test 1.0.0: not validated.")


def test_states_that_can_hold_at_once_get_a_bar_each():
    chart = budget_chart([row("Ada", "talk", 60), row("Ada", "call", 60), row("Ada", "calm", 30)], SIGNS)
    talk, call = bars(chart, "#D55E00")
    assert talk.x == call.x
    assert talk.y != call.y
    assert {"Spricht", "Ruft", "Zustand"} <= set(texts(chart))


def test_states_that_overlap_all_the_same_make_the_axis_longer():
    chart = budget_chart([row("Ada", "calm", 60), row("Ada", "upset", 60)], SIGNS)
    assert stray(chart) == []
    [upset] = bars(chart, "#F0E442")
    assert upset.x + upset.width <= chart.width


def test_each_period_has_its_own_axis():
    periods = [Period("Morning", 0, 40 * SECOND), Period("Noon", 40 * SECOND, 100 * SECOND)]
    rows = time_budget(coding(act(20, "calm", until=70)), None, periods)
    chart = budget_chart(rows, signs_of(SCHEME), lengths={p.name: p.end - p.start for p in periods})
    words = texts(chart)
    assert words.index("Morning") < words.index("Noon")
    assert words.count("100 %") == 2
    assert chart.summary.replace("\u00a0", " ") == "Morning, ADA, calm 50 %; Noon, ADA, calm 50 %"


def test_moments_alone_and_nobody_seen_say_why_there_is_nothing():
    moment = BudgetRow("Ada", "hand", "", 4, 0, 60 * SECOND, lasts=False)
    assert budget_chart([moment], SIGNS).summary.startswith("There is no time to draw: no code that lasts")
    assert "everybody was off camera" in budget_chart([row("Ada", "calm", 0, 0)], SIGNS).summary


def test_one_person_never_seen_stands_beside_others():
    rows = [row("Ada", "calm", 0, 0), row("Ben", "calm", 30)]
    chart = budget_chart(rows, SIGNS, lengths={"": 60 * SECOND})
    assert "off camera" in texts(chart)
    assert "Ada off camera: 1 min, 100 % of the time" in hits(chart)


rows_of = st.lists(
    st.tuples(
        st.sampled_from(["Ada", "Ein Kind mit einem sehr langen Namen", "נועה"]),
        st.sampled_from(["calm", "upset", "talk", "call", "unknown code"]),
        st.floats(0, 60),
        st.sampled_from([0.0, 60.0, 90.0]),
        st.sampled_from(["", "Freispiel"]),
    ),
    max_size=12,
    unique_by=lambda row: (row[0], row[1], row[4]),
)


@settings(max_examples=40, deadline=None)
@given(rows_of, st.sampled_from([300.0, 480.0, 1100.0]), st.booleans())
def test_everything_lies_within_the_picture(rows, width, away):
    lengths = {"": 100 * SECOND, "Freispiel": 95 * SECOND} if away else None
    made = [row(*one) for one in rows]
    assert stray(budget_chart(made, SIGNS, lengths=lengths, width=width)) == []
