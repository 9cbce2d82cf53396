"""Find the catalogue of the reader's language; English is the source language."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from havenlens.words.keyboard import on_keyboard
from havenlens.words.system_language import system_language

_DOMAIN = "havenlens"
_FOLDER = Path(__file__).parent / "locale"
_DOCUMENTS = Path(__file__).parent / "documents"
"""Catalogues of languages in which only documents are written, not the program."""

_chosen: list[str] = []
_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)


def use_language(language: str | None) -> None:
    """Choose a language (``de``, ``de_DE``) for this process; ``None`` goes back to the system's."""
    _chosen[:] = [language] if language else []
    _catalogue.cache_clear()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language inside a block, in this thread only: a document has its own language."""
    before = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(before)


def _wanted(language: str | None) -> list[str]:
    if language:
        return [language, language.split("_")[0]]
    named = _chosen or [v for v in (os.environ.get("HAVENLENS_LANGUAGE"), *_system()) if v]
    return [part for name in named for part in (name, name.split("_")[0])]


def _system() -> list[str]:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return [value.split(".")[0]]
    return [system_language()]


@lru_cache(maxsize=8)
def _catalogue(language: str | None) -> gettext.NullTranslations:
    found = gettext.translation(_DOMAIN, localedir=_FOLDER, languages=_wanted(language), fallback=True)
    if language and not found.info():
        return gettext.translation(_DOMAIN, localedir=_DOCUMENTS, languages=_wanted(language), fallback=True)
    return found


def document_languages() -> tuple[str, ...]:
    """List the languages that documents can be written in, English first.

    >>> document_languages()
    ('en', 'de', 'es')
    """
    found = (path for folder in (_FOLDER, _DOCUMENTS) for path in folder.glob(f"*/*/{_DOMAIN}.mo"))
    return ("en", *sorted(path.parents[1].name for path in found))


def language() -> str:
    """Name the language that is spoken, as in ``de``: that of the catalogue found, else English.

    >>> with speaking("en"):
    ...     language()
    'en'
    """
    return _catalogue(_speaking.get()).info().get("language", "en")


def tr(message: str) -> str:
    """Give a message in the reader's language."""
    return on_keyboard(_catalogue(_speaking.get()).gettext(message))


def ntr(one: str, many: str, n: int) -> str:
    """Give the singular or plural of a message in the reader's language, with ``{n}`` filled in."""
    return _catalogue(_speaking.get()).ngettext(one, many, n).format(n=n)


def N_(message: str) -> str:
    """Mark a message for translation where it is written, to be translated where it is shown."""
    return message
