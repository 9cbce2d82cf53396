"""Refuse what Windows refuses: to replace, rename or delete a file that this process has open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

OPEN = Path("/proc/self/fd")
"""Where Linux lists what a process has open."""


@contextmanager
def as_on_windows() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, places in (("replace", 2), ("rename", 2), ("unlink", 1), ("remove", 1)):
            patch.setattr(os, name, partial(_refusing, getattr(os, name), places))
        yield


def _refusing(act, places, *paths, **options):
    for path in paths[:places]:
        place = Path(path)
        if "dir_fd" in options and options["dir_fd"] is not None:
            place = (OPEN / str(options["dir_fd"])).readlink() / place
        if _is_open(place):
            raise PermissionError(
                13, "The process cannot access the file because it is being used", str(place)
            )
    return act(*paths, **options)


def _is_open(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    held = path.stat()
    return any(os.path.samestat(held, found) for found in _opened())


def _opened() -> Iterator[os.stat_result]:
    for number in os.listdir(OPEN):  # noqa: PTH208 - a name may be gone before it is looked at
        try:
            yield (OPEN / number).stat()
        except OSError:
            continue
