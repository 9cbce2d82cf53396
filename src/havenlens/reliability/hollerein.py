"""Holle and Rein's modified kappa: events matched by how much of them overlaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from havenlens.domain.problems import StudyError
from havenlens.inference.ipf import missed_by_both, proportional_fit
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding, events_seen
from havenlens.reliability.eventkappa import event_kappa_parts
from havenlens.reliability.eventtables import PairedKappa
from havenlens.reliability.kappa import specific_agreement
from havenlens.reliability.overlapmatch import THRESHOLD, overlap_matching
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.scopes import observation_names
from havenlens.reliability.tables import Array, Confusion, kappa_parts

METHOD = "holle_rein"
Variant = Literal["EasyDIAg", "ELAN"]

RANGES: Mapping[str, tuple[float, float]] = {"EasyDIAg": (0.51, 0.90), "ELAN": (0.51, 1.0)}
"""Which thresholds each variant takes; above one half, no two events can claim the same stretch."""

_MATCHED = 2.0
_ZERO = 1e-12


def holle_rein(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    overlap_threshold: float = THRESHOLD,
    variant: Variant = "EasyDIAg",
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give kappa over events matched by overlap, with missed events in the table (EasyDIAg's procedure).

    Events of the same person are matched as in `overlap_matching`. A matched pair counts 2, a missed event
    1, so that the table's sum is the number of events. Chance is quasi-independence with the cell *missed by
    both* at zero. Negative values stay negative. StudyError for a threshold that the variant does not take.
    The detail has ``linked``; ``ra_incl``, ``kappa_ipf`` and ``kappa_max_incl`` with missed events;
    ``ra_excl``, ``kappa_excl`` and ``kappa_max_excl`` without; ``per_code``; and the table ``fitted`` by
    chance. Because pairs count twice there is no analytic standard error: observations are resampled. Holle,
    H., & Rein, R. (2015), Behavior Research Methods 47, 837-847.

    A table of their kind, as the original functions give it:

    >>> matrix = np.array([[4.0, 0, 0, 0], [0, 4, 0, 0], [0, 2, 2, 1], [1, 1, 0, 0]])
    >>> found = indices(Confusion(("A", "B", "C", "missed"), matrix))
    >>> [round(found[name], 4) for name in ("linked", "ra_incl", "kappa_ipf", "kappa_max_incl")]
    [0.8, 0.6667, 0.5526, 0.6421]
    """
    _check(overlap_threshold, variant)
    kappa = PairedKappa(
        METHOD,
        tuple(codes),
        {"overlap_threshold": overlap_threshold, "variant": variant, "matched_weight": int(_MATCHED)},
        indices,
        _MATCHED,
        coders,
        resampling,
    )
    seen = [events_seen(coding, codes, coders) for coding in codings]
    pairs = [overlap_matching(first, second, overlap_threshold) for first, second, _ in seen]
    return kappa.agreement(pairs, observation_names(codings), sum(n_away for _, _, n_away in seen))


def indices(table: Confusion) -> dict[str, Any]:
    """Give Holle and Rein's indices of a table whose last row and column are missed events.

    None where one has no value. Chance in ``kappa_ipf`` is the limit of iterative proportional fitting, which
    `event_kappa_parts` has in closed form; ``fitted`` is the table as the fitting leaves it.
    """
    matrix, inner = table.matrix, table.matrix[:-1, :-1]
    fit = proportional_fit(matrix, missed_by_both(matrix.shape[0]))
    parts = event_kappa_parts(matrix)
    known = bool(np.isfinite(parts.kappa))
    incl = _beyond(matrix, float(parts.expected) * table.n if known else table.n)
    excl = _beyond(inner, _by_chance(inner))
    specific = specific_agreement(table)
    return {
        "linked": _share(inner.sum(), table.n),
        "ra_incl": incl[0],
        "kappa_ipf": incl[1],
        "kappa_max_incl": incl[2],
        "ra_excl": excl[0],
        "kappa_excl": excl[1],
        "kappa_max_excl": excl[2],
        "per_code": {code: _own(table, code, specific[code]) for code in table.codes[:-1]},
        "fitted": fit.table,
        "ipf_sweeps": fit.sweeps,
    }


def _own(table: Confusion, code: str, specific: float | None) -> dict[str, float | None]:
    matrix = table.against_rest(code).matrix
    raw, kappa, most = _beyond(matrix, _by_chance(matrix))
    return {"kappa": kappa, "raw_agreement": raw, "positive_agreement": specific, "kappa_max": most}


def _by_chance(matrix: Array) -> float:
    expected = float(kappa_parts(matrix).expected) if matrix.sum() > 0 else 0.0
    return expected * float(matrix.sum())


def _beyond(matrix: Array, by_chance: float) -> tuple[float | None, float | None, float | None]:
    """Give the share agreed, kappa, and kappa at most with these totals; ``by_chance`` counts tallies."""
    n = float(matrix.sum())
    if n <= 0:
        return None, None, None
    observed, expected = float(np.trace(matrix)) / n, by_chance / n
    if expected >= 1 - _ZERO:
        return observed, None, None
    most = float(np.minimum(matrix.sum(axis=0), matrix.sum(axis=1)).sum()) / n
    return observed, (observed - expected) / (1 - expected), (most - expected) / (1 - expected)


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _check(threshold: float, variant: str) -> None:
    if variant not in RANGES:
        raise StudyError("agreement.unknown_variant", variant=variant, known=", ".join(RANGES))
    low, high = RANGES[variant]
    if not low <= threshold <= high:
        raise StudyError(
            "agreement.threshold_range",
            value=f"{threshold:g}",
            low=f"{low:g}",
            high=f"{high:g}",
            variant=variant,
        )
