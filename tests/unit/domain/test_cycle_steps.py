"""A cycle's steps come in their order, on days that go forward; what is skipped has a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.coaching import CycleStep, StepRecord, next_step
from havenlens.domain.cycle_steps import (
    TARGET_DAYS,
    CoachingRules,
    record_step,
    take_back,
    who_acts,
)
from havenlens.domain.problems import StudyError

DAY = date(2026, 3, 12)


def done(*steps: CycleStep) -> tuple[StepRecord, ...]:
    records: tuple[StepRecord, ...] = ()
    for n, step in enumerate(steps):
        records = record_step(records, StepRecord(step, "C1", DAY + timedelta(days=n)))
    return records


def test_a_cycle_goes_from_film_to_plan():
    assert next_step(()) is CycleStep.FILM
    assert next_step(done(*CycleStep)) is None
    with pytest.raises(StudyError, match="complete; start the next one"):
        record_step(done(*CycleStep), StepRecord(CycleStep.PLAN, "C1", DAY))


def test_a_step_out_of_its_turn_is_refused_and_named():
    with pytest.raises(StudyError, match="“publish” cannot be done yet, because “review” comes first"):
        record_step(done(CycleStep.FILM), StepRecord(CycleStep.PUBLISH, "C1", DAY))


def test_a_step_before_the_one_before_it_is_refused():
    with pytest.raises(StudyError, match="on 11 March 2026, because the step before it was done on 12 March"):
        record_step(done(CycleStep.FILM), StepRecord(CycleStep.REVIEW, "C1", DAY - timedelta(days=1)))


def test_skipping_needs_a_reason():
    with pytest.raises(StudyError, match="“film” was not skipped; say why"):
        record_step((), StepRecord(CycleStep.FILM, "C1", DAY, " "))
    [record] = record_step((), StepRecord(CycleStep.FILM, "C1", DAY, "filmed last week"))
    assert next_step((record,)) is CycleStep.REVIEW


@given(st.integers(0, 6))
def test_taking_back_is_the_inverse_of_doing(n):
    steps = list(CycleStep)[:n]
    records = done(*steps)
    if not records:
        with pytest.raises(StudyError, match="nothing to take back"):
            take_back(records)
    else:
        assert take_back(records) == done(*steps[:-1])


def test_days_count_from_filming():
    due = CoachingRules().due(DAY)
    assert due[CycleStep.FILM] == DAY
    assert due[CycleStep.PUBLISH] == date(2026, 3, 16)
    assert due[CycleStep.PLAN] == date(2026, 3, 23)


@pytest.mark.parametrize("days", [{CycleStep.PLAN: 15}, {CycleStep.REVIEW: 5}, {CycleStep.FILM: -1}])
def test_days_that_do_not_follow_one_another_are_refused(days):
    with pytest.raises(StudyError, match="within its 14 days"):
        CoachingRules(target_days={**TARGET_DAYS, **days})


def test_it_is_plain_who_acts():
    assert who_acts(CycleStep.RESPOND) == ("teacher",)
    assert who_acts(CycleStep.CONFERENCE) == ("teacher", "coach")
