"""Find the moments of one recording in another by their sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros
from havenlens.domain.view_fitting import MOST_DRIFT
from havenlens.media.sound import SoundShape, samples_between, samples_from, sound_shape
from havenlens.services.ports import Progress, SoundMatches, no_progress

Signal = NDArray[np.float64]

_LOUDNESS_RATE = 100
"""Values a second of the loudness in which a rough place is looked for."""
_RATE = 8_000
"""Samples a second of the sound in which the exact place is looked for."""
_WINDOW = (4, 60)
"""Shortest and longest stretch, in seconds, of which the rough place is looked for."""
_ROUGH, _FINE = 8, 16
"""How many stretches are looked for, roughly and exactly, spread over the whole recording."""
_STRETCH, _AROUND = 6 * SECOND, SECOND // 2
"""How long an exact stretch is, and how far around its rough place it is looked for."""
_PLAIN = 7.0
"""How far, in standard deviations, a true match stands out; of a second's chance ones none reaches 5."""
_AGREE = 5_000
"""How far from one line the matches may lie, in microseconds."""
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class _Heard:
    """A file with sound, and how loud it is, moment by moment."""

    path: Path
    shape: SoundShape
    loudness: Signal

    @property
    def seconds(self) -> float:
        return len(self.loudness) / _LOUDNESS_RATE


def sound_matches(reference: Path, other: Path, progress: Progress = no_progress) -> SoundMatches:
    """Find moments of one file in another by their sound, over the whole of both.

    First the course of loudness (the logarithm, in steps of 10 ms) of a few stretches is looked for in the
    whole of the other file. Then, around the place on which most of them agree, the sound itself is compared
    by generalised cross-correlation with phase transform (Knapp & Carter 1976, IEEE Trans. ASSP 24(4),
    320–327), and the places that lie on one line (an offset and a drift) count. Raise `StudyError` where one
    has no sound, or where fewer than half of the stretches agree.
    """
    both = [_shape(path) for path in (reference, other)]
    total = sum(max(1, shape.length) for shape in both)
    heard, done = [], 0
    for path, shape in zip((reference, other), both, strict=True):
        heard.append(_listen(path, shape, done, total, progress))
        done += max(1, shape.length)
    short, long = sorted(heard, key=lambda each: len(each.loudness))
    lag = _rough_lag(short.loudness, long.loudness)
    found = _exact_matches(short, long, lag) if lag is not None else None
    progress(total, total)
    if found is None:
        raise StudyError("views.sound_differs", path=other, other=reference)
    pairs, tried, spread = found
    if short.path == other:
        pairs = [(there, here) for here, there in pairs]
    return SoundMatches(tuple((Micros(a), Micros(b)) for a, b in pairs), tried, Micros(spread))


def _shape(path: Path) -> SoundShape:
    shape = sound_shape(path)
    if shape is None:
        raise StudyError("views.no_sound", path=path)
    return shape


