"""What a merge would do with each coding of a hand-out, or why it cannot be done."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from havenlens.domain.observation import CodingStatus
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.hand_outs import MergeError
from havenlens.services.merging import LoggedRow, Standing, standing
from havenlens.store import tables as t
from havenlens.store.returned import Returned, coding_log


@dataclass(frozen=True, slots=True)
class CodingPlan:
    """What becomes of one coding; ``later_place`` tells that its coder was last at work in the file."""

    row: Mapping[str, Any]
    standing: Standing
    is_new: bool
    later_place: bool


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What becomes of each coding, the ids of those that stay out, and what somebody should know."""

    codings: tuple[CodingPlan, ...]
    left_out: frozenset[UUID]
    notices: tuple[Problem, ...]


def plan_merge(connection: Connection, returned: Returned, without: Collection[str]) -> MergePlan:
    """Compare a hand-out with the study; raise `StudyError` or `MergeError` where it cannot be merged."""
    return _Comparison(connection, returned, without).plan()


class _Comparison:
    def __init__(self, connection: Connection, returned: Returned, without: Collection[str]) -> None:
        self._connection, self._returned = connection, returned
        self._places = {row["id"]: row["name"] for row in returned.rows(t.observations)}
        self._schemes = {row["id"]: row for row in returned.rows(t.schemes)}
        self._without = {place for place, name in self._places.items() if name in without}
        self._notices: list[Problem] = []

    def plan(self) -> MergePlan:
        """Look at the people first, then at each coding."""
        self._refuse_strangers()
        rows = sorted(self._returned.rows(t.codings), key=lambda row: (self._name(row), row["id"]))
        left_out = frozenset(row["id"] for row in rows if row["observation"] in self._without)
        plans: list[CodingPlan] = []
        problems: list[Problem] = []
        for row in rows:
            if row["id"] not in left_out:
                made = self._plan_of(row)
                plans.append(made) if isinstance(made, CodingPlan) else problems.append(made)
        if problems:
            raise MergeError(tuple(problems))
        self._notices += self._no_longer_assigned(plans)
        return MergePlan(tuple(plans), left_out, tuple(self._notices))

    # --- people -------------------------------------------------------------------------------------

    def _refuse_strangers(self) -> None:
        """See that both know the same people: nobody is new, and who withdrew did so in both places."""
        path = self._returned.path
        query = select(t.coders.c.id).where(t.coders.c.id == self._returned.mark.coder)
        if self._connection.execute(query).first() is None:
            raise StudyError("merge.no_coder", path=path, coder=self._returned.coder.name)
        known = {row.id: row for row in self._connection.execute(select(t.participants))}
        for person in self._returned.rows(t.participants):
            own = known.get(person["id"])
            if own is None:
                raise StudyError("merge.stranger", path=path, person=person["label"])
            if own.withdrawn_at is not None and person["withdrawn_at"] is None:
                raise StudyError("merge.withdrawn_here", path=path, person=person["label"])
            if own.withdrawn_at is None and person["withdrawn_at"] is not None:
                raise StudyError("merge.withdrawn_there", path=path, person=own.label)

    # --- codings ------------------------------------------------------------------------------------

    def _plan_of(self, row: Mapping[str, Any]) -> CodingPlan | Problem:
        values = {"coding": self._name(row), "path": self._returned.path}
        problem = self._misfit(row, values)
        if problem is not None:
            return problem
        own = self._own(row["id"])
        if own is None:
            if self._begun_beside(row):
                return Problem(
                    "merge.begun_twice", {**values, "observation": self._places[row["observation"]]}
                )
            return CodingPlan(row, Standing.FURTHER, True, True)
        if tuple(own[name] for name in _FIXED) != tuple(row[name] for name in _FIXED):
            return Problem("merge.mixed_up", values)
        ours = coding_log(self._connection, row["id"])
        theirs = coding_log(self._returned.connection, row["id"])
        stands = standing(ours, theirs)
        if stands is Standing.APART:
            return Problem("merge.diverged", {**values, "observation": self._places[row["observation"]]})
        if stands is Standing.FURTHER and own["status"] == CodingStatus.LOCKED:
            return Problem("merge.locked", values)
        later = self._place(self._returned.connection, row, theirs) > self._place(self._connection, own, ours)
        return CodingPlan(row, stands, False, later)

    def _misfit(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> Problem | None:
        """Say why the study cannot hold a coding: it has no such observation, or another scheme."""
        query = select(t.observations.c.id).where(t.observations.c.id == row["observation"])
        if self._connection.execute(query).first() is None:
            return Problem("merge.no_observation", values)
        theirs = self._schemes[row["scheme"]]
        own = self._connection.execute(select(t.schemes).where(t.schemes.c.id == row["scheme"])).first()
        scheme = f"{theirs['scheme']} {theirs['version']}"
        if own is None or own.measurement_hash != theirs["measurement_hash"]:
            return Problem("merge.other_scheme", {**values, "scheme": scheme})
        return None

    def _own(self, coding: UUID) -> Mapping[str, Any] | None:
        found = self._connection.execute(select(t.codings).where(t.codings.c.id == coding)).mappings().first()
        return None if found is None else dict(found)

    def _begun_beside(self, row: Mapping[str, Any]) -> bool:
        same = (t.codings.c[name] == row[name] for name in (*_FIXED, "attempt"))
        return self._connection.execute(select(t.codings.c.id).where(*same)).first() is not None

    def _place(
        self, connection: Connection, row: Mapping[str, Any], log: list[LoggedRow]
    ) -> tuple[int, str, str]:
        """Give what tells where a coder was at work last: the log, the clock, then anything at all."""
        query = select(func.max(t.work_spans.c.ended_at)).where(t.work_spans.c.coding == row["id"])
        ended = connection.execute(query).scalar()
        place = json.dumps([row["resume_us"], row["state"]], sort_keys=True)
        return len(log), "" if ended is None else ended.isoformat(), place

    def _name(self, row: Mapping[str, Any]) -> str:
        """Name a coding as `check` does."""
        scheme = self._schemes[row["scheme"]]["scheme"]
        return f"{self._places[row['observation']]} / {scheme} / {self._returned.coder.name}"

    def _no_longer_assigned(self, plans: list[CodingPlan]) -> Iterator[Problem]:
        """Name the codings whose assignment was taken back meanwhile; they are kept all the same."""
        here = {row.id for row in self._connection.execute(select(t.assignments.c.id))}
        gone = {row["coding"] for row in self._returned.rows(t.assignments) if row["id"] not in here}
        for plan in plans:
            if plan.is_new and plan.row["id"] in gone:
                yield Problem("merge.unassigned", {"coding": self._name(plan.row)})


_FIXED = ("observation", "scheme", "coder", "purpose")
