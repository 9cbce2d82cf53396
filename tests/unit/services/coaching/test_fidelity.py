"""The fidelity log: what it counts of a cycle, how it puts years together, and what it leaves out."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO
from uuid import UUID, uuid4

import pytest

from havenlens.domain.coaching import (
    ActionPlan,
    Clip,
    ClipType,
    CoachingCycle,
    CycleNotes,
    CycleStep,
    PlanReview,
    PlanStep,
    Prompt,
    StepRecord,
)
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.time import Span, seconds
from havenlens.services.coaching.fidelity import (
    CYCLE_COLUMNS,
    YEAR_COLUMNS,
    as_csv,
    cycle_cells,
    cycle_fidelity,
    year_cells,
    years_of,
)

RULES = CoachingRules()
NAMES = ("Mr. Dale", "C1")


def clip(kind, start, end, text="At 0:10 you kneel.", question="What next?", **values):
    span = Span(seconds(start), seconds(end))
    return Clip(uuid4(), kind, "A secret title", span, span.start, Prompt(text, question), **values)


def cycle(filmed, days, clips=(), **values):
    """Make a cycle whose steps were done so many days after filming."""
    steps = tuple(
        StepRecord(step, "C1", date.fromordinal(filmed.toordinal() + n))
        for step, n in zip(CycleStep, days, strict=False)
    )
    return CoachingCycle(
        uuid4(), UUID(int=1), UUID(int=2), None, 1, "Title", "Focus", filmed, clips=clips, steps=steps,
        due=RULES.due(filmed), **values,
    )  # fmt: skip


def log_of(one, last=None, count=lambda _cycle, _clip: 0):
    return cycle_fidelity(one, last, RULES, NAMES, count)


def test_it_counts_clips_prompts_answers_and_days():
    clips = (
        clip(ClipType.STRENGTH, 10, 40, answer="I saw his hand"),
        clip(ClipType.LOOK_AGAIN, 50, 75.5, text="", question=""),
        clip(ClipType.LINK, 80, 100, struck=True),
    )
    plan = ActionPlan((PlanStep("reading", "look up", "Amir", "hands go down"),))
    notes = CycleNotes(conference_minutes=25, usefulness=4, exemplar_watched_s=90)
    review = PlanReview("wait", tried=False)
    one = log_of(
        cycle(date(2026, 3, 12), (0, 3, 4, 8, 10, 12), clips, plan=plan, notes=notes, previous_plan=review),
        count=lambda _cycle, _clip: 2,
    )
    assert (one.clips_count, one.clip_seconds, one.words_per_prompt, one.lint_warnings) == (2, 55.5, 6, 2)
    assert one.prompts_by_type == {ClipType.STRENGTH: 1, ClipType.LOOK_AGAIN: 0, ClipType.LINK: 0}
    assert (one.teacher_responded, one.response_words) == (True, 4)
    assert (one.days_from_film_to_publish, one.days_total) == (4, 12)
    assert (one.plan_present, one.previous_plan_reviewed, one.complete) == (True, True, True)
    assert (one.conference_minutes, one.exemplar_minutes, one.usefulness, one.year) == (25, 1.5, 4, "2025/26")


def test_what_is_not_known_stays_open():
    one = log_of(cycle(date(2026, 3, 12), (0,)))
    assert one.days_from_film_to_publish is None
    assert one.days_total is None
    assert one.previous_plan_reviewed is None
    assert one.words_per_prompt is None
    assert not one.teacher_responded


@pytest.mark.parametrize(("day", "on_time"), [(26, True), (27, False)])
def test_filming_is_on_time_within_a_cycles_length_of_the_last(day, on_time):
    last = cycle(date(2026, 3, 12), (0,))
    assert log_of(cycle(date(2026, 3, day), (0,)), last).filmed_on_time is on_time


def test_a_publication_that_was_skipped_took_no_days():
    one = cycle(date(2026, 3, 12), (0, 3, 4))
    skipped = replace(one.steps[2], skipped_because="she left")
    assert log_of(replace(one, steps=(*one.steps[:2], skipped))).days_from_film_to_publish is None


def test_a_year_counts_the_complete_cycles_that_kept_to_the_length():
    log = [
        log_of(cycle(date(2026, 3, 12), (0, 3, 4, 8, 10, 14), notes=CycleNotes(usefulness=5))),
        log_of(cycle(date(2026, 4, 1), (0, 3, 4, 8, 10, 15), notes=CycleNotes(usefulness=2))),
        log_of(cycle(date(2026, 5, 1), (0, 3))),
        log_of(cycle(date(2026, 9, 1), (0,))),
    ]
    one, two = years_of(log, RULES)
    assert (one.year, one.cycles, one.cycles_completed, one.share_in_time, one.usefulness) == (
        "2025/26", 3, 2, 0.5, 3.5,
    )  # fmt: skip
    assert (two.year, two.cycles_completed, two.share_in_time, two.usefulness) == ("2026/27", 0, None, None)


def test_the_table_says_nothing_of_what_was_said():
    clips = (clip(ClipType.STRENGTH, 10, 40, answer="I was so ashamed"),)
    one = log_of(cycle(date(2026, 3, 12), (0, 3), clips, summary="a private word", opening="an opening"))
    text = as_csv(CYCLE_COLUMNS, [cycle_cells(one)])
    [row] = csv.DictReader(StringIO(text))
    assert (row["teacher"], row["clips_count"], row["teacher_responded"]) == ("Mr. Dale", "1", "1")
    for secret in ("ashamed", "secret", "kneel", "private", "opening"):
        assert secret not in text
    years = as_csv(YEAR_COLUMNS, map(year_cells, years_of([one], RULES)))
    assert [row["cycles"] for row in csv.DictReader(StringIO(years))] == ["1"]
