"""Gwet's framework: chance-corrected agreement of any number of raters, weighted, with missing cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.coefficient import Interval
from havenlens.inference.intervals import student
from havenlens.reliability.tables import Parts
from havenlens.reliability.tally import Tally

Array = NDArray[np.float64]
Chance = Literal["fleiss", "gwet", "uniform", "conger"]

_ZERO = 1e-12
_HEAD = 3
"""The sums before those of the categories: units with two scores or more, their agreement, all units."""


class Framework(NamedTuple):
    """What each row of a tally adds, how the sums are read, and what the whole gives."""

    components: Array
    read: Callable[[Array], Parts]
    whole: Parts
    errors: Errors
    shares: Array


class Errors(NamedTuple):
    """Linearised standard errors of the coefficient and of observed agreement; None where unknown."""

    se: float | None
    observed: float | None


def framework(tally: Tally, weights: Array, chance: Chance) -> Framework:
    """Work out agreement beyond chance for units with one score or more.

    With r_ic the scores of unit i in category c, r*_ic = Σ_l W_cl r_il and n' units with two scores or more:
    ``pa = Σ_i Σ_c r_ic (r*_ic − 1) / (r_i (r_i − 1)) / n'``, ``π_c = Σ_i r_ic / r_i / n``; chance agreement
    is ``Σ W_cl π_c π_l`` (Fleiss), ``ΣW / (q(q − 1)) · Σ π_c (1 − π_c)`` (Gwet), ``ΣW / q²`` (uniform), or
    the mean over pairs of raters of what their own totals give (Conger). Gwet, K. L. (2014), Handbook of
    Inter-Rater Reliability, 4th ed.
    """
    weights = (weights + weights.T) / 2
    counts = tally.counts
    given = tally.given
    several = (given >= 2).astype(np.float64)
    pairs = np.where(several > 0, given * (given - 1), 1)
    agreed = several * np.einsum("ij,ij->i", counts, counts @ weights - 1) / pairs
    shares = counts / given[:, None]
    if chance == "conger":
        own = _own(tally)
        adding, read = own.reshape(given.size, -1), _conger_reader(weights, own.shape[1:])
    else:
        adding, read = shares, _reader(weights, chance)
    components = np.column_stack([several, agreed, np.ones(given.size), adding])
    sums = tally.sums(components)
    whole = read(sums)
    mean = tally.sums(shares) / tally.n if tally.n else np.zeros(tally.size)
    if chance == "conger":
        expected = _conger_by_row(tally, weights, own)
    else:
        expected = _expected_by_row(shares, mean, weights, chance)
    errors = _errors(tally, components, whole, expected)
    return Framework(components, read, whole, errors, mean)


def limits(estimate: float, se: float | None, n: int, level: float) -> Interval | None:
    """Give ``estimate ± t·se`` with n − 1 degrees of freedom; the upper limit is at most 1."""
    if not se or n < 2:
        return None
    found = student(estimate, se, n - 1, level)
    return replace(found, high=min(1.0, found.high), method="linearised, t")


def chance_agreement(mean: Array, weights: Array, chance: Chance) -> Array:
    """Give the agreement by chance of categories with mean shares (… × q); see `framework`."""
    size, total = weights.shape[0], weights.sum()
    if chance == "fleiss":
        found: Array = np.einsum("...c,cl,...l->...", mean, weights, mean)
    elif chance == "gwet":
        found = total / (size * (size - 1)) * (mean * (1 - mean)).sum(axis=-1) if size > 1 else mean[..., 0]
    else:
        found = np.full(mean.shape[:-1], total / size**2)
    return found


def beyond(observed: Array, expected: Array) -> Array:
    """Give ``(observed − expected) / (1 − expected)``, NaN where chance is full."""
    room = 1 - expected
    found: Array = np.where(room > _ZERO, (observed - expected) / np.where(room > _ZERO, room, 1), np.nan)
    return found


def _reader(weights: Array, chance: Chance) -> Callable[[Array], Parts]:
    def read(sums: Array) -> Parts:
        with np.errstate(divide="ignore", invalid="ignore"):
            observed = sums[..., 1] / sums[..., 0]
            mean = sums[..., _HEAD:] / sums[..., 2, None]
        expected = chance_agreement(mean, weights, chance)
        return Parts(observed, expected, beyond(observed, expected))

    return read


def _conger_reader(weights: Array, shape: tuple[int, ...]) -> Callable[[Array], Parts]:
    def read(sums: Array) -> Parts:
        with np.errstate(divide="ignore", invalid="ignore"):
            observed = sums[..., 1] / sums[..., 0]
            own = sums[..., _HEAD:].reshape(*sums.shape[:-1], *shape)
            own = own / own.sum(axis=-1, keepdims=True)
        raters, total = shape[0], own.sum(axis=-2)
        all_pairs = np.einsum("...c,cl,...l->...", total, weights, total)
        with_itself = np.einsum("...gc,cl,...gl->...", own, weights, own)
        expected = (
            (all_pairs - with_itself) / (raters * (raters - 1)) if raters > 1 else np.ones_like(observed)
        )
        return Parts(observed, expected, beyond(observed, expected))

    return read


def _own(tally: Tally) -> Array:
    """Mark each rater's category: rows × raters × categories."""
    marked: Array = (tally.numbers[:, :, None] == np.arange(tally.size)).astype(np.float64)
    return marked


