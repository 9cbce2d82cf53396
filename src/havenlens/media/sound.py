"""Decode the sound of a file to samples whose place in time is known exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from numpy.typing import NDArray

from havenlens.domain.masks import SoundCover, SoundKind
from havenlens.domain.time import SECOND, Micros
from havenlens.media.film_without import PICTURE
from havenlens.media.opening import opened

Samples = NDArray[np.float32]
"""Channels × samples, between −1 and 1."""

_RAMP = 0.005
"""Seconds in which sound goes down before it is covered and comes back after, and a beep swells."""
_BEEP_HERTZ = 1_000
_BEEP = 0.2
_RUN_UP = SECOND
_GAP = 0.02


@dataclass(frozen=True, slots=True)
class SoundShape:
    """How sound is handed over: at the rate of the file, in one or two channels.

    ``length`` is that of the file as declared, ``origin`` the container's start on its own clock.
    """

    rate: int
    channels: int
    length: Micros
    origin: Micros

    @property
    def layout(self) -> str:
        """Give FFmpeg's name for one or two channels."""
        return "mono" if self.channels == 1 else "stereo"


def sound_shape(path: Path) -> SoundShape | None:
    """Give the shape of a file's first sound stream, or None where it has no sound that can be read."""
    with opened(path) as container:
        stream = _sound_stream(container)
        if stream is None:
            return None
        length, origin = Micros(container.duration or 0), Micros(container.start_time or 0)
        return SoundShape(stream.rate, min(2, stream.channels), length, origin)


def _sound_stream(container: InputContainer) -> AudioStream | None:
    stream = next(iter(container.streams.audio), None)
    readable = stream is not None and stream.codec_context is not None and stream.rate
    return stream if readable else None


def samples_between(path: Path, shape: SoundShape, start: Micros, end: Micros) -> Iterator[Samples]:
    """Give exactly the samples of a span, in order and without gaps, silence where there is no sound."""
    first, last = (round(at * shape.rate / SECOND) for at in (start, end))
    done = first
    for place, block in samples_from(path, shape, start):
        if place >= last:
            break
        begin, finish = max(place, done), min(place + block.shape[1], last)
        if finish <= begin:
            continue
        if begin > done:
            yield _silence(shape, begin - done)
        yield block[:, begin - place : finish - place]
        done = finish
    if done < last:
        yield _silence(shape, last - done)


def _silence(shape: SoundShape, count: int) -> Samples:
    return np.zeros((shape.channels, count), np.float32)


def covered(
    blocks: Iterable[Samples], shape: SoundShape, start: Micros, covers: Iterable[SoundCover]
) -> Iterator[Samples]:
    """Give samples that begin at a time with nothing in covered spans but silence, or a tone where wished.

    The ramps that keep it from clicking lie outside of what is covered, those of a tone inside.
    """
    hidden = [_Hidden.of(cover, shape.rate) for cover in covers]
    place = round(start * shape.rate / SECOND)
    for block in blocks:
        after = place + block.shape[1]
        near = [span for span in hidden if span.first - span.ramp < after and place < span.last + span.ramp]
        yield _hide(block, np.arange(place, after), shape.rate, near) if near else block
        place = after


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Covered samples, counted from the container's start."""

    first: int
    last: int
    ramp: int
    beeps: bool

    @classmethod
    def of(cls, cover: SoundCover, rate: int) -> _Hidden:
        assert cover.span.end is not None
        first, last = cover.span.start * rate // SECOND, -(-cover.span.end * rate // SECOND)
        return cls(first, last, max(1, round(_RAMP * rate)), cover.kind is SoundKind.BEEP)

    def gain(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give how much of the sound is left: nothing from the first covered sample to the last."""
        away = np.maximum(self.first - places, places - (self.last - 1))
        return np.clip(away / self.ramp, 0.0, 1.0)

    def swell(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give how loud a tone is in its place, from 0 to 1."""
        inside = np.minimum(places - self.first, self.last - 1 - places)
        return np.clip(inside / self.ramp, 0.0, 1.0) * self.beeps


def _hide(block: Samples, places: NDArray[np.int64], rate: int, hidden: list[_Hidden]) -> Samples:
    gain = np.minimum.reduce([span.gain(places) for span in hidden])
    swell = np.maximum.reduce([span.swell(places) for span in hidden])
    tone = _BEEP * np.sin(2 * np.pi * _BEEP_HERTZ / rate * places)
    return np.asarray(block * gain + swell * tone, np.float32)


def samples_from(path: Path, shape: SoundShape, start: Micros = Micros(0)) -> Iterator[tuple[int, Samples]]:
    """Give a file's sound in order: the number of a first sample, from the container's start, and samples.

    Decoding begins a second before ``start``, because a decoder needs a run-up to give true samples; what
    comes before ``start`` is for the caller to leave out. Damaged packets leave a gap.
    """
    with opened(path, without=PICTURE) as container:
        stream = _sound_stream(container)
        if stream is None:
            return
        origin = shape.origin  # without its pictures, a film may seem to begin later
        if start > _RUN_UP:
            _seek(container, stream, start - _RUN_UP + origin)
        grid = SoundGrid(stream, shape.rate, origin)
        place: int | None = None
        for frame in _resampled(container, stream, shape):
            stamped = grid.place(frame)
            if place is None or abs(stamped - place) > _GAP * shape.rate:
                place = stamped
            block = np.asarray(frame.to_ndarray(), np.float32)
            yield place, block
            place += block.shape[1]


class SoundGrid:
    """Where samples stand in a container that counts in milliseconds.

    Its stamps are rounded, so the place of a frame is taken from the number of equally long frames before it.
    """

    def __init__(self, stream: AudioStream, rate: int, origin: int) -> None:
        base = stream.time_base
        self._rate = rate
        self._origin = origin
        self._coarse = float(base) * rate if base is not None and base * rate > 1 else 0.0
        self._step = stream.codec_context.frame_size
        self._first = self._at((stream.start_time or 0) * float(base or 0))

    def _at(self, seconds: float) -> int:
        return round((seconds - self._origin / SECOND) * self._rate)

    def place(self, frame: AudioFrame | Packet[AudioStream]) -> int:
        """Give the number of the first sample of a frame, or of the packet it is decoded from."""
        stamped = self._at((frame.pts or 0) * float(frame.time_base or 0))
        if not self._coarse or not self._step:
            return stamped
        even = self._first + round((stamped - self._first) / self._step) * self._step
        return even if abs(even - stamped) <= self._coarse else stamped


def _seek(container: InputContainer, stream: AudioStream, at: int) -> None:
    try:
        container.seek(round(at / SECOND / (stream.time_base or 1)), stream=stream)
    except av.FFmpegError:  # some containers cannot seek; then decoding begins at the start
        return


def _resampled(container: InputContainer, stream: AudioStream, shape: SoundShape) -> Iterator[AudioFrame]:
    context = stream.codec_context
    if context.format.name == "fltp" and context.layout.name == shape.layout:
        resampler = None
    else:
        resampler = AudioResampler(format="fltp", layout=shape.layout, rate=shape.rate)
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:  # a damaged packet: silence in its place
            continue
        for frame in frames:
            yield from [frame] if resampler is None else resampler.resample(frame)
