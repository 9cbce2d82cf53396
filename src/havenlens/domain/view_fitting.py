"""Which time base puts one recording in step with another, from moments that match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from havenlens.domain.time import SECOND, Micros, TimeBase

LEAST_APART = 10 * SECOND
"""Two matches nearer to each other than this tell nothing about drift that could be relied on."""

MOST_DRIFT = 2_000.0
"""Parts per million; no camera's clock is off by more."""


@dataclass(frozen=True, slots=True)
class Match:
    """One moment in both: in observation time, and on the clock of the file to be placed."""

    at: Micros
    presentation: Micros


def fit_time_base(matches: Sequence[Match], rate_ppm: float = 0.0) -> TimeBase:
    """Place a recording by moments that match; raise ValueError where there is none.

    One match gives the offset, with the drift as it is. Matches at least ten seconds apart give both, by
    least squares: ``at = offset + presentation × (1 + ppm / 10⁶)``.

    >>> fit_time_base([Match(Micros(3_000_000), Micros(1_000_000))])
    TimeBase(offset=2000000, rate_ppm=0.0)
    """
    if not matches:
        raise ValueError("no match, no time base")
    count = len(matches)
    mean_p = sum(match.presentation for match in matches) / count
    mean_gap = sum(match.at - match.presentation for match in matches) / count
    places = [match.presentation for match in matches]
    if max(places) - min(places) >= LEAST_APART:
        spread = sum((p - mean_p) ** 2 for p in places)
        along = sum((m.presentation - mean_p) * (m.at - m.presentation - mean_gap) for m in matches)
        rate_ppm = round(along / spread * 1e6, 3)
    return TimeBase(Micros(round(mean_gap - mean_p * rate_ppm / 1e6)), rate_ppm)
