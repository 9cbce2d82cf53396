"""The best alignment of several coders' units: who meant the same unit, at the least disorder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from havenlens.domain.problems import StudyError
from havenlens.reliability.tables import Array

Numbers = NDArray[np.intp]

EMPTY = -1
"""Stands for the unit that a coder does not have in an alignment."""

_AT_ONCE = 2**21
"""How many costs are worked out at a time."""

_COLUMNS = 2000
"""About so many alignments are chosen from at once: few calls for small continua, small ones for big."""

_FEW = 8
"""Up to so many units all partitions are tried, which is quicker than a program of integers."""

_CHOSEN = 0.5


class Units(NamedTuple):
    """One coder's units: begin, end and number of the code of each, in any unit of time."""

    onset: Array
    offset: Array
    code: Numbers

    @property
    def size(self) -> int:
        """Give the number of units."""
        return int(self.onset.size)


@dataclass(frozen=True, slots=True)
class Dissimilarity:
    """How unlike two units are: ``alpha`` times their places and ``beta`` times their codes.

    Places: ``((|begin apart| + |end apart|) / (sum of lengths))² Δ`` (positional, sporadic). Codes: Δ where
    they differ, or ``categories`` (codes square, 0 to 1) times Δ. Δ is ``delta_empty``, what a missing unit
    costs.
    """

    alpha: float = 1.0
    beta: float = 1.0
    delta_empty: float = 1.0
    categories: ArrayLike | None = field(default=None, compare=False)

    def between(self, one: Units, two: Units, size: int) -> tuple[Array, Array]:
        """Give how unlike in place and in code every two units are (units × units each), unweighted."""
        apart = np.abs(one.onset[:, None] - two.onset) + np.abs(one.offset[:, None] - two.offset)
        lengths = (one.offset - one.onset)[:, None] + (two.offset - two.onset)
        place: Array = (apart / lengths) ** 2 * self.delta_empty
        kinds: Array = self.table(size)[one.code[:, None], two.code] * self.delta_empty
        return place, kinds

    def table(self, size: int) -> Array:
        """Give how unlike every two codes are; StudyError for a table of another size or a bad value."""
        if self.categories is None:
            return 1.0 - np.eye(size)
        table = np.asarray(self.categories, dtype=np.float64)
        if table.shape != (size, size):
            rows, columns = (*table.shape, 1, 1)[:2]
            raise StudyError("agreement.weights_shape", rows=rows, columns=columns, codes=size)
        if not np.isfinite(table).all() or table.min() < 0:
            raise StudyError("agreement.weights_range")
        return table

    def as_params(self) -> Mapping[str, Any]:
        """Give the settings under the names used in results."""
        kind = "nominal" if self.categories is None else "given"
        return {
            "alpha": self.alpha,
            "beta": self.beta,
            "deltaEmpty": self.delta_empty,
            "dissimilarity": f"combined positional-sporadic + {kind}",
        }


class BestAlignment(NamedTuple):
    """Alignments (alignments × coders, places of units or `EMPTY`), what each costs, and the disorder.

    The disorder is the sum of costs divided by the mean number of units of a coder.
    """

    members: Numbers
    costs: Array
    disorder: float


def best_alignments(
    many: Sequence[Sequence[Units]], dissimilarity: Dissimilarity, size: int
) -> list[BestAlignment]:
    """Find the best alignment of each of some continua, exactly; ``size`` is the number of codes.

    Each unit is in one alignment, which has one unit of each coder or the empty one; an alignment costs the
    mean of its pairs, Δ for each pair with an empty unit. Two coders are an assignment problem; more are a
    set partition, solved for several continua at once. Mathet, Y., Widlöcher, A., & Métivier, J.-P. (2015),
    Computational Linguistics 41, 437-479.

    >>> one = Units(np.array([1.0, 6, 11]), np.array([5.0, 10, 15]), np.array([0, 1, 0]))
    >>> two = Units(np.array([2.0, 7, 12]), np.array([6.0, 11, 16]), np.array([0, 1, 0]))
    >>> best_alignments([[one, two]], Dissimilarity(), 2)[0].disorder
    0.0625
    """
    if all(len(units) == 2 for units in many):
        return [_assigned(units[0], units[1], dissimilarity, size) for units in many]
    return _partitioned(many, dissimilarity, size)


