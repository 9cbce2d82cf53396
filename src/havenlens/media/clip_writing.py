"""Encode the pictures and the sound of a span as one MP4 file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from havenlens.domain.masks import Mask, SoundCover
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.media.decoder import Decoder
from havenlens.media.index import FrameIndex
from havenlens.media.masking import Masking
from havenlens.media.pictures import Painter, Shape
from havenlens.media.sound import Samples, SoundShape, covered, samples_between
from havenlens.services.ports import Progress

TICK = Fraction(1, SECOND)
_MP4 = {"movflags": "+faststart+negative_cts_offsets", "fflags": "+bitexact", "movie_timescale": str(SECOND)}
_AAC_RATES = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000}
_USUAL_RATE = 48_000
_SOUND_AHEAD = SECOND // 2
_BESIDE = "filter_units=remove_types=6"
"""Takes out what x264 writes about itself between the pictures."""


class TooLarge(Exception):  # noqa: N818 - a finding, on which another way is tried
    """A clip has become larger than it may be."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is cut: the span in microseconds from the container's start, and the frames that begin in it.

    ``shape`` is that of the clip; masks and covers are on the clock of the recording, too.
    """

    path: Path
    index: FrameIndex
    start: Micros
    end: Micros
    numbers: range
    shape: Shape
    sound: SoundShape | None
    masks: tuple[Mask, ...] = ()
    covers: tuple[SoundCover, ...] = ()

    @property
    def length(self) -> Micros:
        """Give how long the clip plays."""
        return Micros(self.end - self.start)

    def place_of(self, number: int) -> int:
        """Give when a frame is shown, from the start of the clip."""
        return self.index.times.time_of(number) - self.start

    def lasting(self, number: int) -> int:
        """Give how long a frame stays on the screen within the span."""
        times = self.index.times
        return max(1, min(times.end_of(number), self.end) - times.time_of(number))


@dataclass(frozen=True, slots=True)
class Coding:
    """How finely a clip is encoded: by x264's constant rate factor, or by bits a second where they are said.

    ``most`` is the largest file in bytes; ``sound_bits`` are bits a second for each channel.
    """

    crf: int
    bits: int | None = None
    sound_bits: int = 96_000
    most: int | None = None


def opened_clip(path: Path) -> OutputContainer:
    """Open an MP4 file for writing: playable while it loads, and without a word on where it comes from."""
    return av.open(str(path.absolute()), "w", format="mp4", options=_MP4)


def encode_clip(cut: Cut, coding: Coding, path: Path, progress: Progress) -> None:
    """Decode the span and write it anew; raise `TooLarge` as soon as it is."""
    decoder = Decoder(cut.path, cut.index)
    try:
        with opened_clip(path) as target:
            pictures = _Pictures(target, cut, coding)
            sound = SoundTrack.of(target, cut, coding.sound_bits)
            for done, (number, frame) in enumerate(_frames(cut, decoder)):
                progress(done, len(cut.numbers))
                sound.write(cut.place_of(number) + _SOUND_AHEAD)
                pictures.write(number, frame)
                _require_small(coding, pictures.written + sound.written)
            pictures.finish()
            sound.finish()
    finally:
        decoder.close()
    _require_small(coding, path.stat().st_size)


def _require_small(coding: Coding, size: int) -> None:
    if coding.most is not None and size > coding.most:
        raise TooLarge


def _frames(cut: Cut, decoder: Decoder) -> Iterator[tuple[int, VideoFrame]]:
    """Give every frame of the cut, upright and masked; raise `StudyError` where one cannot be decoded."""
    painter, masking = Painter(cut.shape), Masking(cut.masks)
    frames = decoder.frames(cut.numbers.start)
    for wanted in cut.numbers:
        number, decoded = next(frames, (-1, None))
        at = cut.index.times.time_of(wanted)
        if decoded is None or number != wanted:
            raise StudyError("media.damaged", path=cut.path, at=clock(at))
        frame = painter.encodable(decoded)
        if cut.masks:
            if frame is decoded:  # which the decoder makes other frames from
                frame = VideoFrame.from_ndarray(frame.to_ndarray(), format="yuv420p")
            masking.paint(frame, at, at + cut.lasting(wanted))
        yield number, frame


class _Pictures:
    """The pictures of a clip, encoded one after another; ``written`` counts bytes."""

    def __init__(self, target: OutputContainer, cut: Cut, coding: Coding) -> None:
        self.written = 0
        self._target = target
        self._cut = cut
        self._stream = _picture_stream(target, cut, coding)
        self._plain = BitStreamFilterContext(_BESIDE, in_stream=self._stream)
        self._lasting = {cut.place_of(number): cut.lasting(number) for number in cut.numbers}

    def write(self, number: int, frame: VideoFrame) -> None:
        frame.pts, frame.time_base = self._cut.place_of(number), TICK
        frame.pict_type = PictureType.NONE
        self._mux(self._stream.encode(frame))

    def finish(self) -> None:
        self._mux(self._stream.encode(None))

    def _mux(self, packets: list[Packet[VideoStream]]) -> None:
        for packet in packets:
            packet.duration = self._lasting[packet.pts or 0]
            for plain in self._plain.filter(packet):
                plain.stream = self._stream
                self.written += plain.size
                self._target.mux(plain)


class SoundTrack:
    """The sound of a clip, encoded as far as the pictures have come; ``written`` counts bytes."""

    def __init__(
        self, target: OutputContainer, stream: AudioStream, shape: SoundShape, blocks: Iterator[Samples]
    ) -> None:
        self.written = 0
        self._target = target
        self._stream = stream
        self._shape = shape
        self._blocks = blocks
        self._samples = 0

    @classmethod
    def of(cls, target: OutputContainer, cut: Cut, bits: int) -> SoundTrack | NoSound:
        """Begin the sound of a cut: exactly that of its span, with what is covered in it covered."""
        shape = cut.sound
        if shape is None:
            return NoSound()
        rate = shape.rate if shape.rate in _AAC_RATES else _USUAL_RATE
        exact = {"flags": "+bitexact"}  # which keeps the encoder from naming itself
        stream = target.add_stream("aac", rate=rate, layout=shape.layout, options=exact)
        stream.bit_rate = bits * shape.channels
        blocks = samples_between(cut.path, shape, cut.start, cut.end)
        return cls(target, stream, shape, covered(blocks, shape, cut.start, cut.covers))

    def write(self, until: int | None) -> None:
        """Encode what is heard before a moment, in microseconds from the start of the clip; None is all."""
        rate = self._shape.rate
        while until is None or self._samples * SECOND < until * rate:
            block = next(self._blocks, None)
            if block is None:
                return
            layout = self._shape.layout
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = self._samples
            self._samples += block.shape[1]
            self._mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Encode what is left."""
        self.write(None)
        self._mux(self._stream.encode(None))

    def _mux(self, packets: list[Packet[AudioStream]]) -> None:
        for packet in packets:
            self.written += packet.size
            self._target.mux(packet)


