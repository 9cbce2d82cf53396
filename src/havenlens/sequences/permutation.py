"""What chance alone would give: one series shifted in a circle against the other, both left as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.bootstrap import SEED

PERMUTATIONS = 1000
"""How many shifts are drawn unless set."""

LEAST_DRAWS = 39
"""From so many draws on, the highest and the lowest together come up in no more than one of twenty."""

_DIGITS = 3
"""A count of pairs, and those one and two places further on, which tell ties apart."""

_BASE = 2**20
"""The highest base of these digits, so that three of them fit in a number of 64 bits."""

_AT_ONCE = 2**23
"""How many pairs of events are counted at a time."""

Counts = NDArray[np.int64]
Array = NDArray[np.float64]


def mid_p(observed: NDArray[Any], null: NDArray[Any]) -> NDArray[np.float64]:
    """Give the two-sided p of statistics among their values under chance (draws along the first axis).

    ``p = 2 min(P(T > t) + ½P(T = t), P(T < t) + ½P(T = t))``, at most 1, with the observed value counted
    among the draws, so that p is never 0. Equal values weigh a half, because with few events there are many
    of them and the plain p then finds too little: Lancaster, H. O. (1961), Journal of the American
    Statistical Association 56, 223-234. With fewer than `LEAST_DRAWS` draws the value found weighs fully:
    half of it would make the highest of twenty a finding at 5 %.

    >>> float(mid_p(np.array(4), np.array([0, 1, 1, 2, 2, 2, 3, 3, 4])))
    0.3
    """
    draws = null.shape[0]
    own = 0.5 if draws >= LEAST_DRAWS else 1.0
    higher, same = _count(null > observed), _count(null == observed)
    upper = (higher + 0.5 * same + own) / (draws + 1)
    lower = (draws - higher - 0.5 * same + own) / (draws + 1)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(upper, lower)), dtype=np.float64)


def _count(found: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count along the first axis; bytes are added up in half the time that truth values take."""
    return np.asarray(np.add.reduce(found.view(np.uint8), axis=0, dtype=np.int64))


def shift_sums(weights: NDArray[Any], target: NDArray[np.bool_]) -> Counts:
    """Add the (whole) weights of the bins that are hit when the target is shifted by 0, 1, … in a circle.

    >>> shift_sums(np.array([1, 0, 0, 0], bool), np.array([0, 1, 1, 0], bool)).tolist()
    [0, 1, 1, 0]
    """
    n = target.size
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    crossed = np.conj(np.fft.rfft(weights.astype(np.float64))) * np.fft.rfft(target)
    return np.rint(np.fft.irfft(crossed, n)).astype(np.int64)


Progress = Callable[[int, int], None]
"""Is told how many observations are done, of how many; it may raise to stop the work."""


class Shifted(NamedTuple):
    """Statistics, and their values under chance (draws along the first axis)."""

    observed: NDArray[Any]
    null: NDArray[Any]


def circular_shifts(
    parts: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]],
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Shifted:
    """Count the bins that are given and hit, over observations, as they are and under chance.

    Each part is (given, hit, bins since the last given onset, around the circle). Of two equal counts the one
    whose hits come sooner after what is given is the higher: with few events counts alone hardly differ, and
    a test on them finds too little. Every observation is shifted by a random number of bins of its own. A
    single one with no more shifts than ``permutations`` gets each of them once, which leaves nothing to
    chance.
    """
    beyond = 1 + sum(target.size**2 for _, target, _ in parts)
    scores = [
        beyond * shift_sums(given, target) - shift_sums(since, target)
        for given, target, since in parts
        if target.size
    ]
    observed = np.array(sum(int(score[0]) for score in scores))
    if len(scores) == 1 and scores[0].size - 1 <= permutations:
        return Shifted(observed, scores[0][1:])
    generator = np.random.default_rng(seed)
    null = np.zeros(permutations, dtype=np.int64)
    for score in scores:
        null += score[generator.integers(score.size, size=permutations)]
    return Shifted(observed, null)


