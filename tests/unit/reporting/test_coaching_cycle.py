from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.coaching import (
    Clip,
    ClipType,
    CoachingCycle,
    CycleStep,
    Prompt,
    StepRecord,
    in_reading_order,
)
from havenlens.domain.time import Span, seconds

_ID = UUID(int=1)


def _clip(kind: ClipType, start: int) -> Clip:
    return Clip(_ID, kind, "", Span(seconds(start), seconds(start + 30)), seconds(start), Prompt("", ""))


def _cycle(*steps: CycleStep) -> CoachingCycle:
    records = tuple(StepRecord(step, "T02", date(2026, 3, 12)) for step in steps)
    return CoachingCycle(_ID, _ID, _ID, _ID, 3, "Noticing", "awareness", steps=records)


def test_the_next_step_is_the_first_that_nobody_has_done():
    assert _cycle().next_step is CycleStep.FILM
    assert _cycle(CycleStep.FILM, CycleStep.REVIEW, CycleStep.PUBLISH).next_step is CycleStep.RESPOND
    assert _cycle(*CycleStep).next_step is None


def test_a_step_skipped_for_a_reason_counts_as_done():
    skipped = StepRecord(CycleStep.FILM, "T02", date(2026, 3, 12), skipped_because="camera broken")
    cycle = CoachingCycle(_ID, _ID, _ID, _ID, 3, "Noticing", "awareness", steps=(skipped,))
    assert cycle.next_step is CycleStep.REVIEW


@given(st.permutations([(kind, start) for kind in ClipType for start in (0, 40)]))
def test_clips_are_read_strength_first_whatever_order_they_were_chosen_in(chosen: list[tuple[ClipType, int]]):
    ordered = in_reading_order(_clip(kind, start) for kind, start in chosen)
    assert [clip.type for clip in ordered] == [kind for kind in ClipType for _ in range(2)]
    assert [clip.span.start for clip in ordered] == [seconds(0), seconds(40)] * 3
