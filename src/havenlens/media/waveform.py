"""How loud a recording is, moment by moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from havenlens.domain.time import SECOND
from havenlens.media.sound import Samples, samples_from, sound_shape
from havenlens.services.ports import Progress, Waveform, no_progress

_LOUDEST = 255


def waveform(path: Path, bin_us: int, progress: Progress = no_progress) -> Waveform:
    """Give the peak of each bin of ``bin_us`` microseconds, from the container's start, over all channels.

    A file without sound has no peaks; bins before the sound begins are silent.
    """
    shape = sound_shape(path)
    peaks = bytearray()
    if shape is None:
        return Waveform(bin_us, bytes(peaks))
    length = max(1, shape.length)
    for place, block in _joined(samples_from(path, shape), shape.rate):
        _raise(peaks, place, block, shape.rate * bin_us)
        progress(min(max(0, place) * SECOND // shape.rate, length), length)
    progress(length, length)
    return Waveform(bin_us, bytes(peaks))


def _joined(blocks: Iterable[tuple[int, Samples]], enough: int) -> Iterator[tuple[int, Samples]]:
    """Join blocks that follow each other, because many small ones take long to work on."""
    begin, held, parts = 0, 0, list[Samples]()
    for place, block in blocks:
        if parts and (place != begin + held or held >= enough):
            yield begin, np.concatenate(parts, axis=1)
            held, parts = 0, []
        if not parts:
            begin = place
        parts.append(block)
        held += block.shape[1]
    if parts:
        yield begin, np.concatenate(parts, axis=1)


def _raise(peaks: bytearray, place: int, block: Samples, per_bin: int) -> None:
    """Raise the peaks by a block of sound; a bin is ``per_bin`` long in samples × microseconds."""
    levels = np.abs(block[:, max(0, -place) :]).max(axis=0, initial=0.0)
    if not levels.size:
        return
    bins = np.arange(max(0, place), max(0, place) + len(levels), dtype=np.int64) * SECOND // per_bin
    begins = np.flatnonzero(np.diff(bins, prepend=-1))
    highest = np.round(np.minimum(np.maximum.reduceat(levels, begins), 1.0) * _LOUDEST)
    peaks.extend(bytes(max(0, int(bins[-1]) + 1 - len(peaks))))
    for where, level in zip(bins[begins].tolist(), highest.astype(int).tolist(), strict=True):
        peaks[where] = max(peaks[where], level)
