"""Cut a span out of a video into a file of its own, which holds that span and nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.media.decoder import Decoder
from havenlens.media.index import FrameIndex
from havenlens.media.pictures import Painter, Shape
from havenlens.media.sound import Samples, SoundShape, samples_between, sound_shape
from havenlens.services.files import whole_file
from havenlens.services.ports import Progress, no_progress

_TICK = Fraction(1, SECOND)
_MP4 = {"movflags": "+faststart", "fflags": "+bitexact", "movie_timescale": str(SECOND)}
_AAC_RATES = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000}
_USUAL_RATE = 48_000
_SOUND_AHEAD = SECOND // 2
_BITS_PER_CHANNEL = 96_000


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """How a clip is encoded: at most so many rows, and x264's constant rate factor (lower is finer)."""

    height: int | None = 720
    crf: int = 21


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is cut: the span in microseconds from the container's start, and the frames that begin in it."""

    path: Path
    index: FrameIndex
    start: Micros
    end: Micros
    numbers: range
    shape: Shape
    sound: SoundShape | None

    def lasting(self, number: int) -> int:
        """Give how long a frame stays on the screen within the span."""
        times = self.index.times
        return max(1, min(times.end_of(number), self.end) - times.time_of(number))


def write_clip(
    path: Path,
    index: FrameIndex,
    start: Micros,
    end: Micros,
    out: Path,
    options: ClipOptions,
    progress: Progress = no_progress,
) -> None:
    """Encode the frames that begin in ``[start, end)``, and the sound of just that span, as MP4.

    The clip's time 0 is ``start``: a first frame that begins later is shown later, as in the original. All
    of it is encoded anew (H.264 4:2:0 and AAC), so that nothing from outside the span is in the file; frames
    keep their times; metadata is left out. Raise `StudyError` for a span outside the video or without frames.
    """
    cut = _planned(path, index, start, end, options)
    with whole_file(out) as temporary, closing(Decoder(path, index)) as decoder:
        target = av.open(
            str(temporary.absolute()),
            "w",
            format="mp4",
            options=_MP4,
        )
        with target:
            writer = _Writer(target, cut, options)
            for done, (number, frame) in enumerate(_frames(cut, decoder)):
                progress(done, len(cut.numbers))
                writer.write(number, frame)
            writer.finish()
    progress(len(cut.numbers), len(cut.numbers))


def _planned(path: Path, index: FrameIndex, start: Micros, end: Micros, options: ClipOptions) -> _Cut:
    if end <= start:
        raise StudyError("media.backwards", start=clock(start), end=clock(end))
    for at in (start, end):
        if not 0 <= at <= index.end:
            raise StudyError("media.outside", path=path, at=clock(at), start=clock(0), end=clock(index.end))
    times = index.times.times
    numbers = range(bisect_left(times, start), bisect_left(times, end))
    if not numbers:
        raise StudyError("media.nothing_in_span", path=path, start=clock(start), end=clock(end))
    return _Cut(path, index, start, end, numbers, index.shape.within(options.height), sound_shape(path))


def _frames(cut: _Cut, decoder: Decoder) -> Iterator[tuple[int, VideoFrame]]:
    """Give every frame of the cut, upright; raise `StudyError` at the first that cannot be decoded."""
    painter = Painter(cut.shape)
    frames = decoder.frames(cut.numbers.start)
    for wanted in cut.numbers:
        number, frame = next(frames, (-1, None))
        if frame is None or number != wanted:
            raise StudyError("media.damaged", path=cut.path, at=clock(cut.index.times.time_of(wanted)))
        yield number, painter.encodable(frame)


class _Writer:
    """Encodes pictures and, always a little ahead of them, the sound."""

    def __init__(self, target: OutputContainer, cut: _Cut, options: ClipOptions) -> None:
        self._target = target
        self._cut = cut
        self._pictures = _picture_stream(target, cut, options)
        self._sound: AudioStream | None = None
        self._blocks: Iterator[Samples] = iter(())
        self._samples = 0
        if cut.sound is not None:
            self._sound = _sound_stream(target, cut.sound)
            self._blocks = samples_between(cut.path, cut.sound, cut.start, cut.end)
        self._lasting = {
            cut.index.times.time_of(number) - cut.start: cut.lasting(number) for number in cut.numbers
        }

    def write(self, number: int, frame: VideoFrame) -> None:
        at = self._cut.index.times.time_of(number) - self._cut.start
        self._write_sound(at + _SOUND_AHEAD)
        frame.pts, frame.time_base, frame.pict_type = at, _TICK, PictureType.NONE
        self._write_pictures(frame)

    def finish(self) -> None:
        self._write_pictures(None)
        self._write_sound(None)
        if self._sound is not None:
            self._target.mux(self._sound.encode(None))

    def _write_pictures(self, frame: VideoFrame | None) -> None:
        for packet in self._pictures.encode(frame):
            packet.duration = self._lasting[packet.pts or 0]
            self._target.mux(packet)

    def _write_sound(self, until: int | None) -> None:
        shape = self._cut.sound
        if shape is None or self._sound is None:
            return
        while until is None or self._samples * SECOND < until * shape.rate:
            block = next(self._blocks, None)
            if block is None:
                return
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=shape.layout)
            frame.sample_rate, frame.time_base = shape.rate, Fraction(1, shape.rate)
            frame.pts = self._samples
            self._samples += block.shape[1]
            self._target.mux(self._sound.encode(frame))


def _picture_stream(target: OutputContainer, cut: _Cut, options: ClipOptions) -> VideoStream:
    times = cut.index.times.times
    rate = Fraction(max(1, len(times) - 1) * SECOND, max(1, times[-1] - times[0])).limit_denominator(1001)
    wanted = {
        "crf": str(options.crf),
        "preset": "superfast",
        "threads": "auto",
        "a53cc": "0",  # captions are left out, too
    }
    stream = target.add_stream("libx264", rate=rate, options=wanted)
    stream.width, stream.height = cut.shape.width, cut.shape.height
    stream.pix_fmt = "yuv420p"
    coder = stream.codec_context
    coder.time_base = _TICK
    coder.max_b_frames = 0  # B-frames would need an edit list that starts the film in its middle
    coder.gop_size = max(1, round(2 * rate))
    coder.colorspace, coder.color_range = Colorspace.ITU709, ColorRange.MPEG
    coder.color_primaries, coder.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return stream


def _sound_stream(target: OutputContainer, shape: SoundShape) -> AudioStream:
    rate = shape.rate if shape.rate in _AAC_RATES else _USUAL_RATE
    stream = target.add_stream("aac", rate=rate, layout=shape.layout)
    stream.bit_rate = _BITS_PER_CHANNEL * shape.channels
    return stream
