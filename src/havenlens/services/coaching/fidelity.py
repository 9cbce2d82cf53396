"""The fidelity log: how the coaching went, by cycle and by year, and nothing that was said in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from csv import writer
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from uuid import UUID

from havenlens.domain.coaching import Clip, ClipType, CoachingCycle, CycleStep
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.time import in_seconds
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.study import Study

CountFindings = Callable[[CoachingCycle, Clip], int]
"""Counts what the lint has to say about the prompt of one clip."""

YEAR_BEGINS = 8
"""The month in which a school year begins."""


@dataclass(frozen=True, slots=True)
class CycleFidelity:
    """One cycle as the log has it; None is not known, or nothing to know yet.

    ``filmed_on_time``: filmed by the day it was due, or within a cycle's length of the last filming.
    ``days_total`` runs from filming to the last step of a complete cycle.
    """

    teacher: str
    coach: str
    number: int
    year: str
    complete: bool
    filmed_on_time: bool | None
    clips_count: int
    clip_seconds: float
    prompts_by_type: Mapping[ClipType, int]
    words_per_prompt: float | None
    lint_warnings: int
    teacher_responded: bool
    response_words: int
    conference_minutes: int | None
    plan_present: bool
    previous_plan_reviewed: bool | None
    days_from_film_to_publish: int | None
    days_total: int | None
    exemplar_minutes: float | None
    usefulness: int | None


@dataclass(frozen=True, slots=True)
class YearFidelity:
    """One coach's year; ``share_in_time`` is that of complete cycles within the study's length."""

    coach: str
    year: str
    cycles: int
    cycles_completed: int
    share_in_time: float | None
    exemplar_minutes: float
    usefulness: float | None


def fidelity_log(
    study: Study, count: CountFindings, coach: UUID | None = None, *, year_begins: int = YEAR_BEGINS
) -> list[CycleFidelity]:
    """Give the log of every cycle of a study, or of one coach, by teacher and number."""
    rules = coaching_rules(study)
    people = {person.id: person.pseudonym for person in study.store.participants()}
    coaches = {coder.id: coder.name for coder in study.store.coders()}
    before: dict[UUID, CoachingCycle] = {}
    found = []
    for cycle in list_cycles(study):
        last, before[cycle.teacher] = before.get(cycle.teacher), cycle
        if coach in (None, cycle.coach):
            names = (people[cycle.teacher], coaches.get(cycle.coach, ""))
            found.append(cycle_fidelity(cycle, last, rules, names, count, year_begins=year_begins))
    return found


def cycle_fidelity(
    cycle: CoachingCycle,
    last: CoachingCycle | None,
    rules: CoachingRules,
    names: tuple[str, str],
    count: CountFindings,
    *,
    year_begins: int = YEAR_BEGINS,
) -> CycleFidelity:
    """Give the log of one cycle; ``last`` is the teacher's cycle before, ``names`` are teacher and coach."""
    clips = [clip for clip in cycle.clips if not clip.struck]
    done = {record.step: record.on for record in cycle.steps if not record.skipped_because}
    filmed, prompts = _filmed(cycle), [clip for clip in clips if clip.prompt.n_words]
    answers = [clip.answer for clip in clips if clip.answer.strip()]
    watched = cycle.notes.exemplar_watched_s
    return CycleFidelity(
        teacher=names[0],
        coach=names[1],
        number=cycle.number,
        year="" if filmed is None else school_year(filmed, year_begins),
        complete=cycle.next_step is None,
        filmed_on_time=_on_time(cycle, last, rules),
        clips_count=len(clips),
        clip_seconds=in_seconds(sum(clip.span.length for clip in clips)),
        prompts_by_type={kind: sum(clip.type is kind for clip in prompts) for kind in ClipType},
        words_per_prompt=sum(clip.prompt.n_words for clip in prompts) / len(prompts) if prompts else None,
        lint_warnings=sum(count(cycle, clip) for clip in prompts),
        teacher_responded=bool(answers),
        response_words=sum(len(answer.split()) for answer in answers),
        conference_minutes=cycle.notes.conference_minutes,
        plan_present=bool(cycle.plan and cycle.plan.steps),
        previous_plan_reviewed=None if cycle.previous_plan is None else cycle.previous_plan.tried is not None,
        days_from_film_to_publish=_days(filmed, done.get(CycleStep.PUBLISH)),
        days_total=_days(filmed, max((r.on for r in cycle.steps), default=None))
        if cycle.next_step is None
        else None,
        exemplar_minutes=None if watched is None else watched / 60,
        usefulness=cycle.notes.usefulness,
    )


