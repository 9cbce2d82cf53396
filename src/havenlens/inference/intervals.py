"""Confidence intervals in closed form."""

from __future__ import annotations

import math
from statistics import NormalDist

from havenlens.inference.coefficient import Interval


def normal_quantile(level: float) -> float:
    """Give the two-sided normal quantile of a confidence level.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    return NormalDist().inv_cdf((1 + level) / 2)


def normal(estimate: float, se: float, level: float = 0.95) -> Interval:
    """Give ``estimate ± z·se``; it is not clipped to the range of the coefficient."""
    reach = normal_quantile(level) * se
    return Interval(estimate - reach, estimate + reach, level, "normal")


def student(estimate: float, se: float, df: float, level: float = 0.95) -> Interval:
    """Give ``estimate ± t·se`` with the quantile of Student's t; it is not clipped."""
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    reach = float(special.stdtrit(df, (1 + level) / 2)) * se
    return Interval(estimate - reach, estimate + reach, level, "t")


def wilson(successes: float, n: float, level: float = 0.95) -> Interval | None:
    """Give Wilson's score interval of a share; None where there is nothing to count.

    ``(p + z²/2n ± z·sqrt(p(1−p)/n + z²/4n²)) / (1 + z²/n)``; Wilson, E. B. (1927), Journal of the American
    Statistical Association 22, 209-212. Newcombe, R. G. (1998), Statistics in Medicine 17, 857-872, Table I,
    prints 0.2553 to 0.3662 for 81 of 263:

    >>> found = wilson(81, 263)
    >>> round(found.low, 4), round(found.high, 4)
    (0.2553, 0.3662)
    """
    if n <= 0:
        return None
    z, share = normal_quantile(level), successes / n
    centre = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The ends are exactly 0 and 1 where all failed or all succeeded; rounding would miss them.
    low = 0.0 if successes <= 0 else (centre - reach) / scale
    high = 1.0 if successes >= n else (centre + reach) / scale
    return Interval(low, high, level, "Wilson")
