"""The result of a statistic: an estimate with its interval, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from havenlens.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval with its level (0.95) and the method it was made by."""

    low: float
    high: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An estimate, or ``undefined`` with a reason: exactly one of the two, and never NaN.

    ``params`` and ``detail`` hold plain values, sequences, mappings and arrays; ``warnings`` say what a
    reader should beware of.
    """

    method: str
    estimate: float | None
    n_units: int
    n_raters: int
    params: Mapping[str, Any] = field(default_factory=dict)
    interval: Interval | None = None
    se: float | None = None
    undefined: Problem | None = None
    warnings: tuple[Problem, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.estimate is None) == (self.undefined is None):
            raise ValueError("a coefficient has an estimate or a reason, never both and never neither")
        if self.estimate is not None and not math.isfinite(self.estimate):
            raise ValueError("an estimate is a finite number; give a reason where there is none")

    @classmethod
    def not_defined(cls, method: str, why: Problem, **others: Any) -> Coefficient:
        """Make the result that says why there is no value."""
        parts: dict[str, Any] = {"n_units": 0, "n_raters": 2, **others}
        return cls(method=method, estimate=None, undefined=why, **parts)

    def warned(self, warnings: Iterable[Problem]) -> Coefficient:
        """Give the result with further warnings behind its own."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def as_json(self) -> dict[str, Any]:
        """Give the result as plain values, unrounded; sentences are in the reader's language."""
        return {
            "method": self.method,
            "params": plain(self.params),
            "estimate": self.estimate,
            "ci": None if self.interval is None else [self.interval.low, self.interval.high],
            "se": self.se,
            "n_units": self.n_units,
            "n_raters": self.n_raters,
            "undefined": None if self.undefined is None else self.undefined.sentence,
            "warnings": [warning.sentence for warning in self.warnings],
            "detail": plain(self.detail),
        }


def plain(value: Any) -> Any:
    """Turn arrays, NumPy numbers and tuples into what JSON can hold; None where a number is not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
