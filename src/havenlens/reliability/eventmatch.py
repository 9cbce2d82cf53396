"""Which event of one coder is which event of the other: one-to-one matching by onset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from havenlens.domain.time import SECOND
from havenlens.reliability.codings import Pair, TimedEvent
from havenlens.reliability.tables import MISSED, Confusion

TOLERANCE = 2 * SECOND


class _Marked(NamedTuple):
    """An event with the coder it is from, in the order in which events are walked through."""

    actor: str
    onset: int
    code: str
    side: int
    place: int


def match_events(
    first: Sequence[TimedEvent], second: Sequence[TimedEvent], tolerance: int = TOLERANCE
) -> tuple[Pair, ...]:
    """Match events of the same actor whose onsets are at most ``tolerance`` microseconds apart.

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
    if tolerance < 0:
        raise ValueError("a tolerance is 0 or more microseconds")
    sides = (first, second)
    marked = sorted(
        _Marked(event.actor, event.onset, event.code, side, place)
        for side, events in enumerate(sides)
        for place, event in enumerate(events)
    )
    pairs: list[Pair] = []
    for cluster in _clusters(marked, tolerance):
        near = [[sides[side][one.place] for one in cluster if one.side == side] for side in (0, 1)]
        pairs.extend(_pairs(near[0], near[1], tolerance))
    pairs.sort(key=lambda pair: pair.onset)
    return tuple(pairs)


def _clusters(marked: Iterable[_Marked], tolerance: int) -> Iterator[list[_Marked]]:
    """Part events where nothing can be matched across: another actor, or a gap beyond the tolerance."""
    cluster: list[_Marked] = []
    for one in marked:
        if cluster and (one.actor != cluster[-1].actor or one.onset - cluster[-1].onset > tolerance):
            yield cluster
            cluster = []
        cluster.append(one)
    if cluster:
        yield cluster


def _pairs(first: list[TimedEvent], second: list[TimedEvent], tolerance: int) -> Iterator[Pair]:
    if len(first) == 1 and len(second) == 1:
        yield Pair(first[0], second[0])
        return
    matched = assign(_costs(first, second, tolerance)) if first and second else [None] * len(first)
    taken = set(matched)
    for event, place in zip(first, matched, strict=True):
        yield Pair(event, None if place is None else second[place])
    for place, event in enumerate(second):
        if place not in taken:
            yield Pair(None, event)


def _costs(first: list[TimedEvent], second: list[TimedEvent], tolerance: int) -> list[dict[int, int]]:
    """Give each allowed pair one whole number in which each criterion outweighs all that come after it."""
    begin = min(first[0].onset, second[0].onset)
    most = min(len(first), len(second))
    apart = 1 + most * 2 * (max(first[-1].onset, second[-1].onset) - begin)
    pair = 1 + most * (apart * tolerance**2 + apart)
    same = (most + 1) * pair
    costs: list[dict[int, int]] = []
    for one in first:
        row = {}
        for place, two in enumerate(second):
            difference = abs(one.onset - two.onset)
            if difference <= tolerance:
                gain = pair + (same if one.code == two.code else 0)
                row[place] = apart * difference**2 + one.onset + two.onset - 2 * begin - gain
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
        done: list[int] = []
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
            done.append(column)
            if column not in owner:
                break
            row = owner[column]
        row_price[start] += base
        for settled in done[:-1]:
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


def deviations(pairs: Iterable[Pair]) -> dict[str, float | int | None]:
    """Describe how far matched onsets and offsets lie apart, second coder minus first, in seconds.

    ``*_mean`` is signed, ``*_median_abs`` is not; None where nothing was matched or nothing has an offset.
    """
    linked = [
        (pair.first, pair.second) for pair in pairs if pair.first is not None and pair.second is not None
    ]
    onsets = [two.onset - one.onset for one, two in linked]
    offsets = [
        two.offset - one.offset for one, two in linked if one.offset is not None and two.offset is not None
    ]
    same = sum(one.code == two.code for one, two in linked)
    return {
        "n_linked": len(linked),
        "n_same_code": same,
        **_spread("onset", onsets),
        **_spread("offset", offsets),
    }


def _spread(name: str, differences: list[int]) -> dict[str, float | int | None]:
    values = np.array(differences) / SECOND
    return {
        f"{name}_mean": float(values.mean()) if values.size else None,
        f"{name}_sd": float(values.std(ddof=1)) if values.size > 1 else None,
        f"{name}_median_abs": float(np.median(np.abs(values))) if values.size else None,
    }
