"""Make sound files whose place in time is known: one occasion, heard by several recorders."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

Signal = np.ndarray[Any, np.dtype[np.float64]]


def occasion(seconds: float, seed: int = 5, rate: int = 48_000) -> Signal:
    """Give the sound of an occasion: bursts of noise of uneven length and loudness, like talk in a room."""
    rng = np.random.default_rng(seed)
    count = round(seconds * rate)
    noise = np.convolve(rng.standard_normal(count + 24), np.hanning(25) / 12, mode="valid")
    loudness, at = np.zeros(count), 0
    while at < count:
        length = int(rng.integers(rate // 12, rate // 2))
        loudness[at : at + length] = rng.choice([0.0, 0.02, 0.1, 0.3])
        at += length
    return noise * np.convolve(loudness, np.hanning(960) / 480, mode="same")


def heard(whole: Signal, start: float, seconds: float, ppm: float = 0.0, seed: int = 0) -> Signal:
    """Give what a recorder keeps that is started at a moment and whose clock runs slow by some ppm.

    A sound at second ``t`` of the occasion is kept at ``(t − start) / (1 + ppm / 10⁶)``.
    """
    rate, rng = 48_000, np.random.default_rng(seed)
    count = round(seconds * rate)
    places = start * rate + np.arange(count) * (1 + ppm / 1e6)
    kept = np.interp(places, np.arange(len(whole)), whole)
    return kept * rng.uniform(0.5, 1.0) + 0.003 * rng.standard_normal(count)


def write_sound(path: Path, samples: Signal, rate: int = 48_000) -> Path:
    """Write samples as AAC in MP4."""
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=rate, layout="mono")
        stream.bit_rate = 96_000
        for first in range(0, len(samples), 1024):
            block = samples[None, first : first + 1024].astype(np.float32)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="mono")
            frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), first
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path
