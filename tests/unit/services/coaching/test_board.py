"""Where a cycle stands on a day, told from the rows that the study keeps."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.coaching import CycleStep
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.services.coaching.board import BoardRow, StepState, board_steps

FILMED = date(2026, 3, 12)
DUE = CoachingRules().due(FILMED)


def rows(done=0, skipped=()):
    return [
        {
            "step": step.value,
            "due_on": DUE[step],
            "done_on": DUE[step] if place < done else None,
            "who": "C1" if place < done else "",
            "skipped_because": "on a trip" if step in skipped else "",
        }
        for place, step in enumerate(CycleStep)
    ]


def states(steps):
    return [step.state.value for step in steps]


def test_the_step_that_comes_next_is_late_today_or_only_next():
    day = DUE[CycleStep.PUBLISH]
    for today, state, late in (
        (day - timedelta(days=1), StepState.NEXT, 0),
        (day, StepState.TODAY, 0),
        (day + timedelta(days=5), StepState.LATE, 5),
    ):
        steps = board_steps(rows(done=2), today)
        assert states(steps) == ["done", "done", state.value, "later", "later", "later"]
        assert steps[2].late_days == late
        assert steps[2].who == ("coach",)


def test_a_skipped_step_says_why_and_a_complete_cycle_has_no_next_step():
    steps = board_steps(rows(done=6, skipped=[CycleStep.RESPOND]), FILMED)
    assert states(steps) == ["done", "done", "done", "skipped", "done", "done"]
    assert steps[3].reason == "on a trip"
    row = BoardRow(teacher=None, name="Mr. Dale", steps=steps)
    assert row.is_complete
    assert row.next_step is None


def test_a_cycle_that_was_not_filmed_yet_has_no_days_and_the_teacher_acts():
    steps = board_steps((), FILMED)
    assert states(steps) == ["next", "later", "later", "later", "later", "later"]
    assert steps[0].who == ("teacher",)
    assert all(step.day is None for step in steps)


@given(st.integers(0, 6), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_at_most_one_step_is_to_be_done_and_only_what_is_overdue_is_late(done, today):
    steps = board_steps(rows(done=done), today)
    todo = [step for step in steps if step.state in (StepState.LATE, StepState.TODAY, StepState.NEXT)]
    assert len(todo) == (0 if done == 6 else 1)
    for step in todo:
        assert (step.state is StepState.LATE) == (today > DUE[step.step])
