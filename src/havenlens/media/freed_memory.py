"""Give memory that is free again back to the system."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""The numbers of three parameters of GNU's ``mallopt``."""
_LARGE = 16 * 1024 * 1024
"""More than a picture of 1080p: mapping its pages anew each time would take longer than making it."""
_ARENAS = 1


def give_back() -> None:
    """Let the C library return what big files took for a while; Linux keeps it for the process otherwise."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)  # other C libraries than GNU's lack it


def keep_little() -> None:
    """Let the C library keep little of what is free, from now on and for all threads.

    GNU's gives every thread a heap of its own, and what one thread has freed another cannot use: tables of a
    long film and frames leave holes in all of them. With one heap they fill each other's holes.
    """
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            tune = ctypes.CDLL(None).mallopt
            tune(_ARENA_MAX, _ARENAS)
            tune(_MMAP_THRESHOLD, _LARGE)
            tune(_TRIM_THRESHOLD, 2 * _LARGE)
