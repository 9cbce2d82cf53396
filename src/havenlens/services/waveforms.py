"""The loudness of a whole recording on observation time, from its files, kept from one day to the next."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from havenlens.domain.time import TimeBase
from havenlens.services.disk_cache import DiskCache
from havenlens.services.ports import MediaLibrary, Progress, Waveform, in_parts, no_progress

BIN_US = 20_000
"""How long a bin of a waveform is, in microseconds."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a recording; ``key`` names its content, wherever it lies and whatever it is called."""

    path: Path
    base: TimeBase
    key: str


def recording_waveform(
    media: MediaLibrary, cache: DiskCache, parts: Sequence[FilePart], progress: Progress = no_progress
) -> Waveform:
    """Give the loudness of a recording; each file is read once, then kept; ``progress`` may cancel."""
    each = in_parts(progress, *(1 for _ in parts))
    found = [(part.base, _of_file(media, cache, part, own)) for part, own in zip(parts, each, strict=True)]
    return on_observation_time(found)


def _of_file(media: MediaLibrary, cache: DiskCache, part: FilePart, progress: Progress) -> Waveform:
    name = f"waveform-{part.key}-{BIN_US}"
    kept = cache.find(name)
    if kept is not None:
        return Waveform(BIN_US, zlib.decompress(kept))
    waveform = media.waveform(part.path, BIN_US, progress)
    cache.keep(name, zlib.compress(waveform.peaks))
    return waveform


def on_observation_time(parts: Iterable[tuple[TimeBase, Waveform]]) -> Waveform:
    r"""Put the waveforms of files beside each other where their time bases say; the louder one counts.

    Bins before the observation begins are left out; without any sound there are no peaks.

    >>> on_observation_time([(TimeBase(), Waveform(10, b"ab")), (TimeBase(30), Waveform(10, b"c"))])
    Waveform(bin_us=10, peaks=b'ab\x00c')
    """
    placed = []
    bin_us = BIN_US
    for base, waveform in parts:
        bin_us = waveform.bin_us
        peaks = np.frombuffer(waveform.peaks, np.uint8)
        begins = base.offset + np.arange(peaks.size) * bin_us * (1 + base.rate_ppm / 1e6)
        places = np.floor_divide(np.round(begins).astype(np.int64), bin_us)
        inside = places >= 0
        placed.append((places[inside], peaks[inside]))
    length = max((int(places.max()) + 1 for places, _ in placed if places.size), default=0)
    whole = np.zeros(length, np.uint8)
    for places, peaks in placed:
        np.maximum.at(whole, places, peaks)
    return Waveform(bin_us, whole.tobytes())
