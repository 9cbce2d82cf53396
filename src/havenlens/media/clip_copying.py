"""Take the pictures of a span over as they are, where whole groups of frames are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer, OutputContainer
from av.error import ArgumentError, InvalidDataError
from av.packet import Packet
from av.video.stream import VideoStream

from havenlens.domain.time import SECOND
from havenlens.media.clip_writing import TICK, Cut, NoSound, SoundTrack, opened_clip
from havenlens.media.film_without import PICTURE, SOUND
from havenlens.media.opening import micros, opened, picture_stream
from havenlens.media.pictures import Orientation
from havenlens.media.sound import SoundGrid
from havenlens.services.ports import Progress

_PICTURE_FORMATS = {"yuv420p", "yuvj420p"}
_KEY_PICTURE = 5
_BESIDE = 6
_SOUND_FRAME = 1024
_TELLS_OF = 2 * _SOUND_FRAME
"""A packet of AAC tells of so many samples from its place on, because it overlaps with the next one."""

_GAP = 50
"""Packets a fiftieth of a second from where they would follow on have a gap before them."""

_MOST_CHANNELS = 2
_SOUND_BITS = 96_000
_SOUND_AHEAD = SECOND // 2


def copy_clip(cut: Cut, path: Path, most: int | None, progress: Progress) -> bool:
    """Write a cut without decoding its pictures; False where that cannot be done, or shows more than asked.

    It can where the span begins with a frame before which nothing is needed (IDR), ends before another one
    or with the video, and its pictures are H.264 4:2:0, upright, in square pixels, and neither to be scaled
    nor masked. The sound is copied, too, where it is AAC and nothing of it is covered.
    """
    if cut.masks or not _ends_with_groups(cut):
        return False
    with suppress(ArgumentError, InvalidDataError):
        is_small = _copied(cut, path, most, progress) and (most is None or path.stat().st_size <= most)
        return is_small and _holds_just(cut, path)
    return False  # something in the file is not as it should be, which encoding gets over


def _copied(cut: Cut, path: Path, most: int | None, progress: Progress) -> bool:
    with ExitStack() as files:
        source = files.enter_context(opened(cut.path, without=SOUND))
        group = _Group.of(cut, source) if _is_plain(cut, source) else None
        if group is None or (most is not None and group.size > most):
            return False
        target = files.enter_context(opened_clip(path))
        pictures = _CopiedPictures(target, cut, source)
        pictures.write(group, _sound(target, cut, files), progress)
    return True


def _ends_with_groups(cut: Cut) -> bool:
    index, first, after = cut.index, cut.numbers.start, cut.numbers.stop
    begins = index.times.time_of(first) == cut.start and index.stamps[first] in index.keys
    return begins and (after == len(index.stamps) or index.stamps[after] in index.keys)


def _is_plain(cut: Cut, source: InputContainer) -> bool:
    stream, shape = picture_stream(source, cut.path), cut.shape
    coder = stream.codec_context
    return (
        coder.name == "h264"
        and coder.pix_fmt in _PICTURE_FORMATS
        and shape.orientation == Orientation()
        and (coder.width, coder.height) == (shape.width, shape.height)
        and (stream.sample_aspect_ratio or 1) == 1
        and (coder.extradata or b"").startswith(b"\x01")  # lengths stand before the units, not marks
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """The packets of a cut in the order of decoding: their stamps, and how many bytes they are together."""

    stamps: tuple[int, ...]
    size: int

    @classmethod
    def of(cls, cut: Cut, source: InputContainer) -> _Group | None:
        """Read the packets of a span; None where some of them show, or need, what is outside of it."""
        stamps = cut.index.stamps
        wanted = set(stamps[cut.numbers.start : cut.numbers.stop])
        behind = stamps[cut.numbers.stop] if cut.numbers.stop < len(stamps) else None
        lengths = _lengths(picture_stream(source, cut.path))
        found: list[int] = []
        size = 0
        for packet in _packets_from(source, cut):
            if packet.pts == behind or not found:
                if _KEY_PICTURE not in {kind for kind, _ in _units(bytes(packet), lengths)}:
                    return None
                if packet.pts == behind:
                    break
            if packet.pts is None or packet.pts not in wanted or packet.is_discard:
                return None
            found.append(packet.pts)
            size += packet.size
        return cls(tuple(found), size) if len(found) == len(wanted) else None


def _packets_from(container: InputContainer, cut: Cut) -> Iterator[Packet[VideoStream]]:
    """Give the packets of the pictures from the first frame of a cut on."""
    stream = picture_stream(container, cut.path)
    first, begun = cut.index.stamps[cut.numbers.start], False
    container.seek(first, stream=stream)
    for packet in container.demux(stream):
        begun = begun or packet.pts == first
        if begun and packet.size:
            yield packet


def _lengths(stream: VideoStream) -> int:
    """Give how many bytes say how long a unit of the stream is."""
    return ((stream.codec_context.extradata or b"\0" * 5)[4] & 3) + 1


def _units(data: bytes, lengths: int) -> Iterator[tuple[int, bytes]]:
    """Give the units of a packet: their kind, and their bytes with their length before them."""
    at = 0
    while at + lengths < len(data):
        after = at + lengths + int.from_bytes(data[at : at + lengths], "big")
        yield data[at + lengths] & 0x1F, data[at:after]
        at = after


class _CopiedPictures:
    """The packets of a cut's pictures, on the clock of the clip."""

    def __init__(self, target: OutputContainer, cut: Cut, source: InputContainer) -> None:
        stream = picture_stream(source, cut.path)
        self._cut = cut
        self._target = target
        self._source = source
        self._lengths = _lengths(stream)
        self._copy = target.add_stream_from_template(stream)
        self._copy.metadata.clear()
        self._copy.time_base = TICK

    def write(self, group: _Group, sound: SoundTrack | NoSound | _CopiedSound, progress: Progress) -> None:
        """Copy all pictures, and the sound as far as they have come."""
        cut = self._cut
        stamps = cut.index.stamps[cut.numbers.start : cut.numbers.stop]
        numbers = dict(zip(stamps, cut.numbers, strict=True))
        shown = [cut.place_of(number) for number in cut.numbers]
        decoded = [cut.place_of(numbers[stamp]) for stamp in group.stamps]
        ahead = max(at - place for at, place in zip(shown, decoded, strict=True))
        packets = _packets_from(self._source, cut)
        for done, (at, packet) in enumerate(zip(shown, packets, strict=False)):
            progress(done, len(shown))
            sound.write(at + _SOUND_AHEAD)
            number = numbers[packet.pts or 0]
            fresh = Packet(_without_beside(bytes(packet), self._lengths))
            fresh.pts, fresh.dts, fresh.duration = cut.place_of(number), at - ahead, cut.lasting(number)
            fresh.time_base, fresh.is_keyframe, fresh.stream = TICK, packet.is_keyframe, self._copy
            self._target.mux(fresh)
        sound.finish()


