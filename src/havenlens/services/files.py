"""Write files whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from havenlens.domain.problems import StudyError

_KEPT_OF_NAME = 40
"""How much of a name stands in that of its draft: the longest name a disk takes has no room for more."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside the target, and put it in the target's place when the block ends well.

    The temporary name keeps the target's suffix, so that writers which go by suffix are content. Raise
    `StudyError` where the folder is missing, read-only or full; nothing half written is left.
    """
    temporary: Path | None = None
    try:
        temporary = _new_file(path)
        yield temporary
        try:
            temporary.replace(path)
        except PermissionError as error:
            raise cannot_replace(path, error) from error
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _new_file(path: Path) -> Path:
    """Make an empty file of a hidden name beside another, for those to read who may read the folder.

    Not by `tempfile`, which keeps others out, and which on Windows takes a folder that may not be written
    for a name that is taken, and tries two thousand million more.
    """
    while True:
        new = path.with_name(f".{path.stem[:_KEPT_OF_NAME]}-{token_hex(4)}{path.suffix}")
        with suppress(FileExistsError):
            new.open("xb").close()
            return new


def new_folder(folder: Path, purpose: str) -> Path:
    """Make a folder of a hidden name inside another; what is moved out of it is open to who may read there.

    That of `tempfile` keeps others out, on Windows for good: a file takes the rights of where it was made.
    """
    while True:
        new = folder / f".{purpose}-{token_hex(4)}"
        with suppress(FileExistsError):
            new.mkdir()
            return new


def write_whole(path: Path, content: str | bytes) -> None:
    """Write text (as UTF-8) or bytes to a file, whole or not at all."""
    with whole_file(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def working_folder() -> Iterator[Path]:
    """Give a folder for what is made on the way, which goes in the end with all that is in it.

    Raise `StudyError` where it cannot be written, such as on a full disk. On Windows another program, such as
    a virus scanner, may have a file of it open in the end; that is no reason to give up what was made of it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="havenlens-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        raise cannot_write(Path(error.filename or tempfile.tempdir or "."), error) from error


def make_folder(path: Path) -> Path:
    """Make a folder where it is missing, and give it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


def check_can_write(path: Path, *, is_folder: bool = False) -> None:
    """Refuse where nothing can be written, before there is any work for it; nothing is left there.

    A folder is made when it is written, with those it lies in; that of a file has to be there.
    """
    try:
        if is_folder and path.exists() and not path.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        near = (path, *path.parents) if is_folder else (path.parent,)
        _new_file(next((each for each in near if each.exists()), near[0]) / "trial").unlink()
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> StudyError:
    """Say why a file cannot be written."""
    codes = {
        errno.ENOENT: "file.no_folder",
        errno.ENOTDIR: "file.no_folder",
        errno.ENOSPC: "file.disk_full",
        errno.EFBIG: "file.disk_full",
        errno.EDQUOT: "file.disk_full",
    }
    return StudyError(codes.get(error.errno or 0, "file.read_only"), path=path, folder=path.parent)


def cannot_replace(path: Path, error: OSError) -> StudyError:
    """Say why a file cannot be put in its place: Windows lets nobody replace what a program has open."""
    if isinstance(error, PermissionError) and path.is_file():
        return StudyError("file.in_use", path=path)
    return cannot_write(path, error)


def in_counted_order(names: Iterable[str]) -> list[str]:
    """Sort names as people count.

    >>> in_counted_order(["Part 10.mp4", "part 2.mp4", "Part 1.mp4"])
    ['Part 1.mp4', 'part 2.mp4', 'Part 10.mp4']
    """
    return sorted(names, key=counted)


def counted(name: str) -> list[tuple[int, str]]:
    """Give what a name is sorted by, where the numbers in it count as numbers."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in parts]
