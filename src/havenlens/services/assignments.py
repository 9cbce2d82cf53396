"""Who is to code what until when, how far it has come, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from havenlens.domain.observation import Coding, CodingStatus, Observation, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.casting import propose_casting
from havenlens.services.certificates import refuse_paused
from havenlens.services.study import Study
from havenlens.services.working_time import active_times

_ORDER = (CodingStatus.RETURNED, CodingStatus.IN_PROGRESS, CodingStatus.ASSIGNED)
"""Of what is due on the same day, this comes first."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One observation to be coded with one scheme by one coder; ``coding`` is there once it was begun."""

    id: UUID
    observation: UUID
    scheme: UUID
    coder: UUID
    purpose: Purpose
    made_at: datetime
    due_on: date | None = None
    note: str = ""
    coding: UUID | None = None
    status: CodingStatus = CodingStatus.ASSIGNED

    @property
    def is_open(self) -> bool:
        """Tell whether there is still something to do for the coder."""
        return self.status in _ORDER

    def is_late(self, today: date) -> bool:
        """Tell whether it should have been handed in by now."""
        return self.is_open and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the work list: an assignment or a coding nobody assigned, with how far it has come."""

    assignment: Assignment | None
    coding: Coding | None
    observation: Observation
    scheme: UUID
    coder: UUID
    purpose: Purpose
    status: CodingStatus
    due_on: date | None = None
    events: int = 0
    ratings: int = 0
    active: Micros = Micros(0)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What assigning did: the new ones, and how many were there already."""

    new: tuple[Assignment, ...]
    there: int


def assign(
    study: Study,
    observations: Sequence[UUID],
    scheme: UUID,
    coders: Sequence[UUID],
    purpose: Purpose,
    due_on: date | None = None,
    note: str = "",
) -> Assigned:
    """Assign every observation to every coder, in one transaction; what is assigned already stays.

    StudyError where a coder is paused with the scheme and would be given more than training.
    """
    if not observations or not coders:
        raise StudyError("work.nothing_to_assign")
    refuse_paused(study, coders, scheme, purpose)
    known = {(a.observation, a.scheme, a.coder, a.purpose) for a in assignments_of(study)}
    latest = {
        (coding.observation, coding.scheme, coding.coder, coding.purpose): coding
        for coding in sorted(study.store.list_codings(), key=lambda coding: coding.attempt)
    }
    new = []
    for observation in observations:
        for coder in coders:
            if (observation, scheme, coder, purpose) in known:
                continue
            old = latest.get((observation, scheme, coder, purpose))
            made = datetime.now(UTC)
            own = None if old is None else old.id
            status = CodingStatus.ASSIGNED if old is None else old.status
            new.append(
                Assignment(
                    uuid4(), observation, scheme, coder, purpose, made, due_on, note.strip(), own, status
                )
            )
    study.store.add("assignments", "assignment", [_row(one) for one in new])
    return Assigned(tuple(new), len(observations) * len(coders) - len(new))


def _row(one: Assignment) -> Mapping[str, object]:
    return {
        "id": one.id,
        "observation": one.observation,
        "scheme": one.scheme,
        "coder": one.coder,
        "purpose": one.purpose.value,
        "due_on": one.due_on,
        "made_at": one.made_at,
        "coding": one.coding,
        "note": one.note,
    }


def assignments_of(study: Study, coder: UUID | None = None) -> list[Assignment]:
    """List the assignments, of one coder where one is named, in the order in which they are due."""
    statuses = {coding.id: coding.status for coding in study.store.list_codings()}
    found = [
        Assignment(
            row["id"],
            row["observation"],
            row["scheme"],
            row["coder"],
            Purpose(row["purpose"]),
            row["made_at"],
            row["due_on"],
            row["note"],
            row["coding"] if row["coding"] in statuses else None,
            statuses.get(row["coding"], CodingStatus.ASSIGNED),
        )
        for row in study.store.rows_of("assignments", **({} if coder is None else {"coder": coder}))
    ]
    return sorted(found, key=_due_first)


def _due_first(one: Assignment) -> tuple[date, int, datetime]:
    place = _ORDER.index(one.status) if one.status in _ORDER else len(_ORDER)
    return (one.due_on or date.max, place, one.made_at)


def next_assignment(study: Study, coder: UUID, after: UUID | None = None) -> Assignment | None:
    """Give what a coder should do next: what is due first, and is not the coding they come from."""
    mine = (one for one in assignments_of(study, coder) if one.is_open)
    return next((one for one in mine if after is None or one.coding != after), None)


def begin(study: Study, assignment: Assignment) -> UUID:
    """Give the coding of an assignment; one that is new is cast as people's roles propose."""
    if assignment.coding is not None:
        return assignment.coding
    places = {observation.id: observation for observation in study.store.observations()}
    people = {person.id: person for person in study.store.participants()}
    present = [people[p] for p in places[assignment.observation].participants if p in people]
    cast = propose_casting(study.scheme(assignment.scheme), present)
    with study.store.transaction():
        coding = study.add_coding(
            assignment.observation, assignment.scheme, assignment.coder, assignment.purpose, cast
        )
        study.store.change("assignments", "assignment", assignment.id, coding=coding.id)
    return coding.id


def take_back(study: Study, assignment: Assignment) -> None:
    """Remove an assignment; a coding that was begun stays."""
    study.store.remove("assignments", "assignment", [assignment.id])


def set_due(study: Study, assignment: Assignment, due_on: date | None) -> None:
    """Set another day by which an assignment is due, or none."""
    study.store.change("assignments", "assignment", assignment.id, due_on=due_on)


def tasks(study: Study) -> list[Task]:
    """List all work, assigned or not, in the order in which it is due."""
    codings = {coding.id: coding for coding in study.store.list_codings()}
    places = {observation.id: observation for observation in study.store.observations()}
    counts, rated, active = study.store.event_counts(), study.store.rating_counts(), active_times(study)
    notes = {row["id"]: row["status_note"] for row in study.store.rows_of("codings")}
    assigned = assignments_of(study)
    taken = {one.coding for one in assigned if one.coding is not None}

    def task(one: Assignment | None, coding: Coding | None) -> Task:
        base = one or coding
        assert base is not None
        own = None if coding is None else coding.id
        events = 0 if own is None else counts.get(own, 0)
        return Task(
            one,
            coding,
            places[base.observation],
            base.scheme,
            base.coder,
            base.purpose,
            base.status if coding is None else coding.status,
            None if one is None else one.due_on,
            events,
            0 if own is None or events else rated.get(own, 0),
            Micros(0) if own is None else active.get(own, Micros(0)),
            str(notes.get(own, "") if own else "") or ("" if one is None else one.note),
        )

    listed = [task(one, codings.get(one.coding) if one.coding else None) for one in assigned]
    return listed + [task(None, coding) for own, coding in codings.items() if own not in taken]
