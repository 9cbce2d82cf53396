"""What is asked of a plain table: methods, level, weights, interval, and each method's own parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from havenlens.domain.problems import StudyError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from havenlens.reliability.pooling import Resampling  # NumPy is slow to import

LEVELS = ("nominal", "ordinal", "interval", "ratio")
WEIGHTS = ("none", "linear", "quadratic", "ordinal")


@dataclass(frozen=True, slots=True)
class AgreeOptions:
    """The options of one request; ``weights`` is a rule or a matrix, ``params`` are as they were given."""

    level: str | None = None
    weights: str | Sequence[Sequence[float]] | None = None
    confidence: float = 0.95
    draws: int = 0
    seed: int = 2026
    params: Mapping[str, Any] = field(default_factory=dict)

    def resampling(self, draws: int = 0) -> Resampling | None:
        """Give how intervals are resampled; None where none is asked for and the method needs none."""
        from havenlens.reliability.pooling import Resampling  # noqa: PLC0415 - NumPy is slow to import

        given = self._given_draws()
        found = draws if given is None else len(given)
        found = self.draws or found
        kind = self.choice("interval", ("percentile", "bca", "jackknife"), "percentile")
        if not found and kind != "jackknife":
            return None
        return Resampling(self.confidence, found or 1, self.seed, kind, given)  # type: ignore[arg-type]  # checked by choice()

    def _given_draws(self) -> NDArray[np.int64] | None:
        """Count how often each row of ``index_file`` draws each observation; it numbers them from 1."""
        rows = self.params.get("index_file")
        if rows is None:
            return None
        import numpy as np  # noqa: PLC0415 - slow to import, and seldom needed here

        if not isinstance(rows, list) or not all(
            isinstance(row, list) and len(row) == len(rows[0]) for row in rows
        ):
            raise StudyError("plain.param_value", name="index_file", value=rows, allowed="draws.csv")
        n = len(rows[0])
        for value in (value for row in rows for value in row):
            if not isinstance(value, int) or not 1 <= value <= n:
                raise StudyError("plain.index", value=value, n=n)
        return np.stack([np.bincount(row, minlength=n + 1)[1:] for row in rows])

    def number(self, name: str, default: float) -> float:
        """Give a parameter as a number; StudyError where it is none."""
        value = self.params.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise StudyError("plain.param_value", name=name, value=value, allowed="0.5")
        return float(value)

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        """Give a parameter that is one of some words; StudyError where it is not."""
        value = str(self.params.get(name, default))
        if value not in allowed:
            raise StudyError("plain.param_value", name=name, value=value, allowed=", ".join(allowed))
        return value

    def texts(self, name: str) -> list[str]:
        """Give a parameter as a list of texts; empty where it was not given."""
        value = self.params.get(name, [])
        return [str(part) for part in value] if isinstance(value, list) else [str(value)]

    def numbers(self, name: str) -> list[float]:
        """Give a parameter as a list of numbers; empty where it was not given."""
        value = self.params.get(name, [])
        value = value if isinstance(value, list) else [value]
        if not all(isinstance(part, int | float) and not isinstance(part, bool) for part in value):
            raise StudyError("plain.param_value", name=name, value=value, allowed="[0.5, 0.5]")
        return [float(part) for part in value]


def read_params(texts: Sequence[str]) -> dict[str, Any]:
    r"""Read ``name=value`` parameters; a value is JSON where it is that, else text.

    >>> read_params(["tolerance=2", "codes=[\"a\"]", "icc=ICC(A,1)"])
    {'tolerance': 2, 'codes': ['a'], 'icc': 'ICC(A,1)'}
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise StudyError("plain.param_form", text=text)
        found[name.strip()] = _value(value.strip())
    return found


def _value(text: str) -> Any:
    """Read a value: JSON, a number as people write it (.5), else text."""
    if re.fullmatch(r"[+-]?\.\d+", text):
        return float(text)
    try:
        return json.loads(text, parse_constant=str, parse_float=_finite)
    except ValueError:
        return text


def _finite(text: str) -> float | str:
    return float(text) if isfinite(float(text)) else text


def whole_scale(declared: Sequence[float]) -> tuple[float, ...]:
    """Read a scale: its points, or its two ends where they are whole numbers.

    >>> whole_scale([1, 4])
    (1.0, 2.0, 3.0, 4.0)
    """
    points = sorted(set(declared))
    if len(points) == 2 and all(float(point).is_integer() for point in points):
        return tuple(float(point) for point in range(int(points[0]), int(points[1]) + 1))
    return tuple(float(point) for point in points)
