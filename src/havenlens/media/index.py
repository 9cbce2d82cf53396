"""Find the presentation time of every frame of a video without decoding it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
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
from havenlens.media.sample_tables import Numbers, sample_table
from havenlens.services.ports import Progress, no_progress

_EVERY = 256
_SLACK = SECOND
_DECLARES_ITS_LENGTH = "mov"
_LOOKS = 5
"""At how many places of a file its tables are held against its packets."""
_PACKETS = 12
"""How many packets are looked at there."""


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """The shown frames of a video in the order of presentation.

    ``stamps`` are their presentation stamps in units of ``base`` and, in the same order, ``times`` their
    times in microseconds from the container's start; ``keys`` are the stamps of the frames at which decoding
    may begin (some of which may not be shown); ``end`` is when the last picture or sound ends.
    """

    stamps: Sequence[int]
    times: FrameTimes
    keys: Sequence[int]
    base: Fraction
    origin: Micros
    end: Micros
    shape: Shape

    @classmethod
    def of(
        cls,
        stamps: array[int],
        keys: array[int],
        base: Fraction,
        origin: Micros,
        end: Micros,
        shape: Shape,
    ) -> FrameIndex:
        """Work out the times from stamps in order; few bytes a frame are kept, as there may be a million."""
        times = FrameTimes(_times(stamps, base, origin))
        if end <= times.times[-1]:  # Matroska does not say how long the last frame lasts
            end = times.end_of(len(stamps) - 1)
        return cls(stamps, times, keys, base, origin, end, shape)


def _times(stamps: array[int], base: Fraction, origin: Micros) -> array[int]:
    scale = base * SECOND
    most = 2**61 // scale.numerator
    if not -most < stamps[0] <= stamps[-1] < most:
        return array("q", (micros(stamp, base) - origin for stamp in stamps))
    whole, rest = np.divmod(np.frombuffer(stamps, np.int64) * scale.numerator, scale.denominator)
    half = 2 * rest - scale.denominator
    return array("q", (whole + ((half > 0) | ((half == 0) & (whole % 2 == 1))) - origin).tobytes())


def read_index(path: Path, progress: Progress = no_progress) -> FrameIndex:
    """Read the index of a video: edit lists honoured, frames that a player does not show left out.

    MP4 and MOV tell it in their tables; of other files every packet is read, so ``progress`` counts bytes.
    Raise `StudyError` where the file is missing, broken off, damaged or no video.
    """
    first, shape = _first_frame(path)
    with opened(path) as container:
        stream = picture_stream(container, path)
        found = _Found(path, progress)
        if not found.take_tables(container, stream):
            found.read(container, stream)
        if found.unstamped:
            found.decode_all()
        _require_whole(container, path, found.end)
        base = stream.time_base or Fraction(1, SECOND)
        start = container.start_time
    # Some openings cannot be decoded (the stream was joined in its middle); players begin later, too.
    stamps = found.ordered(first)
    origin = Micros(micros(stamps[0], base) if start is None else start)
    return FrameIndex.of(stamps, found.ordered_keys(), base, origin, Micros(found.end - origin), shape)


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
        self._tabled: tuple[Numbers, Numbers] | None = None

    def ordered(self, first: int) -> array[int]:
        """Give the stamps from one on."""
        if self._tabled is None:
            return array("q", sorted(stamp for stamp in self.stamps if stamp >= first))
        stamps = self._tabled[0]
        return array("q", stamps[stamps >= first].tobytes())

    def ordered_keys(self) -> array[int]:
        """Give the stamps at which decoding may begin."""
        return array("q", sorted(self.keys) if self._tabled is None else self._tabled[1].tobytes())

    def take_tables(self, container: InputContainer, stream: VideoStream) -> bool:
        """Take the stamps from the file's tables; False where there are none, or packets say otherwise."""
        if not container.format.name.startswith(_DECLARES_ITS_LENGTH):
            return False
        size = self.path.stat().st_size
        self.progress(0, size)
        tabled = _trusted(container, stream, self.path, self.progress)
        shown = None if tabled is None else tabled.stamps[~tabled.hidden]
        if tabled is None or shown is None or not len(shown):
            container.seek(0)
            return False
        self._read_tail(container, stream, int(tabled.stamps[tabled.key][-1]))
        self._tabled = np.unique(shown), np.unique(tabled.stamps[tabled.key])
        self.progress(size, size)
        return True

    def _read_tail(self, container: InputContainer, stream: VideoStream, last_key: int) -> None:
        """Read from the last key frame on, which tells when the last picture or sound ends."""
        container.seek(last_key, stream=stream)
        self._read_on(container, stream, no_progress)
        self.stamps.clear()
        self.keys.clear()

    def read(self, container: InputContainer, stream: VideoStream) -> None:
        """Read every packet."""
        size = self.path.stat().st_size
        self._read_on(container, stream, self.progress)
        self.progress(size, size)

    def _read_on(self, container: InputContainer, stream: VideoStream, progress: Progress) -> None:
        size = self.path.stat().st_size
        ends = dict.fromkeys(range(len(container.streams)), 0)
        picture = stream.index
        try:
            for count, packet in enumerate(container.demux()):
                if count % _EVERY == 0:
                    progress(min(max(packet.pos or 0, 0), size), size)
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


