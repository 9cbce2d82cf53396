"""Where time goes: per code, person and period, on the time in which the person could be observed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from havenlens.domain.time import SECOND
from havenlens.sequences.acts import Act, CodedActs

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import Selector

Spans = tuple[tuple[int, int], ...]

_MINUTE = 60 * SECOND


class Period(NamedTuple):
    """A named stretch of an observation, half-open, in microseconds."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One code of one person in one period: how often it starts and how long it holds, in microseconds.

    ``observable`` is the time in which the person could be seen or heard; rows of the same person and code
    add up over periods and observations. ``time`` is 0 for codes that mark a moment.
    """

    person: str
    code: str
    period: str
    count: int
    time: int
    observable: int
    lasts: bool

    @property
    def share(self) -> float | None:
        """Give the share of the observable time; None for a moment, or where nobody could be observed."""
        return self.time / self.observable if self.lasts and self.observable else None

    @property
    def rate(self) -> float | None:
        """Give how often it starts for each minute that could be observed."""
        return self.count * _MINUTE / self.observable if self.observable else None

    @property
    def mean_duration(self) -> float | None:
        """Give the microseconds for each start; None for a moment, or without a start."""
        return self.time / self.count if self.lasts and self.count else None

    def as_json(self) -> dict[str, Any]:
        """Give the row as plain values, times in seconds."""
        mean = self.mean_duration
        return {
            "participant": self.person,
            "code": self.code,
            "period": self.period,
            "count": self.count,
            "seconds": self.time / SECOND if self.lasts else None,
            "share": self.share,
            "rate_per_minute": self.rate,
            "mean_duration_s": None if mean is None else mean / SECOND,
            "observable_s": self.observable / SECOND,
        }


def observable(coding: CodedActs, person: str, start: int | None = None, end: int | None = None) -> Spans:
    """Give the stretches of a period in which a person is not off camera, in order.

    >>> cut((0, 100), ((20, 40), (30, 50), (90, 200)))
    ((0, 20), (50, 90))
    """
    begin = coding.start if start is None else max(start, coding.start)
    stop = coding.end if end is None else min(end, coding.end)
    return cut((begin, stop), coding.away.get(person, ()))


def whole_time(coding: CodedActs) -> Period:
    """Give the whole coded time, as a period without a name."""
    return Period("", coding.start, coding.end)


def cut(within: tuple[int, int], away: Collection[tuple[int, int]]) -> Spans:
    """Take stretches out of a half-open one."""
    at, stop = within
    if not away:
        return (within,) if at < stop else ()
    found = []
    for begin, over in sorted(away):
        if over <= at:
            continue
        if begin >= stop:
            break
        if begin > at:
            found.append((at, begin))
        at = over
    if at < stop:
        found.append((at, stop))
    return tuple(found)


def was_seen(coding: CodedActs, act: Act) -> bool:
    """Tell whether an act starts in the coded time, at its very end at the latest, with its actor in view."""
    return any(
        start <= act.onset < end or act.onset == end == coding.end
        for start, end in observable(coding, act.actor)
    )


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def shared(spans: Iterable[tuple[int, int]], others: Spans) -> int:
    """Give how long two lists of stretches are on together; neither overlaps itself."""
    if len(others) == 1:
        low, high = others[0]
        return sum(max(0, min(end, high) - max(start, low)) for start, end in spans)
    return sum(max(0, min(end, high) - max(start, low)) for start, end in spans for low, high in others)


def merged(acts: Iterable[Act], coding: CodedActs) -> Spans:
    """Join one person's stretches of one code, so that what overlaps (two targets, say) counts once."""
    found: list[tuple[int, int]] = []
    for act in acts:
        start, end = max(coding.start, act.onset), coding.ends(act)
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def time_budget(
    coding: CodedActs, codes: Selector | None = None, periods: Sequence[Period] = ()
) -> tuple[BudgetRow, ...]:
    """Give a row for each person, code and period that occurs, by person, then in the scheme's order.

    Without periods the whole coded time is one, without a name. An act counts in the period it starts in,
    its time in every period it holds in. What is coded while the person is off camera is counted neither as
    time nor as a start, because rates are those of the time that could be observed.
    """
    own: dict[tuple[str, str], list[Act]] = {}
    for act in coding.acts if codes is None else coding.select(codes):
        own.setdefault((act.actor, act.code), []).append(act)
    places = {code: place for place, code in enumerate(coding.scheme.code_by_id)}
    chosen = periods or (whole_time(coding),)
    seen = {
        (person, period): (spans, _length(spans))
        for person in {person for person, _ in own}
        for period in chosen
        for spans in [observable(coding, person, period.start, period.end)]
    }
    keys = sorted(own, key=lambda key: (key[0], places[key[1]]))
    return tuple(
        _row(coding, (person, code), period, own[person, code], *seen[person, period])
        for person, code in keys
        for period in chosen
    )


def _row(
    coding: CodedActs, key: tuple[str, str], period: Period, acts: Sequence[Act], seen: Spans, length: int
) -> BudgetRow:
    person, code = key
    if seen and seen[0][0] <= acts[0].onset and acts[-1].onset < seen[0][1]:
        count = len(acts)
    else:
        starts = partial(bisect_left, acts, key=_onset)
        count = sum(starts(end) - starts(start) for start, end in seen)
        if period.end >= coding.end and seen and seen[-1][1] == coding.end:
            # Who acts at the very end of the coded time has acted in it, though that is half-open.
            count += bisect_right(acts, coding.end, key=_onset) - starts(coding.end)
    lasts = code in coding.states
    time = shared(merged(acts, coding), seen) if lasts else 0
    return BudgetRow(person, code, period.name, count, time, length, lasts)


