"""Decode the frames of one video in order, from any frame on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import av
from av.video.frame import VideoFrame

from havenlens.media.index import FrameIndex, stamp_before
from havenlens.media.opening import opened, picture_stream

_NEAR = 12
"""Frames that are decoded rather than jumped over, even where a key frame lies between."""

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
        self._container = self._files.enter_context(opened(self._path))
        self._stream = picture_stream(self._container, self._path)
        self._stream.thread_type = "AUTO"
        self._running = self._decode()
        self._next = 0

    def close(self) -> None:
        """Let go of the file."""
        self._running = iter(())
        self._files.close()

    def frames(self, first: int) -> Iterator[Numbered]:
        """Give the frames from a number on, in order; a frame that cannot be decoded is left out."""
        if not self._is_ahead(first):
            self._go_before(first)
        for number, frame in self._running:
            self._next = number + 1
            if number >= first:
                yield number, frame

    def _is_ahead(self, number: int) -> bool:
        if number < self._next:
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
            self._running = self._decode()
            head = next(self._running, None)
            if head is not None and head[0] <= number:
                self._running = chain([head], self._running)
                self._next = head[0]
                return
            place, back = place - back, back * 2
        self._open()

    def _decode(self) -> Iterator[Numbered]:
        stamps = self._index.stamps
        for packet in self._container.demux(self._stream):
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
