"""Who is due what: assignments, double coding to be drawn, certificates that end, coders who are paused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from havenlens.domain.problems import Problem
from havenlens.services.assignments import assignments_of
from havenlens.services.certificates import State, since_last_pass, standings, why_paused
from havenlens.services.double_coding import plan_for, strata_of
from havenlens.services.study import Study
from havenlens.services.submitting import told_status

SOON = timedelta(days=30)
"""How long before its end a certificate is told of."""


class DueKind(StrEnum):
    """What is due, in the order in which it presses on the same day."""

    PAUSED = "paused"
    CERTIFICATE = "certificate"
    DRAW = "draw"
    ASSIGNMENT = "assignment"


_ORDER = tuple(DueKind)


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the board; ``coder`` is None where it is the lead's."""

    kind: DueKind
    said: Problem
    coder: UUID | None = None
    coder_name: str = ""
    scheme: UUID | None = None
    due_on: date | None = None
    late: bool = False


def board_of(study: Study, today: date, coder: UUID | None = None) -> list[Due]:
    """List what is due, of one coder where one is named: pauses and what is late first, then by day."""
    names = {one.id: one.name for one in study.store.coders()}
    lines = [*_standing_lines(study, today, names), *_draw_lines(study), *_work_lines(study, today, names)]
    chosen = [one for one in lines if coder in (None, one.coder)]
    return sorted(chosen, key=_pressing)


def _pressing(one: Due) -> tuple[int, date, int, str]:
    rank = 0 if one.kind is DueKind.PAUSED else 1 if one.late else 2
    return (rank, one.due_on or date.max, _ORDER.index(one.kind), one.coder_name.casefold())


def _standing_lines(study: Study, today: date, names: dict[UUID, str]) -> Iterator[Due]:
    for one in standings(study, today):
        name, scheme = names[one.coder], study.scheme(one.scheme).name
        if one.paused_by is not None:
            n = len(since_last_pass(study, one.coder, one.scheme))
            said = Problem("due.paused", {"why": why_paused(study, one.paused_by).sentence, "n": n})
            yield Due(DueKind.PAUSED, said, one.coder, name, one.scheme)
        end = None if one.certificate is None else one.certificate.expires_on
        if one.state is State.EXPIRED or (
            one.state is State.CERTIFIED and end is not None and end <= today + SOON
        ):
            assert end is not None
            values = {"coder": name, "scheme": scheme, "day": end.isoformat()}
            late = end < today
            said = Problem("due.expired" if late else "due.expires", values)
            yield Due(DueKind.CERTIFICATE, said, one.coder, name, one.scheme, end, late)


def _draw_lines(study: Study) -> Iterator[Due]:
    for stored in study.store.schemes():
        plan = plan_for(study, stored.id)
        if plan is None:
            continue
        short = [one for one in strata_of(study, plan) if one.short]
        if short:
            n, strata = sum(one.short for one in short), ", ".join(one.name for one in short)
            values = {"scheme": study.scheme(stored.id).name, "n": n, "strata": strata}
            yield Due(DueKind.DRAW, Problem("due.draw", values), scheme=stored.id)


def _work_lines(study: Study, today: date, names: dict[UUID, str]) -> Iterator[Due]:
    places = {place.id: place.name for place in study.store.observations()}
    for one in assignments_of(study):
        if one.is_open:
            values = {
                "observation": places[one.observation],
                "scheme": study.scheme(one.scheme).name,
                "status": told_status(one.status),
            }
            said = Problem("due.assignment", values)
            name = names[one.coder]
            late = one.is_late(today)
            yield Due(DueKind.ASSIGNMENT, said, one.coder, name, one.scheme, one.due_on, late)