def years_of(log: Iterable[CycleFidelity], rules: CoachingRules) -> list[YearFidelity]:
    """Put the cycles of each coach and school year together; cycles that were not filmed yet are left out."""
    groups: dict[tuple[str, str], list[CycleFidelity]] = {}
    for cycle in log:
        if cycle.year:
            groups.setdefault((cycle.year, cycle.coach), []).append(cycle)
    return [_year(coach, year, groups[year, coach], rules) for year, coach in sorted(groups)]


def _year(coach: str, year: str, cycles: Sequence[CycleFidelity], rules: CoachingRules) -> YearFidelity:
    lengths = [cycle.days_total for cycle in cycles if cycle.complete and cycle.days_total is not None]
    rated = [cycle.usefulness for cycle in cycles if cycle.usefulness is not None]
    return YearFidelity(
        coach,
        year,
        len(cycles),
        sum(cycle.complete for cycle in cycles),
        sum(days <= rules.length_days for days in lengths) / len(lengths) if lengths else None,
        sum(cycle.exemplar_minutes or 0 for cycle in cycles),
        sum(rated) / len(rated) if rated else None,
    )


def school_year(day: date, begins: int = YEAR_BEGINS) -> str:
    """Name the school year of a day; one that begins in January is named by its number alone.

    >>> school_year(date(2026, 3, 12)), school_year(date(2026, 9, 1)), school_year(date(2026, 3, 12), 1)
    ('2025/26', '2026/27', '2026')
    """
    if begins == 1:
        return str(day.year)
    first = day.year if day.month >= begins else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def _filmed(cycle: CoachingCycle) -> date | None:
    done = next((record for record in cycle.steps if record.step is CycleStep.FILM), None)
    if done is not None and done.skipped_because:
        return cycle.filmed_on
    return cycle.filmed_on or (None if done is None else done.on)


def _on_time(cycle: CoachingCycle, last: CoachingCycle | None, rules: CoachingRules) -> bool | None:
    filmed = _filmed(cycle)
    if filmed is None:
        return None
    before = None if last is None else _filmed(last)
    due = cycle.due.get(CycleStep.FILM) if before is None else before + timedelta(days=rules.length_days)
    return None if due is None else filmed <= due


def _days(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days


# --- as a table -------------------------------------------------------------------------------------

CYCLE_COLUMNS = (
    "teacher", "coach", "cycle", "year", "complete", "filmed_on_time", "clips_count", "clip_seconds",
    "prompts_strength", "prompts_look_again", "prompts_link", "words_per_prompt", "lint_warnings",
    "teacher_responded", "response_words", "conference_minutes", "plan_present", "previous_plan_reviewed",
    "days_from_film_to_publish", "days_total", "exemplar_minutes", "teacher_usefulness_rating_1_5",
)  # fmt: skip
YEAR_COLUMNS = (
    "coach", "year", "cycles", "cycles_completed", "share_within_length", "exemplar_minutes_watched",
    "teacher_usefulness_rating_1_5_mean",
)  # fmt: skip

Cell = str | int | float | bool | None


def cycle_cells(one: CycleFidelity) -> tuple[Cell, ...]:
    """Give a cycle's values in the order of `CYCLE_COLUMNS`."""
    kinds = tuple(one.prompts_by_type[kind] for kind in ClipType)
    return (
        *(one.teacher, one.coach, one.number, one.year, one.complete, one.filmed_on_time),
        *(one.clips_count, one.clip_seconds, *kinds, one.words_per_prompt, one.lint_warnings),
        *(one.teacher_responded, one.response_words, one.conference_minutes, one.plan_present),
        *(one.previous_plan_reviewed, one.days_from_film_to_publish, one.days_total),
        *(one.exemplar_minutes, one.usefulness),
    )


def year_cells(one: YearFidelity) -> tuple[Cell, ...]:
    """Give a year's values in the order of `YEAR_COLUMNS`."""
    return (
        *(one.coach, one.year, one.cycles, one.cycles_completed, one.share_in_time),
        *(one.exemplar_minutes, one.usefulness),
    )


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    r"""Write a table as CSV; what is not known stays empty, yes and no are 1 and 0.

    >>> as_csv(("a", "b", "c"), [("x", None, True), ("y", 2.5, False)])
    'a,b,c\nx,,1\ny,2.5,0\n'
    """
    out = StringIO()
    table = writer(out, lineterminator="\n")
    table.writerow(columns)
    for row in rows:
        table.writerow(
            ["" if cell is None else int(cell) if isinstance(cell, bool) else cell for cell in row]
        )
    return out.getvalue()
