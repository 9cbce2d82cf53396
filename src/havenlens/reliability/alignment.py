"""Event alignment kappa: two sequences of codes laid side by side at the least cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.inference.ipf import missed_by_both, proportional_fit
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding, Pair, TimedEvent, events_seen
from havenlens.reliability.eventkappa import event_kappa_parts
from havenlens.reliability.eventmatch import event_table
from havenlens.reliability.eventtables import PairedKappa
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.scopes import observation_names
from havenlens.reliability.tables import Array, Confusion

METHOD = "alignment_kappa"
NIL = "nil"
"""What this method's literature calls the row and column of missed events."""

# Costs are counted in whole millionths, so that equal sums are equal and ties are ties.
_MILLION = 1_000_000
_NEVER = 2**52

_DIAGONAL, _OMISSION, _COMMISSION = 0, 1, 2


class Costs(NamedTuple):
    """What it costs to lay two events side by side, or to leave one alone.

    ``matrix`` (codes + 1 square, in the order of the codes) replaces the three: rows are the first coder's
    codes, columns the second's, the last column what an omission costs and the last row a commission.
    """

    match: float = 0.0
    substitution: float = 1.0
    gap: float = 1.0
    matrix: ArrayLike | None = None

    def table(self, size: int) -> Array:
        """Give the costs as a matrix (size + 1 square); StudyError for a wrong shape or a bad cost."""
        if self.matrix is None:
            table = np.full((size + 1, size + 1), float(self.substitution))
            np.fill_diagonal(table, self.match)
            table[-1, :] = table[:, -1] = self.gap
            table[-1, -1] = 0.0
        else:
            table = np.asarray(self.matrix, dtype=np.float64)
            if table.shape != (size + 1, size + 1):
                rows, columns = (*table.shape, 1, 1)[:2]
                raise StudyError("agreement.costs_shape", rows=rows, columns=columns, codes=size)
        if not np.isfinite(table).all() or table.min() < 0:
            raise StudyError("agreement.costs_range")
        return table

    def as_params(self) -> dict[str, Any]:
        """Give the costs under the names used in results."""
        if self.matrix is not None:
            return {"matrix": np.asarray(self.matrix, dtype=np.float64).tolist()}
        return {"match": self.match, "substitution": self.substitution, "gap": self.gap}


class Aligned(NamedTuple):
    """Places in the first and the second sequence that stand side by side; −1 for a gap. And the cost."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    cost: float


class Closeness(NamedTuple):
    """When two events may stand side by side: onsets within ``tolerance``, or overlap of ``overlap``.

    Without either, always. ``onset_cost`` is what a second between onsets adds to the cost.
    """

    tolerance: int | None = None
    overlap: float | None = None
    onset_cost: float = 0.0

    @property
    def timed(self) -> bool:
        """Tell whether times matter at all."""
        return self.tolerance is not None or self.overlap is not None or self.onset_cost > 0


def alignment_kappa(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    costs: Costs | None = None,
    tolerance: int | None = None,
    overlap: float | None = None,
    onset_cost: float = 0.0,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give kappa of two sequences of events after the cheapest alignment of one with the other.

    Each person's events are taken in order of time and aligned as in `align`. With ``tolerance`` (µs) or
    ``overlap`` (share of the longer) only events near enough may stand side by side; without them order alone
    counts, so that sequences without times do too (`sequence`). Chance is quasi-independence with the cell
    *missed by both* at zero. The detail has ``cost``, ``n_agree``, ``pct_agree``, the chance table
    ``fitted``, and ``kappa_swapped``: the value with the coders changed over, which differs where several
    alignments are cheapest. Quera, V., Bakeman, R., & Gnisci, A. (2007), Behavior Research Methods 39, 39-49.

    >>> first, second = sequence("ABBC"), sequence("ABCC")
    >>> found = alignment_kappa([DoubleCoding(first, second, 0, 4)], "ABC").pooled
    >>> found.detail["cost"], found.detail["n_agree"], round(found.estimate, 3)
    (1.0, 3.0, 0.636)
    """
    used = costs or Costs()
    table = used.table(len(codes))
    closeness = Closeness(tolerance, overlap, onset_cost)
    seen = [events_seen(coding, codes, coders) for coding in codings]
    both = [(first, second) for first, second, _ in seen]
    pairs, cost = _all_aligned(both, codes, table, closeness)
    turned, _ = _all_aligned([(second, first) for first, second in both], codes, table.T, closeness)
    kappa = PairedKappa(
        METHOD,
        tuple(codes),
        {
            "costs": used.as_params(),
            "tolerance": None if tolerance is None else tolerance / SECOND,
            "overlap": overlap,
            "onset_cost": onset_cost,
        },
        _detail,
        coders=coders,
        resampling=resampling,
    )
    found = kappa.agreement(pairs, observation_names(codings), sum(n_away for _, _, n_away in seen))
    other = float(event_kappa_parts(event_table(chain.from_iterable(turned), codes).matrix).kappa)
    detail = {
        **found.pooled.detail,
        "cost": cost,
        "kappa": found.pooled.estimate,
        "kappa_swapped": other if np.isfinite(other) else None,
    }
    return found._replace(pooled=replace(found.pooled, detail=detail))


def _detail(table: Confusion) -> Mapping[str, Any]:
    fit = proportional_fit(table.matrix, missed_by_both(table.matrix.shape[0]))
    agreed = float(np.trace(table.matrix))
    return {
        "codes": [*table.codes[:-1], NIL],
        "n_agree": agreed,
        "pct_agree": agreed / table.n if table.n else None,
        "fitted": fit.table,
    }


