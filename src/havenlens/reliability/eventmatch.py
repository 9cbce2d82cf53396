"""Which event of one coder is which event of the other: the best one-to-one matching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from havenlens.reliability.codings import Pair, TimedEvent
from havenlens.reliability.eventcolumns import EventColumns, Side
from havenlens.reliability.linking import OVERLAP, TOLERANCE, By, Linking, ShareOf
from havenlens.reliability.tables import MISSED, Confusion

Places = NDArray[np.intp]

NOBODY = -1
"""Stands for the place of an event that the other coder missed."""


class Matching(NamedTuple):
    """Places in the two lists that stand together, in time order; `NOBODY` where one is missed."""

    first: Places
    second: Places


class _Walk(NamedTuple):
    """Both coders' events in one line, by observation, person, onset, code and coder.

    ``place`` is in the coder's own list; across ``starts`` nothing can be matched.
    """

    observation: Places
    onset: NDArray[np.int64]
    code: Places
    side: Places
    place: Places
    starts: Places
    size: Places


def match_events(
    first: Sequence[TimedEvent],
    second: Sequence[TimedEvent],
    tolerance: int = TOLERANCE,
    *,
    by: By = "onset",
    overlap: float = OVERLAP,
    share_of: ShareOf = "longer",
    offset_tolerance: int | None = None,
) -> tuple[Pair, ...]:
    """Match events of the same actor that may be one by the rule of `Linking`: onsets within ``tolerance``.

    Each event is in one pair at most. Of all such matchings the one is taken that has, in this order of
    precedence, (1) the most pairs with the same code, (2) the most pairs, (3) the smallest sum of squared
    onset differences, (4) the earliest onsets. What is left is missed by the other coder. Pairs come in time
    order. (1) and (2) alone decide every agreement coefficient; (3) and (4) decide which of two different
    codes stand together, and the deviations.

    >>> one = [TimedEvent(1_000_000, None, "bid"), TimedEvent(2_000_000, None, "response")]
    >>> two = [TimedEvent(1_500_000, None, "response"), TimedEvent(9_000_000, None, "bid")]
    >>> [(pair.first and pair.first.code, pair.second and pair.second.code)
    ...  for pair in match_events(one, two)]
    [('bid', None), ('response', 'response'), (None, 'bid')]
    """
    how = Linking(by, tolerance, overlap, share_of, offset_tolerance)
    return pairs_of(first, second, matching(first, second, how))


def pairs_of(first: Sequence[TimedEvent], second: Sequence[TimedEvent], found: Matching) -> tuple[Pair, ...]:
    """Turn places into pairs of events."""
    # The place −1 of a missed event is that of the None at the end.
    one, two = (*first, None).__getitem__, (*second, None).__getitem__
    return tuple(map(Pair, map(one, found.first.tolist()), map(two, found.second.tolist())))


class PairLists(Sequence[tuple[Pair, ...]]):
    """The pairs of each observation, made when somebody asks for them."""

    def __init__(self, first: Side, second: Side, found: Matching, observations: int) -> None:
        self._first, self._second, self._found = first, second, found
        self._bounds = np.searchsorted(observation_of(first, second, found), np.arange(observations + 1))

    def __len__(self) -> int:
        return int(self._bounds.size) - 1

    @overload
    def __getitem__(self, number: int) -> tuple[Pair, ...]: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[tuple[Pair, ...], ...]: ...

    def __getitem__(self, number: int | slice) -> tuple[Pair, ...] | tuple[tuple[Pair, ...], ...]:
        if isinstance(number, slice):
            return tuple(self[place] for place in range(len(self))[number])
        place = range(len(self))[number]
        low, high = self._bounds[place], self._bounds[place + 1]
        ones, twos = (
            [None if at == NOBODY else events[at] for at in places[low:high].tolist()]
            for events, places in (
                (self._first.events, self._found.first),
                (self._second.events, self._found.second),
            )
        )
        return tuple(map(Pair, ones, twos))


def observation_of(first: Side, second: Side, found: Matching) -> Places:
    """Give the number of the observation that each pair is in."""
    alone = found.first == NOBODY
    which: Places = np.zeros(alone.size, dtype=np.intp)
    which[~alone] = first.observation[found.first[~alone]]
    which[alone] = second.observation[found.second[alone]]
    return which


def matching(first: Sequence[TimedEvent], second: Sequence[TimedEvent], how: Linking) -> Matching:
    """Match as `match_events` does, and give places instead of events."""
    return matching_apart(Side.of([first]), Side.of([second]), how)


def matching_apart(first: Side, second: Side, how: Linking) -> Matching:
    """Match the events of many observations at once, each observation by itself; places are in the sides."""
    if not len(first.events) and not len(second.events):
        return Matching(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))
    walk = _walk(first, second, how)
    partner = np.full(walk.onset.size, NOBODY)
    left = _in_step(walk, how, partner)
    if left.size:
        _search(walk, left, (first.events, second.events), how, partner)
    # Each pair is told once: by the first coder's event, or by a missed one.
    told = np.flatnonzero((walk.side == 0) | (partner == NOBODY))
    other = partner[told]
    alone = other == NOBODY
    onset = np.where(alone, walk.onset[told], np.minimum(walk.onset[told], walk.onset[other]))
    own, led = walk.place[told], walk.side[told] == 0
    one = np.where(led, own, NOBODY)
    two = np.where(led, np.where(alone, NOBODY, walk.place[other]), own)
    order = np.lexsort((two, one, onset, walk.observation[told]))
    return Matching(one[order], two[order])


def _walk(first: Side, second: Side, how: Linking) -> _Walk:
    """Put events in one line and part it into stretches across which nothing can be matched."""
    one, two = first.events, second.events
    onset = np.concatenate([one.onset, two.onset])
    offset = onset if how.by == "onset" else np.concatenate([one.offset, two.offset])
    observation = np.concatenate([first.observation, second.observation])
    actor = _ranks((one.actors, one.actor), (two.actors, two.actor))
    code = _ranks((one.codes, one.code), (two.codes, two.code))
    person = observation * (int(actor.max()) + 1) + actor
    side = np.repeat([0, 1], [len(one), len(two)])
    place = np.concatenate([np.arange(len(one)), np.arange(len(two))])
    order = np.lexsort((place, side, code, onset, person))
    # People are set so far apart in time that no reach goes from one to the next.
    reach = how.reach(onset, offset)
    away = person * (max(int(reach.max()), int(onset.max())) - int(onset.min()) + 1)
    furthest = np.maximum.accumulate((reach + away)[order])
    parted = np.flatnonzero((onset + away)[order][1:] > furthest[:-1]) + 1
    starts = np.concatenate([[0], parted]).astype(np.intp)
    size = np.diff(np.append(starts, onset.size)).astype(np.intp)
    return _Walk(observation[order], onset[order], code[order], side[order], place[order], starts, size)


def _ranks(one: tuple[Sequence[str], Places], two: tuple[Sequence[str], Places]) -> Places:
    """Give both coders' names their places in the alphabet."""
    rank = {name: number for number, name in enumerate(sorted({*one[0], *two[0]}))}
    ranks = [np.array([rank[name] for name in names], dtype=np.intp)[which] for names, which in (one, two)]
    return np.concatenate(ranks)


