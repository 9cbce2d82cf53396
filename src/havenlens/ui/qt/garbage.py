"""When Python looks for garbage: never through what an open coding holds, and once after one was closed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from PyQt6.QtCore import QTimer

_SOON_MS = 2_000
_OWED = 4
"""How many codings are closed for others before what is left of them is looked for."""


@dataclass
class _Count:
    """How many codings were made, and how many closed ones have not been looked for."""

    made: int = 0
    owed: int = 0


_count = _Count()


@contextmanager
def making_what_stays() -> Iterator[None]:
    """Make what lives as long as a coding is open, such as its events.

    Looking for garbage while they are made would only take time, and looking through them again later would
    pause a key press.
    """
    if _count.owed >= _OWED:
        _count.owed = 0
        _collect()
    _count.made += 1
    with _no_search():
        yield


@contextmanager
def making_what_is_shown() -> Iterator[None]:
    """Make what is shown until something else is, such as the results of a large study.

    Looking through millions of values for garbage stops every thread, and so the window, for as long as it
    takes. There are no circles in such values: they go when nothing refers to them any more.
    """
    with _no_search():
        yield


@contextmanager
def _no_search() -> Iterator[None]:
    """Look for no garbage meanwhile, and later not in what is made meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def collect_soon() -> None:
    """Let what was closed go, when Qt has deleted it; its events went when it was closed.

    Where another coding is opened in its place, that waits until a few have been closed: looking through the
    new one's events would pause whoever codes.
    """
    QTimer.singleShot(_SOON_MS, partial(_collect_unless_made_since, _count.made))


def _collect_unless_made_since(made: int) -> None:
    if _count.made == made:
        _count.owed = 0
        _collect()
    else:
        _count.owed += 1


def _collect() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()
