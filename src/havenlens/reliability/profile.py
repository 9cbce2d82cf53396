"""A coefficient as a curve over tolerance: how much of it hangs on how exactly coders must meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.codings import Agreement, DoubleCoding

TOLERANCES = tuple(range(SECOND // 2, 5 * SECOND + 1, SECOND // 2))
"""From 0.5 to 5 s in steps of half a second."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A coefficient at each of some tolerances in microseconds, in ascending order.

    A profile is read as a whole. It names no best point on purpose: who picks the tolerance by its result has
    tuned the result. ``fixed`` is the tolerance the study settled on beforehand, where it did.
    """

    points: tuple[tuple[int, Coefficient], ...]
    fixed: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the curve as plain values, tolerances in seconds."""
        return {
            "fixed": None if self.fixed is None else self.fixed / SECOND,
            "points": [
                {"tolerance": tolerance / SECOND, **found.as_json()} for tolerance, found in self.points
            ],
        }


def profile(
    metric: Callable[..., Agreement | Coefficient],
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    tolerances: Sequence[int] = TOLERANCES,
    fixed: int | None = None,
    code: str | None = None,
    **options: Any,
) -> Profile:
    """Apply an event coefficient at each tolerance (microseconds); pooled, or one ``code``'s own value.

    ``metric`` takes codings, codes and ``tolerance``, as `event_kappa` does; ``options`` go to it as they
    are. StudyError for a tolerance below 0.

    >>> from havenlens.reliability.codings import TimedEvent
    >>> from havenlens.reliability.eventkappa import event_kappa
    >>> def seen(*times):
    ...     return [TimedEvent(at * 1_000_000, None, code)
    ...             for at, code in zip(times, ("bid", "look", "bid"), strict=True)]
    >>> coding = DoubleCoding(seen(10, 30, 50), seen(11, 30, 53), 0, 60_000_000)
    >>> found = profile(event_kappa, [coding], ["bid", "look"],
    ...                 tolerances=[0, 1_000_000, 3_000_000])
    >>> [(at / 1_000_000, round(point.estimate, 2)) for at, point in found.points]
    [(0.0, 0.1), (1.0, 0.31), (3.0, 1.0)]
    """
    points = []
    for tolerance in sorted(set(tolerances)):
        if tolerance < 0:
            raise StudyError("agreement.tolerance_negative", tolerance=tolerance / SECOND)
        found = metric(codings, codes, tolerance=tolerance, **options)
        if isinstance(found, Agreement):
            found = found.pooled if code is None else found.per_code[code]
        points.append((tolerance, found))
    return Profile(tuple(points), fixed)
