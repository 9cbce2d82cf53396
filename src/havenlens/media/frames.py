"""Exact frames by number, with those around the last one kept decoded."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakSet

import numpy as np
from av.video.frame import VideoFrame

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock
from havenlens.media.decoder import Decoder
from havenlens.media.freed_memory import give_back
from havenlens.media.index import FrameIndex
from havenlens.media.pictures import Painter
from havenlens.services.ports import Picture, Progress, no_progress

_BEHIND = 8
"""Frames kept on the way to one that was sought, so that the first steps back are answered at once."""
_SPARE = 8
"""Frames kept on the far side of the one shown, for a step in the other direction."""
_LEAST_SHARE = 2, 3
"""The part of a source's bytes that is for frames kept, however many its decoder has in flight."""


class Room:
    """The bytes that decoded frames may take, shared evenly by the sources in use.

    The frames that a decoder has in flight count as well as those that are kept.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._users: WeakSet[ExactFrames] = WeakSet()

    def enter(self, user: ExactFrames) -> None:
        """Count one more source that keeps frames."""
        self._users.add(user)

    def leave(self, user: ExactFrames) -> None:
        """Count one source less."""
        self._users.discard(user)

    @property
    def share(self) -> int:
        """Give the bytes that one source may take."""
        return self.total // max(1, len(self._users))


class ExactFrames:
    """The frames of one video by number, a `FrameSource`.

    Frames are kept as they were decoded, which takes less than half the room of pictures in display format;
    turning one into a picture takes about a millisecond at 1080p.
    """

    has_pictures = True

    def __init__(self, path: Path, index: FrameIndex, room: Room) -> None:
        self._path = path
        self._index = index
        self._decoder = Decoder(path, index)
        self._painter = Painter(index.shape)
        self._room = room
        self._frame_bytes = index.shape.width * index.shape.height * 3 // 2
        self._held: dict[int, VideoFrame] = {}
        self._taken = 0  # the most frames kept at once since decoding began: FFmpeg keeps room for as many
        self._lost: set[int] = set()
        self._around = 0
        self._batch = range(0)
        self._is_tidy = True

    @property
    def times(self) -> FrameTimes:
        """Give the time of every frame."""
        return self._index.times

    @property
    def most(self) -> int:
        """Give how many frames may be kept; one at least."""
        share = self._room.share
        part, whole = _LEAST_SHARE
        kept = max(share * part // whole, share - self._decoder.in_flight * self._frame_bytes)
        return max(1, kept // self._frame_bytes)

    @property
    def _behind(self) -> int:
        return min(self.most - 1, self.most * 3 // 5)

    @property
    def held_bytes(self) -> int:
        """Give the bytes that the frames kept take up."""
        return len(self._held) * self._frame_bytes

    def holds(self, number: int) -> bool:
        """Tell whether a frame is kept, so that its picture needs no decoding."""
        return number in self._held

    def picture(self, number: int, progress: Progress = no_progress) -> Picture:
        """Give a frame's picture, upright; raise `StudyError` for a frame that is not there or damaged.

        ``progress`` is told while decoding leads there, and may cancel.
        """
        last = len(self._index.stamps) - 1
        if not 0 <= number <= last:
            raise StudyError("media.no_such_frame", path=self._path, frame=number, last=last)
        self._room.enter(self)
        backwards, self._around = number < self._around, number
        if number not in self._held:
            self._fetch(number, backwards, progress)
        pixels = self._painter.upright(self._held[number])
        height, width = pixels.shape
        at = self.times.time_of(number)
        return Picture(number, at, width, height, width * 4, pixels.view(np.uint8).reshape(-1).data)

    def look_ahead(self, number: int, direction: int) -> bool:
        """Decode one more of the frames that are wanted next, going on from one in a direction.

        Give False where nothing is left to do.
        """
        self._room.enter(self)
        self._around = number
        wanted = self._wanted(number, direction)
        if wanted is None:
            self._tidy_up()
            return False
        self._drop_outside(number, direction)
        found = next(self._decoder.passing(wanted[0]), None)
        if found is None:
            self._lost.update(range(wanted[0], wanted[1] + 1))
            return True
        if found[0] > wanted[0]:
            self._lost.update(range(wanted[0], min(found[0], wanted[1] + 1)))
        if found[0] >= wanted[0]:
            self._keep(*found)
        return True

    def let_go(self) -> None:
        """Drop the frames kept and give their memory back; they are decoded anew when they are asked for."""
        self._room.leave(self)
        if self._taken:
            self._begin_anew()

    def close(self) -> None:
        """Let go of the file and of all frames."""
        self._room.leave(self)
        self._forget()

    def _forget(self) -> None:
        self._held.clear()
        self._taken = 0
        self._decoder.close()
        give_back()

    def _begin_anew(self) -> None:
        self._forget()
        self._decoder.reopen()
        give_back()

    def _tidy_up(self) -> None:
        """Give back what going elsewhere took for a while, now that nothing is left to do."""
        if not self._is_tidy:
            self._is_tidy = True
            give_back()

    def _fetch(self, number: int, backwards: bool, progress: Progress) -> None:
        # What is decoded on the way there is kept as far as there is room, whichever way it goes on.
        first = max(0, number - (self.most // 2 if backwards else self._behind))
        if self._decoder.is_ahead(number):
            first = max(first, min(number, self._decoder.place))
        elif self._taken > self.most:  # others are in use, too, since these frames were decoded
            self._begin_anew()
        begun, self._is_tidy = None, False
        for found, frame in self._decoder.passing(first):
            begun = found if begun is None else begun
            progress(found - begun, number - begun)
            if found > number:
                break
            if found >= first:
                self._keep(found, frame)
            if found == number:
                return
        self._lost.add(number)
        raise StudyError("media.damaged", path=self._path, at=clock(self.times.time_of(number)))

    def _window(self, number: int, direction: int) -> tuple[int, int]:
        """Give the first and last frame worth keeping.

        More lie behind than ahead before anybody has gone back: ahead is quick to decode, behind is not.
        """
        spare = self._behind if direction > 0 else min(_SPARE, self.most // 4)
        if direction > 0:
            return max(0, number - spare), min(len(self.times) - 1, number + self.most - spare - 1)
        return max(0, number + spare - self.most + 1), min(len(self.times) - 1, number + spare)

    def _wanted(self, number: int, direction: int) -> tuple[int, int] | None:
        """Choose which frames to decode next: ahead first, then behind, where a seek left little.

        Going back costs decoding a whole group, so it is done for half the room at once.
        """
        low, high = self._window(number, direction)
        above, below = self._missing(number, 1, high), self._missing(number, -1, low)
        if direction > 0 and above is not None and (below is None or above - number < _BEHIND):
            return above, high
        if below is not None and (direction > 0 or number - below <= self.most // 2):
            if below not in self._batch:
                self._batch = range(low, below + 1)
            first = self._missing(self._batch.start, 1, below)
            return below if first is None else first, below
        return None if above is None else (above, high)

    def _missing(self, number: int, direction: int, end: int) -> int | None:
        return next((n for n in range(number, end + direction, direction) if self._is_missing(n)), None)

    def _is_missing(self, number: int) -> bool:
        return number not in self._held and number not in self._lost

    def _drop_outside(self, number: int, direction: int) -> None:
        low, high = self._window(number, direction)
        for found in [n for n in self._held if not low <= n <= high]:
            del self._held[found]

    def _keep(self, number: int, frame: VideoFrame) -> None:
        self._frame_bytes = max(1, sum(plane.buffer_size for plane in frame.planes))
        self._held[number] = frame
        while len(self._held) > self.most:
            del self._held[max(self._held, key=lambda n: abs(n - self._around))]
        self._taken = max(self._taken, len(self._held))
