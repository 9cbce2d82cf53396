"""Agreement weights: how much two different categories count as agreement, 1 for the same category."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from havenlens.domain.problems import StudyError

Array = NDArray[np.float64]
WeightRule = Literal["none", "linear", "quadratic", "ordinal"]
DistanceRule = Literal["linear", "quadratic", "ordinal"]
Weights = WeightRule | ArrayLike

_ROUNDING = 1e-9


def distance_weights(scores: Sequence[float], kind: DistanceRule) -> Array:
    """Give agreement weights that fall with the distance on the declared scale.

    Linear ``1 − |s_i − s_j| / (s_max − s_min)``, quadratic ``1 − ((s_i − s_j) / (s_max − s_min))²``. Ordinal
    weights take only the order: with d steps between two of q categories ``1 − d(d + 1) / (q(q − 1))``;
    Gwet, K. L. (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3.

    >>> distance_weights([1, 2, 3], "quadratic")[0].tolist()
    [1.0, 0.75, 0.0]
    >>> distance_weights([1, 2, 3, 4], "ordinal")[0].round(3).tolist()
    [1.0, 0.833, 0.5, 0.0]
    """
    points = np.asarray(scores, dtype=np.float64)
    if kind == "ordinal":
        ranks = np.searchsorted(np.unique(points), points)
        steps = np.abs(ranks[:, None] - ranks[None, :]).astype(np.float64)
        apart = steps * (steps + 1)
        reach = apart.max(initial=0.0)
    else:
        apart = np.abs(points[:, None] - points[None, :])
        reach = apart.max(initial=0.0)
    apart = apart / (reach or 1.0)
    weights: Array = 1 - (apart**2 if kind == "quadratic" else apart)
    return weights


def weights_from_disagreement(disagreement: ArrayLike) -> Array:
    """Turn disagreement weights (0 on the diagonal, any unit) into agreement weights: ``1 − v / v_max``.

    StudyError for weights below 0, not finite, or all 0.
    """
    given = _numbers(disagreement)
    if given.min(initial=np.inf) < 0 or given.max(initial=0) <= 0:
        raise StudyError("agreement.weights_range")
    turned: Array = 1 - given / given.max()
    return turned


def agreement_weights(weights: Weights, scores: Sequence[float] | None, size: int) -> Array:
    """Give the q × q agreement weights that a rule or a matrix stands for.

    A rule is applied to ``scores``, the declared scale (1, 2, … where there is none). A matrix with zeros on
    its diagonal holds disagreement and is turned round; any other holds agreement, and is divided by the one
    value on its diagonal. StudyError for another size, for text, for values below 0 or not finite, and where
    two different categories agree more than a category does with itself. ValueError for an unknown rule.

    >>> agreement_weights([[0, 2], [2, 0]], None, 2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    if isinstance(weights, str):
        if weights == "none":
            return np.eye(size)
        if weights not in {"linear", "quadratic", "ordinal"}:
            raise ValueError(weights)
        points = scores if scores is not None else range(1, size + 1)
        return distance_weights(list(points), weights)  # type: ignore[arg-type]  # one of the three
    given = _numbers(weights)
    if given.shape != (size, size):
        rows, columns = (*given.shape, 1, 1)[:2]
        raise StudyError("agreement.weights_shape", rows=rows, columns=columns, codes=size)
    if given.min(initial=0) < 0:
        raise StudyError("agreement.weights_range")
    own = np.diagonal(given)
    if not own.any() and given.any():
        return weights_from_disagreement(given)
    full = float(own[0]) if size else 1.0
    if full <= 0 or np.abs(own - full).max(initial=0) > _ROUNDING * full or given.max() > full:
        raise StudyError("agreement.weights_diagonal")
    scaled: Array = given / full
    return scaled


def weights_name(weights: Weights) -> str:
    """Give the name under which weights stand in results."""
    return weights if isinstance(weights, str) else "custom"


def scores_name(weights: Weights, scores: Sequence[float] | None, size: int) -> dict[str, Any]:
    """Give the scale that a rule was applied to, as parameters of a result; nothing without a rule."""
    if not isinstance(weights, str) or weights == "none":
        return {}
    return {"scores": [float(score) for score in scores] if scores is not None else f"1..{size}"}


def _numbers(matrix: Any) -> Array:
    try:
        given = np.asarray(matrix, dtype=np.float64)
    except ValueError:
        raise StudyError("agreement.weights_range") from None
    if not np.isfinite(given).all():
        raise StudyError("agreement.weights_range")
    return given
