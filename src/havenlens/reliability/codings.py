"""What two coders noted on one observation, as small frozen values without ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.tables import Confusion

CODERS = ("coder 1", "coder 2")


class TimedEvent(NamedTuple):
    """A code at a time in microseconds; no offset is an instant."""

    onset: int
    offset: int | None
    code: str
    actor: str = ""


class Pair(NamedTuple):
    """An event of one coder and the other coder's event it was matched with; None where that is missed."""

    first: TimedEvent | None
    second: TimedEvent | None

    @property
    def onset(self) -> int:
        """Give the earlier onset of the two."""
        return min(event.onset for event in self if event is not None)

    @property
    def agrees(self) -> bool:
        """Tell whether both coders gave the same code."""
        return self.first is not None and self.second is not None and self.first.code == self.second.code


@dataclass(frozen=True, slots=True)
class DoubleCoding:
    """One observation as two coders saw it, from ``start`` to ``end`` in microseconds.

    ``actors`` are the people whose time is compared; where it is None, those who have an event.
    """

    first: Sequence[TimedEvent]
    second: Sequence[TimedEvent]
    start: int
    end: int
    actors: Sequence[str] | None = None
    name: str = ""

    def swapped(self) -> DoubleCoding:
        """Give the same with the coders changed over."""
        return DoubleCoding(self.second, self.first, self.start, self.end, self.actors, self.name)


class Agreement(NamedTuple):
    """Agreement on a group of codes: pooled and for each code, with the table it rests on.

    ``pairs`` are the matched and missed events of each observation, in time order; a time table has none.
    """

    pooled: Coefficient
    per_code: Mapping[str, Coefficient]
    table: Confusion
    pairs: tuple[tuple[Pair, ...], ...] = ()


def selected(events: Sequence[TimedEvent], codes: Sequence[str], coder: str) -> list[TimedEvent]:
    """Give the events with one of some codes; StudyError for one that ends before it starts."""
    known = frozenset(codes)
    found = [event for event in events if event.code in known]
    for event in found:
        if event.offset is not None and event.offset < event.onset:
            raise StudyError(
                "agreement.ends_before_it_starts", coder=coder, label=event.code, at=clock(event.onset)
            )
    return found
