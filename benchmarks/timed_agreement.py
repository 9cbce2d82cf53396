"""How long agreement on events in time takes: time-unit kappa, event kappa, profile, long chains."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.agreement import CODES, best_ms, one_hour
from benchmarks.table import Row, print_table
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.eventmatch import match_events
from havenlens.reliability.profile import profile
from havenlens.reliability.timeunits import time_unit_kappa


def chain(
    rng: np.random.Generator, seconds: int, per_second: float = 1.0
) -> tuple[list[TimedEvent], list[TimedEvent]]:
    """Make two codings without a gap in which matching could be cut: an event about every second."""
    n = int(seconds * per_second)
    onsets = np.sort(rng.integers(0, seconds * SECOND, size=n))
    late = np.sort(onsets + rng.integers(-SECOND, SECOND, size=n))
    first, second = (
        [
            TimedEvent(int(at), None, str(code), "P")
            for at, code in zip(times, rng.choice(CODES, n), strict=True)
        ]
        for times in (onsets, late)
    )
    return first, second


def half_hour(rng: np.random.Generator) -> DoubleCoding:
    """Make 300 events of two coders: 150 instants each in half an hour, most of them seen by both."""
    onsets = np.sort(rng.integers(0, 1800 * SECOND, size=150))
    codes = rng.choice(CODES, size=150)
    late = np.sort(onsets + rng.integers(-SECOND, SECOND, size=150))
    other = np.where(rng.random(150) < 0.85, codes, rng.choice(CODES, size=150))
    first, second = (
        [TimedEvent(int(at), None, str(code), "P") for at, code in zip(times, named, strict=True)]
        for times, named in ((onsets, codes), (np.clip(late, 0, None), other))
    )
    return DoubleCoding(first, second, 0, 1801 * SECOND, ("P",))


def row(what: str, bar: float, work: Callable[[], object], rounds: int) -> Row:
    """Time some work against a bar in milliseconds."""
    found = best_ms(work, rounds)
    return Row(what, f"<= {bar:g} ms", f"{found:.1f} ms", found <= bar)


def growth(rng: np.random.Generator) -> Row:
    """See how matching grows with the length of a chain: twice the events, about twice the time."""
    short, long = chain(rng, 1800), chain(rng, 3600)
    ratio = best_ms(lambda: match_events(*long), 3) / best_ms(lambda: match_events(*short), 3)
    return Row("matching, twice as long a chain", "<= 2.6 times", f"{ratio:.2f} times", ratio <= 2.6)


def main() -> None:
    """Measure and print."""
    rng = np.random.default_rng(1)
    hour, many = one_hour(rng), [half_hour(rng) for _ in range(2000)]
    states = [one_hour(rng, events=150) for _ in range(2000)]
    kappa = partial(time_unit_kappa, [hour], CODES)
    at_units = partial(kappa, unit=SECOND // 10)
    print_table(
        [
            row("time-unit kappa, 1 h, 1,000 events, exact", 10, kappa, 20),
            row("the same in units of 0.1 s", 10, at_units, 20),
            row("the same with a tolerance of 5 units", 10, partial(at_units, tolerance=5), 20),
            row("the same by most of each unit", 10, partial(at_units, sampling="majority"), 20),
            row(
                "matching, 1 h, 2 x 3,600 events in one chain",
                500,
                partial(match_events, *chain(rng, 3600)),
                3,
            ),
            growth(rng),
            row(
                "the same within 5 s",
                2000,
                partial(match_events, *chain(rng, 3600), 5 * SECOND),
                2,
            ),
            row(
                "profile of event kappa, 1 h, 10 tolerances",
                1000,
                partial(profile, event_kappa, [hour], CODES),
                2,
            ),
            row(
                "event kappa, 2,000 x 2 x 150 events, 2,000 draws", 6000, partial(event_kappa, many, CODES), 1
            ),
            row(
                "time-unit kappa, 2,000 x 2 x 150 events, 2,000 draws",
                6000,
                partial(time_unit_kappa, states, CODES),
                1,
            ),
        ]
    )


if __name__ == "__main__":
    main()
