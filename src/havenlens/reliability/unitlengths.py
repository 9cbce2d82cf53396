"""Lengths and distances of units on a continuum: what the alphas for unitizing add up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.reliability.continua import Continuum
from havenlens.reliability.tables import Array

Whole = NDArray[np.int64]

_ZERO = 1e-12


class Lengths(NamedTuple):
    """What one or more continua add to u-alpha; the last code is what was left uncoded.

    ``coincidence`` (codes + 1 square) has the lengths on which two coders' units meet; ``own`` what each code
    is paired with itself for, squared lengths of units and plain lengths of gaps; ``coded`` the same of the
    part of each unit that any other coder coded.
    """

    coincidence: Array
    own: Array
    coded: Array

    def flat(self) -> Array:
        """Give all numbers in a row, which add up over continua."""
        return np.concatenate([self.coincidence.ravel(), self.own, self.coded])

    @classmethod
    def of(cls, flat: Array, size: int) -> Lengths:
        """Read rows of numbers (… × all) back; ``size`` counts the codes and the gap."""
        square = size * size
        return cls(
            flat[..., :square].reshape(*flat.shape[:-1], size, size),
            flat[..., square : square + size],
            flat[..., square + size :],
        )


class Alphas(NamedTuple):
    """The family of 2016 for tables of lengths (… ×); NaN where there is no value."""

    overall: Array
    binary: Array
    coding: Array
    per_code: Array
    coverage: Array


def continuum_lengths(continuum: Continuum, codes: Sequence[str], unit: int) -> Lengths:
    """Measure one continuum: coincidences of every two coders, divided by the coders less one."""
    numbered = _numbered(continuum, codes, unit)
    size, n_coders = len(codes) + 1, len(numbered)
    whole = _whole(continuum.end - continuum.start, unit)
    cuts = np.unique(np.concatenate([[0, whole], *(each[:, :2].ravel() for each in numbered)]))
    widths = np.diff(cuts).astype(np.float64)
    flags = [_flags(each, cuts, size) for each in numbered]
    every = np.sum(flags, axis=0)
    pairs = (every * widths) @ every.T - sum((own * widths) @ own.T for own in flags)
    own, coded = np.zeros(size), np.zeros(size)
    coders_there = np.sum([1 - own_flags[-1] for own_flags in flags], axis=0)
    for units, own_flags in zip(numbered, flags, strict=True):
        lengths = (units[:, 1] - units[:, 0]).astype(np.float64)
        np.add.at(own, units[:, 2], lengths**2)
        own[-1] += own_flags[-1] @ widths
        others = np.concatenate([[0.0], np.cumsum(widths * (coders_there - (1 - own_flags[-1]) > 0))])
        places = np.searchsorted(cuts, units[:, :2])
        np.add.at(coded, units[:, 2], (others[places[:, 1]] - others[places[:, 0]]) ** 2)
    return Lengths(pairs / max(1, n_coders - 1), own, coded)


def alphas(lengths: Lengths) -> Alphas:
    """Work the family out: ``1 − observed / expected`` lengths on which codes differ.

    Expected are ``(l_c l_k − [c = k] own_c) / (l − Σ own / l)``. Krippendorff, Mathet, Bouvry & Widlöcher
    (2016); Krippendorff (2019), Content Analysis, 4th ed., section 12.6, for the three that look at gaps
    alone (binary), at codes where both coded (coding), and at one code where another coder coded too.
    """
    expected = _expected(lengths.coincidence, lengths.own)
    coincidence = lengths.coincidence
    overall = _alpha(_off(coincidence), _off(expected))
    binary = _alpha(coincidence[..., -1, :-1].sum(axis=-1), expected[..., -1, :-1].sum(axis=-1))
    inner = coincidence[..., :-1, :-1]
    inner_expected = _expected(inner, lengths.coded[..., :-1])
    coding = _alpha(_off(inner), _off(inner_expected))
    columns, columns_expected = inner.sum(axis=-2), inner_expected.sum(axis=-2)
    observed = columns - np.diagonal(inner, axis1=-2, axis2=-1)
    by_chance = columns_expected - np.diagonal(inner_expected, axis1=-2, axis2=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_code = _alpha(observed / columns, by_chance / columns_expected)
        coverage = columns / coincidence.sum(axis=-2)[..., :-1]
    return Alphas(overall, binary, coding, per_code, coverage)


def continuum_parts(continuum: Continuum, codes: Sequence[str], unit: int) -> Array:
    """Give observed and expected disagreement of alpha_U for each code, times the length, and the length.

    3 × codes. Krippendorff (2004), Content Analysis, 2nd ed., p. 251-256.
    """
    numbered = _numbered(continuum, codes, unit)
    whole = float(_whole(continuum.end - continuum.start, unit))
    found = np.zeros((3, len(codes)))
    if whole <= 0:
        return found
    found[2] = whole
    for index in range(len(codes)):
        units = [each[each[:, 2] == index, :2].astype(np.float64) for each in numbered]
        found[0, index] = whole * _observed(units, whole)
        found[1, index] = whole * _by_chance(units, whole)
    return found


def pair_alphas(parts: Array) -> Array:
    """Give alpha_U of each code and, last, of all, from summed parts (… × 3 × codes); NaN for none."""
    with_all = np.concatenate([parts, parts.sum(axis=-1, keepdims=True)], axis=-1)
    return _alpha(with_all[..., 0, :], with_all[..., 1, :])


def _observed(units: Sequence[Array], whole: float) -> float:
    """Give observed disagreement: squared distances of units that meet, squared lengths of those alone."""
    total = 0.0
    for one, two in combinations(units, 2):
        meet = (one[:, None, 0] < two[None, :, 1]) & (two[None, :, 0] < one[:, None, 1])
        apart = ((one[:, None, :] - two[None, :, :]) ** 2).sum(axis=-1)
        alone = np.concatenate([one[~meet.any(axis=1)], two[~meet.any(axis=0)]])
        total += 2 * float(apart[meet].sum() + (np.diff(alone, axis=1) ** 2).sum())
    n = len(units)
    return total / (n * (n - 1) * whole**2)


def _by_chance(units: Sequence[Array], whole: float) -> float:
    """Give expected disagreement, if units of these lengths lay anywhere among these gaps."""
    n = len(units)
    lengths = np.concatenate([np.diff(each, axis=1).ravel() for each in units])
    gaps = np.concatenate([_gaps(each, whole) for each in units])
    room = n * whole * (n * whole - 1) - float((lengths * (lengths - 1)).sum())
    if room <= 0:
        return 0.0
    met = (lengths.size - 1) / 3 * (2 * lengths**3 - 3 * lengths**2 + lengths)
    fits = gaps[None, :] - lengths[:, None] + 1
    alone = lengths**2 * np.where(fits >= 1, fits, 0.0).sum(axis=1)
    return 2 / whole * float((met + alone).sum()) / room


def _gaps(units: Array, whole: float) -> Array:
    ordered = units[np.argsort(units[:, 0], kind="stable")]
    gaps: Array = np.concatenate([ordered[:, 0], [whole]]) - np.concatenate([[0.0], ordered[:, 1]])
    return gaps[gaps > 0]


def _numbered(continuum: Continuum, codes: Sequence[str], unit: int) -> list[Whole]:
    """Give each coder's units as rows of begin, end and code, in whole units of time from the start."""
    place = {code: index for index, code in enumerate(codes)}
    whole = _whole(continuum.end - continuum.start, unit)
    found = []
    for units in continuum.units.values():
        rows = [
            (
                min(max(_whole(one.onset - continuum.start, unit), 0), whole),
                min(max(_whole(one.end - continuum.start, unit), 0), whole),
                place[one.code],
            )
            for one in units
        ]
        found.append(np.array([row for row in rows if row[1] > row[0]], dtype=np.int64).reshape(-1, 3))
    return found


