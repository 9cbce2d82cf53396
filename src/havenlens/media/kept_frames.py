"""Decoded frames of one video that are kept around the one shown, small where that is enough."""

from __future__ import annotations

from collections.abc import Iterable

from av.video.frame import VideoFrame

from havenlens.media.pictures import Painter, Shape

_MOST_OF_FULL = 0.9
"""A frame shown larger than this share of its own size is kept as it is."""
_COARSER = 1.05
"""How many times larger than they are kept frames may be shown before they are dropped."""


class KeptFrames:
    """Frames by number: a few in full size, the others no larger than they are shown.

    Both are kept as they were coded, in 4:2:0, which takes less than half the room of pictures in display
    format. ``most_bytes`` is told anew before frames are added, as sources share their room.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._full: dict[int, VideoFrame] = {}
        self._small: dict[int, VideoFrame] = {}
        self._small_total = 0
        self._whole_painter = Painter(shape)
        self._small_painter: Painter | None = None
        self.full_bytes = shape.width * shape.height * 3 // 2
        self.most_full_seen = 0
        """The most frames in full size at once since decoding began: FFmpeg keeps room for as many."""

    # --- sizes --------------------------------------------------------------------------------------

    @property
    def shrinks(self) -> bool:
        """Tell whether frames are kept smaller than they are."""
        return self._small_painter is not None

    @property
    def shown_shape(self) -> Shape:
        """Give the shape in which small frames are kept."""
        return self._shape if self._small_painter is None else self._small_painter.shape

    @property
    def small_bytes(self) -> int:
        """Give the bytes that one small frame takes, or a full one where none is made smaller."""
        if self._small_painter is None:
            return self.full_bytes
        shape = self._small_painter.shape
        return max(1, shape.width * shape.height * 3 // 2)

    def fit(self, width: int, height: int) -> bool:
        """Keep frames as they are shown in so many pixels; tell whether what was kept is of no use now."""
        whole = self._shape
        if min(width, height) < 1 or width > whole.width * _MOST_OF_FULL:
            was_small, self._small_painter = self.shrinks, None
            self._forget_small()
            return was_small
        before = self.shown_shape.width
        if self._small_painter is None or width != before:
            self._small_painter = Painter(Shape(whole.orientation, width, height))
        if width > before * _COARSER:
            self._forget_small()
            return True
        return False

    # --- frames -------------------------------------------------------------------------------------

    def __contains__(self, number: int) -> bool:
        return number in self._small or number in self._full

    def __len__(self) -> int:
        return len(self._small) + len(self._full)

    def full(self, number: int) -> VideoFrame | None:
        """Give a frame in full size, if it is kept so."""
        return self._full.get(number)

    def shown(self, number: int) -> tuple[VideoFrame, Painter]:
        """Give a frame that is kept, and what makes a picture of it as large as it is shown."""
        small = self._small.get(number)
        frame = self._full[number] if small is None else small
        return frame, self._small_painter or self._whole_painter

    @property
    def whole_painter(self) -> Painter:
        """Give what makes pictures in full size."""
        return self._whole_painter

    @property
    def held_bytes(self) -> int:
        """Give the bytes that all of them take."""
        return len(self._full) * self.full_bytes + self._small_total

    def add(self, number: int, frame: VideoFrame) -> None:
        """Keep a frame in full size for now."""
        self.full_bytes = max(1, _bytes_of(frame))
        self._full[number] = frame
        self.most_full_seen = max(self.most_full_seen, len(self._full))

    def shrink_one(self, around: int, most_full: int) -> bool:
        """Make one frame small, the farthest, if more than some are in full size; False where that is so."""
        if self._small_painter is None or len(self._full) <= most_full:
            return False
        number = max(self._full, key=lambda n: abs(n - around))
        frame = self._full.pop(number)
        if number not in self._small:
            self._small[number] = small = self._small_painter.smaller(frame)
            self._small_total += _bytes_of(small)
        return True

    def drop(self, numbers: Iterable[int]) -> None:
        """Drop some frames."""
        for number in list(numbers):
            self._full.pop(number, None)
            small = self._small.pop(number, None)
            self._small_total -= 0 if small is None else _bytes_of(small)

    def drop_outside(self, low: int, high: int) -> None:
        """Drop the frames outside of a window."""
        self.drop(n for n in (*self._full, *self._small) if not low <= n <= high)

    def keep_within(self, most_bytes: int, low: int, around: int, high: int) -> None:
        """Drop the frames that are of least use in a window around a frame, until the others fit."""

        def rank(number: int) -> float:
            return (
                (number - around) / (high - around + 1)
                if number > around
                else (around - number) / (around - low + 1)
            )

        while len(self) > 1 and self.held_bytes > most_bytes:
            self.drop([max({*self._full, *self._small}, key=rank)])

    def clear(self) -> None:
        """Drop them all."""
        self._full.clear()
        self._forget_small()
        self.most_full_seen = 0

    def _forget_small(self) -> None:
        self._small.clear()
        self._small_total = 0


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