def _without_beside(data: bytes, lengths: int) -> bytes:
    """Leave out what a camera writes between the pictures: captions, places, its settings."""
    return b"".join(unit for kind, unit in _units(data, lengths) if kind != _BESIDE)


def _sound(target: OutputContainer, cut: Cut, files: ExitStack) -> SoundTrack | NoSound | _CopiedSound:
    """Begin the sound: copied where it is AAC, of which nothing is covered, and encoded where it is not."""
    if cut.sound is not None and not cut.covers:
        source = files.enter_context(opened(cut.path, without=PICTURE))
        stream = source.streams.audio[0]
        coder = stream.codec_context
        plain = coder.name == "aac" and coder.profile == "LC" and coder.frame_size == _SOUND_FRAME
        if plain and coder.extradata and coder.channels <= _MOST_CHANNELS:
            return _CopiedSound(target, cut, source)
    return SoundTrack.of(target, cut, _SOUND_BITS)


class _CopiedSound:
    """The packets of AAC that tell of nothing outside of a cut: at each end a few hundredths are left out."""

    def __init__(self, target: OutputContainer, cut: Cut, source: InputContainer) -> None:
        stream = source.streams.audio[0]
        self._target = target
        self._copy = target.add_stream_from_template(stream)
        self._copy.metadata.clear()
        self._copy.time_base = Fraction(1, stream.rate)
        self._packets = _inner_sound(cut, source)

    def write(self, until: int | None) -> None:
        """Copy what is heard before a moment, in microseconds from the start of the clip; None is all."""
        for place, data in self._packets:
            packet = Packet(data)
            packet.pts = packet.dts = place
            packet.duration, packet.time_base = _SOUND_FRAME, Fraction(1, self._copy.rate)
            packet.stream = self._copy
            self._target.mux(packet)
            if until is not None and place * SECOND >= until * self._copy.rate:
                return

    def finish(self) -> None:
        """Copy what is left."""
        self.write(None)


_Placed = tuple[int, bytes]
"""The first sample of a packet, counted from the start of the clip, and what is in it."""


def _inner_sound(cut: Cut, source: InputContainer) -> Iterator[_Placed]:
    """Give the packets of the sound that tell only of samples within a cut."""
    assert cut.sound is not None
    rate, origin = cut.sound.rate, cut.sound.origin
    first, last = (round(at * rate / SECOND) for at in (cut.start, cut.end))
    stream = source.streams.audio[0]
    grid = SoundGrid(stream, rate, origin)
    run_up = Fraction(max(0, cut.start - SECOND) + origin, SECOND)
    source.seek(round(run_up / (stream.time_base or TICK)), stream=stream)
    place: int | None = None
    done = first
    for packet in source.demux(stream):
        if packet.pts is None or not packet.size:
            continue
        stamped = grid.place(packet)
        place = stamped if place is None or abs(stamped - place) > rate // _GAP else place
        if place >= first and place + _TELLS_OF > last:
            return
        if place >= done and not packet.is_discard:  # where sound was joined, packets may lie on one another
            yield place - first, bytes(packet)
            done = place + _SOUND_FRAME
        place += _SOUND_FRAME


def _holds_just(cut: Cut, path: Path) -> bool:
    """Read a finished copy again: its packets are those of the cut, and decoding can begin at the first."""
    wanted = [(cut.place_of(number), False) for number in cut.numbers]
    with opened(path) as container:
        stream = picture_stream(container, path)
        packets = [packet for packet in container.demux(stream) if packet.size]
        found = sorted((micros(p.pts or 0, p.time_base), p.is_discard) for p in packets)
        container.seek(0)
        head = next(container.decode(stream), None)
        return found == wanted and head is not None and head.key_frame
