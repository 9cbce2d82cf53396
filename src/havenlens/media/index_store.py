"""Keep the indexes of videos on disk, so that each file is read once in its life."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from havenlens.domain.time import Micros
from havenlens.media.fingerprint import fingerprint
from havenlens.media.index import FrameIndex
from havenlens.media.pictures import Orientation, Shape
from havenlens.services.disk_cache import DiskCache, packed, unpacked


class IndexStore:
    """A folder of indexes, each named by a file's fingerprint, size and time of change.

    What cannot be read, is damaged or was written for another file counts as not there.
    """

    def __init__(self, folder: Path) -> None:
        self._kept = DiskCache(folder)

    def find(self, path: Path) -> FrameIndex | None:
        """Give the index that was kept for a file, if there is one."""
        with suppress(OSError, ValueError, KeyError, TypeError, IndexError):
            body = self._kept.find(_name(path))
            return None if body is None else _decoded(body)
        return None

    def keep(self, path: Path, index: FrameIndex) -> None:
        """Keep an index; where the folder cannot be written, it is made again the next time."""
        with suppress(OSError):
            self._kept.keep(_name(path), _encoded(index))


def _name(path: Path) -> str:
    found = path.stat()
    known = f"{fingerprint(path)} {found.st_size} {found.st_mtime_ns}"
    return f"index-1-{sha256(known.encode()).hexdigest()[:32]}.bin"


def _encoded(index: FrameIndex) -> bytes:
    shape, turned = index.shape, index.shape.orientation
    facts = {
        "base": [index.base.numerator, index.base.denominator],
        "origin": index.origin,
        "end": index.end,
        "shape": [shape.width, shape.height],
        "turned": [turned.swapped, turned.flipped_x, turned.flipped_y],
    }
    return packed((json.dumps(facts).encode(), _bytes(index.stamps), _bytes(index.keys)))


def _decoded(body: bytes) -> FrameIndex:
    facts, stamps, keys = unpacked(body)
    said = json.loads(facts)
    return FrameIndex.of(
        _numbers(stamps),
        _numbers(keys),
        Fraction(*said["base"]),
        Micros(said["origin"]),
        Micros(said["end"]),
        Shape(Orientation(*said["turned"]), *said["shape"]),
    )


def _bytes(numbers: Sequence[int]) -> bytes:
    values = array("q", numbers)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def _numbers(content: bytes) -> array[int]:
    values = array("q")
    values.frombytes(content)
    if sys.byteorder == "big":
        values.byteswap()
    return values
