"""Pictures that are ready to be painted, around the frame that is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from havenlens.ui.player.frame import Frame

_MOST_BYTES = 25_000_000
_MOST = 8


class ReadyFrames:
    """Bounded in number and bytes; those go first that are farthest from the newest. Not safe for threads."""

    def __init__(self) -> None:
        self._frames: dict[int, Frame] = {}

    def __iter__(self) -> Iterator[int]:
        return iter(self._frames)

    @property
    def bytes(self) -> int:
        """Give the bytes that they take."""
        return sum(map(_bytes_of, self._frames.values()))

    @property
    def most(self) -> int:
        """Give how many there may be at once, as large as the smallest: what follows is no larger."""
        return _most(min(map(_bytes_of, self._frames.values()), default=0))

    def get(self, number: int) -> Frame | None:
        """Give a frame by its number, where it is ready."""
        return self._frames.get(number)

    def add(self, frame: Frame) -> None:
        """Keep one more picture; nothing where its frame has no number yet."""
        number = frame.position.number
        if number is None:
            return
        self._frames[number] = frame
        while len(self._frames) > _most(_bytes_of(frame)):
            del self._frames[max(self._frames, key=lambda n: abs(n - number))]

    def keep(self, numbers: Collection[int]) -> None:
        """Drop all but these."""
        self._frames = {number: frame for number, frame in self._frames.items() if number in numbers}

    def clear(self) -> None:
        """Drop all."""
        self._frames.clear()


def _most(size: int) -> int:
    """Give how many pictures of a size may be ready at once: the one shown and one more at least."""
    return max(2, min(_MOST, _MOST_BYTES // size)) if size else 2


def _bytes_of(frame: Frame) -> int:
    return frame.image.sizeInBytes()