def _in_step(walk: _Walk, how: Linking, partner: Places) -> Places:
    """Match stretches in which both coders have the same codes in the same order; give the stretches left.

    Pairing in order then has all there is of the first two criteria, and no other pairing a smaller sum
    of squares. A stretch that only one coder has events in is missed, and not left either.
    """
    stretch = np.repeat(np.arange(walk.starts.size), walk.size)
    seconds = np.bincount(stretch, walk.side, walk.starts.size).astype(np.intp)
    firsts = walk.size - seconds
    even = firsts == seconds
    own, other = (np.flatnonzero((walk.side == side) & even[stretch]) for side in (0, 1))
    near = np.abs(walk.onset[own] - walk.onset[other]) <= how.tolerance
    fits = near & (walk.code[own] == walk.code[other])
    if how.by == "onset":
        # One of each, whatever their codes: nothing to choose from.
        fits |= near & (walk.size[stretch[own]] == 2)
    else:
        fits[:] = False
    wrong = np.bincount(stretch[own], ~fits, walk.starts.size) > 0
    good = ~wrong[stretch[own]]
    partner[own[good]], partner[other[good]] = other[good], own[good]
    return np.flatnonzero((firsts > 0) & (seconds > 0) & ~(even & ~wrong))


def _search(
    walk: _Walk,
    stretches: Places,
    events: tuple[EventColumns, EventColumns],
    how: Linking,
    partner: Places,
) -> None:
    """Find the best pairs of some stretches and note them."""
    side = walk.side.tolist()
    event_at = _events_in(walk, stretches, events)
    starts, size = walk.starts[stretches].tolist(), walk.size[stretches].tolist()
    for begin, length in zip(starts, size, strict=True):
        sides: tuple[list[int], list[int]] = ([], [])
        for at in range(begin, begin + length):
            sides[side[at]].append(at)
        own = [event_at[at] for at in sides[0]]
        others = [event_at[at] for at in sides[1]]
        for at, found in zip(sides[0], _best(own, others, how), strict=True):
            if found is not None:
                partner[at], partner[sides[1][found]] = sides[1][found], at


