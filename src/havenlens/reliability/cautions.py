"""What a reader should beware of: warnings that several coefficients share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import Resampled
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.tables import Confusion
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

LITTLE_VARIANCE = 0.9
"""From this share of one category on, a coefficient beyond chance says little."""

FEW_EVENTS = 10
FEW_UNITS = 10
FEW_OBSERVATIONS = 10

HIDDEN_BY = 0.2
"""A code this far below the pooled value is named."""


def share_of_one(table: Confusion) -> Iterator[Problem]:
    """Warn where nearly everything, but not all, is one category over both coders."""
    yield from share_of_totals(table.codes, table.matrix.sum(axis=0) + table.matrix.sum(axis=1))


def share_of_totals(codes: Sequence[str], totals: Array) -> Iterator[Problem]:
    """Warn where nearly everything, but not all, is one category; ``totals`` are those of the codes."""
    if np.count_nonzero(totals) > 1 and totals.max() / totals.sum() >= LITTLE_VARIANCE:
        category = codes[int(totals.argmax())]
        share = f"{100 * totals.max() / totals.sum():.0f}%"
        yield Problem("agreement.little_variance", {"share": share, "category": category})


def narrow_scale(ratings: Ratings) -> Iterator[Problem]:
    """Warn where only two neighbouring points of a declared scale of five or more were given."""
    scale = ratings.scale
    given = ratings.values[ratings.present] if len(scale) >= 5 else ratings.values[:0]
    if not given.size:
        return
    low, high = given.min(), given.max()
    if scale.index(high) - scale.index(low) <= 1:
        values = {"low": low, "high": high, "least": scale[0], "most": scale[-1]}
        yield Problem("agreement.narrow_scale", {key: f"{value:g}" for key, value in values.items()})


def never_used(
    codes: Sequence[str], totals: tuple[Array, Array], coders: tuple[str, str]
) -> Iterator[Problem]:
    """Warn of codes that one coder used and the other never did; ``totals`` are each coder's, in order."""
    for own, other in ((0, 1), (1, 0)):
        without = (totals[own] == 0) & (totals[other] > 0)
        if without.any():
            named = ", ".join(code for code, is_without in zip(codes, without, strict=True) if is_without)
            yield Problem(
                "agreement.code_never_used", {"coder": coders[own], "codes": named, "other": coders[other]}
            )


def hidden(overall: Coefficient, per_code: Mapping[str, Coefficient]) -> Iterator[Problem]:
    """Warn where the pooled value hides a code that is far worse or has no value."""
    if overall.estimate is None:
        return
    values = {code: found.estimate for code, found in per_code.items() if found.estimate is not None}
    worst = min(values, key=lambda code: values[code], default=None)
    if worst is not None and values[worst] <= overall.estimate - HIDDEN_BY:
        told = {"pooled": f"{overall.estimate:.2f}", "label": worst, "value": f"{values[worst]:.2f}"}
        yield Problem("agreement.hides_a_code", told)
    without = [code for code, found in per_code.items() if found.estimate is None and found.n_units > 0]
    if without:
        yield Problem("agreement.hides_an_undefined_code", {"codes": ", ".join(without)})


def resampling(resampled: Resampled, observations: int) -> Iterator[Problem]:
    """Warn where an interval over observations is missing or rests on few of them."""
    if observations == 1:
        yield Problem("agreement.one_observation")
    elif resampled.interval is None and resampled.draws:
        yield Problem("agreement.no_interval")
    elif resampled.interval is not None and observations < FEW_OBSERVATIONS:
        yield Problem("agreement.few_observations", {"n": observations})
    if resampled.interval is not None and resampled.n_undefined:
        values = {"n": resampled.n_undefined, "draws": resampled.draws}
        yield Problem("agreement.resamples_undefined", values)


def redrawn(resampled: Resampled, clusters: int) -> Iterator[Problem]:
    """Warn where an interval over units, or the clusters they belong to, is missing or rests on little."""
    if clusters:
        yield from resampling(resampled, clusters)
        return
    if resampled.interval is None and resampled.draws:
        yield Problem("agreement.no_interval")
    elif resampled.n_undefined:
        values = {"n": resampled.n_undefined, "draws": resampled.draws}
        yield Problem("agreement.resamples_undefined", values)


def unnamed(ratings: Ratings) -> Problem | None:
    """Say why counts are not enough, where a coefficient must know who gave which score."""
    return Problem("agreement.anonymous") if ratings.anonymous else None


def uncounted(data: Ratings | Confusion, n_units: int, *, named: bool = False) -> Problem | None:
    """Say why ratings or a table cannot be compared; ``named`` where it matters who gave which score."""
    if isinstance(data, Ratings):
        return (unnamed(data) if named else None) or incomparable(data, n_units)
    if n_units == 0:
        return Problem("agreement.no_units")
    return Problem("agreement.too_few_units", {"n": n_units}) if n_units < 2 else None


def scarce_units(n: int) -> Iterator[Problem]:
    """Warn of few units."""
    if n < FEW_UNITS:
        yield Problem("agreement.few_units", {"n": n})


def dropped(n_dropped: int, n: int) -> Iterator[Problem]:
    """Say how many units were left out because a score is missing."""
    if n_dropped:
        yield Problem("agreement.units_dropped", {"dropped": n_dropped, "n": n})


def gaps(ratings: Ratings, estimator: str) -> Iterator[Problem]:
    """Say how many scores are missing where a value is estimated from those that are there."""
    missing = int((~ratings.present).sum())
    if missing:
        told = {"missing": missing, "cells": ratings.values.size, "estimator": estimator}
        yield Problem("agreement.incomplete", told)


def incomparable(ratings: Ratings, n_units: int, least: int = 2) -> Problem | None:
    """Say why ratings cannot be compared at all: one coder, no unit in common, fewer than ``least``."""
    if len(ratings.raters) < 2:
        return Problem("agreement.one_coder")
    if n_units == 0:
        return Problem("agreement.no_units")
    if n_units < least:
        return Problem("agreement.too_few_units", {"n": n_units})
    return None
