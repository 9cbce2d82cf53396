"""What two or more coders marked on one stretch of time, for statistics of whole extents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import clock
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.codings import CODERS, DoubleCoding, TimedEvent, selected
from havenlens.reliability.scopes import averages, values_by_name

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Continuum:
    """One stretch of time as two or more coders divided it, ``start`` to ``end`` in microseconds.

    ``units`` are each coder's, by the coder's name. Continua with the same ``name`` belong to the same
    observation (one for each person seen) and are resampled together.
    """

    units: Mapping[str, Sequence[TimedEvent]]
    start: int
    end: int
    name: str = ""

    @property
    def coders(self) -> tuple[str, ...]:
        """Give the coders' names in their order."""
        return tuple(self.units)

    @property
    def actor(self) -> str:
        """Give the person whose time it is, which its units say; empty where there is none."""
        return next((unit.actor for units in self.units.values() for unit in units), "")


class Extents(NamedTuple):
    """Continua with only the units that have a code in question and an extent, and how many had none."""

    continua: tuple[Continuum, ...]
    n_instants: int

    def warnings(self) -> Iterator[Problem]:
        """Say how many events without an extent were left out."""
        if self.n_instants:
            yield Problem("agreement.instants_left_out", {"n": self.n_instants})


def continua_of(
    codings: Sequence[DoubleCoding], codes: Sequence[str], coders: tuple[str, str] = CODERS
) -> tuple[Continuum, ...]:
    """Make a continuum of each person in each double coding: one person's units never meet another's.

    Time in which the person is out of view is cut out of both coders' units and what remains is joined, so
    that the times after it are earlier than they were. StudyError for a unit that ends before it starts.
    """
    found = []
    for coding in codings:
        both = [
            selected(events, codes, coder)
            for events, coder in zip((coding.first, coding.second), coders, strict=True)
        ]
        actors = coding.actors
        if actors is None:
            actors = sorted({event.actor for events in both for event in events})
        for actor in dict.fromkeys(actors):
            away = coding.absences(actor)
            units = {
                coder: tuple(_in_view(event, away) for event in events if event.actor == actor)
                for coder, events in zip(coders, both, strict=True)
            }
            found.append(Continuum(units, coding.start, _seen(coding.end, away), coding.name))
    return tuple(found)


def _in_view(event: TimedEvent, away: Sequence[tuple[int, int]]) -> TimedEvent:
    if not away:
        return event
    offset = None if event.offset is None else _seen(event.offset, away)
    return event._replace(onset=_seen(event.onset, away), offset=offset)


def _seen(time: int, away: Sequence[tuple[int, int]]) -> int:
    """Give a time on a clock that stands still while the person is away."""
    return time - sum(min(time, end) - start for start, end in away if start < time)


def extents(continua: Sequence[Continuum], codes: Sequence[str]) -> Extents:
    """Keep units with one of some codes that have an extent, in time order.

    StudyError for a unit that ends before it starts.
    """
    n_instants = 0
    kept = []
    for continuum in continua:
        units = {}
        for coder, events in continuum.units.items():
            known = selected(events, codes, coder)
            units[coder] = tuple(sorted(unit for unit in known if unit.end > unit.onset))
            n_instants += len(known) - len(units[coder])
        kept.append(replace(continuum, units=units))
    return Extents(tuple(kept), n_instants)


def refuse_self_overlap(continua: Sequence[Continuum]) -> None:
    """Raise StudyError where a coder has two units of the same code at the same time."""
    for continuum in continua:
        for coder, units in continuum.units.items():
            last: dict[str, int] = {}
            for unit in sorted(units):
                if unit.onset < last.get(unit.code, unit.onset):
                    raise StudyError(
                        "agreement.overlaps_itself", coder=coder, label=unit.code, at=clock(unit.onset)
                    )
                last[unit.code] = unit.end


def codes_at_once(continua: Sequence[Continuum]) -> Iterator[Problem]:
    """Warn of the first coder who has two codes at the same time, where only one is expected."""
    for continuum in continua:
        for coder, units in continuum.units.items():
            before: TimedEvent | None = None
            for unit in sorted(units):
                if before is not None and unit.onset < before.end:
                    told = {"coder": coder, "label": before.code, "other": unit.code, "at": clock(unit.onset)}
                    yield Problem("agreement.codes_at_once", told)
                    return
                before = unit if before is None or unit.end > before.end else before


def incomparable(continua: Sequence[Continuum]) -> Problem | None:
    """Say why continua cannot be compared at all: one coder, no units, or a coder who has none."""
    if not continua:
        return Problem("agreement.no_events")
    if any(len(continuum.units) < 2 for continuum in continua):
        return Problem("agreement.one_coder")
    totals: dict[str, int] = {}
    for continuum in continua:
        for coder, units in continuum.units.items():
            totals[coder] = totals.get(coder, 0) + len(units)
    if not any(totals.values()):
        return Problem("agreement.no_events")
    silent = next((coder for coder, n in totals.items() if n == 0), None)
    return None if silent is None else Problem("agreement.coder_without_events", {"coder": silent})


def n_coders(continua: Sequence[Continuum]) -> int:
    """Give how many coders there are over all continua."""
    return len({coder for continuum in continua for coder in continuum.units})


def n_units(continua: Sequence[Continuum], keep: Callable[[TimedEvent], bool] | None = None) -> int:
    """Count units over all coders and continua; only those that ``keep`` takes, where it is given."""
    every = (unit for continuum in continua for units in continuum.units.values() for unit in units)
    return sum(1 for unit in every if keep is None or keep(unit))


def by_observation(continua: Sequence[Continuum], components: Array) -> Array:
    """Add up what continua of the same observation bring: continua × … becomes observations × …."""
    names = observations(continua)
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    sums = np.zeros((len(places), *components.shape[1:]))
    np.add.at(sums, [places[name] for name in names], components)
    return sums


def observations(continua: Sequence[Continuum]) -> list[str]:
    """Name the observation of each continuum; one without a name is an observation of its own."""
    return [continuum.name or f"({number})" for number, continuum in enumerate(continua, start=1)]


def of_people(continua: Sequence[Continuum]) -> dict[str, list[int]]:
    """Give the places of each person's continua."""
    found: dict[str, list[int]] = {}
    for place in sorted(range(len(continua)), key=lambda at: continua[at].actor):
        found.setdefault(continua[place].actor, []).append(place)
    return found


def averaged(
    continua: Sequence[Continuum], overall: Coefficient, values: Array, per_code: Mapping[str, Coefficient]
) -> dict[str, Coefficient]:
    """Give the means over observations (``values``, in their order) and codes, beside the pooled value."""
    apart = values_by_name(list(dict.fromkeys(observations(continua))), values)
    level = overall.params["conf"]
    found = averages(overall.method, apart, per_code, level=level)
    return {over: replace(mean, n_raters=overall.n_raters) for over, mean in found.items()}