def _events_in(
    walk: _Walk, stretches: Places, events: tuple[EventColumns, EventColumns]
) -> dict[int, TimedEvent]:
    """Give the events of some stretches by where they stand in the line."""
    chosen = np.zeros(walk.starts.size, dtype=bool)
    chosen[stretches] = True
    inside = np.repeat(chosen, walk.size)
    found: dict[int, TimedEvent] = {}
    for number, own in enumerate(events):
        at = np.flatnonzero(inside & (walk.side == number))
        found.update(zip(at.tolist(), own.kept(walk.place[at]), strict=True))
    return found


def _best(first: list[TimedEvent], second: list[TimedEvent], how: Linking) -> list[int | None]:
    """Give each event its partner's place; one event alone takes the best there is."""
    if len(first) == 1:
        return [_nearest(first[0], second, how)]
    if len(second) == 1:
        chosen = _nearest(second[0], first, how)
        return [0 if place == chosen else None for place in range(len(first))]
    return assign(_costs(first, second, how))


def _nearest(one: TimedEvent, others: list[TimedEvent], how: Linking) -> int | None:
    """Give the place of the event that suits one event best; by the four criteria in their order."""
    ranked = [
        (two.code != one.code, abs(two.onset - one.onset), two.onset, place)
        for place, two in enumerate(others)
        if how.links(one, two)
    ]
    return min(ranked)[3] if ranked else None


def _costs(first: list[TimedEvent], second: list[TimedEvent], how: Linking) -> list[dict[int, int]]:
    """Give each allowed pair one whole number in which each criterion outweighs all that come after it."""
    allowed = list(how.candidates(first, second))
    begin = min(first[0].onset, second[0].onset)
    most = min(len(first), len(second))
    length = max(first[-1].onset, second[-1].onset) - begin
    apart = 1 + most * 2 * length
    furthest = how.tolerance if how.by_onset_first else length
    pair = 1 + most * (apart * furthest**2 + apart)
    same = most * pair + pair
    costs: list[dict[int, int]] = []
    for (onset, _, code, _), places in zip(first, allowed, strict=True):
        row = {}
        for place in places:
            two = second[place]
            gain = pair + same if code == two.code else pair
            row[place] = apart * (onset - two.onset) ** 2 + onset + two.onset - 2 * begin - gain
        costs.append(row)
    return costs


def assign(costs: Sequence[Mapping[int, int]]) -> list[int | None]:
    """Give each row a column of its own, or none at cost 0, so that the sum of costs is smallest.

    ``costs`` maps each row's possible columns to whole numbers, which stay exact at any size. Shortest
    augmenting paths with potentials: Jonker, R., & Volgenant, A. (1987), Computing 38, 325-340.

    >>> assign([{0: -5, 1: -4}, {0: -3}, {}])
    [1, 0, None]
    """
    # Column −1−i is row i's own way of staying without a column.
    choices = [{**row, -1 - number: 0} for number, row in enumerate(costs)]
    owner: dict[int, int] = {}
    matched = [0] * len(choices)
    row_price = [0] * len(choices)
    column_price: dict[int, int] = {}
    for start in range(len(choices)):
        row_price[start] = min(cost - column_price.get(c, 0) for c, cost in choices[start].items())
        length: dict[int, int] = {}
        origin: dict[int, int] = {}
        done: dict[int, None] = {}
        heap: list[tuple[int, int]] = []
        row, base = start, 0
        while True:
            for column, cost in choices[row].items():
                reach = base + cost - row_price[row] - column_price.get(column, 0)
                if column not in length or reach < length[column]:
                    length[column], origin[column] = reach, row
                    heappush(heap, (reach, column))
            base, column = heappop(heap)
            while base > length[column] or column in done:
                base, column = heappop(heap)
            done[column] = None
            if column not in owner:
                break
            row = owner[column]
        row_price[start] += base
        for settled in list(done)[:-1]:
            column_price[settled] = column_price.get(settled, 0) - (base - length[settled])
            row_price[owner[settled]] += base - length[settled]
        while True:
            row = origin[column]
            before = matched[row]
            owner[column], matched[row] = row, column
            if row == start:
                break
            column = before
    return [column if column >= 0 else None for column in matched]


def event_table(pairs: Iterable[Pair], codes: Sequence[str]) -> Confusion:
    """Count pairs into a table of codes; the last row and column (`MISSED`) are what one coder missed."""
    place: dict[str | None, int] = {code: index for index, code in enumerate(codes)}
    place[None] = len(codes)
    cells = np.array(
        [[place[event.code if event is not None else None] for event in pair] for pair in pairs],
        dtype=np.intp,
    ).reshape(-1, 2)
    return Confusion.of_pairs((*codes, MISSED), cells[:, 0], cells[:, 1])
