"""Put a process under limits that a test machine does not have: a full disk, rights that count."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from havenlens.store.connections import driver
from havenlens.store.study_file import StudyFile

_VERSION_3 = 0x20080522
_OVERRIDES = 1 << 1 | 1 << 2
"""Linux' CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root read and write everything."""


def without_override() -> None:
    """Let file permissions count for root too, in the process that this is called in (Linux)."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    if libc.capget(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    for effective_or_permitted in (0, 1):
        data[effective_or_permitted] &= ~_OVERRIDES
    if libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def limit_file_size(size: int) -> None:
    """Let no file of the process that this is called in grow beyond some bytes."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def no_room_for(file: StudyFile) -> Iterator[None]:
    """Let nothing more be written to a study: SQLite notices when a transaction is to end (POSIX)."""
    import resource

    driver(file._connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
