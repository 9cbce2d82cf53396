"""Whether a window can be opened here; what stands in its way is said in a sentence, not by a crash."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from havenlens.domain.problems import StudyError

_LIBRARY = re.compile(r"([^\s/]+\.so[.\d]*): ")
"""What stands in front of the reason, which may be in any language."""
_QUIET = "qt.multimedia.*.info=false;qt.multimedia.symbolsresolver=false"
"""Qt lists the streams of every film, and each library that it looks for in vain before it takes another."""


def missing_library(error: ImportError | OSError) -> StudyError | None:
    """Name the system library that something could not be loaded for, or none where it was not that."""
    found = _LIBRARY.match(str(error))
    return StudyError("app.library_missing", library=found[1]) if found and not _loads(found[1]) else None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def refuse_without_display() -> None:
    """Say in a sentence what Qt would end the process for: Linux without any display."""
    shown = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if sys.platform.startswith("linux") and not shown:
        raise StudyError("app.no_display")


def quieten() -> None:
    """Keep from the terminal what Qt tells about films and libraries; to be called before Qt is loaded."""
    os.environ.setdefault("QT_LOGGING_RULES", _QUIET)


@contextmanager
def sentence_for_crash() -> Iterator[None]:
    """End the process with a sentence and code 1 where Qt would end it because no window can be opened.

    What Qt says inside the block that is not the end of it reaches stderr behind the block.
    """
    from PyQt6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler  # noqa: PLC0415 - slow

    said: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, words: str | None) -> None:
        if kind != QtMsgType.QtFatalMsg:
            said.append(words or "")
            return
        # Qt aborts when this returns, and an exception does not get past it. Nothing has been opened yet.
        print(_missing_for_windows() or _no_window(said), file=sys.stderr, flush=True)
        os._exit(1)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for words in said:
        print(words, file=sys.stderr)


def _no_window(said: list[str]) -> StudyError:
    return StudyError("app.no_window", reason=said[0].strip().rstrip(".") if said else "–")


def _missing_for_windows() -> StudyError | None:
    """Load the part of Qt that opens windows under X11, as Qt does, and say what it lacks."""
    from PyQt6.QtCore import QLibraryInfo  # noqa: PLC0415 - slow to import

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
    except OSError as error:
        return missing_library(error)
    return None
