"""Catalogues are whole: every text translated, no placeholder lost, the .mo made from the .po."""

from __future__ import annotations

import ast
from enum import Enum
from functools import lru_cache
from string import Formatter

import pytest

from havenlens.words import catalogue
from havenlens.words.catalogue import speaking, tr, use_language
from havenlens.words.sentences import _SENTENCES, say
from scripts.catalogue import DOCUMENTS, LOCALE, SOURCE, collect, compiled, done, of_documents, read


def languages_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


LANGUAGES = [*languages_in(LOCALE), *languages_in(DOCUMENTS)]


@lru_cache(maxsize=1)
def template():
    return collect()


@lru_cache(maxsize=1)
def collected():
    return texts(template())


@lru_cache(maxsize=1)
def calls():
    """Give every call of a function by its name, with the name of the file."""
    return [
        (path.name, node)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]


def placeholders(text):
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field is not None)


def forms(message):
    return [message] if isinstance(message, str) else list(message)


def texts(catalog):
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in catalog
        if message.id
    }


def test_every_sentence_reaches_the_translators():
    assert [code for code, text in _SENTENCES.items() if text not in collected()] == []
    assert any(not isinstance(message.id, str) for message in collected().values())


def test_every_text_in_the_code_reaches_the_translators():
    """Babel does not look into f-strings."""
    missed = [
        (file, call.args[0].value)
        for file, call in calls()
        if call.func.id in {"tr", "ntr", "N_"} and isinstance(call.args[0], ast.Constant)
        if call.args[0].value not in collected()
    ]
    assert missed == []


@lru_cache(maxsize=1)
def said_in_documents():
    return texts(of_documents(template()))


@pytest.mark.parametrize("language", LANGUAGES)
class TestLanguage:
    @pytest.fixture
    def folder(self, language):
        return LOCALE if (LOCALE / language).is_dir() else DOCUMENTS

    @pytest.fixture
    def catalog(self, language, folder):
        path = folder / language / "LC_MESSAGES" / "havenlens.po"
        assert path.is_file(), f"{path} is missing; begin it with: python scripts/catalogue.py {language}"
        return read(path)

    def test_every_text_is_translated(self, catalog, folder):
        known, wanted = texts(catalog), collected() if folder == LOCALE else said_in_documents()
        missing = [
            key for key in wanted if key not in known or not done(known[key].string) or known[key].fuzzy
        ]
        assert missing == [], "run: make words"

    def test_no_placeholder_is_lost(self, catalog):
        wrong = [
            message.id
            for message in texts(catalog).values()
            if done(message.string)
            for one in forms(message.string)
            if set(placeholders(one)) not in [set(placeholders(form)) for form in forms(message.id)]
        ]
        assert wrong == []

    def test_the_program_reads_what_the_translators_wrote(self, catalog, language, folder):
        compiled_file = folder / language / "LC_MESSAGES" / "havenlens.mo"
        assert compiled_file.read_bytes() == compiled(catalog), "run: make words"

    def test_it_is_spoken(self, catalog, language):
        with speaking(language):
            said = say("report.no_clips")
        assert said == catalog.get(_SENTENCES["report.no_clips"]).string
        assert said != _SENTENCES["report.no_clips"]


def test_a_language_of_documents_is_never_half_of_the_program():
    """A desktop whose system speaks Spanish stays English, until all of it can be Spanish."""
    use_language("es")
    try:
        assert tr("Summary") == "Summary"
        assert catalogue.language() == "en"
        with speaking("es_MX"):
            assert tr("Summary") == "Resumen"
            assert catalogue.language() == "es"
    finally:
        use_language(None)


def test_values_shown_to_people_can_be_translated():
    """``tr(thing.value)`` finds a translation only where the value is marked somewhere."""
    from havenlens.domain import coaching, events, observation

    shown = {
        ast.unparse(call.args[0]).split(".")[-2]
        for _, call in calls()
        if call.func.id == "tr" and isinstance(call.args[0], ast.Attribute) and call.args[0].attr == "value"
    }
    enums = {
        {"CodingStatus": "status", "PeriodKind": "kind"}.get(name, name.lower()): thing
        for module in (coaching, events, observation)
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, Enum)
    }
    assert {"kind", "purpose", "status"} <= shown
    missing = [
        f"{name}: {member.value}"
        for name in sorted(shown)
        for member in enums.get(name, ())
        if member.value not in collected()
    ]
    assert missing == []
