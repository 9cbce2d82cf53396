"""When Python looks for garbage: never while a coding is open, and once after another was closed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PyQt6.QtCore import QTimer

_SOON_MS = 2_000


@contextmanager
def making_what_stays() -> Iterator[None]:
    """Make what lives as long as a coding is open, such as its events.

    Looking for garbage while they are made would only take time, and looking through them again later would
    pause a key press.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def collect_soon() -> None:
    """Let what was closed go, when Qt has deleted it and what comes next is on the screen."""
    QTimer.singleShot(_SOON_MS, _collect)


def _collect() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()