def _onset(act: Act) -> int:
    return act.onset


def sum_budgets(
    rows: Iterable[BudgetRow], observed: Mapping[tuple[str, str], int] | None = None
) -> tuple[BudgetRow, ...]:
    """Add rows of the same person, code and period up.

    An observation in which a person never shows a code has no row of it, and its time is missing from the
    sum: ``observed`` gives the observable microseconds of each person and period over all observations.
    """
    found: dict[tuple[str, str, str, bool], list[int]] = {}
    for row in rows:
        own = found.setdefault((row.person, row.code, row.period, row.lasts), [0, 0, 0])
        own[0] += row.count
        own[1] += row.time
        own[2] += row.observable
    return tuple(
        BudgetRow(
            *(person, code, period, count, time),
            observable=seen if observed is None else observed[person, period],
            lasts=lasts,
        )
        for (person, code, period, lasts), (count, time, seen) in found.items()
    )


def observed_time(codings: Iterable[CodedActs], periods: Sequence[Period] = ()) -> dict[tuple[str, str], int]:
    """Give the microseconds in which each person could be observed, by period, over several codings."""
    found: dict[tuple[str, str], int] = {}
    for coding in codings:
        for period in periods or (whole_time(coding),):
            for person in coding.people:
                time = _length(observable(coding, person, period.start, period.end))
                found[person, period.name] = found.get((person, period.name), 0) + time
    return found


def seen_together(coding: CodedActs, one: str, other: str) -> int:
    """Give the microseconds in which two people could both be observed."""
    if one not in coding.away and other not in coding.away:
        return coding.end - coding.start
    return shared(observable(coding, one), observable(coding, other))


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """How long two states hold together (microseconds), and for how long if they knew nothing of each other.

    A state is named by the person and the code. ``expected`` is ``t₁ t₂ / T``, over the time T in which both
    people could be observed.
    """

    one: tuple[str, str]
    other: tuple[str, str]
    time: int
    expected: float
    observable: int

    @property
    def ratio(self) -> float | None:
        """Give the time together over the time expected; None where none is expected."""
        return self.time / self.expected if self.expected else None

    def as_json(self) -> dict[str, Any]:
        """Give the pair as plain values, times in seconds."""
        return {
            "one": ".".join(self.one),
            "other": ".".join(self.other),
            "seconds": self.time / SECOND,
            "expected_s": self.expected / SECOND,
            "ratio": self.ratio,
            "observable_s": self.observable / SECOND,
        }


def co_occurrence(coding: CodedActs, states: Selector | None = None) -> tuple[CoOccurrence, ...]:
    """Give every two states, of one person or of two, that can hold at the same time.

    Two states of one person that exclude each other are left out. Time off camera of either counts for
    neither.
    """
    own: dict[tuple[str, str], list[Act]] = {}
    for act in coding.acts if states is None else coding.select(states):
        if act.code in coding.states:
            own.setdefault((act.actor, act.code), []).append(act)
    keys = sorted(own)
    if len(keys) < 2:
        return ()
    spans = [merged(own[key], coding) for key in keys]
    groups = [_exclusive_group(coding, code) for _, code in keys]
    people = sorted({person for person, _ in keys})
    seen = [observable(coding, person) for person in people]
    on, lengths = _grid([*spans, *seen])
    held, visible = on[: len(keys)], on[len(keys) :]
    who = np.array([people.index(person) for person, _ in keys])
    held = held & visible[who]
    both = visible.astype(np.int64) * lengths @ visible.T
    # As lists, since pairs are many and every number taken out of an array on its own takes long.
    together = (held.astype(np.int64) * lengths @ held.T).tolist()
    alone = (held.astype(np.int64) * lengths @ visible[who].T).tolist()
    whole = both[np.ix_(who, who)].tolist()
    return tuple(
        CoOccurrence(
            keys[i],
            keys[j],
            together[i][j],
            _expected(alone[i][j], alone[j][i], whole[i][j]),
            whole[i][j],
        )
        for i in range(len(keys))
        for j in range(i + 1, len(keys))
        if keys[i][0] != keys[j][0] or groups[i] is None or groups[i] != groups[j]
    )


def _expected(one: int, other: int, whole: int) -> float:
    return one * other / whole if whole else 0.0


def _grid(lists: Sequence[Spans]) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], np.ndarray[Any, Any]]:
    """Cut time at every boundary: which list holds in which piece, and how long each piece is."""
    start, end = (
        np.array([span[side] for spans in lists for span in spans], dtype=np.int64) for side in (0, 1)
    )
    owner = np.repeat(np.arange(len(lists)), [len(spans) for spans in lists])
    edges, places = np.unique(np.concatenate([start, end]), return_inverse=True)
    steps = np.zeros((len(lists), edges.size), dtype=np.int64)
    np.add.at(steps, (owner, places[: start.size]), 1)
    np.add.at(steps, (owner, places[start.size :]), -1)
    return steps.cumsum(axis=1)[:, :-1] > 0, np.diff(edges)


def _exclusive_group(coding: CodedActs, code: str) -> str | None:
    """Name the group in which a person can be in one state only; None for a code without one."""
    group = coding.scheme.group_by_id.get(coding.scheme.code_by_id[code].group)
    return group.id if group is not None and group.exclusive.value == "per_actor" else None
