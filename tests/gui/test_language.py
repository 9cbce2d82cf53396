"""The program's language reaches Qt's own words and the names of keys."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QCoreApplication, QTranslator

from havenlens.domain.keymap import KeyStroke
from havenlens.ui.qt.key_names import key_text
from havenlens.ui.qt.language import speak
from havenlens.words.catalogue import language, use_language


@pytest.fixture
def _german(qapp):
    use_language("de")
    yield
    use_language(None)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.mark.usefixtures("_german")
def test_qt_speaks_the_language_of_the_program(qapp):
    assert QCoreApplication.translate("QShortcut", "Ctrl") == "Ctrl"
    speak(qapp)
    assert QCoreApplication.translate("QShortcut", "Ctrl") == "Strg"
    assert QCoreApplication.translate("QPlatformTheme", "Close") == "Schließen"


@pytest.mark.usefixtures("_german")
@pytest.mark.parametrize(
    ("stroke", "shown"),
    [
        (KeyStroke("space"), "Leertaste"),
        (KeyStroke("z", ctrl=True), "Strg Z"),
        (KeyStroke("left", shift=True), "Umschalt ←"),
        (KeyStroke("d"), "d"),
        (KeyStroke("f6"), "F6"),
    ],
)
def test_keys_are_named_as_on_a_german_keyboard(stroke, shown):
    assert key_text(stroke) == shown


def test_the_language_is_that_of_the_catalogue_found():
    use_language("de_AT")
    assert language() == "de"
    use_language("xx")
    assert language() == "en"
    use_language(None)
