"""Compatibility mode: kappa over instants, as BORIS counts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding, TimedEvent, selected
from havenlens.reliability.kappa import full_chance, specific_agreement
from havenlens.reliability.pooling import DEFAULT, Resampling, beyond_chance
from havenlens.reliability.scopes import Cells, averages, observation_names, values_by_name
from havenlens.reliability.tables import Array, Confusion, kappa_parts
from havenlens.reliability.tracks import Flags, Times

METHOD = "time_unit_kappa"
NOTHING = "-"
"""What an instant without any code counts as, for everybody the same."""

RULE = (
    "BORIS compatible: instants from the first to the last event inclusive; state on if onset <= t <= "
    "offset; point on if |onset - t| <= unit/2; category = person and set of codes; one tally per person "
    "and instant"
)


def boris_kappa(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    unit: int = SECOND,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give kappa as the program BORIS counts time, for comparison with results that were made with it.

    Instants from the first event of either coder to the end of the last one, every ``unit`` microseconds. A
    state is on at both its ends, a point (no offset, or no duration) within half a unit. What counts as a
    category is a person with the set of codes on; nothing on is one category for all people; every person
    gives one tally an instant. An observation's bounds and time out of view play no part. Unlike BORIS it
    does not round, and gives no value where there is none (BORIS: 1). A code's own value takes the same
    instants and only that code. Friard, O., & Gamba, M. (2016), Methods in Ecology and Evolution 7,
    1325-1330, is the program; the rule was read off its version 9.12.

    Both have the state on at 10 s, where one ends and the other begins:

    >>> one = [TimedEvent(0, 10_000_000, "s", "A")]
    >>> two = [TimedEvent(10_000_000, 20_000_000, "s", "A")]
    >>> boris_kappa([DoubleCoding(one, two, 0, 20_000_000)], ["s"]).table.matrix.tolist()
    [[1.0, 10.0], [10.0, 0.0]]
    """
    seen = [_seen(coding, codes, unit, coders) for coding in codings]
    labels, cells = _cells(seen, codes, len(codings))
    singles = [
        _cells(
            [[(a, f[:, i : i + 1], s[:, i : i + 1]) for a, f, s in each] for each in seen],
            [code],
            len(codings),
        )
        for i, code in enumerate(codes)
    ]
    counts = resampling.counts(len(codings))
    params = {"unit": unit / SECOND, "sampling": RULE}

    def told(labels: tuple[str, ...], tables: Array, drawn: Any, code: str | None = None) -> Coefficient:
        table = Confusion(labels, tables.sum(axis=0))
        return beyond_chance(
            METHOD,
            tables,
            kappa_parts,
            _why(table, coders, code),
            n_units=round(table.n),
            params=params,
            detail={"specific_agreement": specific_agreement(table), **table.as_detail()},
            resampling=resampling,
            counts=drawn,
        )

    per_code = {
        code: told(names, own.by_observation(), counts, code)
        for code, (names, own) in zip(codes, singles, strict=True)
    }
    overall = told(labels, cells.by_observation(), counts)
    per_actor = cells.per_actor(overall, lambda own: told(labels, own, resampling.counts(own.shape[0])))
    apart = values_by_name(observation_names(codings), kappa_parts(cells.by_observation()).kappa)
    return Agreement(
        overall.warned(cautions.hidden(overall, per_code)),
        per_code,
        Confusion.of_detail(overall.detail),
        per_actor=per_actor,
        averaged=averages(METHOD, apart, per_code, level=resampling.level),
    )


_Seen = list[tuple[str, Flags, Flags]]


def _seen(coding: DoubleCoding, codes: Sequence[str], unit: int, coders: tuple[str, str]) -> _Seen:
    """Give each person's codes at each instant, for both coders: instants × codes."""
    both = [
        selected(events, codes, coder)
        for events, coder in zip((coding.first, coding.second), coders, strict=True)
    ]
    actors = coding.actors
    if actors is None:
        actors = sorted({event.actor for events in both for event in events})
    known = set(actors)
    both = [[event for event in events if event.actor in known] for events in both]
    every = [event for events in both for event in events]
    if not every:
        return []
    begin = min(event.onset for event in every)
    end = max(_end(event) for event in every)
    instants: Times = np.arange(begin, end + 1, unit, dtype=np.int64)
    found = []
    for actor in actors:
        first, second = ([event for event in events if event.actor == actor] for events in both)
        found.append((actor, _on(first, codes, instants, unit), _on(second, codes, instants, unit)))
    return found


def _end(event: TimedEvent) -> int:
    return event.onset if event.offset is None else event.offset


def _on(events: Sequence[TimedEvent], codes: Sequence[str], instants: Times, unit: int) -> Flags:
    on = np.zeros((instants.size, len(codes)), dtype=bool)
    for event in events:
        place = codes.index(event.code)
        if event.offset is None or event.offset == event.onset:
            on[2 * np.abs(instants - event.onset) <= unit, place] = True
        else:
            low = np.searchsorted(instants, event.onset, side="left")
            high = np.searchsorted(instants, event.offset, side="right")
            on[low:high, place] = True
    return on


def _cells(seen: Sequence[_Seen], codes: Sequence[str], n: int) -> tuple[tuple[str, ...], Cells]:
    """Count categories that occur; nothing comes last."""
    rows = [
        (number, actor, first, second) for number, each in enumerate(seen) for actor, first, second in each
    ]
    names: dict[str, int] = {}
    sides = []
    for _, actor, first, second in rows:
        pair = []
        for on in (first, second):
            sets, number = np.unique(on, axis=0, return_inverse=True)
            labels = [
                _name(actor, [code for code, is_on in zip(codes, one, strict=True) if is_on]) for one in sets
            ]
            places = np.array([names.setdefault(label, len(names)) for label in labels], dtype=np.intp)
            pair.append(places[number.ravel()])
        sides.append(pair)
    names.setdefault(NOTHING, len(names))
    ordered = [*sorted(name for name in names if name != NOTHING), NOTHING]
    turn = np.empty(len(names), dtype=np.intp)
    turn[[names[name] for name in ordered]] = np.arange(len(names))
    size = len(names)
    tables = [
        np.bincount(turn[a] * size + turn[b], minlength=size * size).reshape(size, size) for a, b in sides
    ]
    values = np.array(tables, dtype=np.float64).reshape(-1, size, size)
    return tuple(ordered), Cells.of(values, [row[0] for row in rows], [row[1] for row in rows], n)


def _name(actor: str, on: Sequence[str]) -> str:
    who = f"{actor}:" if actor else ""
    return "+".join(f"{who}{code}" for code in on) or NOTHING


def _why(table: Confusion, coders: tuple[str, str], code: str | None) -> Problem | None:
    """Say why there is no value."""
    used = [bool(side[:-1].any()) for side in (table.matrix.sum(axis=1), table.matrix.sum(axis=0))]
    if not any(used):
        return (
            Problem("agreement.no_events")
            if code is None
            else Problem("agreement.code_unused", {"label": code})
        )
    if not all(used):
        return Problem("agreement.coder_without_events", {"coder": coders[int(used[0])]})
    return None if np.isfinite(kappa_parts(table.matrix).kappa) else full_chance(table)
