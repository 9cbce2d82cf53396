"""KappaAcc: how accurate two observers would have to be to agree as much as they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.reliability.kappa import cohen
from havenlens.reliability.observers import expected_kappa, implied_accuracy
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import Confusion
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

ACCURACIES = (0.80, 0.85, 0.90, 0.95)
"""For these the detail says what kappa to expect."""

_ROUNDING = 1e-6


def kappa_acc(
    data: Ratings | Confusion, *, level: float = 0.95, resampling: Resampling | None = None
) -> Coefficient:
    """Give the accuracy that two equally good observers would need for the kappa that was found.

    Cohen's kappa is worked out, the codes' shares are taken from both coders' totals, and the model of
    `expected_kappa` is solved for the accuracy. The interval is that of kappa, taken through the same model;
    what lies below a kappa of 0 becomes the accuracy of guessing, 1/q. The detail has kappa, the shares, the
    accuracy of one observer against the truth, and what kappa accuracies of .80 to .95 would give. Bakeman,
    R., Quera, V., McArthur, D., & Robinson, B. F. (1997), Psychological Methods 2, 357-370; Bakeman, R.
    (2022), KappaAcc, Behavior Research Methods.

    Two observers who are right four times in five about two equally likely codes reach a kappa of .36:

    >>> found = kappa_acc(Confusion(("yes", "no"), np.array([[34.0, 16], [16, 34]])))
    >>> round(found.detail["kappa"], 2), round(found.estimate, 2)
    (0.36, 0.8)
    """
    found = cohen(data, level=level, resampling=resampling)
    common: dict[str, Any] = {
        "n_units": found.n_units,
        "n_raters": found.n_raters,
        "params": {"errors": "uniform", **found.params},
        "warnings": found.warnings,
    }
    kappa = found.estimate
    if kappa is None:
        assert found.undefined is not None
        return Coefficient.not_defined("kappa_acc", found.undefined, **common)
    table = Confusion.of_detail(found.detail)
    shares = (table.matrix.sum(axis=0) + table.matrix.sum(axis=1)) / (2 * table.n)
    detail = {
        "kappa": kappa,
        "prevalence": dict(zip(table.codes, shares.tolist(), strict=True)),
        "accuracy_vs_gold_standard": implied_accuracy(shares, kappa, gold=True),
        "expected_kappa": _expected(shares),
        **table.as_detail(),
    }
    accuracy = implied_accuracy(shares, kappa)
    if accuracy is None:
        why = Problem("agreement.kappa_below_zero", {"kappa": f"{kappa:.2f}"})
        return Coefficient.not_defined("kappa_acc", why, **common, detail=detail)
    interval = _through(shares, found.interval)
    return Coefficient("kappa_acc", accuracy, **common, interval=interval, detail=detail)


def kappa_of_accuracy(prevalence: Sequence[float], accuracy: float) -> Coefficient:
    """Give the kappa to expect of two observers with an accuracy, for codes with given shares.

    StudyError for shares below 0 or that do not add up to 1, and for an accuracy that is no share of 1.
    The detail has both kappas, that of two observers and that of one against the truth.

    >>> found = kappa_of_accuracy([0.5, 0.5], 0.8)
    >>> round(found.estimate, 2), round(found.detail["kappa_vs_gold_standard"], 2)
    (0.36, 0.6)
    """
    shares = np.asarray(prevalence, dtype=np.float64)
    if shares.ndim != 1 or shares.min(initial=0) < 0 or not abs(shares.sum() - 1) <= _ROUNDING:
        raise StudyError("agreement.prevalence", sum=f"{shares.sum():g}")
    if not 0 <= accuracy <= 1:
        raise StudyError("agreement.accuracy_range", accuracy=f"{accuracy:g}")
    params = {"prevalence": shares.tolist(), "accuracy": accuracy, "errors": "uniform"}
    two = expected_kappa(shares, accuracy)
    if two is None:
        code = Problem("agreement.chance_is_full")
        return Coefficient.not_defined("kappa_acc", code, params=params)
    detail = {
        "kappa_two_observers": two,
        "kappa_vs_gold_standard": expected_kappa(shares, accuracy, gold=True),
    }
    return Coefficient("kappa_acc", two, 0, 2, params, detail=detail)


def _expected(shares: Array) -> Mapping[str, float | None]:
    return {f"{accuracy:.2f}": expected_kappa(shares, accuracy) for accuracy in ACCURACIES}


def _through(shares: Array, interval: Interval | None) -> Interval | None:
    """Take the limits of kappa through the model."""
    if interval is None:
        return None
    low, high = (implied_accuracy(shares, min(1.0, max(0.0, end))) for end in (interval.low, interval.high))
    if low is None or high is None:
        return None
    return Interval(low, high, interval.level, f"kappa's limits ({interval.method})")
