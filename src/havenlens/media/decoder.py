"""Decode the frames of one video in order, from any frame on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import chain
from os import cpu_count
from pathlib import Path

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from havenlens.domain.problems import StudyError
from havenlens.media.film_without import SOUND
from havenlens.media.index import FrameIndex, stamp_before
from havenlens.media.opening import opened, picture_stream

_NEAR = 12
"""Frames that are decoded rather than jumped over, even where a key frame lies between."""
_MARKS_UNUSED = {"h264", "mpeg4", "mpeg2video", "mpeg1video"}
"""Codecs whose decoder knows for certain which frames no other frame is made from."""

_MOST_THREADS = 8
"""Each of FFmpeg's threads has a frame in work, so many cores would take much memory to little use."""
_FOR_OTHERS = 10
"""Frames that a decoder keeps besides those in work: to make others from, and to give them in order."""

Numbered = tuple[int, VideoFrame]


class Decoder:
    """A running decode of one video; going forward it goes on, going elsewhere it starts at a key frame."""

    def __init__(self, path: Path, index: FrameIndex) -> None:
        self._path = path
        self._index = index
        self._files = ExitStack()
        self._open()

    def _open(self) -> None:
        self._files.close()
        self._container = self._files.enter_context(opened(self._path, without=SOUND))
        self._stream = picture_stream(self._container, self._path)
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = _threads()
        self._can_skip = self._stream.codec_context.name in _MARKS_UNUSED
        self._running = self._decode()
        self._next = self._needed = self._whole_from = 0
        self._is_open = True

    def close(self) -> None:
        """Let go of the file and of the memory of all frames, which FFmpeg keeps as long as it decodes."""
        self._is_open = False
        self._running = iter(())
        self._next = self._needed = self._whole_from = 0
        self._files.close()
        with suppress(AttributeError):  # closed before
            del self._stream, self._container  # which hold the codec, and it all frames it ever had at once

    def reopen(self) -> None:
        """Open the file again, so that the first frame asked for does not wait for it."""
        with suppress(StudyError, OSError):  # the file has gone: told when a frame is asked for
            self._open()

    @property
    def in_flight(self) -> int:
        """Give how many frames the decoder itself may keep at once, besides those that were handed out."""
        return _threads() + _FOR_OTHERS

    @property
    def place(self) -> int:
        """Give the first number that may still come without going back."""
        return max(self._next, self._whole_from)

    def frames(self, first: int) -> Iterator[Numbered]:
        """Give the frames from a number on, in order; a frame that cannot be decoded is left out."""
        return (found for found in self.passing(first) if found[0] >= first)

    def passing(self, first: int) -> Iterator[Numbered]:
        """Give the frames from a number on, and before them those on the way there, with gaps.

        On the way, frames that no other frame is made from are not decoded.
        """
        if not self._is_open:
            self._open()
        self._needed = first
        if not self.is_ahead(first):
            self._go_before(first)
        self._whole_from = max(self._whole_from, first)
        for number, frame in self._running:
            self._next = number + 1
            yield number, frame

    def is_ahead(self, number: int) -> bool:
        """Tell whether going on is the quickest way to a frame."""
        if number < self.place:
            return False
        if number - self._next <= _NEAR:
            return True
        index = self._index
        key = stamp_before(index.keys, index.stamps[number])
        return key < 0 or index.keys[key] <= index.stamps[self._next]

    def _go_before(self, number: int) -> None:
        """Seek so that decoding passes the frame; a container may land too late, so look and go back."""
        keys = self._index.keys
        place, back = stamp_before(keys, self._index.stamps[number]), 1
        while place >= 0:
            try:
                self._container.seek(keys[place], stream=self._stream)
            except av.FFmpegError:  # some containers cannot seek at all
                break
            self._whole_from = 0
            self._running = self._decode()
            head = next(self._running, None)
            if head is not None and head[0] <= number:
                self._running = chain([head], self._running)
                self._next = head[0]
                return
            place, back = place - back, back * 2
        self._open()
        self._needed = number

    def _decode(self) -> Iterator[Numbered]:
        stamps = self._index.stamps
        for packet in self._container.demux(self._stream):
            self._skip_unused(packet)
            try:
                frames = packet.decode()
            except av.FFmpegError:  # a damaged packet: its frames are missed only where they are asked for
                continue
            for frame in frames:
                if frame.pts is None:
                    continue
                number = bisect_left(stamps, frame.pts)
                if number < len(stamps) and stamps[number] == frame.pts:
                    yield number, frame

    def _skip_unused(self, packet: Packet[VideoStream]) -> None:
        if self._can_skip:
            early = packet.pts is not None and packet.pts < self._index.stamps[self._needed]
            self._stream.codec_context.skip_frame = "NONREF" if early else "DEFAULT"


def _threads() -> int:
    return min(_MOST_THREADS, (cpu_count() or 1) + 1)
