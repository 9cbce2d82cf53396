"""What can be computed again, kept beside a study: whole or not at all, and made anew where it is broken."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.services.files import make_folder, write_whole

_MARK = b"havenlens-cache-1\n"
_SUM = sha256().digest_size
_COUNT = 4
"""Bytes of a number in `packed` parts."""


class DiskCache:
    """Named pieces of bytes in one folder; safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str) -> bytes | None:
        """Give what was kept under a name; None where there is nothing, or not what was written."""
        try:
            content = (self._folder / name).read_bytes()
        except OSError:
            return None
        head = len(_MARK) + _SUM
        body = content[head:]
        whole = content.startswith(_MARK) and sha256(body).digest() == content[len(_MARK) : head]
        return body if whole else None

    def keep(self, name: str, body: bytes) -> None:
        """Keep bytes under a name; where the disk does not take them, they are computed again next time."""
        with suppress(StudyError):
            write_whole(make_folder(self._folder) / name, _MARK + sha256(body).digest() + body)


def packed(parts: Sequence[bytes]) -> bytes:
    """Put pieces of bytes into one.

    >>> unpacked(packed([b"one", b"", b"three"]))
    (b'one', b'', b'three')
    """
    return b"".join(len(part).to_bytes(_COUNT, "big") + part for part in parts)


def unpacked(body: bytes) -> tuple[bytes, ...]:
    """Take pieces of bytes apart again."""
    parts, place = [], 0
    while place < len(body):
        length = int.from_bytes(body[place : place + _COUNT], "big")
        parts.append(body[place + _COUNT : place + _COUNT + length])
        place += _COUNT + length
    return tuple(parts)
