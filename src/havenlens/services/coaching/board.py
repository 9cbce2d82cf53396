"""The coach's board: where each teacher's cycle stands, whose turn it is, and what is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from havenlens.domain.coaching import CycleStep
from havenlens.domain.cycle_steps import who_acts
from havenlens.domain.observation import Coder, Participant
from havenlens.services.study import Study

TEACHER_ROLE = "teacher"


class StepState(StrEnum):
    """How a step stands on a day."""

    DONE = "done"
    SKIPPED = "skipped"
    LATE = "late"
    TODAY = "today"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class BoardStep:
    """One step: ``day`` is when it was done, else when it is due; ``late_days`` counts those since then."""

    step: CycleStep
    state: StepState
    day: date | None = None
    who: tuple[str, ...] = ()
    reason: str = ""
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One teacher with the cycle that is under way, or the last one; without any, ``cycle`` is None."""

    teacher: UUID
    name: str
    cycle: UUID | None = None
    number: int = 0
    title: str = ""
    coach: UUID | None = None
    coach_name: str = ""
    observation: UUID | None = None
    steps: tuple[BoardStep, ...] = ()

    @property
    def next_step(self) -> BoardStep | None:
        """Give the step that is to be done; None where there is no cycle, or it is complete."""
        open_states = (StepState.LATE, StepState.TODAY, StepState.NEXT)
        return next((step for step in self.steps if step.state in open_states), None)

    @property
    def is_complete(self) -> bool:
        """Tell whether every step was done or skipped."""
        return bool(self.steps) and self.next_step is None


@dataclass(frozen=True, slots=True)
class CycleName:
    """A cycle as it stands in a list to choose from."""

    id: UUID
    teacher: str
    number: int
    title: str
    coach: UUID


def coaching_board(study: Study, today: date, coach: UUID | None = None) -> list[BoardRow]:
    """List every teacher with the last cycle, of one coach where one is named; what presses comes first.

    Teachers whom nobody coaches yet are listed last, for every coach.
    """
    store = study.store
    steps: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in store.rows_of("cycle_steps"):
        steps.setdefault(row["cycle"], []).append(row)
    rows = _rows(
        store.participants(),
        store.coders(),
        store.rows_of("coaching_cycles"),
        steps,
        today=today,
        coach=coach,
    )
    return sorted(rows, key=_pressing)


def name_cycles(study: Study) -> list[CycleName]:
    """List every cycle by teacher, the last one of each first."""
    names = {person.id: person.pseudonym for person in study.store.participants()}
    found = [
        CycleName(row["id"], names[row["teacher"]], row["number"], row["title"], row["coach"])
        for row in study.store.rows_of("coaching_cycles")
        if row["teacher"] in names
    ]
    return sorted(found, key=lambda one: (one.teacher.casefold(), -one.number))


def coaches_of(study: Study) -> list[Coder]:
    """List who coaches: whoever has a cycle, and whoever's role is to coach."""
    busy = {row["coach"] for row in study.store.rows_of("coaching_cycles")}
    return [coder for coder in study.store.coders() if coder.id in busy or coder.role == "coach"]


def _rows(
    people: Sequence[Participant],
    coders: Sequence[Coder],
    cycles: Iterable[Mapping[str, Any]],
    steps: Mapping[UUID, Sequence[Mapping[str, Any]]],
    *,
    today: date,
    coach: UUID | None,
) -> list[BoardRow]:
    coaches = {coder.id: coder.name for coder in coders}
    last: dict[UUID, Mapping[str, Any]] = {}
    known: set[UUID] = set()
    for row in sorted(cycles, key=lambda row: row["number"]):
        known.add(row["teacher"])
        if coach in (None, row["coach"]):
            last[row["teacher"]] = row
    rows = []
    for person in people:
        cycle = last.get(person.id)
        if cycle is not None:
            rows.append(
                BoardRow(
                    person.id,
                    person.pseudonym,
                    cycle["id"],
                    cycle["number"],
                    cycle["title"],
                    cycle["coach"],
                    coaches.get(cycle["coach"], ""),
                    cycle["observation"],
                    board_steps(steps.get(cycle["id"], ()), today),
                )
            )
        elif person.role == TEACHER_ROLE and person.id not in known:
            rows.append(BoardRow(person.id, person.pseudonym))
    return rows


def board_steps(rows: Iterable[Mapping[str, Any]], today: date) -> tuple[BoardStep, ...]:
    """Tell of each of the six steps how it stands, from the rows of ``cycle_steps`` that one cycle has."""
    kept = {CycleStep(row["step"]): row for row in rows}
    found: list[BoardStep] = []
    comes_next = True
    for step in CycleStep:
        row = kept.get(step, {})
        done, due, reason = row.get("done_on"), row.get("due_on"), row.get("skipped_because", "")
        if done is not None:
            state = StepState.SKIPPED if reason else StepState.DONE
            found.append(BoardStep(step, state, done, tuple(filter(None, [row["who"]])), reason))
            continue
        late = 0 if due is None else max(0, (today - due).days)
        state = StepState.LATER
        if comes_next:
            comes_next = False
            state = StepState.LATE if late else StepState.TODAY if due == today else StepState.NEXT
        found.append(BoardStep(step, state, due, who_acts(step), late_days=late))
    return tuple(found)


def _pressing(row: BoardRow) -> tuple[int, date, str]:
    """Put what is late first, the longest first, then what is due; complete cycles and no cycle come last."""
    step = row.next_step
    if step is None:
        return (3 if row.cycle is None else 2, date.max, row.name.casefold())
    return (1 if step.day is None else 0, step.day or date.max, row.name.casefold())
