"""What follows what over a study: time windows as the scheme's recipes say, and codes at lags of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.domain.recipes import LagSequential, Selector, Statistic
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.acts import Act
from havenlens.sequences.contingency import Contingency, bin_series, contingency, pooled_q
from havenlens.sequences.lags import (
    PAUSE,
    LagTable,
    by_actor,
    by_code,
    lag_tables,
    no_repeats,
    stream_of,
)
from havenlens.services.ports import Progress, no_progress
from havenlens.services.sequences.gathering import Counted, SequenceOptions

TOO_MANY_BY_PERSON = "sequences.too_many_by_person"
_MOST_BY_PERSON = 100
"""More people times codes make tables that nobody reads, and whose permutations fill the memory."""


@dataclass(frozen=True, slots=True)
class WindowResults:
    """Whether a target follows within a window more often than by chance, over all observations."""

    recipe: LagSequential
    n_observations: int
    table: Contingency
    pooled_q: Coefficient

    def plain(self) -> dict[str, Any]:
        """Give the table as plain values, with the interval of Yule's Q over observations."""
        return {
            "window_s": self.recipe.window / SECOND,
            "unit_s": self.recipe.unit / SECOND,
            "n_observations": self.n_observations,
            **self.table.as_json(),
            "yules_q_over_observations": self.pooled_q.as_json(),
        }


@dataclass(frozen=True, slots=True)
class LagResults:
    """Which code follows which: a table for each lag of events."""

    tables: Mapping[int, LagTable]
    n_observations: int

    def plain(self) -> dict[str, Any]:
        """Give the tables as plain values."""
        return {f"lag{lag}": table.as_json() for lag, table in self.tables.items()}


def all_windows(counted: Counted, options: SequenceOptions) -> tuple[WindowResults, ...]:
    """Work out every recipe of contingency in time windows."""
    found = []
    for recipe in counted.of_kind(LagSequential):
        series = [bin_series(coding.acts, recipe) for coding in counted.with_acts if coding.acts is not None]
        asked = Statistic.PERMUTATION_P in recipe.statistics
        if series:
            table = contingency(series, options.permutations if asked else 0, options.seed)
            q = pooled_q(series, options.level, draws=options.draws, seed=options.seed)
            found.append(WindowResults(recipe, len(series), table, q))
    return tuple(found)


def lags_of(
    counted: Counted, options: SequenceOptions, progress: Progress = no_progress
) -> LagResults | None:
    """Count which code comes so many events after which; None where nothing was coded.

    By person the codes are called as `by_actor` calls them, in the order of people and then of the scheme;
    pauses come last.
    """
    acts = [coding.acts for coding in counted.with_acts if coding.acts is not None]
    occur = {act.code for each in acts for act in each.acts}
    everything = Selector(codes=tuple(code.id for code in counted.scheme.codes if code.id in occur))
    if not occur:
        return None
    name = by_actor if options.by_person else by_code
    places = {code: place for place, code in enumerate(everything.codes)}
    found = {name(act): _order(act, places, options) for each in acts for act in each.acts}
    codes = (*sorted(found, key=found.__getitem__), *(() if options.pause is None else (PAUSE,)))
    if options.by_person and len(codes) > _MOST_BY_PERSON:
        raise StudyError(TOO_MANY_BY_PERSON, n=len(codes), scheme=counted.scheme.id, most=_MOST_BY_PERSON)
    streams = [stream_of(each, everything, codes, options.pause, name=name) for each in acts]
    tables = lag_tables(
        streams,
        codes,
        options.lags,
        structural=no_repeats(codes) if options.no_repeats else None,
        permutations=options.permutations,
        seed=options.seed,
        progress=progress,
    )
    return LagResults(tables, len(streams))


def _order(act: Act, places: Mapping[str, int], options: SequenceOptions) -> tuple[str, int]:
    return act.actor if options.by_person else "", places[act.code]