def sequence(codes: Sequence[str]) -> list[TimedEvent]:
    """Make events of codes that have an order but no times: one position after the other."""
    return [TimedEvent(position, None, code) for position, code in enumerate(codes)]


def _all_aligned(
    both: Sequence[tuple[Sequence[TimedEvent], Sequence[TimedEvent]]],
    codes: Sequence[str],
    costs: Array,
    closeness: Closeness,
) -> tuple[list[tuple[Pair, ...]], float]:
    """Align each observation's events person by person; give the pairs and what all of it costs."""
    place = {code: index for index, code in enumerate(codes)}
    found, cost = [], 0.0
    for sides in both:
        pairs = []
        for first, second in _by_person(sides):
            numbers = [
                np.array([place[event.code] for event in own], dtype=np.intp) for own in (first, second)
            ]
            surcharge = _surcharge(first, second, closeness) if closeness.timed else None
            aligned = align(numbers[0], numbers[1], costs, surcharge)
            cost += aligned.cost
            pairs += [
                Pair(first[one] if one >= 0 else None, second[two] if two >= 0 else None)
                for one, two in zip(aligned.first.tolist(), aligned.second.tolist(), strict=True)
            ]
        found.append(tuple(pairs))
    return found, cost


def _by_person(
    sides: tuple[Sequence[TimedEvent], Sequence[TimedEvent]],
) -> list[tuple[list[TimedEvent], list[TimedEvent]]]:
    own: dict[str, tuple[list[TimedEvent], list[TimedEvent]]] = defaultdict(lambda: ([], []))
    for side, events in enumerate(sides):
        for event in sorted(events, key=lambda one: (one.onset, one.end, one.code)):
            own[event.actor][side].append(event)
    return [own[actor] for actor in sorted(own)]


def _surcharge(first: Sequence[TimedEvent], second: Sequence[TimedEvent], closeness: Closeness) -> Array:
    """Give what nearness in time adds to the cost of each pair; infinite where they may not be one."""
    one, two = (
        np.array([(event.onset, event.end) for event in events], dtype=np.int64).reshape(-1, 2)
        for events in (first, second)
    )
    apart = np.abs(one[:, None, 0] - two[None, :, 0])
    added: Array = apart / SECOND * closeness.onset_cost
    if closeness.tolerance is None and closeness.overlap is None:
        return added
    near = np.zeros(apart.shape, dtype=np.bool_)
    if closeness.tolerance is not None:
        near |= apart <= closeness.tolerance
    if closeness.overlap is not None:
        shared = np.minimum(one[:, None, 1], two[None, :, 1]) - np.maximum(one[:, None, 0], two[None, :, 0])
        longer = np.maximum(np.diff(one, axis=1), np.diff(two, axis=1).T)
        share = np.where(longer > 0, shared / np.maximum(longer, 1), (shared == 0).astype(np.float64))
        near |= (share >= closeness.overlap) & (share > 0)
    nearness: Array = np.where(near, added, np.inf)
    return nearness


def align(
    first: NDArray[np.intp], second: NDArray[np.intp], costs: Array, surcharge: Array | None = None
) -> Aligned:
    """Lay two sequences of code numbers side by side, in order, at the least cost.

    ``costs`` is codes + 1 square, its last column what an omission costs (an event of the first alone), its
    last row a commission; ``surcharge`` (first × second) is added, infinite where two may not stand together.
    Of equally cheap alignments the one is taken that has, going back from the end, a match or substitution
    before an omission before a commission. Costs are rounded to millionths. Needleman, S. B., & Wunsch, C. D.
    (1970), Journal of Molecular Biology 48, 443-453; a row at a time: with gaps, the best of a row is a
    running minimum of the best without, each less the cost of the gaps up to it.

    >>> found = align(np.array([0, 1, 2]), np.array([0, 2]), 1.0 - np.eye(4))
    >>> found.first.tolist(), found.second.tolist(), found.cost
    ([0, 1, 2], [0, -1, 1], 1.0)
    """
    whole = np.rint(costs * _MILLION).astype(np.int64)
    alone = np.concatenate([[0], np.cumsum(whole[-1, second])])
    ways = np.empty((first.size, second.size), dtype=np.int8)
    best = alone.copy()
    begun = 0
    for row, code in enumerate(first.tolist()):
        together = best[:-1] + whole[code, second]
        if surcharge is not None:
            extra = surcharge[row]
            rounded = np.rint(np.where(np.isfinite(extra), extra, 0.0) * _MILLION).astype(np.int64)
            together = np.where(np.isfinite(extra), together + rounded, _NEVER)
        omitted = best[1:] + whole[code, -1]
        begun += int(whole[code, -1])
        least = np.concatenate([[begun], np.minimum(together, omitted)])
        best = np.minimum.accumulate(least - alone) + alone
        ways[row] = np.where(
            together == best[1:], _DIAGONAL, np.where(omitted == best[1:], _OMISSION, _COMMISSION)
        )
    return _traced(ways, float(best[-1]) / _MILLION)


def _traced(ways: NDArray[np.int8], cost: float) -> Aligned:
    """Go back from the end along the ways taken."""
    row, column = ways.shape
    one: list[int] = []
    two: list[int] = []
    while row or column:
        way = _COMMISSION if row == 0 else _OMISSION if column == 0 else int(ways[row - 1, column - 1])
        one.append(-1 if way == _COMMISSION else row - 1)
        two.append(-1 if way == _OMISSION else column - 1)
        row -= way != _COMMISSION
        column -= way != _OMISSION
    return Aligned(np.array(one[::-1], dtype=np.intp), np.array(two[::-1], dtype=np.intp), cost)
