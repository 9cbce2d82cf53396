"""Give memory that is free again back to the system."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def give_back() -> None:
    """Let the C library return what big files took for a while; Linux keeps it for the process otherwise."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)  # other C libraries than GNU's lack it