def _whole(time: int, unit: int) -> int:
    """Count whole units of time, half a unit upwards."""
    return (2 * time + unit) // (2 * unit)


def _flags(units: Whole, cuts: Whole, size: int) -> Array:
    """Tell which code holds on each stretch between cuts (codes + 1 × stretches); the last is no code."""
    steps = np.zeros((size, cuts.size))
    np.add.at(steps, (units[:, 2], np.searchsorted(cuts, units[:, 0])), 1.0)
    np.add.at(steps, (units[:, 2], np.searchsorted(cuts, units[:, 1])), -1.0)
    flags: Array = np.cumsum(steps, axis=1)[:, :-1]
    flags[-1] = flags[:-1].sum(axis=0) == 0
    return flags


def _expected(coincidence: Array, own: Array) -> Array:
    """Give the coincidences that chance would bring, without pairing a unit with itself."""
    totals = coincidence.sum(axis=-1)
    whole = totals.sum(axis=-1)[..., None, None]
    products = totals[..., :, None] * totals[..., None, :] - own[..., None] * np.eye(own.shape[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        room = whole - own.sum(axis=-1)[..., None, None] / whole
        return np.where(room > _ZERO, products / room, np.nan)


def _off(matrix: Array) -> Array:
    """Sum what is off the diagonal."""
    off: Array = matrix.sum(axis=(-2, -1)) - np.trace(matrix, axis1=-2, axis2=-1)
    return off


def _alpha(observed: Array, expected: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > _ZERO, 1 - observed / expected, np.nan)
