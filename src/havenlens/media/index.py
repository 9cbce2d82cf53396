"""Find the presentation time of every frame of a video without decoding it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.media.opening import micros, opened, picture_stream
from havenlens.media.pictures import Shape
from havenlens.services.ports import Progress, no_progress

_EVERY = 256
_SLACK = SECOND
_DECLARES_ITS_LENGTH = "mov"


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """The shown frames of a video in the order of presentation.

    ``stamps`` are their presentation stamps in units of ``base`` and, in the same order, ``times`` their
    times in microseconds from the container's start; ``keys`` are the stamps of the frames at which decoding
    may begin (some of which may not be shown); ``end`` is when the last picture or sound ends.
    """

    stamps: tuple[int, ...]
    times: FrameTimes
    keys: tuple[int, ...]
    base: Fraction
    origin: Micros
    end: Micros
    shape: Shape


def read_index(path: Path, progress: Progress = no_progress) -> FrameIndex:
    """Read the index of a video: edit lists honoured, frames that a player does not show left out.

    Raise `StudyError` where the file is missing, broken off, damaged or no video.
    """
    first, shape = _first_frame(path)
    with opened(path) as container:
        stream = picture_stream(container, path)
        found = _Found(path, progress)
        found.read(container, stream)
        if found.unstamped:
            found.decode_all()
        _require_whole(container, path, found.end)
        # Some openings cannot be decoded (the stream was joined in its middle); players begin later, too.
        stamps = tuple(sorted(stamp for stamp in found.stamps if stamp >= first))
        base = stream.time_base or Fraction(1, SECOND)
        start = container.start_time
    origin = Micros(micros(stamps[0], base) if start is None else start)
    times = FrameTimes(tuple(micros(stamp, base) - origin for stamp in stamps))
    end = Micros(found.end - origin)
    if end <= times.times[-1]:  # Matroska does not say how long the last frame lasts
        end = times.end_of(len(stamps) - 1)
    return FrameIndex(stamps, times, tuple(sorted(found.keys)), base, origin, end, shape)


def _first_frame(path: Path) -> tuple[int, Shape]:
    with opened(path) as container:
        stream = picture_stream(container, path)
        frame = _next_frame(container, stream)
        if frame is None or frame.pts is None:
            raise StudyError("media.truncated", path=path)
        return frame.pts, Shape.of(frame, stream.sample_aspect_ratio)


def _next_frame(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:  # a damaged packet; the next ones may be whole
            continue
        if frames:
            return frames[0]
    return None


class _Found:
    """What reading the packets of a file brings to light; times in microseconds of the file's own clock."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self.path = path
        self.progress = progress
        self.stamps: set[int] = set()
        self.keys: set[int] = set()
        self.unstamped = False
        self.end = Micros(0)

    def read(self, container: InputContainer, stream: VideoStream) -> None:
        size = self.path.stat().st_size
        ends = dict.fromkeys(range(len(container.streams)), 0)
        picture = stream.index
        try:
            for count, packet in enumerate(container.demux()):
                if count % _EVERY == 0:
                    self.progress(min(max(packet.pos or 0, 0), size), size)
                if packet.size == 0:
                    continue
                number, stamp = packet.stream_index, packet.pts
                if stamp is not None:
                    ends[number] = max(ends.get(number, 0), stamp + (packet.duration or 0))
                if number == picture:
                    self._note(packet, stamp)
        except av.FFmpegError as error:
            at = clock(micros(ends[picture], stream.time_base))
            raise StudyError("media.damaged", path=self.path, at=at) from error
        bases = {s.index: s.time_base for s in container.streams}
        self.end = max(micros(end, bases.get(number)) for number, end in ends.items())
        self.progress(size, size)

    def _note(self, packet: Packet[Stream], stamp: int | None) -> None:
        if stamp is None:
            self.unstamped = True
            return
        if packet.is_keyframe:
            self.keys.add(stamp)
        if not packet.is_discard:
            self.stamps.add(stamp)

    def decode_all(self) -> None:
        """Take the stamps from the decoder, where a container (AVI) keeps only the order of decoding."""
        self.stamps.clear()
        self.keys.clear()
        size = self.path.stat().st_size
        with opened(self.path) as container:
            stream = picture_stream(container, self.path)
            for count, packet in enumerate(container.demux(stream)):
                if count % _EVERY == 0:
                    self.progress(min(max(packet.pos or 0, 0), size), size)
                try:
                    frames = packet.decode()
                except av.FFmpegError:  # a damaged packet shows nothing
                    continue
                for frame in frames:
                    if frame.pts is not None:
                        self.stamps.add(frame.pts)
                        if frame.key_frame:
                            self.keys.add(frame.pts)


def _require_whole(container: InputContainer, path: Path, end: Micros) -> None:
    """Raise `StudyError` where a file holds less than it says it does."""
    if container.format.name.startswith(_DECLARES_ITS_LENGTH):
        size = path.stat().st_size
        lasts = [entries[-1] for s in container.streams if (entries := s.index_entries) and len(entries)]
        cut = any(entry.pos + entry.size > size for entry in lasts)
        declared = (container.duration or 0) + (container.start_time or 0)
        cut = cut or end + _SLACK < declared
    else:
        cut = _segment_end(path) > path.stat().st_size
    if cut:
        raise StudyError("media.truncated", path=path)


def _segment_end(path: Path) -> int:
    """Give the byte at which a Matroska file says that it ends; 0 where it does not say, or is none."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return 0
    length, body = _ebml_size(head, 4)
    segment = body + length
    if head[segment : segment + 4] != b"\x18\x53\x80\x67":
        return 0
    length, body = _ebml_size(head, segment + 4)
    return body + length


def _ebml_size(head: bytes, at: int) -> tuple[int, int]:
    """Read an element's length: the zero bits that lead it say how many bytes it takes; all ones: unknown."""
    width = 9 - head[at].bit_length()
    value = int.from_bytes(head[at : at + width], "big") & ((1 << 7 * width) - 1)
    return (0 if value == (1 << 7 * width) - 1 else value), at + width


def stamp_before(ordered: tuple[int, ...], stamp: int) -> int:
    """Give the place of the last of some ordered stamps that is not after a stamp; −1 where all are after."""
    place = bisect_left(ordered, stamp)
    return place if place < len(ordered) and ordered[place] == stamp else place - 1
