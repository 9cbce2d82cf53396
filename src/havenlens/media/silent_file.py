"""Read an MP4 or MOV film as if it had no sound, for those who want its pictures only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_HEADER = 8
_WORTH_IT = 1024 * 1024
_NOTHING = b"free"
"""The kind of a box that readers pass over; all kinds have four letters."""
_SOUND = b"soun"

_Box = tuple[bytes, int, int, int]
"""A kind, and bytes of the file: where the box begins, where its content does, and where both end."""


class SilentFile:
    """A film in which each table of sound reads as free room, so that FFmpeg does not keep it in memory.

    Of four hours these are twice as many entries as of the pictures. Nothing else reads differently.
    """

    def __init__(self, path: Path, hidden: tuple[int, ...]) -> None:
        self._file = path.open("rb", buffering=0)
        self._hidden = hidden

    @classmethod
    def of(cls, path: Path, least: int = _WORTH_IT) -> SilentFile | None:
        """Open a film; None where no table of contents of at least so many bytes speaks of sound."""
        with path.open("rb") as file:
            hidden = _sound_kinds(file, path.stat().st_size, least)
        return cls(path, hidden) if hidden else None

    def read(self, size: int = -1) -> bytes:
        """Read at most so many bytes."""
        begin = self._file.tell()
        found = self._file.read(size)
        for at in self._hidden:
            first, last = max(at, begin), min(at + len(_NOTHING), begin + len(found))
            if first < last:
                shown = _NOTHING[first - at : last - at]
                found = found[: first - begin] + shown + found[last - begin :]
        return found

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Give the byte that is read next."""
        return self._file.tell()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _sound_kinds(file: BinaryIO, size: int, least: int) -> tuple[int, ...]:
    """Find where the kinds of the sound tracks' boxes are written."""
    contents = next((box for box in _boxes(file, 0, size) if box[0] == b"moov"), None)
    if contents is None or contents[3] - contents[1] < least or contents[3] > size:
        return ()
    parts = list(_boxes(file, contents[2], contents[3]))
    if any(kind == b"mvex" for kind, *_ in parts):  # what follows in fragments names each track by number
        return ()
    return tuple(box[1] + 4 for box in parts if box[0] == b"trak" and _is_sound(file, box))


def _is_sound(file: BinaryIO, track: _Box) -> bool:
    for media in _boxes(file, track[2], track[3]):
        for part in _boxes(file, media[2], media[3]) if media[0] == b"mdia" else ():
            if part[0] == b"hdlr":
                file.seek(part[2] + 8)
                return file.read(4) == _SOUND
    return False


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[_Box]:
    while at + _HEADER <= end:
        file.seek(at)
        head = file.read(16)
        length, kind, begin = int.from_bytes(head[:4], "big"), head[4:8], _HEADER
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = end - at
        if length < begin:
            return
        yield kind, at, at + begin, at + length
        at += length