def lag_shifts(
    streams: Sequence[NDArray[np.intp]],
    n_codes: int,
    lag: int,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Shifted:
    """Count which code follows which, as it is and under chance: (given, target), flat.

    In every stream the codes that follow are shifted in a circle against the codes that are given; the shift
    that would lay each event upon itself is left out. One stream with few shifts gets each of them once. Of
    two equal counts the one with more pairs one place further on is the higher, then two places.
    """
    generator = np.random.default_rng(seed)
    usable = [stream for stream in streams if stream.size - lag >= 2]
    alone = len(usable) == 1 and usable[0].size - lag - 1 <= permutations
    base = min(1 + sum(stream.size for stream in usable), _BASE)
    observed = np.zeros(n_codes * n_codes, dtype=np.int64)
    null = np.zeros((0 if alone else permutations, n_codes * n_codes), dtype=np.int64)
    for stream in _one_by_one(usable, progress):
        allowed = _shifts(stream.size - lag, lag)
        if alone:
            scores = _scores(stream, n_codes, lag, allowed, base)
            return Shifted(scores[0], scores[1:])
        drawn = allowed[generator.integers(allowed.size, size=permutations)]
        different, where = np.unique(np.append(drawn, 0), return_inverse=True)
        scores = _scores(stream, n_codes, lag, different, base)
        observed += scores[where[-1]]
        null += scores[where[:-1]]
    return Shifted(observed, null)


def _scores(
    stream: NDArray[np.intp], n_codes: int, lag: int, shifts: NDArray[np.intp], base: int
) -> NDArray[Any]:
    """Count pairs at each shift, and at those one and two places on as lower digits of the same number."""
    pairs = stream.size - lag
    places = [(shifts + later) % pairs for later in range(_DIGITS)]
    every = np.unique(np.concatenate(places))
    counted = np.concatenate(list(_counted(stream, n_codes, lag, every)))
    if base**_DIGITS < 2**31:
        # Half as wide numbers take half the time where a study has many short observations.
        counted = counted.astype(np.int32)
    if every.size == pairs:
        return _digits([_turned(counted, later) for later in range(_DIGITS)], base)[shifts]
    return _digits([[counted[np.searchsorted(every, place)]] for place in places], base)


def _turned(counted: NDArray[Any], by: int) -> list[NDArray[Any]]:
    """Give the rows from one on, with those before it behind, as parts that need no copy."""
    return [counted[by:], counted[:by]]


def _digits(parts: Sequence[Sequence[NDArray[Any]]], base: int) -> NDArray[Any]:
    """Put counts together as digits; each is given in parts, one below the other."""
    score = np.concatenate(parts[0])
    for digit in parts[1:]:
        score *= base
        at = 0
        for part in digit:
            score[at : at + part.shape[0]] += part
            at += part.shape[0]
    return score


def chain_null(
    streams: Sequence[NDArray[np.intp]],
    expected: Array,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> NDArray[np.int32]:
    """Give tables of which code follows which at lag 1 under chance, where some cannot: draws × tables, flat.

    A shift would lay codes upon themselves and keep the to and fro that the ban on repeats makes by itself.
    So every stream is drawn anew, from its own first code on, with the transitions that the totals alone lead
    to (``expected``), as Bakeman, R., Robinson, B. F., & Quera, V. (1996), Psychological Methods 1, 4-15,
    sample permutations that keep to such a ban.
    """
    k = expected.shape[0]
    fallback = np.where(expected.sum(axis=0) > 0, expected.sum(axis=0), 1e-12)
    rows = np.where(expected.sum(axis=1, keepdims=True) > 0, expected, fallback)
    steps = (rows / rows.sum(axis=1, keepdims=True)).cumsum(axis=1)
    generator = np.random.default_rng(seed)
    null = np.zeros((permutations, k * k), dtype=np.int32)
    every = np.arange(permutations)
    for stream in _one_by_one(streams, progress):
        if stream.size < 2:
            continue
        state = np.full(permutations, stream[0], dtype=np.intp)
        for _ in range(stream.size - 1):
            drawn = generator.random(permutations)
            after = np.minimum((drawn[:, None] > steps[state]).sum(axis=1), k - 1)
            null[every, state * k + after] += 1
            state = after
    return null


def _one_by_one(streams: Sequence[NDArray[np.intp]], progress: Progress | None) -> Iterator[NDArray[np.intp]]:
    for done, stream in enumerate(streams):
        if progress is not None:
            progress(done, len(streams))
        yield stream


def _shifts(pairs: int, lag: int) -> NDArray[np.intp]:
    """List the shifts, from 0 (as it was) on, without the one that lays every event upon itself."""
    every = np.arange(pairs, dtype=np.intp)
    return every[every != (pairs - lag) % pairs] if pairs > lag else every


def _counted(
    stream: NDArray[np.intp], n_codes: int, lag: int, shifts: NDArray[np.intp]
) -> Iterator[NDArray[np.int64]]:
    """Count the pairs of codes at each shift, as many shifts at a time as fit in a little memory."""
    given, target = stream[:-lag] * n_codes, stream[lag:]
    twice, n, cells = np.concatenate([target, target]), target.size, n_codes * n_codes
    windows = np.lib.stride_tricks.sliding_window_view(twice, n)
    step = max(1, _AT_ONCE // max(n, cells))
    for at in range(0, shifts.size, step):
        part = shifts[at : at + step]
        pairs = windows[part]
        pairs += given
        pairs += (np.arange(part.size) * cells)[:, None]
        counted = np.bincount(pairs.ravel(), minlength=part.size * cells)
        yield counted.reshape(part.size, cells)
