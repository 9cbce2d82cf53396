"""Find the catalogue of the reader's language; English is the source language."""

from __future__ import annotations

import gettext
import locale
import os
from functools import lru_cache
from pathlib import Path

_DOMAIN = "havenlens"
_FOLDER = Path(__file__).parent / "locale"
_chosen: list[str] = []


def use_language(language: str | None) -> None:
    """Choose a language (``de``, ``de_DE``) for this process; ``None`` goes back to the system's."""
    _chosen[:] = [language] if language else []
    _catalogue.cache_clear()


def _wanted() -> list[str]:
    named = _chosen or [v for v in (os.environ.get("HAVENLENS_LANGUAGE"), *_system()) if v]
    return [part for name in named for part in (name, name.split("_")[0])]


def _system() -> list[str]:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return [value.split(".")[0]]
    return [locale.getlocale()[0] or ""]


@lru_cache(maxsize=1)
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(_DOMAIN, localedir=_FOLDER, languages=_wanted(), fallback=True)


def tr(message: str) -> str:
    """Give a message in the reader's language."""
    return _catalogue().gettext(message)


def ntr(one: str, many: str, n: int) -> str:
    """Give the singular or plural of a message in the reader's language, with ``{n}`` filled in."""
    return _catalogue().ngettext(one, many, n).format(n=n)


def N_(message: str) -> str:
    """Mark a message for translation where it is written, to be translated where it is shown."""
    return message