def _assigned(one: Units, two: Units, dissimilarity: Dissimilarity, size: int) -> BestAlignment:
    """Pair two coders' units where that is cheaper than leaving both alone."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - late, SciPy is slow to import

    empty = dissimilarity.delta_empty
    costs = _unlike(one, two, dissimilarity, size)
    rows, columns = linear_sum_assignment(np.minimum(costs - 2 * empty, 0.0))
    paired = costs[rows, columns] < 2 * empty
    rows, columns = rows[paired], columns[paired]
    # Each unit of the first has a row, and those of the second that are left have one behind them.
    members = np.full((one.size + two.size - rows.size, 2), EMPTY, dtype=np.intp)
    members[: one.size, 0] = np.arange(one.size)
    members[rows, 1] = columns
    left = np.ones(two.size, dtype=np.bool_)
    left[columns] = False
    members[one.size :, 1] = np.flatnonzero(left)
    spent = np.full(members.shape[0], empty)
    spent[rows] = costs[rows, columns]
    return _best(members, spent, (one, two))


def _best(members: Numbers, costs: Array, units: Sequence[Units]) -> BestAlignment:
    mean = sum(own.size for own in units) / len(units)
    return BestAlignment(members, costs, float(costs.sum()) / mean if mean else 0.0)


def _unlike(one: Units, two: Units, dissimilarity: Dissimilarity, size: int) -> Array:
    place, kinds = dissimilarity.between(one, two, size)
    return dissimilarity.alpha * place + dissimilarity.beta * kinds


def _partitioned(
    many: Sequence[Sequence[Units]], dissimilarity: Dissimilarity, size: int
) -> list[BestAlignment]:
    """Choose alignments so that each unit is in exactly one; small continua are solved side by side."""
    possible = [_possible(units, dissimilarity, size) for units in many]
    found: dict[int, BestAlignment] = {}
    large = []
    for place, (members, costs) in enumerate(possible):
        if sum(own.size for own in many[place]) > _FEW:
            large.append(place)
        else:
            few = _tried(members, costs, many[place])
            found[place] = _best(members[few], costs[few], many[place])
    behind = np.cumsum([possible[place][1].size for place in large]) // _COLUMNS
    for batch in np.unique(behind):
        together = [place for place, own in zip(large, behind, strict=True) if own == batch]
        chosen = _chosen([(many[place], *possible[place]) for place in together])
        for place in together:
            members, costs = possible[place]
            taken, chosen = np.flatnonzero(chosen[: costs.size]), chosen[costs.size :]
            found[place] = _best(members[taken], costs[taken], many[place])
    return [found[place] for place in range(len(many))]


def _tried(members: Numbers, costs: Array, units: Sequence[Units]) -> list[int]:
    """Try every partition of a few units out, from the first unit on, and give the alignments of the best."""
    starts = np.cumsum([0, *(own.size for own in units)])[:-1]
    places = np.where(members == EMPTY, 0, 1 << (starts + np.maximum(members, 0))).sum(axis=1)
    beginning: dict[int, list[tuple[int, float, int]]] = {}
    for at, (place, cost) in enumerate(zip(places.tolist(), costs.tolist(), strict=True)):
        beginning.setdefault(place & -place, []).append((place, cost, at))
    known: dict[int, tuple[float, int]] = {0: (0.0, EMPTY)}

    def least(left: int) -> float:
        if left not in known:
            known[left] = min(
                (cost + least(left ^ place), at)
                for place, cost, at in beginning[left & -left]
                if place & left == place
            )
        return known[left][0]

    left, found = (1 << sum(own.size for own in units)) - 1, []
    least(left)
    while left:
        found.append(known[left][1])
        left ^= int(places[found[-1]])
    return found


def _chosen(problems: Sequence[tuple[Sequence[Units], Numbers, Array]]) -> NDArray[np.bool_]:
    """Say which alignments of some continua, in a row, make up the best ones."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - late, as above
    from scipy.sparse import csc_array  # noqa: PLC0415 - late, as above

    rows, columns, n_units, n_possible = [], [], 0, 0
    for units, members, _ in problems:
        starts = n_units + np.concatenate([[0], np.cumsum([own.size for own in units])])
        used, coder = np.nonzero(members != EMPTY)
        rows.append(starts[coder] + members[used, coder])
        columns.append(n_possible + used)
        n_units, n_possible = int(starts[-1]), n_possible + members.shape[0]
    if not n_possible:
        return np.zeros(0, dtype=np.bool_)
    row, column = np.concatenate(rows), np.concatenate(columns)
    cover = csc_array((np.ones(row.size), (row, column)), shape=(n_units, n_possible))
    solved = milp(
        np.concatenate([costs for _, _, costs in problems]),
        constraints=LinearConstraint(cover, 1, 1),
        integrality=np.ones(n_possible),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        raise RuntimeError(f"no alignment was found: {solved.message}")
    chosen: NDArray[np.bool_] = solved.x > _CHOSEN
    return chosen


def _possible(units: Sequence[Units], dissimilarity: Dissimilarity, size: int) -> tuple[Numbers, Array]:
    """List the alignments that can be in the best one, and what each costs.

    An alignment is dropped where it costs more than the same without one of its units, and that unit alone;
    while it still grows, where no coder to come could make up for that. This leaves the best one in.
    """
    coders, empty = len(units), dissimilarity.delta_empty
    pairs = coders * (coders - 1) / 2
    # Against Δ for each pair, so that the empty unit (the last row and column) adds nothing.
    gain = {}
    for one, two in combinations(range(coders), 2):
        gain[one, two] = np.zeros((units[one].size + 1, units[two].size + 1))
        gain[one, two][:-1, :-1] = _unlike(units[one], units[two], dissimilarity, size) - empty
    members = np.append(np.arange(units[0].size), EMPTY)[:, None]
    for coder in range(1, coders):
        # All that coders still to come can take off what a unit adds.
        limit = pairs * empty + (coders - 1 - coder) * empty
        step = max(1, _AT_ONCE // (units[coder].size + 1))
        grown = []
        for at in range(0, members.shape[0], step):
            part = members[at : at + step]
            added = np.sum([gain[one, coder][part[:, one]] for one in range(coder)], axis=0)
            row, place = np.nonzero(added <= limit)
            place = np.where(place == units[coder].size, EMPTY, place)
            grown.append(np.column_stack([part[row], place]))
        members = np.concatenate(grown)
    members = members[(members != EMPTY).any(axis=1)]
    with_each = np.zeros(members.shape)
    for (one, two), table in gain.items():
        added = table[members[:, one], members[:, two]]
        with_each[:, one] += added
        with_each[:, two] += added
    single = (members != EMPTY).sum(axis=1) == 1
    kept = single | (with_each <= pairs * empty).all(axis=1)
    members = members[kept]
    costs: Array = empty + with_each[kept].sum(axis=1) / 2 / pairs
    return members, costs
