"""What is being dragged on a timeline: where it would lie, and what it holds on to. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.time import Micros, Span, clock, in_seconds
from havenlens.ui.timeline.geometry import Part
from havenlens.ui.timeline.index import NEVER
from havenlens.ui.timeline.model import TimelineItem
from havenlens.ui.timeline.view import View

Snap = Callable[[Micros], Micros]
"""Gives the frame time nearest to a time."""

MAGNET_REACH = 6.0
"""From how many pixels on a dragged edge is drawn to another one."""

_SHOWN = 200
"""How many events that move along are drawn."""


@dataclass(frozen=True, slots=True)
class Drag:
    """An event on its way: where it, or one of its edges, would be put down now.

    ``span`` is the event's then, ``track`` the row it would lie on, ``magnet`` the time it holds on to, and
    ``company`` the other selected events, which move along.
    """

    item: TimelineItem
    part: Part
    span: Span
    track: str
    magnet: Micros | None = None
    company: tuple[TimelineItem, ...] = ()

    @property
    def at(self) -> Micros:
        """Give the time of what is held: the edge, or the onset of a whole event."""
        return self.span.end if self.part is Part.END and self.span.end is not None else self.span.start

    @property
    def by(self) -> Micros:
        """Give by how much a whole event would move."""
        return Micros(self.span.start - self.item.span.start)

    @property
    def is_move(self) -> bool:
        """Tell whether whole events move, not an edge."""
        return self.part in (Part.BODY, Part.POINT)

    def ghosts(self) -> Iterator[TimelineItem]:
        """Give the events as they would be."""
        yield self.item._replace(span=self.span, track=self.track)
        for other in self.company[:_SHOWN]:
            moved = other.track if self.track == self.item.track else self.track
            yield other._replace(span=other.span.shifted(self.by), track=moved)


class Magnets:
    """The times that a dragged edge holds on to: edges of the events in sight, the playhead, in and out."""

    def __init__(self, view: View, moving: Iterable[UUID], others: Iterable[Micros]) -> None:
        left_out = set(moving)
        start, end = int(view.scale.start), int(view.scale.end) + 1
        found = [int(time) for time in others]
        for index in view.scene.rows.values():
            rows = [row for row in index.touching(start, end).tolist() if index.keys[row] not in left_out]
            found += index.starts[rows].tolist()
            found += [one for one in index.ends[rows].tolist() if one != NEVER]
        self._times: NDArray[np.int64] = np.unique(np.array(found, dtype=np.int64))

    def near(self, at: int, reach: float) -> Micros | None:
        """Give the time that pulls at another one, the nearest within reach (microseconds), or None."""
        place = int(np.searchsorted(self._times, at))
        around = self._times[max(0, place - 1) : place + 1].tolist()
        best = min(around, key=lambda time: abs(time - at), default=None)
        return Micros(best) if best is not None and abs(best - at) <= reach else None


@dataclass(frozen=True, slots=True)
class Pull:
    """What times hold on to during a drag; nothing with ``free`` (Alt)."""

    magnets: Magnets
    snap: Snap | None
    reach: float
    free: bool

    def edge(self, at: Micros) -> tuple[Micros, Micros | None]:
        """Give the time an edge takes, and what it holds on to."""
        if self.free:
            return at, None
        magnet = self.magnets.near(at, self.reach)
        if magnet is not None:
            return magnet, magnet
        return (at if self.snap is None else self.snap(at)), None

    def body(self, span: Span) -> tuple[Span, Micros | None]:
        """Give where a whole event goes: an edge of it holds on to something, or its onset to a frame."""
        if self.free:
            return span, None
        pulls: list[tuple[int, int, Micros]] = []
        for edge in {span.start, span.start if span.end is None else span.end}:
            magnet = self.magnets.near(edge, self.reach)
            if magnet is not None:
                pulls.append((abs(magnet - edge), magnet - edge, magnet))
        if pulls:
            _, by, magnet = min(pulls)
            return span.shifted(by), magnet
        return (span if self.snap is None else span.shifted(self.snap(span.start) - span.start)), None


def edge_moved(item: TimelineItem, part: Part, at: Micros, pull: Pull) -> tuple[Span, Micros | None]:
    """Give a state's span with an edge moved, always before or behind the other one."""
    at, magnet = pull.edge(at)
    span = item.span
    if part is Part.START:
        kept = at if span.end is None else Micros(min(at, span.end - 1))
        moved = Span(kept, span.end)
    else:
        kept = Micros(max(at, span.start + 1))
        moved = Span(span.start, kept)
    return moved, magnet if kept == at else None


def body_moved(
    items: Iterable[TimelineItem], held: Span, by: float, pull: Pull, film: Span
) -> tuple[Span, Micros | None]:
    """Give where a held event goes when it moves by some microseconds; no event leaves the observation."""
    span, magnet = pull.body(held.shifted(round(by)))
    moved = span.start - held.start
    spans = [item.span for item in items]
    earliest = min(one.start for one in spans)
    latest = max(one.start if one.end is None else one.end for one in spans)
    assert film.end is not None
    inside = min(max(moved, min(0, film.start - earliest)), max(0, film.end - latest))
    return held.shifted(inside), magnet if inside == moved else None


def label_of(drag: Drag, view: View) -> str:
    """Write the new times beside what is dragged, and what they come to."""
    if not drag.is_move:
        length = "" if drag.span.end is None else f"   {in_seconds(drag.span.length):.3f} s"
        return clock(drag.at) + length
    times = clock(drag.span.start)
    if drag.span.end is not None and not drag.span.is_instant:
        times += f" – {clock(drag.span.end)}"
    times += f"   {in_seconds(drag.by):+.3f} s"
    track = view.scene.tracks.get(drag.track)
    return times if track is None or drag.track == drag.item.track else f"{track.label}   {times}"
