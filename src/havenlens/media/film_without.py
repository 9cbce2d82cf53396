"""Read an MP4 or MOV film as if it had no sound, or no picture, for those who want the other only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_HEADER = 8
_WORTH_IT = 1024 * 1024
_NOTHING = b"free"
"""The kind of a box that readers pass over; all kinds have four letters."""
SOUND, PICTURE = b"soun", b"vide"
"""What a track is for, as its handler says."""

_Box = tuple[bytes, int, int, int]
"""A kind, and bytes of the file: where the box begins, where its content does, and where both end."""


class FilmWithout:
    """A film in which the tables of one kind of track read as free room, so that FFmpeg keeps none of them.

    Those of four hours of sound or of pictures take 20 to 40 MB. Nothing else reads differently.
    """

    def __init__(self, path: Path, hidden: tuple[int, ...]) -> None:
        self._file = path.open("rb", buffering=0)
        self._hidden = hidden

    @classmethod
    def of(cls, path: Path, kind: bytes, least: int = _WORTH_IT) -> FilmWithout | None:
        """Open a film; None where no table of contents of at least so many bytes has such a track."""
        with path.open("rb") as file:
            hidden = _places(file, kind, path.stat().st_size, least)
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


def _places(file: BinaryIO, kind: bytes, size: int, least: int) -> tuple[int, ...]:
    """Find where the letters are written that make a box a track, for all tracks of a kind."""
    contents = next((box for box in _boxes(file, 0, size) if box[0] == b"moov"), None)
    if contents is None or contents[3] - contents[1] < least or contents[3] > size:
        return ()
    parts = list(_boxes(file, contents[2], contents[3]))
    if any(box[0] == b"mvex" for box in parts):  # what follows in fragments names each track by number
        return ()
    return tuple(box[1] + 4 for box in parts if box[0] == b"trak" and _is_for(file, kind, box))


def _is_for(file: BinaryIO, kind: bytes, track: _Box) -> bool:
    for media in _boxes(file, track[2], track[3]):
        for part in _boxes(file, media[2], media[3]) if media[0] == b"mdia" else ():
            if part[0] == b"hdlr":
                file.seek(part[2] + 8)
                return file.read(4) == kind
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
