"""Follow found faces from picture to picture, as boxes with few keyframes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from havenlens.domain.masks import Box, Mask, MaskKey
from havenlens.domain.time import SECOND, Micros, Span

_SAME = 0.2
"""Boxes that share this part of what they cover together are taken for the same face."""
_LOST = SECOND
"""After so long without a find, a face that comes back is taken for another one."""
_SURE = 0.6
"""A face that is found only once counts where the model is so sure."""
_AROUND = 0.3
"""By this part of itself a box is widened on all sides together: hair and ears tell, too."""
_STRAY = 0.08
"""By this part of its size a box may lie beside the line between two keyframes."""


@dataclass(frozen=True, slots=True)
class Found:
    """A face in one picture, and how sure the model is, from 0 to 1."""

    at: Micros
    box: Box
    sureness: float


@dataclass(slots=True)
class _Track:
    finds: list[Found] = field(default_factory=list)

    @property
    def last(self) -> Found:
        return self.finds[-1]

    @property
    def counts(self) -> bool:
        return len(self.finds) > 1 or self.last.sureness >= _SURE


def shared(one: Box, other: Box) -> float:
    """Give the part of what two boxes cover together that both cover, from 0 to 1.

    >>> shared(Box(0, 0, 0.5, 0.5), Box(0.25, 0, 0.5, 0.5))
    0.3333333333333333
    """
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    both = max(0.0, wide) * max(0.0, high)
    return both / (one.width * one.height + other.width * other.height - both)


def proposals(pictures: Sequence[Sequence[Found]], span: Span, step: Micros) -> tuple[Mask, ...]:
    """Make proposed masks of what was found in pictures in their order; ``step`` lies between two of them.

    A mask begins a step before its first find and ends a step after its last: somebody came or went between.
    """
    open_tracks: list[_Track] = []
    done: list[_Track] = []
    for finds in pictures:
        if finds:
            done += [track for track in open_tracks if finds[0].at - track.last.at > _LOST]
            open_tracks = [track for track in open_tracks if finds[0].at - track.last.at <= _LOST]
            _link(open_tracks, finds)
    tracks = [track for track in (*done, *open_tracks) if track.counts]
    return tuple(_mask(track, span, step) for track in sorted(tracks, key=lambda t: t.finds[0].at))


def _link(tracks: list[_Track], finds: Sequence[Found]) -> None:
    """Give each find to the track it lies on best, best pairs first; what is left begins a track."""
    pairs = sorted(
        (
            (shared(track.last.box, find.box), place, number)
            for place, track in enumerate(tracks)
            for number, find in enumerate(finds)
        ),
        reverse=True,
    )
    taken: set[int] = set()
    given: set[int] = set()
    for likeness, place, number in pairs:
        if likeness >= _SAME and place not in taken and number not in given:
            taken.add(place)
            given.add(number)
            tracks[place].finds.append(finds[number])
    tracks += [_Track([find]) for number, find in enumerate(finds) if number not in given]


def _mask(track: _Track, span: Span, step: Micros) -> Mask:
    assert span.end is not None
    keys = [MaskKey(find.at, _widened(find.box)) for find in track.finds]
    begin, end = max(span.start, keys[0].at - step), min(span.end, keys[-1].at + step)
    return Mask(uuid4(), tuple(_thinned(keys)), Span(Micros(begin), Micros(end)), proposed=True)


def _widened(box: Box) -> Box:
    wide, high = _AROUND * box.width, _AROUND * box.height
    return Box.within(box.x - wide / 2, box.y - high / 2, box.width + wide, box.height + high) or box


def _thinned(keys: list[MaskKey]) -> list[MaskKey]:
    """Leave out keyframes that lie on the line between two others, near enough (Ramer–Douglas–Peucker)."""
    kept = {0, len(keys) - 1}
    spans = [(0, len(keys) - 1)]
    while spans:
        first, last = spans.pop()
        strays = [(_strays(keys[first], keys[last], keys[n]), n) for n in range(first + 1, last)]
        worst, place = max(strays, default=(0.0, 0))
        if worst > _STRAY:
            kept.add(place)
            spans += [(first, place), (place, last)]
    return [keys[place] for place in sorted(kept)]


def _strays(before: MaskKey, behind: MaskKey, key: MaskKey) -> float:
    """Say how far a side of a box lies from where the line would put it, in parts of its size."""
    on_line = before.box.towards(behind.box, (key.at - before.at) / (behind.at - before.at))
    box = key.box
    return max(
        abs(box.x - on_line.x) / box.width,
        abs(box.right - on_line.right) / box.width,
        abs(box.y - on_line.y) / box.height,
        abs(box.bottom - on_line.bottom) / box.height,
    )
