"""Which language a person has set in the system, where no variable of the environment says so."""

from __future__ import annotations

import locale
import sys
from contextlib import suppress
from pathlib import Path

_PREFERENCES = Path("Library", "Preferences", ".GlobalPreferences.plist")
"""Where macOS keeps what a person has chosen, from their home."""


def system_language(platform: str = sys.platform) -> str:
    """Name the language of the system, as in ``de_AT``; nothing where it cannot be told.

    Python knows the locale alone: on Windows that is the format of numbers, and none of our names for Austria
    or Switzerland; a program that macOS starts from its dock has none at all.
    """
    if platform == "win32":
        return language_of_windows(_number_on_windows())
    if platform == "darwin":
        return language_of_macos(Path("~").expanduser() / _PREFERENCES)
    with suppress(ValueError):  # Python has no name for some
        return locale.getlocale()[0] or ""
    return ""


def language_of_windows(number: int) -> str:
    """Name a language by Windows' number for it.

    >>> language_of_windows(0x0C07), language_of_windows(0)
    ('de_AT', '')
    """
    return locale.windows_locale.get(number, "")


def language_of_macos(preferences: Path) -> str:
    """Name the first of the languages that a person has put into an order; the others are not asked.

    English is what is left where there is no catalogue, so a second language would win over a first one that
    is English.
    """
    import plistlib  # noqa: PLC0415 - on macOS alone

    try:
        with preferences.open("rb") as file:
            languages = plistlib.load(file).get("AppleLanguages")
    except (OSError, ValueError, AttributeError, plistlib.InvalidFileException):
        return ""
    return str(languages[0]).replace("-", "_") if isinstance(languages, list) and languages else ""


def _number_on_windows() -> int:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - on Windows alone

        return int(ctypes.windll.kernel32.GetUserDefaultUILanguage())
    return 0
