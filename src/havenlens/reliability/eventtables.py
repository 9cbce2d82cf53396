"""Agreement on matched and missed events: tables of pairs, pooled, by code, by person and as means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, Pair
from havenlens.reliability.eventkappa import event_kappa_parts
from havenlens.reliability.eventmatch import event_table
from havenlens.reliability.kappa import full_chance, specific_agreement
from havenlens.reliability.pooling import DEFAULT, Resampling, beyond_chance
from havenlens.reliability.scopes import averages, values_by_name
from havenlens.reliability.tables import MISSED, Array, Confusion, against_rest, kappa_parts

Pairs = Sequence[tuple[Pair, ...]]


@dataclass(frozen=True, slots=True)
class PairedKappa:
    """How pairs become kappa: the method and its parameters, what it adds to the detail, and the interval.

    ``weight`` is what a matched pair counts; a missed event counts one. Chance is quasi-independence around
    the cell that cannot be seen, missed by both.
    """

    method: str
    codes: tuple[str, ...]
    params: Mapping[str, Any]
    detail: Callable[[Confusion], Mapping[str, Any]]
    weight: float = 1.0
    coders: tuple[str, str] = CODERS
    resampling: Resampling = DEFAULT

    def agreement(self, pairs: Pairs, names: Sequence[str], n_away: int = 0) -> Agreement:
        """Give agreement of some named observations' pairs: pooled, for each code and person, and as means.

        ``n_away`` events were left out because they begin while their person is away.
        """
        counts = self.resampling.counts(len(pairs))
        tables = self._tables(pairs)
        table = Confusion((*self.codes, MISSED), tables.sum(axis=0))
        overall = self._overall(tables, table, counts)
        per_code = {code: self._code(tables, table, index, counts) for index, code in enumerate(self.codes)}
        few = Problem("agreement.few_events", {"n": int(table.n)})
        warnings = [
            *([few] if 0 < table.n < cautions.FEW_EVENTS else []),
            *cautions.share_of_one(table),
            *cautions.never_used(self.codes, (_events(table)[0], _events(table)[1]), self.coders),
            *cautions.hidden(overall, per_code),
            *([Problem("agreement.away_events", {"n": n_away})] if n_away else []),
        ]
        return Agreement(
            overall.warned(warnings),
            per_code,
            table,
            tuple(pairs),
            per_actor=self._per_actor(pairs),
            averaged=averages(self.method, self._apart(tables, names), per_code, level=self.resampling.level),
        )

    def _tables(self, pairs: Pairs) -> Array:
        size = len(self.codes) + 1
        tables = np.array([event_table(each, self.codes).matrix for each in pairs]).reshape(-1, size, size)
        tables[:, :-1, :-1] *= self.weight
        return tables

    def _overall(
        self, tables: Array, table: Confusion, counts: NDArray[np.int64] | None, *, whole: bool = True
    ) -> Coefficient:
        linked = float(table.matrix[:-1, :-1].sum())
        detail = {
            "linked": linked / table.n if table.n else None,
            "specific_agreement": specific_agreement(table),
            **table.as_detail(),
            **(self.detail(table) if whole else {}),
        }
        return beyond_chance(
            self.method,
            tables,
            event_kappa_parts,
            self._why(table),
            n_units=int(table.n),
            params=self.params,
            detail=detail,
            resampling=self.resampling,
            counts=counts,
        )

    def _code(
        self, tables: Array, table: Confusion, index: int, counts: NDArray[np.int64] | None
    ) -> Coefficient:
        """Give plain kappa of one code against everything else, missed events among it."""
        own = table.against_rest(self.codes[index])
        why = self._why(table, index)
        if why is None and not np.isfinite(kappa_parts(own.matrix).kappa):
            why = full_chance(own)
        return beyond_chance(
            self.method,
            against_rest(tables, index),
            kappa_parts,
            why,
            n_units=int(own.n - own.matrix[1, 1]),
            params=self.params,
            detail={"specific_agreement": specific_agreement(own), **own.as_detail()},
            resampling=self.resampling,
            counts=counts,
        )

    def _per_actor(self, pairs: Pairs) -> dict[str, Coefficient]:
        """Give the pooled value for each person who has an event; both of a pair are the same person's."""
        found = {}
        for actor in sorted({_actor(pair) for pair in chain.from_iterable(pairs)}):
            own = [tuple(pair for pair in each if _actor(pair) == actor) for each in pairs]
            tables = self._tables([each for each in own if each])
            table = Confusion((*self.codes, MISSED), tables.sum(axis=0))
            counts = self.resampling.counts(tables.shape[0])
            found[actor] = self._overall(tables, table, counts, whole=False)
        return found

    def _apart(self, tables: Array, names: Sequence[str]) -> dict[str, float | None]:
        return values_by_name(names, event_kappa_parts(tables).kappa)

    def _why(self, table: Confusion, index: int | None = None) -> Problem | None:
        """Say why the codes, or one of them, have no value."""
        events = _events(table)
        own = events if index is None else events[:, [index]]
        used = np.asarray(own.any(axis=1))
        if not used.any():
            if index is None:
                return Problem("agreement.no_events")
            return Problem("agreement.code_unused", {"label": self.codes[index]})
        if not used.all():
            return Problem("agreement.coder_without_events", {"coder": self.coders[int(used[0])]})
        occurring = np.flatnonzero(events.any(axis=0))
        if occurring.size == 1:
            return Problem("agreement.one_code", {"label": self.codes[int(occurring[0])]})
        return None


def _events(table: Confusion) -> Array:
    """Give each coder's tallies of each code, matched and missed: 2 × codes."""
    return np.stack([table.matrix[:-1].sum(axis=1), table.matrix[:, :-1].sum(axis=0)])


def _actor(pair: Pair) -> str:
    return next(event.actor for event in pair if event is not None)
