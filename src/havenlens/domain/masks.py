"""What is hidden in a clip before it leaves: boxes that follow somebody, and covered sound."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from typing import Any
from uuid import UUID

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, clock

MOST_CELLS = 8
"""More cells a side, and a face may be told again from its pixels."""

_ROUNDING = 1e-9
"""By so much may a box pass the edge of the picture: what adding fractions of it costs."""


class MaskStyle(StrEnum):
    """How a mask hides: one colour, a few cells of one colour each, or blur, which hides least."""

    SOLID = "solid"
    PIXELATE = "pixelate"
    BLUR = "blur"


class SoundKind(StrEnum):
    """What is heard in the place of covered sound: nothing, or a tone."""

    MUTE = "mute"
    BEEP = "beep"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the upright picture, counted from its top left corner.

    Raise `StudyError` where it leaves the picture or has no area.
    """

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        parts = (self.x, self.y, self.width, self.height)
        if not all(isfinite(part) for part in parts):
            raise StudyError("mask.outside_picture", box=self.shown)
        if self.width <= 0 or self.height <= 0:
            raise StudyError("mask.empty_box", box=self.shown)
        if min(self.x, self.y) < -_ROUNDING or max(self.right, self.bottom) > 1 + _ROUNDING:
            raise StudyError("mask.outside_picture", box=self.shown)

    @classmethod
    def within(cls, x: float, y: float, width: float, height: float) -> Box | None:
        """Give the part of a rectangle that lies in the picture, or None where nothing of it does.

        >>> Box.within(-0.25, 0.5, 0.5, 0.25), Box.within(1.5, 0.5, 0.5, 0.25)
        (Box(x=0.0, y=0.5, width=0.25, height=0.25), None)
        """
        left, top = max(0.0, x), max(0.0, y)
        right, bottom = min(1.0, x + width), min(1.0, y + height)
        return cls(left, top, right - left, bottom - top) if left < right and top < bottom else None

    @property
    def right(self) -> float:
        """Give where it ends on the right."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Give where it ends below."""
        return self.y + self.height

    @property
    def shown(self) -> str:
        """Write it as a person would: left, top, width, height."""
        return ", ".join(f"{part:g}" for part in (self.x, self.y, self.width, self.height))

    def joined(self, other: Box) -> Box:
        """Give the smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def towards(self, other: Box, share: float) -> Box:
        """Give the box that lies a share (0 to 1) of the way from this one to another."""
        keep = 1 - share
        return Box(
            keep * self.x + share * other.x,
            keep * self.y + share * other.y,
            keep * self.width + share * other.width,
            keep * self.height + share * other.height,
        )


@dataclass(frozen=True, slots=True)
class MaskKey:
    """Where a mask is at one moment, as somebody drew it."""

    at: Micros
    box: Box


@dataclass(frozen=True, slots=True)
class Mask:
    """A box that hides a part of the picture during a span, in observation time.

    ``keys`` are kept in the order of time. ``participant`` is who is hidden, where that is known; ``cells``
    is how many cells a side a pixelated mask has. A ``proposed`` mask was found by a machine, and hides
    nothing until a person has confirmed it. Raise `StudyError` for a mask that could not be drawn.
    """

    id: UUID
    keys: tuple[MaskKey, ...]
    span: Span
    style: MaskStyle = MaskStyle.SOLID
    participant: UUID | None = None
    proposed: bool = False
    cells: int = MOST_CELLS

    def __post_init__(self) -> None:
        _require_length(self.span, "mask.endless", "mask.no_time")
        if not self.keys:
            raise StudyError("mask.no_box", start=clock(self.span.start))
        if not 1 <= self.cells <= MOST_CELLS:
            raise StudyError("mask.cells", cells=self.cells, most=MOST_CELLS)
        ordered = tuple(sorted(self.keys, key=lambda key: key.at))
        for before, after in pairwise(ordered):
            if before.at == after.at:
                raise StudyError("mask.same_moment", at=clock(before.at))
        object.__setattr__(self, "keys", ordered)

    def box_at(self, at: int) -> Box | None:
        """Give the box at a moment: on the line between two keys, constant outside them; None off the span.

        >>> one, two = (MaskKey(Micros(at), Box(at / 100, 0, 0.2, 0.2)) for at in (10, 30))
        >>> mask = Mask(UUID(int=1), (one, two), Span(Micros(0), Micros(40)))
        >>> mask.box_at(0).x, mask.box_at(20).x, mask.box_at(39).x, mask.box_at(40)
        (0.1, 0.2, 0.3, None)
        """
        return self._placed(at) if self.span.covers(at) else None

    def box_during(self, start: int, end: int) -> Box | None:
        """Give one box that hides all that the mask hides between two moments; None where that is nothing.

        A frame stays on the screen for a while: what moves meanwhile is hidden from where it was to where
        it goes.
        """
        assert self.span.end is not None
        first, last = max(start, self.span.start), min(end, self.span.end)
        if last <= first:
            return None
        found = self._placed(first).joined(self._placed(last))
        for key in self.keys:
            if first < key.at < last:
                found = found.joined(key.box)
        return found

    def _placed(self, at: int) -> Box:
        keys = self.keys
        after = bisect_right(keys, at, key=lambda key: key.at)
        if after == 0:
            return keys[0].box
        if after == len(keys):
            return keys[-1].box
        before, behind = keys[after - 1], keys[after]
        return before.box.towards(behind.box, (at - before.at) / (behind.at - before.at))

    def with_key(self, key: MaskKey) -> Mask:
        """Give the mask with a box at a moment, in the place of one that was there."""
        return replace(self, keys=(*(known for known in self.keys if known.at != key.at), key))

    def without_key(self, at: int) -> Mask:
        """Give the mask without the box at a moment; raise `StudyError` for the last one."""
        return replace(self, keys=tuple(known for known in self.keys if known.at != at))

    def timed(self, clock_of: Callable[[int], Micros]) -> Mask:
        """Give the mask on another clock, such as that of the recording (`TimeBase.to_presentation`)."""
        keys = tuple(MaskKey(clock_of(key.at), key.box) for key in self.keys)
        return replace(self, keys=keys, span=_timed(self.span, clock_of))

    def plain(self) -> dict[str, Any]:
        """Give the mask as plain values for a JSON document; times in microseconds."""
        return {
            "id": str(self.id),
            "start": self.span.start,
            "end": self.span.end,
            "style": str(self.style),
            "cells": self.cells,
            "participant": None if self.participant is None else str(self.participant),
            "proposed": self.proposed,
            "keys": [
                {"at": k.at, "x": k.box.x, "y": k.box.y, "width": k.box.width, "height": k.box.height}
                for k in self.keys
            ],
        }


@dataclass(frozen=True, slots=True)
class SoundCover:
    """A span whose sound is not to be heard; raise `StudyError` where it has no length."""

    span: Span
    kind: SoundKind = SoundKind.MUTE

    def __post_init__(self) -> None:
        _require_length(self.span, "cover.endless", "cover.no_time")

    def timed(self, clock_of: Callable[[int], Micros]) -> SoundCover:
        """Give the cover on another clock."""
        return replace(self, span=_timed(self.span, clock_of))

    def plain(self) -> dict[str, Any]:
        """Give the cover as plain values for a JSON document; times in microseconds."""
        return {"start": self.span.start, "end": self.span.end, "kind": str(self.kind)}


def confirmed(mask: Mask) -> Mask:
    """Give a proposal as the mask that it becomes when a person says so."""
    return replace(mask, proposed=False)


def require_confirmed(masks: Iterable[Mask]) -> None:
    """Raise `StudyError` where a proposal has been neither confirmed nor removed."""
    waiting = sorted(mask.span.start for mask in masks if mask.proposed)
    if waiting:
        raise StudyError("mask.unconfirmed", count=len(waiting), at=clock(waiting[0]))


def masks_from(plain: Sequence[Any]) -> tuple[Mask, ...]:
    """Read masks from plain values, as `Mask.plain` gives them; raise `StudyError` for what is none."""
    return tuple(_mask(part) for part in plain)


def covers_from(plain: Sequence[Any]) -> tuple[SoundCover, ...]:
    """Read sound covers from plain values, as `SoundCover.plain` gives them."""
    return tuple(
        SoundCover(_span(part), _part(part, "kind", SoundKind, SoundKind.MUTE.value)) for part in plain
    )


def _mask(part: Any) -> Mask:
    participant = _part(part, "participant", _person, None)
    keys = _part(part, "keys", list)
    return Mask(
        id=_part(part, "id", UUID),
        keys=tuple(MaskKey(Micros(_part(key, "at", _whole)), _box(key)) for key in keys),
        span=_span(part),
        style=_part(part, "style", MaskStyle, MaskStyle.SOLID.value),
        participant=participant,
        proposed=_part(part, "proposed", bool, default=False),
        cells=_part(part, "cells", _whole, MOST_CELLS),
    )


def _box(key: Any) -> Box:
    x, y, width, height = (_part(key, name, _fraction) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _span(part: Any) -> Span:
    start, end = Micros(_part(part, "start", _whole)), _part(part, "end", _ending)
    if end is not None and end < start:
        raise StudyError("mask.bad_part", part="end", value=end)
    return Span(start, end)


_REQUIRED = object()


def _part(plain: Any, name: str, read: Callable[[Any], Any], default: Any = _REQUIRED) -> Any:
    """Read one part of a plain mapping; raise `StudyError` where it is missing or not what it must be."""
    found = plain.get(name, default) if isinstance(plain, Mapping) else _REQUIRED
    if found is _REQUIRED:
        raise StudyError("mask.missing_part", part=name)
    try:
        return read(found)
    except (ValueError, TypeError, AttributeError) as error:
        raise StudyError("mask.bad_part", part=name, value=found) from error


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _ending(value: Any) -> Micros | None:
    return None if value is None else Micros(_whole(value))


def _person(value: Any) -> UUID | None:
    return None if value is None else UUID(value)


def _fraction(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return float(value)


def _timed(span: Span, clock_of: Callable[[int], Micros]) -> Span:
    return Span(clock_of(span.start), None if span.end is None else clock_of(span.end))


def _require_length(span: Span, endless: str, no_time: str) -> None:
    if span.is_open:
        raise StudyError(endless, start=clock(span.start))
    if span.is_instant:
        raise StudyError(no_time, start=clock(span.start))
