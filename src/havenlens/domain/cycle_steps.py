"""The order of a coaching cycle: what may be done next, by whom it is done, and when it is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from havenlens.domain.coaching import ClipType, CycleStep, StepRecord, next_step
from havenlens.domain.problems import StudyError
from havenlens.words.cycles import step_name
from havenlens.words.reports import day

FEWEST_CYCLES, MOST_CYCLES = 4, 12
_ACTORS: Mapping[CycleStep, tuple[str, ...]] = {
    CycleStep.FILM: ("teacher",),
    CycleStep.REVIEW: ("coach",),
    CycleStep.PUBLISH: ("coach",),
    CycleStep.RESPOND: ("teacher",),
    CycleStep.CONFERENCE: ("teacher", "coach"),
    CycleStep.PLAN: ("teacher", "coach"),
}
TARGET_DAYS: Mapping[CycleStep, int] = {
    CycleStep.FILM: 0,
    CycleStep.REVIEW: 3,
    CycleStep.PUBLISH: 4,
    CycleStep.RESPOND: 8,
    CycleStep.CONFERENCE: 10,
    CycleStep.PLAN: 11,
}
"""Days after filming, for a cycle of 14 days."""


@dataclass(frozen=True, slots=True)
class CoachingRules:
    """How a study coaches; what is empty is as the program does it.

    ``labels`` are the study's own names of the three blocks, ``footer`` stands below each page beside "not
    for evaluation", ``logo`` is a PNG or JPEG file's bytes, ``most_bytes`` how big a send pack may be.
    ``keep_days`` is how long after filming a video stays, None for as long as somebody wants. ``words`` are
    the study's own lists for the hints about prompts, by language and name of the list.
    """

    length_days: int = 14
    cycles_per_year: int = 8
    target_days: Mapping[CycleStep, int] = field(default_factory=lambda: dict(TARGET_DAYS))
    labels: Mapping[ClipType, str] = field(default_factory=dict)
    shows_scores: bool = False
    language: str = "en"
    footer: str = ""
    logo: bytes = b""
    most_bytes: int = 20_000_000
    keep_days: int | None = None
    stems: Mapping[ClipType, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not FEWEST_CYCLES <= self.cycles_per_year <= MOST_CYCLES:
            values = {"fewest": FEWEST_CYCLES, "most": MOST_CYCLES}
            raise StudyError("cycle.per_year", n=self.cycles_per_year, **values)
        days = [self.target_days[step] for step in CycleStep]
        if days != sorted(days) or days[0] < 0 or days[-1] > self.length_days:
            raise StudyError("cycle.bad_days", days=self.length_days)

    def due(self, filmed_on: date) -> Mapping[CycleStep, date]:
        """Give the day on which each step of a cycle should be done.

        >>> CoachingRules().due(date(2026, 3, 12))[CycleStep.PLAN]
        datetime.date(2026, 3, 23)
        """
        return {step: filmed_on + timedelta(days=self.target_days[step]) for step in CycleStep}


def who_acts(step: CycleStep) -> tuple[str, ...]:
    """Name who acts in a step: the teacher, the coach, or both."""
    return _ACTORS[step]


def record_step(records: tuple[StepRecord, ...], record: StepRecord) -> tuple[StepRecord, ...]:
    """Add that a step was done, or was skipped for a reason.

    Raise `StudyError` for a step that is not next, for a day before the last step's, and for a skip that
    gives no reason (``skipped_because`` of blanks only).
    """
    wanted = next_step(records)
    if wanted is None:
        raise StudyError("cycle.complete")
    if record.step is not wanted:
        raise StudyError("cycle.not_next", step=step_name(record.step), next=step_name(wanted))
    if record.skipped_because and not record.skipped_because.strip():
        raise StudyError("cycle.no_reason", step=step_name(record.step))
    last = max((one.on for one in records), default=date.min)
    if record.on < last:
        raise StudyError("cycle.too_early", step=step_name(record.step), day=day(record.on), last=day(last))
    return (*records, record)


def take_back(records: tuple[StepRecord, ...]) -> tuple[StepRecord, ...]:
    """Take back the last step that was done or skipped; raise `StudyError` where there is none."""
    if not records:
        raise StudyError("cycle.nothing_done")
    order = list(CycleStep)
    return tuple(sorted(records, key=lambda record: order.index(record.step)))[:-1]
