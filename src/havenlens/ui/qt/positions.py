"""Where a key lies, whatever stands on it: the Latin letter or the digit of its place."""

from __future__ import annotations

import sys

from PyQt6.QtGui import QKeyEvent

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")

_STARTS = (2, 16, 30, 44)
"""The scan code of the first key of each row, as a PC keyboard sends it."""
_PLACES = {first + n: key for first, row in zip(_STARTS, _ROWS, strict=True) for n, key in enumerate(row)}
_EVDEV = 8
"""X11 and Wayland give the scan code of Linux plus this."""
# macOS gives no scan codes; its virtual keys are places of the ANSI keyboard, in no order.
_MACOS = dict(
    zip(
        (18, 19, 20, 21, 23, 22, 26, 28, 25, 29),
        _ROWS[0],
        strict=True,
    )
) | dict(
    zip(
        (12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 0, 1, 2, 3, 5, 4, 38, 40, 37, 6, 7, 8, 9, 11, 45, 46),
        "".join(_ROWS[1:]),
        strict=True,
    )
)


def place_of(event: QKeyEvent, platform: str = sys.platform) -> str | None:
    """Give the Latin letter or digit of a key's place; None for other keys, and where nothing tells."""
    if platform == "darwin":
        # A made-up event has no virtual key, and 0 is the place of A: trust it only beside its text.
        code = event.nativeVirtualKey()
        return _MACOS.get(code) if code or event.nativeScanCode() else None
    shift = 0 if platform == "win32" else _EVDEV
    return _PLACES.get(event.nativeScanCode() - shift)