class NoSound:
    """The sound of a silent clip."""

    written = 0

    def write(self, until: int | None) -> None: ...

    def finish(self) -> None: ...


def _picture_stream(target: OutputContainer, cut: Cut, coding: Coding) -> VideoStream:
    times = cut.index.times.times
    rate = Fraction(max(1, len(times) - 1) * SECOND, max(1, times[-1] - times[0])).limit_denominator(1001)
    wanted = {
        "preset": "superfast",
        "threads": "auto",
        "a53cc": "0",  # captions are left out, too
        **_quality(coding),
    }
    if cut.masks:
        wanted["x264-params"] = "deblock=-3,-3"  # cells next to each other stay as they are
    stream = target.add_stream("libx264", rate=rate, options=wanted)
    stream.width, stream.height = cut.shape.width, cut.shape.height
    stream.pix_fmt = "yuv420p"
    coder = stream.codec_context
    coder.time_base = TICK
    coder.max_b_frames = 0  # B-frames would need an edit list that starts the film in its middle
    coder.gop_size = max(1, round(2 * rate))
    if coding.bits is not None:
        coder.bit_rate = coding.bits
    coder.colorspace, coder.color_range = Colorspace.ITU709, ColorRange.MPEG
    coder.color_primaries, coder.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return stream


def _quality(coding: Coding) -> dict[str, str]:
    if coding.bits is None:
        return {"crf": str(coding.crf)}
    return {"preset": "veryfast", "maxrate": str(coding.bits), "bufsize": str(2 * coding.bits)}
