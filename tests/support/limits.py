"""Put a program under limits that a test machine does not have: a full disk, rights that root has not lost."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

_BOUNDING_SET_DROP = 24
_OVERRIDE, _SEARCH = 1, 2


def without_override() -> None:
    """Let file permissions count for root too, in the process that this is called in (Linux)."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (_OVERRIDE, _SEARCH):
        if libc.prctl(_BOUNDING_SET_DROP, capability, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def files_up_to(size: int) -> Callable[[], None]:
    """Give what keeps a process from making a file larger than some bytes."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit
