"""Time-unit kappa: do two coders have the same people in the same states at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND, clock
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding, TimedEvent, selected
from havenlens.reliability.kappa import full_chance, kappa_parts, specific_agreement
from havenlens.reliability.pooling import DEFAULT, Resampling, beyond_chance
from havenlens.reliability.tables import UNCODED, Array, Confusion, against_rest

Flags = NDArray[np.bool_]
METHOD = "time_unit_kappa"


class Stretches(NamedTuple):
    """Stretches in which neither coder changes anything: how long, and which codes each has on.

    ``length`` is microseconds, or how many units start in the stretch; the others are stretches × codes.
    """

    length: Array
    first: Flags
    second: Flags


def time_unit_kappa(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    exclusive: bool = True,
    exhaustive: bool = False,
    unit: int | None = None,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give kappa over time for the states of one group, pooled over people and observations, and per code.

    Without ``unit`` it is exact: every stretch between two boundaries is weighed by its length. With ``unit``
    (microseconds) the state at each unit's start is counted. Instants and other codes are left out. Time
    without a code is a category of its own (`UNCODED`); where the group is ``exhaustive`` it is left out
    instead, with a warning. States that do not exclude each other are compared as sets, and each code with
    its own absence. The interval resamples observations; a single observation has none. The table is in
    seconds, or in units. StudyError for overlapping states in an exclusive group.

    Time units: Bakeman, R., & Quera, V. (2011), Sequential Analysis and Observational Methods for the
    Behavioral Sciences, ch. 6; weighing stretches by their length is their limit for ever smaller units.

    >>> one = [TimedEvent(0, 6_000_000, "calm", "Ada"), TimedEvent(6_000_000, 10_000_000, "upset", "Ada")]
    >>> two = [TimedEvent(0, 5_000_000, "calm", "Ada"), TimedEvent(5_000_000, 10_000_000, "upset", "Ada")]
    >>> found = time_unit_kappa([DoubleCoding(one, two, 0, 10_000_000)], ["calm", "upset"])
    >>> found.pooled.estimate, found.table.matrix[:2, :2].tolist()
    (0.8, [[5.0, 1.0], [0.0, 4.0]])
    """
    sweep = partial(stretches_of, codes=codes, exclusive=exclusive, unit=unit, coders=coders)
    stretches = [sweep(coding) for coding in codings]
    labels, tables, left_out = _tables(stretches, codes, exclusive=exclusive, exhaustive=exhaustive)
    singles = [
        against_rest(tables, index) if exclusive else _presence_tables(stretches, index)
        for index in range(len(codes))
    ]
    time = _totals(stretches, len(codes))
    make = partial(
        _coefficient, unit=unit, resampling=resampling, counts=resampling.counts(len(codings)), coders=coders
    )
    per_code = {
        code: make((code, f"not {code}"), singles[index], time[:, index : index + 1])
        for index, code in enumerate(codes)
    }
    overall = make(labels, tables, time)
    table = Confusion.of_detail(overall.detail)
    warnings = [
        *cautions.share_of_one(table),
        *cautions.never_used(codes, (time[0], time[1]), coders),
        *cautions.hidden(overall, per_code),
    ]
    if left_out:
        seconds = f"{left_out * (unit or 1) / SECOND:g}"
        warnings.append(Problem("agreement.uncoded_time", {"seconds": seconds}))
    return Agreement(overall.warned(warnings), per_code, table)


def stretches_of(
    coding: DoubleCoding, codes: Sequence[str], *, exclusive: bool, unit: int | None, coders: tuple[str, str]
) -> Stretches:
    """Cut one observation at every boundary of either coder, for each person in turn."""
    own = [
        [
            event
            for event in selected(events, codes, coder)
            if event.offset is not None
            and event.offset > event.onset
            and event.onset < coding.end
            and event.offset > coding.start
        ]
        for events, coder in zip((coding.first, coding.second), coders, strict=True)
    ]
    actors = coding.actors
    if actors is None:
        actors = sorted({event.actor for events in own for event in events})
    found = []
    for actor in actors:
        states = [[event for event in events if event.actor == actor] for events in own]
        cuts = _boundaries(states, coding.start, coding.end)
        flags = [_flags(events, cuts, codes, coding.end) for events in states]
        if exclusive:
            for each, coder in zip(flags, coders, strict=True):
                _refuse_overlap(each, cuts, codes, coder, actor)
        found.append(Stretches(_lengths(cuts, unit), *flags))
    if not found:
        return Stretches(np.zeros(0), *[np.zeros((0, len(codes)), dtype=bool)] * 2)
    return Stretches(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _boundaries(states: Sequence[Sequence[TimedEvent]], start: int, end: int) -> NDArray[np.int64]:
    times = [at for events in states for event in events for at in (event.onset, event.offset)]
    return np.unique(np.clip(np.array([start, end, *times], dtype=np.int64), start, end))


def _flags(states: Sequence[TimedEvent], cuts: NDArray[np.int64], codes: Sequence[str], end: int) -> Flags:
    """Tell for each stretch which codes are on: +1 at onsets, −1 at offsets, summed along."""
    place = {code: index for index, code in enumerate(codes)}
    column = np.array([place[event.code] for event in states], dtype=np.intp)
    edges = np.zeros((cuts.size, len(codes)), dtype=np.int64)
    onsets = np.array([event.onset for event in states], dtype=np.int64)
    offsets = np.array([event.offset for event in states], dtype=np.int64)
    np.add.at(edges, (np.searchsorted(cuts, np.maximum(onsets, cuts[0])), column), 1)
    np.add.at(edges, (np.searchsorted(cuts, np.minimum(offsets, end)), column), -1)
    on: Flags = np.cumsum(edges, axis=0)[:-1] > 0
    return on


def _lengths(cuts: NDArray[np.int64], unit: int | None) -> Array:
    if unit is None:
        return np.diff(cuts).astype(np.float64)
    # Unit i starts at cuts[0] + i·unit; count the starts that lie in [cut, next cut).
    before: NDArray[np.int64] = -((cuts[0] - cuts) // unit)
    return np.diff(before).astype(np.float64)


def _refuse_overlap(on: Flags, cuts: NDArray[np.int64], codes: Sequence[str], coder: str, actor: str) -> None:
    crowded = np.flatnonzero(on.sum(axis=1) > 1)
    if crowded.size:
        label, other = (codes[index] for index in np.flatnonzero(on[crowded[0]])[:2])
        at = clock(int(cuts[crowded[0]]))
        raise StudyError(
            "agreement.overlapping_states", coder=coder, label=label, other=other, actor=actor, at=at
        )


def _tables(
    stretches: Sequence[Stretches], codes: Sequence[str], *, exclusive: bool, exhaustive: bool
) -> tuple[tuple[str, ...], Array, float]:
    """Give the labels, one table for each observation, and the time left out of an exhaustive group."""
    labels, numbered = (
        ((*codes, UNCODED), [(_number(one.first), _number(one.second)) for one in stretches])
        if exclusive
        else _numbered_sets(stretches, codes)
    )
    size = len(labels)
    tables = np.zeros((len(stretches), size, size))
    for row, (one, (first, second)) in enumerate(zip(stretches, numbered, strict=True)):
        tables[row] = np.bincount(first * size + second, one.length, size * size).reshape(size, size)
    if not exhaustive:
        return labels, tables, 0.0
    kept = tables[:, :-1, :-1]
    return labels[:-1], kept, float(tables.sum() - kept.sum())


def _number(on: Flags) -> NDArray[np.intp]:
    """Give each stretch's one code as its place; no code comes last."""
    number: NDArray[np.intp] = np.where(on.any(axis=1), on.argmax(axis=1), on.shape[1])
    return number


def _numbered_sets(
    stretches: Sequence[Stretches], codes: Sequence[str]
) -> tuple[tuple[str, ...], list[tuple[NDArray[np.intp], NDArray[np.intp]]]]:
    """Give every set of codes that occurs a place; the empty set comes last."""
    rows = np.concatenate(
        [np.zeros((1, len(codes)), dtype=bool), *(part for one in stretches for part in one[1:])]
    )
    sets, places = np.unique(~rows, axis=0, return_inverse=True)
    names = ["+".join(np.asarray(codes)[~each]) or UNCODED for each in sets]
    cuts = np.cumsum([part.shape[0] for one in stretches for part in one[1:]])
    parts = np.split(places.ravel()[1:], cuts[:-1]) if stretches else []
    return tuple(names), list(zip(parts[::2], parts[1::2], strict=True))


def _presence_tables(stretches: Sequence[Stretches], index: int) -> Array:
    """Give one code's two-by-two table against its own absence, for each observation."""
    tables = np.zeros((len(stretches), 2, 2))
    for row, one in enumerate(stretches):
        cell = 2 * ~one.first[:, index] + ~one.second[:, index]
        tables[row] = np.bincount(cell, one.length, 4).reshape(2, 2)
    return tables


def _totals(stretches: Sequence[Stretches], size: int) -> Array:
    """Give how long each coder has each code on: 2 × codes."""
    totals = np.zeros((2, size))
    for one in stretches:
        totals += np.stack([one.length @ one.first, one.length @ one.second])
    return totals


def _coefficient(
    labels: tuple[str, ...],
    tables: Array,
    time: Array,
    *,
    unit: int | None,
    resampling: Resampling,
    counts: NDArray[np.int64] | None,
    coders: tuple[str, str],
) -> Coefficient:
    """Give the coefficient of tables whose codes are on for ``time`` (2 × codes)."""
    scaled = tables if unit else tables / SECOND
    table = Confusion(labels, scaled.sum(axis=0))
    used = np.asarray(time.any(axis=1))
    why = None
    if table.n == 0:
        why = Problem("agreement.no_time")
    elif not used.any():
        only = time.shape[1] == 1
        why = (
            Problem("agreement.code_unused", {"label": labels[0]}) if only else Problem("agreement.no_events")
        )
    elif not used.all():
        why = Problem("agreement.coder_without_events", {"coder": coders[int(used[0])]})
    elif not np.isfinite(kappa_parts(table.matrix).kappa):
        why = full_chance(table)
    return beyond_chance(
        METHOD,
        scaled,
        kappa_parts,
        why,
        n_units=round(table.n) if used.any() else 0,
        params={
            "unit": unit / SECOND if unit else None,
            "sampling": "state at start of unit" if unit else "exact, on the boundaries",
        },
        detail={"specific_agreement": specific_agreement(table), **table.as_detail()},
        resampling=resampling,
        counts=counts,
    )
