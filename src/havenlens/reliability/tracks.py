"""The time of two codings, cut at every boundary of either coder, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock
from havenlens.reliability.codings import CODERS, DoubleCoding, TimedEvent
from havenlens.reliability.eventcolumns import EventColumns, Side, numbered, refuse_backwards
from havenlens.reliability.tables import UNCODED, Array

Flags = NDArray[np.bool_]
Times = NDArray[np.int64]
Places = NDArray[np.intp]

NOWHERE = -1
"""Stands for the category of time in which a person is out of view."""


_BITS = 63


class PersonTrack(NamedTuple):
    """One person's time in one observation: between two cuts neither coder changes anything.

    ``cuts`` are n + 1 times in microseconds; ``first`` and ``second`` are n × codes; where ``away``, none is
    on.
    """

    observation: int
    actor: str
    cuts: Times
    first: Flags
    second: Flags
    away: Flags

    @property
    def length(self) -> Array:
        """Give how long each stretch is; none where the person is away."""
        return np.where(self.away, 0, np.diff(self.cuts)).astype(np.float64)


class Lane(NamedTuple):
    """One person's time as runs of one category for each coder; `NOWHERE` where the person is away."""

    cuts: Times
    first: Places
    second: Places


def tracks_of(
    codings: Sequence[DoubleCoding], codes: Sequence[str], coders: tuple[str, str] = CODERS
) -> list[PersonTrack]:
    """Cut observations at every boundary of either coder, for each person in turn."""
    found = []
    for number, coding in enumerate(codings):
        own = [
            _states(events, codes, coder, coding)
            for events, coder in zip((coding.first, coding.second), coders, strict=True)
        ]
        if coding.actors is None:
            actors = sorted({each.actors[place] for each in own for place in each.actor.tolist()})
        else:
            actors = list(dict.fromkeys(coding.actors))
        found += [_track(number, coding, actor, own, codes) for actor in actors]
    return found


def _states(
    events: Sequence[TimedEvent], codes: Sequence[str], coder: str, coding: DoubleCoding
) -> EventColumns:
    """Give the states of some codes that last in the observation."""
    all_ = EventColumns.of(events)
    own = all_.kept(numbered(all_.codes, codes)[all_.code] >= 0)
    refuse_backwards([Side.whole(own)], [coder])
    inside = (own.onset < coding.end) & (own.offset > coding.start)
    return own.kept(own.lasts & (own.offset > own.onset) & inside)


def _track(
    number: int, coding: DoubleCoding, actor: str, states: Sequence[EventColumns], codes: Sequence[str]
) -> PersonTrack:
    edges = [_edges(each, actor, codes) for each in states]
    absences = np.array(coding.absences(actor), dtype=np.int64).reshape(-1, 2)
    whole = np.array([coding.start, max(coding.start, coding.end)], dtype=np.int64)
    times = np.concatenate([whole, *(each[:, :2].ravel() for each in edges), absences.ravel()])
    cuts = distinct(np.clip(times, whole[0], whole[1]))
    flags = [running(each[:, 0], each[:, 1], each[:, 2], cuts, len(codes)) for each in edges]
    nobody = running(absences[:, 0], absences[:, 1], np.zeros(len(absences), dtype=np.int64), cuts, 1)[:, 0]
    seen = ~nobody[:, None]
    return PersonTrack(number, actor, cuts, flags[0] & seen, flags[1] & seen, nobody)


def _edges(states: EventColumns, actor: str, codes: Sequence[str]) -> Times:
    """Give one person's states: onset, offset, place of the code."""
    who = states.actors.index(actor) if actor in states.actors else NOWHERE
    own = states.kept(states.actor == who)
    return np.stack([own.onset, own.offset, numbered(own.codes, codes)[own.code]], axis=1)


def distinct(times: Times) -> Times:
    """Give times in order, each once; for thousands quicker than what NumPy has for it."""
    ordered = np.sort(times)
    kept = np.ones(ordered.size, dtype=bool)
    kept[1:] = ordered[1:] != ordered[:-1]
    return ordered[kept]


def running(onsets: Times, offsets: Times, columns: Times, cuts: Times, width: int) -> Flags:
    """Tell for each stretch between cuts which columns are on: +1 at onsets, −1 at offsets, summed along."""
    size = cuts.size * width
    begins = np.searchsorted(cuts, np.maximum(onsets, cuts[0])) * width + columns
    ends = np.searchsorted(cuts, np.minimum(offsets, cuts[-1])) * width + columns
    steps = np.bincount(begins, minlength=size) - np.bincount(ends, minlength=size)
    on: Flags = np.cumsum(steps.reshape(cuts.size, width), axis=0)[:-1] > 0
    return on


def refuse_overlap(track: PersonTrack, codes: Sequence[str], coders: tuple[str, str]) -> None:
    """Raise StudyError where a coder has two codes on at once."""
    for on, coder in zip((track.first, track.second), coders, strict=True):
        crowded = np.flatnonzero(on.sum(axis=1) > 1)
        if crowded.size:
            label, other = (codes[index] for index in np.flatnonzero(on[crowded[0]])[:2])
            at = clock(int(track.cuts[crowded[0]]))
            raise StudyError(
                "agreement.overlapping_states",
                coder=coder,
                label=label,
                other=other,
                actor=track.actor,
                at=at,
            )


def lanes_of_codes(tracks: Sequence[PersonTrack]) -> list[Lane]:
    """Give each stretch's one code by its place; no code comes last."""

    def number(on: Flags) -> Places:
        places: Places = np.where(on.any(axis=1), on.argmax(axis=1), on.shape[1])
        return places

    return [_lane(track, number(track.first), number(track.second)) for track in tracks]


def lanes_of_one(tracks: Sequence[PersonTrack], index: int) -> list[Lane]:
    """Tell each stretch by whether one code is on (0) or not (1)."""
    return [
        _lane(track, np.where(track.first[:, index], 0, 1), np.where(track.second[:, index], 0, 1))
        for track in tracks
    ]


def lanes_of_sets(tracks: Sequence[PersonTrack], codes: Sequence[str]) -> tuple[tuple[str, ...], list[Lane]]:
    """Give every set of codes that occurs a place and a name; the empty set comes last."""
    parts = [part for track in tracks for part in (track.first, track.second)]
    rows = np.concatenate([np.zeros((1, len(codes)), dtype=bool), *parts])
    if len(codes) < _BITS:
        # A set as a number, the first code its highest digit: sorts as the sets themselves do, and quicker.
        digits = 1 << np.arange(len(codes), dtype=np.int64)[::-1]
        _, first, places = np.unique(~rows @ digits, return_index=True, return_inverse=True)
        sets = rows[first]
    else:
        missing, places = np.unique(~rows, axis=0, return_inverse=True)
        sets = ~missing
    names = ["+".join(np.asarray(codes)[each]) or UNCODED for each in sets]
    each = np.split(places.ravel()[1:], np.cumsum([part.shape[0] for part in parts])[:-1]) if parts else []
    pairs = zip(tracks, each[::2], each[1::2], strict=True)
    return tuple(names), [_lane(track, first, second) for track, first, second in pairs]


def _lane(track: PersonTrack, first: Places, second: Places) -> Lane:
    if not track.away.any():
        return Lane(track.cuts, first, second)
    return Lane(track.cuts, np.where(track.away, NOWHERE, first), np.where(track.away, NOWHERE, second))