def _listen(path: Path, shape: SoundShape, done: int, total: int, progress: Progress) -> _Heard:
    """Read the course of loudness, in values of about one spread around a moving mean."""
    energy: list[Signal] = []
    held = 0
    for place, block in samples_from(path, shape):
        mono = block.mean(axis=0, dtype=np.float64)[max(0, -place) :]
        first = max(0, place)
        bins = np.arange(first, first + len(mono), dtype=np.int64) * _LOUDNESS_RATE // shape.rate
        if len(bins) and int(bins[-1]) >= held:
            grown = np.zeros(max(int(bins[-1]) + 1 - held, 4096))
            energy.append(grown)
            held += len(grown)
        _add(energy, bins, mono * mono)
        progress(min(done + first * SECOND // shape.rate, total), total)
        end = int(bins[-1]) + 1 if len(bins) else 0
    whole = np.concatenate(energy)[:end] if energy else np.zeros(0)
    if not len(whole) or float(whole.max()) < _LEAST:
        raise StudyError("views.no_sound", path=path)
    return _Heard(path, shape, _flattened(np.log(whole + float(whole.max()) * 1e-7)))


def _add(energy: list[Signal], bins: NDArray[np.int64], values: Signal) -> None:
    """Add values to their bins, which lie in the last piece or the one before it."""
    starts = np.cumsum([0, *(len(piece) for piece in energy)])
    for number in range(max(0, len(energy) - 2), len(energy)):
        inside = (bins >= starts[number]) & (bins < starts[number + 1])
        if inside.any():
            np.add.at(energy[number], bins[inside] - starts[number], values[inside])


def _flattened(course: Signal) -> Signal:
    """Take the moving mean of two seconds away, so that only what changes counts."""
    width = min(len(course), 2 * _LOUDNESS_RATE)
    sums = np.cumsum(np.concatenate([np.zeros(1), np.pad(course, (width // 2, width - width // 2), "edge")]))
    flat = course - (sums[width : width + len(course)] - sums[: len(course)]) / width
    even: Signal = flat / max(float(flat.std()), _LEAST)
    return even


def _rough_lag(short: Signal, long: Signal) -> float | None:
    """Give how much later (seconds) the short recording's moments come in the long one, roughly.

    Many stretches are looked for, and each votes with how well it fits; drift lets the votes differ a little.
    """
    seconds = len(short) / _LOUDNESS_RATE
    length = round(min(max(seconds / 4, _WINDOW[0]), _WINDOW[1], seconds) * _LOUDNESS_RATE)
    starts = np.unique(np.linspace(0, len(short) - length, _ROUGH).round().astype(int))
    votes = [(start, *_best_place(short[start : start + length], long)) for start in starts]
    votes = [(int(start), lag - int(start), score) for start, lag, score in votes if score > 0]
    best, most = None, 0.0
    for start, lag, _ in votes:
        near = [
            (s, value)
            for at, value, s in votes
            if abs(value - lag) <= 0.05 * _LOUDNESS_RATE + abs(at - start) * MOST_DRIFT / 1e6
        ]
        weight = sum(score**2 for score, _ in near)
        if weight > most:
            mean = sum(value for _, value in near) / len(near)
            best, most = mean / _LOUDNESS_RATE, weight
    return best


def _best_place(part: Signal, whole: Signal) -> tuple[int, float]:
    """Give where a part fits best into the whole, and how well (Pearson's r); it may hang over the ends."""
    count, reach = len(part), len(part) // 2
    padded = np.pad(whole, reach)
    part = part - part.mean()
    size = 1 << (len(padded) + count - 1).bit_length()
    across = np.fft.irfft(np.fft.rfft(padded, size) * np.conj(np.fft.rfft(part, size)), size)
    places = max(1, len(padded) - count + 1)
    sums, squares = (np.cumsum(np.concatenate([np.zeros(1), values])) for values in (padded, padded**2))
    mean = (sums[count:][:places] - sums[:places]) / count
    spread = np.maximum((squares[count:][:places] - squares[:places]) / count - mean**2, 0.05)
    fit = across[:places] / (np.sqrt(spread) * max(float(part.std()), _LEAST) * count)
    best = int(np.argmax(fit))
    return best - reach, float(fit[best])


def _exact_matches(short: _Heard, long: _Heard, lag: float) -> tuple[list[tuple[int, int]], int, int] | None:
    """Match stretches exactly; give the pairs that lie on one line, how many were tried, and the spread."""
    offset = round(lag * SECOND)
    first, last = max(0, -offset), min(short.seconds * SECOND, long.seconds * SECOND - offset)
    stretch = round(min(_STRETCH, last - first))
    if stretch < SECOND:
        return None
    starts = np.unique(np.linspace(first, last - stretch, _FINE).round().astype(int))
    if last - first < 2 * stretch:
        starts = starts[:: max(1, len(starts) // 4)]
    pairs, tried = [], 0
    for start in (int(each) for each in starts):
        here = _sound(short, start, stretch)
        if float(np.abs(here).max(initial=0.0)) < 1e-4:  # silence says nothing
            continue
        tried += 1
        around = min(_AROUND, start + offset) if start + offset < _AROUND else _AROUND
        there = _sound(long, start + offset - around, stretch + around + _AROUND)
        found = _delay(here, there)
        if found is not None:
            middle = start + stretch // 2
            pairs.append((middle, middle + offset - around + round(found * SECOND / _RATE)))
    agreed, spread = _on_one_line(pairs)
    if not agreed or 2 * len(agreed) < tried:
        return None
    return agreed, tried, spread


def _sound(heard: _Heard, start: int, length: int) -> Signal:
    """Give a stretch as one channel of `_RATE` samples a second, each the mean of those it covers."""
    begin, end = Micros(start), Micros(start + length)
    blocks = [block.mean(axis=0) for block in samples_between(heard.path, heard.shape, begin, end)]
    samples = np.concatenate(blocks).astype(np.float64) if blocks else np.zeros(0)
    if heard.shape.rate <= _RATE or not len(samples):
        return samples
    count = round(length * _RATE / SECOND)
    sums = np.cumsum(np.concatenate([np.zeros(1), samples]))
    edges = np.linspace(0, len(samples), count + 1)
    whole = np.minimum(edges.astype(int), len(samples) - 1)
    upto = sums[whole] + (edges - whole) * samples[whole]
    mean: Signal = np.diff(upto) * count / len(samples)
    return mean


def _delay(part: Signal, whole: Signal) -> float | None:
    """Give after how many samples a part begins in the whole, or None where it does not stand out."""
    size = 1 << (len(part) + len(whole) - 1).bit_length()
    shared = np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size))
    strength = np.abs(shared)
    shared /= np.maximum(strength, max(float(strength.max()) * 1e-4, _LEAST)) ** 0.8
    across = np.fft.irfft(shared, size)[: max(1, len(whole) - len(part) + 1)]
    best = int(np.argmax(across))
    if across[best] < _PLAIN * max(float(np.median(np.abs(across))) / 0.6745, _LEAST):
        return None
    if not 0 < best < len(across) - 1:
        return float(best)
    before, peak, after = across[best - 1 : best + 2]
    bend = before - 2 * peak + after
    return best + (0.5 * (before - after) / bend if bend else 0.0)


def _on_one_line(pairs: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], int]:
    """Give the most pairs that one offset and one drift explain, and their spread around that line."""
    best: list[tuple[int, int]] = []
    for a in pairs:
        for b in pairs:
            drift = 0.0 if a[0] == b[0] else ((b[1] - b[0]) - (a[1] - a[0])) / (b[0] - a[0])
            if abs(drift) * 1e6 > MOST_DRIFT:
                continue
            near = [p for p in pairs if abs((p[1] - p[0]) - (a[1] - a[0]) - drift * (p[0] - a[0])) <= _AGREE]
            if len(near) > len(best):
                best = near
    if len(best) < 2:
        return best, 0
    here, gap = (np.array(values, float) for values in zip(*((p[0], p[1] - p[0]) for p in best), strict=True))
    steep, level = np.polyfit(here - here.mean(), gap, 1)
    return best, round(float(np.abs(gap - level - steep * (here - here.mean())).max()))
