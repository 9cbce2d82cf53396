"""Exact frames by number, with the last ones kept at hand."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from av.video.frame import VideoFrame

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock
from havenlens.media.decoder import Decoder
from havenlens.media.index import FrameIndex, stamp_before
from havenlens.media.pictures import Painter
from havenlens.services.ports import Picture


class ExactFrames:
    """The frames of one video by number, a `FrameSource`; keeps pictures up to a number of bytes."""

    def __init__(self, path: Path, index: FrameIndex, cache_bytes: int) -> None:
        self._path = path
        self._index = index
        self._decoder = Decoder(path, index)
        self._painter = Painter(index.shape)
        self._room = max(1, cache_bytes // (index.shape.width * index.shape.height * 4))
        self._kept: OrderedDict[int, Picture] = OrderedDict()
        self._last = 0

    @property
    def times(self) -> FrameTimes:
        """Give the time of every frame."""
        return self._index.times

    def picture(self, number: int) -> Picture:
        """Give a frame's picture, upright; raise `StudyError` for a frame that is not there or damaged."""
        last = len(self._index.stamps) - 1
        if not 0 <= number <= last:
            raise StudyError("media.no_such_frame", path=self._path, frame=number, last=last)
        if number not in self._kept:
            self._decode(number)
        self._last = number
        self._kept.move_to_end(number)
        return self._kept[number]

    def close(self) -> None:
        """Let go of the file and of all pictures."""
        self._decoder.close()
        self._kept.clear()

    def _decode(self, number: int) -> None:
        for found, frame in self._decoder.frames(self._first_wanted(number)):
            if found > number:
                break
            self._keep(found, frame)
            if found == number:
                return
        raise StudyError("media.damaged", path=self._path, at=clock(self.times.time_of(number)))

    def _first_wanted(self, number: int) -> int:
        """Choose the frame to start at: going back, those before the wanted one come next, so keep them."""
        if not 0 < self._last - number <= self._room:
            return number
        index = self._index
        key = stamp_before(index.keys, index.stamps[number])
        first_of_group = stamp_before(index.stamps, index.keys[key]) if key >= 0 else 0
        return min(number, max(0, first_of_group, number - self._room + 1))

    def _keep(self, number: int, frame: VideoFrame) -> None:
        pixels = self._painter.upright(frame)
        height, width = pixels.shape
        self._kept[number] = Picture(
            number, self.times.time_of(number), width, height, width * 4, pixels.tobytes()
        )
        while len(self._kept) > self._room:
            self._kept.popitem(last=False)
