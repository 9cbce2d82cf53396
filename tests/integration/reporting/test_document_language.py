from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from havenlens.reporting.feedback_view import view
from havenlens.services.feedback import evidence_from
from havenlens.words import catalogue
from havenlens.words.catalogue import speaking, tr
from tests.support.feedback_documents import COUNTS, WANTED, a_document

_GERMAN = {
    "Working well": "Das gelingt",
    "{day} {month} {year}": "{day}. {month} {year}",
    "March": "März",
    "filmed {day}": "gefilmt am {day}",
    "{part} of {n}": "{part} von {n}",
    "{whole}.{tenths}": "{whole},{tenths}",
}


@pytest.fixture
def _german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    messages = Catalog(locale="de")
    for message, translation in _GERMAN.items():
        messages.add(message, translation)
    written = BytesIO()
    write_mo(written, messages)
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "havenlens.mo").write_bytes(written.getvalue())
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path)
    catalogue.use_language("en")
    yield
    catalogue.use_language(None)


@pytest.mark.usefixtures("_german")
def test_a_document_speaks_its_own_language_and_the_desktop_keeps_its_own():
    shown = view(a_document(language="de", evidence=evidence_from(COUNTS, WANTED, "de_AT")))
    assert "gefilmt am 12. März 2026" in shown["above"]
    assert shown["blocks"][0]["label"] == "Das gelingt"
    assert shown["evidence"][0]["value"] == "3 von 5"
    assert tr("Working well") == "Working well"


@pytest.mark.usefixtures("_german")
def test_a_language_is_spoken_in_one_thread_only():
    with ThreadPoolExecutor(1) as other, speaking("de"):
        assert tr("March") == "März"
        assert other.submit(tr, "March").result() == "March"
        with speaking("en"):
            assert tr("March") == "March"
        assert tr("March") == "März"