def _expected_by_row(shares: Array, mean: Array, weights: Array, chance: Chance) -> Array:
    size = weights.shape[0]
    if chance == "fleiss":
        found: Array = shares @ (weights @ mean)
    elif chance == "gwet" and size > 1:
        found = weights.sum() / (size * (size - 1)) * (shares @ (1 - mean))
    else:
        found = np.full(shares.shape[0], weights.sum() / size**2)
    return found


def _conger_by_row(tally: Tally, weights: Array, own: Array) -> Array:
    """Linearise the mean over pairs of raters: what each unit moves in every rater's totals."""
    raters, n = own.shape[1], tally.n
    if raters < 2 or n == 0:
        return np.zeros(own.shape[0])
    scored = own.sum(axis=2)
    totals = np.einsum("i,igc->gc", tally.often.astype(np.float64), own)
    each = totals.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = totals / each[:, None]
        moved = (own - (scored - each / n)[:, :, None] * shares) * (n / each)[None, :, None]
    others = (shares.sum(axis=0) - shares) @ weights
    found: Array = np.einsum("igc,gc->i", moved, others) / (raters * (raters - 1))
    return found


def _errors(tally: Tally, components: Array, whole: Parts, expected: Array) -> Errors:
    n, compared = tally.n, float(tally.sums(components[:, 0]))
    if n < 2 or compared == 0:
        return Errors(None, None)
    several, agreed = components[:, 0], components[:, 1]
    scaled = n / compared
    observed = _spread(tally, scaled * agreed, float(whole.observed))
    if not np.isfinite(whole.kappa):
        return Errors(None, observed)
    room = 1 - float(whole.expected)
    apart = scaled * (agreed - several * float(whole.expected)) / room
    kappa = float(whole.kappa)
    linear = apart - 2 * (1 - kappa) * (expected - float(whole.expected)) / room
    return Errors(_spread(tally, linear, kappa), observed)


def _spread(tally: Tally, values: Array, centre: float) -> float | None:
    squares = float(tally.often @ (values - centre) ** 2)
    se = float(np.sqrt(squares / (tally.n * tally.degrees)))
    if not np.isfinite(se):
        return None
    return se if se > _ZERO else 0.0


def as_detail(found: Framework, tally: Tally) -> dict[str, Any]:
    """Give the parts of a coefficient under the names used in results."""
    return {
        "pa": float(found.whole.observed) if np.isfinite(found.whole.observed) else None,
        "pe": float(found.whole.expected) if np.isfinite(found.whole.expected) else None,
        "pa_se": found.errors.observed,
        "shares": dict(zip(tally.categories, found.shares.tolist(), strict=True)),
        "n_rated": tally.n,
        "n_missing": tally.n_missing,
    }
