"""How long a coder really works: time with keys, mouse or a playing video, without the pauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.time import SECOND, Micros
from havenlens.services.study import Study

PAUSE = 60.0
"""Seconds without anything happening after which a coder is taken to be away."""

_NEW_SITTING = 30 * 60.0


class Work(StrEnum):
    """What the time was spent on."""

    CODING = "coding"
    WALK = "walk"
    RATING = "rating"


@dataclass(slots=True)
class _Sitting:
    """A stretch of one kind of work, as it is written: its row, its ends, and the time without pauses."""

    id: UUID
    kind: Work
    began_at: datetime
    last: float
    ended_at: datetime
    active: float = 0.0
    stored: bool = False
    logged: bool = True


class WorkClock:
    """Counts the active time of one coder on one coding and writes it: a crash loses a minute at most.

    ``now`` gives seconds of a steady clock, ``today`` the UTC instant. A gap of up to a minute counts, a
    longer one does not; after half an hour, or with another kind of work, a new row begins.
    """

    def __init__(
        self,
        study: Study,
        coding: UUID,
        coder: UUID,
        *,
        now: Callable[[], float],
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._study, self._coding, self._coder = study, coding, coder
        self._now, self._today = now, today
        self._sitting: _Sitting | None = None
        self._unwritten = False

    def stir(self, kind: Work = Work.CODING) -> None:
        """Take note that something happened."""
        now, sitting = self._now(), self._sitting
        gap = 0.0 if sitting is None else now - sitting.last
        if sitting is None or sitting.kind is not kind or gap > _NEW_SITTING:
            if sitting is not None and gap <= PAUSE:
                self._add(sitting, gap, now)
            self.write(over=True)
            today = self._today()
            self._sitting = _Sitting(uuid4(), kind, today, now, today)
        else:
            self._add(sitting, gap if gap <= PAUSE else 0.0, now)

    def _add(self, sitting: _Sitting, gap: float, now: float) -> None:
        sitting.active += gap
        sitting.last, sitting.ended_at = now, self._today()
        self._unwritten = self._unwritten or sitting.active > 0

    def write(self, *, over: bool = False) -> None:
        """Write what was counted since the last time; StudyError where the disk refuses.

        The change log has a sitting's beginning and, once it is ``over``, how long it was.
        """
        sitting = self._sitting
        if sitting is None or not self._study.store.codings.writable:
            return
        if not self._unwritten and (sitting.logged or not over):
            return
        values = {"ended_at": sitting.ended_at, "active_us": round(sitting.active * SECOND)}
        was_stored = sitting.stored
        if was_stored and over:
            self._study.store.change("work_spans", "work", sitting.id, **values)
        elif was_stored:
            self._study.store.keep("work_spans", sitting.id, **values)
        else:
            row = {
                "id": sitting.id,
                "coding": self._coding,
                "coder": self._coder,
                "kind": sitting.kind.value,
                "began_at": sitting.began_at,
                **values,
            }
            self._study.store.add("work_spans", "work", [row])
            sitting.stored = True
        sitting.logged = over or not was_stored
        self._unwritten = False


def active_times(study: Study) -> Mapping[UUID, Micros]:
    """Add up the active time of every coding."""
    total: dict[UUID, int] = {}
    for row in work_spans(study):
        total[row["coding"]] = total.get(row["coding"], 0) + row["active_us"]
    return {coding: Micros(time) for coding, time in total.items()}


def work_spans(study: Study) -> list[Mapping[str, Any]]:
    """List the stretches of work as they are kept, in the order in which they began."""
    return sorted(study.store.rows_of("work_spans"), key=lambda row: row["began_at"])


def shown_time(active: int) -> str:
    """Write an active time for people, in hours and minutes.

    >>> shown_time(0), shown_time(59_000_000), shown_time(4_980_000_000)
    ('', '< 1 min', '1 h 23 min')
    """
    minutes = timedelta(microseconds=active) // timedelta(minutes=1)
    if active <= 0:
        return ""
    if minutes == 0:
        return "< 1 min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
