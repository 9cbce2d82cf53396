"""What a timeline shows, as immutable values. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from havenlens.domain.codebook import Kind
from havenlens.domain.events import Flag
from havenlens.domain.time import Micros, Span
from havenlens.services.ports import Waveform


class Shape(StrEnum):
    """How the points of a group are drawn, so that groups differ by more than colour."""

    DISC = "disc"
    SQUARE = "square"
    DIAMOND = "diamond"
    HEXAGON = "hexagon"


def shapes_of_groups(groups: Iterable[str]) -> Mapping[str, Shape]:
    """Give every group a shape, in order; a fifth group begins again with the first shape.

    >>> shapes_of_groups(["bid", "response"])["response"]
    <Shape.SQUARE: 'square'>
    """
    shapes = tuple(Shape)
    return {group: shapes[place % len(shapes)] for place, group in enumerate(dict.fromkeys(groups))}


@dataclass(frozen=True, slots=True)
class TimelineTrack:
    """One row: the events of one person in one code group."""

    key: str
    label: str
    person: str = ""
    group: str = ""
    shape: Shape = Shape.DISC


class TimelineItem(NamedTuple):
    """One event as it is drawn; ``track`` is the key of its row, ``colour`` the code's own ``#RRGGBB``."""

    id: UUID
    track: str
    span: Span
    letter: str
    name: str
    colour: str
    kind: Kind
    who: str = ""
    whom: str = ""
    flags: frozenset[Flag] = frozenset()

    @property
    def is_open(self) -> bool:
        """Tell whether this state has begun and not ended."""
        return self.span.is_open


class TimelineThread(NamedTuple):
    """A bid and the event that answers it; no answer draws a hollow end, and a rule a dashed line."""

    bid: UUID
    answer: UUID | None = None
    by_rule: bool = False

    @property
    def ends(self) -> tuple[UUID, ...]:
        """Name the items that it needs."""
        return (self.bid,) if self.answer is None else (self.bid, self.answer)


@dataclass(frozen=True, slots=True)
class TranscriptItem:
    """A line that was spoken."""

    span: Span
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class CycleItem:
    """A stretch that is rated as a whole; its label says how far, ``done`` that nothing is blank."""

    span: Span
    label: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class TimelineContent:
    """Everything a timeline shows of one coding; what was filmed begins at ``first``, lasts ``duration``."""

    duration: Micros
    tracks: tuple[TimelineTrack, ...] = ()
    items: Sequence[TimelineItem] = ()
    threads: tuple[TimelineThread, ...] = ()
    transcript: tuple[TranscriptItem, ...] = ()
    cycles: tuple[CycleItem, ...] = ()
    waveform: Waveform | None = None
    first: Micros = Micros(0)

    @property
    def film(self) -> Span:
        """Give the time that the observation covers."""
        return Span(self.first, Micros(self.first + self.duration))