@dataclass(frozen=True, slots=True)
class _Tabled:
    """What the tables of MP4 and MOV say of the packets of a stream, in the order of decoding."""

    positions: Numbers
    stamps: Numbers
    key: np.ndarray[tuple[int], np.dtype[np.bool_]]
    hidden: np.ndarray[tuple[int], np.dtype[np.bool_]]

    @classmethod
    def of(cls, container: InputContainer, stream: VideoStream, path: Path) -> _Tabled | None:
        """Join FFmpeg's list of packets, which honours edit lists, and the file's delays of showing them."""
        table = sample_table(path, stream.id)
        if table is None or not len(stream.index_entries):
            return None
        positions, decoded, flags = _entries(stream)
        key, hidden = flags & 1 == 1, flags & 2 == 2
        order = np.argsort(table.positions, kind="stable")
        places = np.searchsorted(table.positions[order], positions)
        if places[-1] >= len(order) or int(places.max()) >= len(order):
            return None
        samples = order[places]
        if not np.array_equal(table.positions[samples], positions):
            return None
        undated = decoded + table.delays[samples]
        head = next((p for p in container.demux(stream) if p.pts is not None and p.size), None)
        found = cls(positions, undated, key, hidden)
        at = None if head is None else found.place_of(head.pos or 0)
        if head is None or head.pts is None or at is None:
            return None
        return replace(found, stamps=undated + (head.pts - int(undated[at])))

    def place_of(self, position: int) -> int | None:
        """Find the one packet at a byte of the file."""
        found = np.flatnonzero(self.positions == position)
        return int(found[0]) if len(found) == 1 else None

    def agrees(self, container: InputContainer, stream: VideoStream, progress: Progress) -> bool:
        """Hold the tables against packets from several places of the file."""
        keys = np.flatnonzero(self.key)
        if not len(keys):
            return False
        for look in range(_LOOKS):
            progress(0, 1)
            place = keys[look * (len(keys) - 1) // (_LOOKS - 1)]
            container.seek(int(self.stamps[place]), stream=stream)
            for _, packet in zip(range(_PACKETS), container.demux(stream), strict=False):
                if packet.size and not self._has(self.place_of(packet.pos or 0), packet):
                    return False
        return True

    def _has(self, place: int | None, packet: Packet[VideoStream]) -> bool:
        if place is None:
            return False
        said = (int(self.stamps[place]), bool(self.key[place]), bool(self.hidden[place]))
        return said == (packet.pts, packet.is_keyframe, packet.is_discard)


def _entries(stream: VideoStream) -> tuple[Numbers, Numbers, Numbers]:
    """Give each packet's byte in the file, its stamp, and whether it is a key (1) or hidden (2)."""
    positions, stamps, flags = array("q"), array("q"), array("q")
    for entry in stream.index_entries:
        positions.append(entry.pos)
        stamps.append(entry.timestamp)
        flags.append(entry.is_keyframe + 2 * entry.is_discard)
    whole = [np.frombuffer(values, np.int64) for values in (positions, stamps, flags)]
    return whole[0], whole[1], whole[2]


def _trusted(
    container: InputContainer, stream: VideoStream, path: Path, progress: Progress
) -> _Tabled | None:
    """Give the tables of a file where its packets bear them out."""
    try:
        tabled = _Tabled.of(container, stream, path)
        return tabled if tabled is not None and tabled.agrees(container, stream, progress) else None
    except av.FFmpegError:  # broken off, perhaps: reading it all will tell
        return None


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


def stamp_before(ordered: Sequence[int], stamp: int) -> int:
    """Give the place of the last of some ordered stamps that is not after a stamp; −1 where all are after."""
    place = bisect_left(ordered, stamp)
    return place if place < len(ordered) and ordered[place] == stamp else place - 1
