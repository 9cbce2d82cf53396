"""Exact frames by number, with those around the last one kept decoded."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path
from weakref import WeakSet

import numpy as np
from av.video.frame import VideoFrame

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock
from havenlens.media.decoder import Decoder
from havenlens.media.freed_memory import give_back
from havenlens.media.index import FrameIndex, stamp_before
from havenlens.media.kept_frames import KeptFrames
from havenlens.media.pictures import Painter
from havenlens.services.ports import Picture, Progress, no_progress

_AHEAD = 36
"""Frames decoded ahead: enough to step on 30 times a second while the decoder comes back from elsewhere."""
_ON_THE_WAY = 16
"""Frames kept on the way to one that was sought: making more of them small would hold it up."""
_FULL = 4
"""Frames around the one shown that stay in full size."""
_SPARE = 8
"""Frames above the one shown that are decoded first, after going back to it."""
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

    Once it is known how large frames are shown, all but the nearest are kept in that size: a `glimpse` is
    made of what is kept, a `picture` always of the frame in full size. There is one decoder, so whoever looks
    ahead decides where it goes; going back costs decoding a whole group, so it is done for many frames at
    once, and long before the first of them is wanted.
    """

    has_pictures = True

    def __init__(self, path: Path, index: FrameIndex, room: Room) -> None:
        self._path = path
        self._index = index
        self._decoder = Decoder(path, index)
        self._kept = KeptFrames(index.shape)
        self._room = room
        self._lost: set[int] = set()
        self._around, self._direction = 0, 1
        self._batch = range(0)
        self._headed: int | None = None
        self._jumped_to: int | None = None
        self._is_tidy = True

    @property
    def times(self) -> FrameTimes:
        """Give the time of every frame."""
        return self._index.times

    @property
    def most(self) -> int:
        """Give how many frames may be kept; one at least."""
        kept = self._kept
        if not kept.shrinks:
            return max(1, self._most_bytes // kept.full_bytes)
        return max(_FULL, _FULL + (self._most_bytes - _FULL * kept.full_bytes) // kept.small_bytes)

    @property
    def _most_bytes(self) -> int:
        share = self._room.share
        part, whole = _LEAST_SHARE
        return max(share * part // whole, share - self._decoder.in_flight * self._kept.full_bytes)

    @property
    def held_bytes(self) -> int:
        """Give the bytes that the frames kept take up."""
        return self._kept.held_bytes

    def holds(self, number: int, *, full: bool = False) -> bool:
        """Tell whether a frame is kept, or kept in full size, so that its picture needs no decoding."""
        return self._kept.full(number) is not None if full else number in self._kept

    def fit(self, width: int, height: int) -> None:
        """Keep frames no larger than they are shown: in so many pixels."""
        had_full = not self._kept.shrinks and self._kept.most_full_seen > _FULL + _ON_THE_WAY
        if self._kept.fit(width, height):
            self._batch, self._headed = range(0), None
        if had_full and self._kept.shrinks:
            self._begin_anew()

    def picture(self, number: int, progress: Progress = no_progress) -> Picture:
        """Give a frame's picture, upright; raise `StudyError` for a frame that is not there or damaged.

        ``progress`` is told while decoding leads there, and may cancel.
        """
        last = len(self._index.stamps) - 1
        if not 0 <= number <= last:
            raise StudyError("media.no_such_frame", path=self._path, frame=number, last=last)
        self._room.enter(self)
        backwards, self._around = number < self._around, number
        self._direction = -1 if backwards else 1
        frame = self._kept.full(number)
        if frame is None:
            frame = self._fetch(number, backwards, progress)
        return self._painted(number, frame, self._kept.whole_painter)

    def glimpse(self, number: int) -> Picture:
        """Give the picture of a frame that is held, no larger than it is shown; KeyError for any other.

        Any thread may ask, while another one decodes.
        """
        self._room.enter(self)
        return self._painted(number, *self._kept.shown(number))

    def sharpen(self, number: int) -> bool:
        """Decode one more frame on the way to one in full size; False where that is as near as can be."""
        if self._kept.full(number) is not None or number in self._lost:
            return False
        self._room.enter(self)
        found = next(self._decoder.passing(number), None)
        if found is not None and found[0] == number:
            self._keep(*found)
        return found is not None and found[0] < number

    def look_ahead(self, number: int, direction: int, *, rests: bool = True) -> bool:
        """Decode one more of the frames that are wanted next, going on from one in a direction.

        Where nobody ``rests`` there, only what steps in the same direction will want. Give False where
        nothing is left to do.
        """
        self._room.enter(self)
        self._around, self._direction = number, direction
        self._kept.drop_outside(*self._window(number, direction))
        if self._kept.shrink_one(number, _FULL):
            return True
        rests = rests or number == self._jumped_to  # nobody knows which way it will go on from there
        wanted = self._wanted(number, direction, rests=rests)
        if wanted is not None:
            self._decode_one(*wanted)
            return True
        if rests and direction > 0 and self._return_to_head(number):
            return True
        self._tidy_up()
        return False

    def let_go(self) -> None:
        """Drop the frames kept and give their memory back; they are decoded anew when they are asked for."""
        self._room.leave(self)
        if self._kept.most_full_seen:
            self._begin_anew()

    def close(self) -> None:
        """Let go of the file and of all frames."""
        self._room.leave(self)
        self._forget()

    def _forget(self) -> None:
        self._kept.clear()
        self._batch, self._headed = range(0), None
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

    def _painted(self, number: int, frame: VideoFrame, painter: Painter) -> Picture:
        pixels = painter.upright(frame)
        height, width = pixels.shape
        shape = self._index.shape
        full = None if (width, height) == (shape.width, shape.height) else (shape.width, shape.height)
        at = self.times.time_of(number)
        return Picture(number, at, width, height, width * 4, pixels.view(np.uint8).reshape(-1).data, full)

    # --- decoding -----------------------------------------------------------------------------------

    def _fetch(self, number: int, backwards: bool, progress: Progress) -> VideoFrame:
        """Decode a frame that is wanted now; those just before it are kept, too, for the first steps back."""
        low, high = self._window(number, self._direction)
        if number not in self._kept:
            self._kept.drop_outside(low, high)
        on_the_way = self._behind(-1) // 2 if backwards else min(_ON_THE_WAY, self.most // 2)
        first = max(self._key_of(number), number - on_the_way)
        if self._decoder.is_ahead(number):
            first = max(first, min(number, self._decoder.place))
        else:
            self._jumped_to = number
            if not self._kept.shrinks and self._kept.most_full_seen > self.most:
                self._begin_anew()  # others are in use, too, since these frames were decoded
        begun, self._is_tidy, self._headed = None, False, None
        for found, frame in self._decoder.passing(first):
            begun = found if begun is None else begun
            progress(found - begun, number - begun)
            if found > number:
                break
            if found >= first:
                self._keep(found, frame)
            if found == number:
                return frame
        self._lost.add(number)
        raise StudyError("media.damaged", path=self._path, at=clock(self.times.time_of(number)))

    def _decode_one(self, first: int, last: int) -> None:
        """Decode the first of some frames, or find out that it is lost."""
        found = next(self._decoder.passing(first), None)
        if found is None:
            self._lost.update(range(first, last + 1))
        elif found[0] >= first:
            self._lost.update(range(first, min(found[0], last + 1)))
            self._keep(*found)

    def _return_to_head(self, number: int) -> bool:
        """Decode one more frame on the way back to where going forwards will go on, keeping none."""
        _, high = self._window(number, 1)
        if self._headed == high or self._decoder.place == high + 1:
            return False
        found = next(self._decoder.passing(high), None)
        if found is None or found[0] >= high:
            self._headed = high
        return True

    def _keep(self, number: int, frame: VideoFrame) -> None:
        self._kept.add(number, frame)
        while self._kept.shrink_one(self._around, _FULL + _ON_THE_WAY // 2):
            pass
        low, high = self._window(self._around, self._direction)
        self._kept.keep_within(self._most_bytes, low, self._around, high)

    # --- what is wanted -----------------------------------------------------------------------------

    def _window(self, number: int, direction: int) -> tuple[int, int]:
        """Give the first and last frame worth keeping.

        More lie behind than ahead, whichever way it goes: ahead is quick to decode, behind is not.
        """
        behind = self._behind(direction)
        return max(0, number - behind), min(len(self.times) - 1, number + self.most - behind - 1)

    def _behind(self, direction: int) -> int:
        most = self.most
        return most - 1 - min(_AHEAD, most * 2 // 5 if direction > 0 else most // 4)

    def _wanted(self, number: int, direction: int, *, rests: bool) -> tuple[int, int] | None:
        """Choose the frames to decode next: first those that going forwards wants, then those behind.

        Behind, nothing is done until enough is missing to be worth decoding a group.
        """
        low, high = self._window(number, direction)
        above, below = self._missing(number, 1, high), self._missing(number, -1, low)
        if above is not None and (direction > 0 or above - number <= _SPARE):
            return above, high
        if below is None or (direction > 0 and not rests):
            return None
        if below not in self._batch:
            enough = self._behind(direction) * (3 if rests else 2) // 4
            if number - below > enough:
                return None
            self._batch = range(max(low, self._key_of(below)), below + 1)
        first = self._missing(self._batch.start, 1, below)
        return below if first is None else first, below

    def _key_of(self, number: int) -> int:
        """Give the frame at which decoding begins that leads to a frame."""
        key = stamp_before(self._index.keys, self._index.stamps[number])
        return 0 if key < 0 else bisect_left(self._index.stamps, self._index.keys[key])

    def _missing(self, number: int, direction: int, end: int) -> int | None:
        return next((n for n in range(number, end + direction, direction) if self._is_missing(n)), None)

    def _is_missing(self, number: int) -> bool:
        return number not in self._kept and number not in self._lost
