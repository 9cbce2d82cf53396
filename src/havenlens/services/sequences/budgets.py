"""Where the time goes over a study: states, rates on the time that could be observed, what holds together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.acts import CodedActs
from havenlens.sequences.budget import (
    BudgetRow,
    CoOccurrence,
    Period,
    co_occurrence,
    observed_time,
    seen_together,
    sum_budgets,
    time_budget,
)
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.resampling import shares

_MINUTE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class ObservedBudget:
    """The budget of one observation."""

    coding: CodedObservation
    rows: tuple[BudgetRow, ...]
    together: tuple[CoOccurrence, ...]
    periods: tuple[Period, ...] = ()

    def period_at(self, at: int) -> str:
        """Name the part in which something starts, as its row does; nothing where the whole is one."""
        place = bisect_right(self.periods, at, key=_start)
        return self.periods[max(0, place - 1)].name if self.periods else ""


def _start(period: Period) -> int:
    return period.start


@dataclass(frozen=True, slots=True)
class PartBudget:
    """Rates and shares of codes in one part of every observation."""

    rates: Mapping[str, Coefficient]
    shares: Mapping[str, Coefficient]

    def plain(self) -> dict[str, Any]:
        """Give the rates and the shares as plain values."""
        return {
            "rate_per_minute": {code: one.as_json() for code, one in self.rates.items()},
            "share_of_time": {code: one.as_json() for code, one in self.shares.items()},
        }


@dataclass(frozen=True, slots=True)
class BudgetResults:
    """Time and rates by person, code and period; ``codes`` are over people who show them and observations.

    A rate counts starts for each minute that could be observed, a share time in a state of that time.
    ``parts`` has both for each part of the observations, where they are cut.
    """

    observations: tuple[ObservedBudget, ...]
    people: tuple[BudgetRow, ...]
    rates: Mapping[str, Coefficient]
    shares: Mapping[str, Coefficient]
    together: tuple[CoOccurrence, ...]
    parts: Mapping[str, PartBudget]

    def plain(self) -> dict[str, Any]:
        """Give the results as plain values, times in seconds."""
        return {
            "n_observations": len(self.observations),
            "people": [row.as_json() for row in self.people],
            **PartBudget(self.rates, self.shares).plain(),
            **({"parts": {name: one.plain() for name, one in self.parts.items()}} if self.parts else {}),
            "co_occurrence": [pair.as_json() for pair in self.together],
        }


def budgets_of(counted: Counted, options: SequenceOptions) -> BudgetResults | None:
    """Work out the time budget of every observation, and add them up; None where nothing was coded.

    An observation that was coded without an event counts with its time; one that was only rated does not.
    """
    codings = [
        coding
        for coding in counted.with_acts
        if coding.acts is not None and (coding.acts.acts or not coding.rated)
    ]
    if not any(coding.acts is not None and coding.acts.acts for coding in codings):
        return None
    found, times, seen = [], [], dict[tuple[str, str], int]()
    for coding in codings:
        assert coding.acts is not None
        periods = equal_periods(coding.acts, options.periods)
        rows = time_budget(coding.acts, None, periods)
        found.append(ObservedBudget(coding, rows, co_occurrence(coding.acts), periods))
        times.append(observed_time([coding.acts], periods))
        for key, time in times[-1].items():
            seen[key] = seen.get(key, 0) + time
    people = sum_budgets((row for one in found for row in one.rows), seen)
    whole = _over_observations(_by_code(found, times), counted, options)
    names = [str(place + 1) for place in range(options.periods)] if options.periods > 1 else []
    return BudgetResults(
        tuple(found),
        tuple(sorted(people, key=lambda row: row.person)),
        whole.rates,
        whole.shares,
        _together(found),
        {name: _over_observations(_by_code(found, times, name), counted, options) for name in names},
    )


@dataclass(frozen=True, slots=True)
class _Part:
    count: int
    time: int
    observable: int
    lasts: bool


def _over_observations(
    parts: Mapping[str, Sequence[_Part]], counted: Counted, options: SequenceOptions
) -> PartBudget:
    states = [code.id for code in counted.scheme.codes if code.id in parts and parts[code.id][0].lasts]
    starts = {code: sum(p.count for p in own) for code, own in parts.items()}
    rates = {code: ("rate_per_minute", [(p.count, p.observable) for p in own]) for code, own in parts.items()}
    times = {code: ("share_of_time", [(p.time, p.observable) for p in parts[code]]) for code in states}
    return PartBudget(
        shares(rates, options, _MINUTE, starts),
        shares(times, options, counts=starts),
    )


def equal_periods(acts: CodedActs, n: int) -> tuple[Period, ...]:
    """Cut the coded time into so many parts of the same length; none where it stays whole."""
    if n == 1:
        return ()
    edges = [acts.start + (acts.end - acts.start) * place // n for place in range(n + 1)]
    return tuple(Period(str(place + 1), edges[place], edges[place + 1]) for place in range(n))


def _by_code(
    found: Sequence[ObservedBudget], times: Sequence[Mapping[tuple[str, str], int]], period: str = ""
) -> dict[str, list[_Part]]:
    """Give a part an observation for each code: over the people who may show it there.

    Those are the holders of the roles the code is for, and whoever showed it; their time counts also where
    they did not show it. ``times`` are those of people and periods, for each observation. A ``period`` is
    looked at alone, with the codes and the people of the whole.
    """
    codes: dict[str, list[_Part]] = {}
    for one, own_times in zip(found, times, strict=True):
        acts = one.coding.acts
        assert acts is not None
        seen: dict[str, int] = {}
        for (person, at), time in own_times.items():
            if period in ("", at):
                seen[person] = seen.get(person, 0) + time
        sums: dict[str, tuple[int, int]] = {}
        shown: dict[str, set[str]] = {}
        for row in one.rows:
            if period in ("", row.period):
                count, lasted = sums.get(row.code, (0, 0))
                sums[row.code] = count + row.count, lasted + row.time
            shown.setdefault(row.code, set()).add(row.person)
        times_of: dict[frozenset[str], int] = {}
        for code in one.coding.scheme.codes:
            people = frozenset(shown.get(code.id, ())).union(
                *(acts.roles.get(role, ()) for role in code.actors)
            )
            if people not in times_of:
                times_of[people] = sum(seen.get(person, 0) for person in people)
            part = _Part(*sums.get(code.id, (0, 0)), times_of[people], code.id in acts.states)
            codes.setdefault(code.id, []).append(part)
    shows = {row.code for one in found for row in one.rows if row.count or row.time}
    return {code: own for code, own in codes.items() if code in shows}


def _together(found: Sequence[ObservedBudget]) -> tuple[CoOccurrence, ...]:
    """Add pairs of states up, on the time of every observation in which both people are.

    Where one of the two states does not occur, none of its time is expected, but there was time for it.
    """
    own: dict[tuple[tuple[str, str], tuple[str, str]], list[CoOccurrence]] = {}
    for one in found:
        for pair in one.together:
            own.setdefault((pair.one, pair.other), []).append(pair)
    seen = _seen_together(found, {(one[0], other[0]) for one, other in own})
    return tuple(
        CoOccurrence(
            *key,
            sum(pair.time for pair in pairs),
            sum(pair.expected for pair in pairs),
            seen[key[0][0], key[1][0]],
        )
        for key, pairs in sorted(own.items())
    )


def _seen_together(
    found: Sequence[ObservedBudget], pairs: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], int]:
    seen = dict.fromkeys(pairs, 0)
    for observed in found:
        acts = observed.coding.acts
        assert acts is not None
        for pair in combinations_with_replacement(sorted(set(acts.people)), 2):
            if pair in seen:
                seen[pair] += seen_together(acts, *pair)
    return seen
