"""Keys are named as they stand on the keyboard of a Mac, where the program runs on one."""

from __future__ import annotations

import sys

import pytest

from havenlens.domain.keymap import KeyStroke
from havenlens.ui.qt.key_names import key_text, menu_key
from havenlens.words.catalogue import tr, use_language
from havenlens.words.keyboard import on_keyboard
from havenlens.words.sentences import say


@pytest.fixture
def _mac(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")


@pytest.fixture
def _german():
    use_language("de")
    yield
    use_language(None)


@pytest.mark.parametrize(
    ("text", "on_a_mac"),
    [
        ("Ctrl+Shift+P", "⇧⌘P"),
        ("Ctrl+Alt+R", "⌥⌘R"),
        ("Later (Alt+Down)", "Later (⌥Down)"),
        ("Ctrl+Up, Ctrl+Down", "⌘Up, ⌘Down"),
        ("Zoom the picture in (or Ctrl and the wheel)", "Zoom the picture in (or ⌘ and the wheel)"),
        ("Enter works on it, Ctrl Enter hands in.", "Enter works on it, ⌘ Enter hands in."),
        ("hold Ctrl or Alt", "hold ⌘ or ⌥"),
        ("Strg+Umschalt+Enter", "⇧⌘Enter"),
        ("Shift", "⇧"),
        ("Alt und neu", "Alt und neu"),
        ("Controlled by Altona, a+b", "Controlled by Altona, a+b"),
    ],
)
def test_a_text_that_names_keys(text, on_a_mac):
    assert on_keyboard(text, "darwin") == on_a_mac
    assert on_keyboard(on_a_mac, "darwin") == on_a_mac
    assert on_keyboard(text, "win32") == on_keyboard(text, "linux") == text


@pytest.mark.usefixtures("_mac")
def test_sentences_tips_and_lists_of_keys_do():
    assert say("views.looping", start="0:01", end="0:02") == "Looping 0:01 to 0:02; ⌘L ends it"
    assert tr("Next pass (Ctrl+P)") == "Next pass (⌘P)"
    assert key_text(KeyStroke("p", ctrl=True, shift=True)) == "⌘ ⇧ P"
    assert menu_key(KeyStroke("p", ctrl=True, shift=True)) == "⇧⌘P"
    assert menu_key(KeyStroke("left", alt=True)) == "⌥←"


@pytest.mark.usefixtures("_mac", "_german")
def test_they_do_in_german():
    assert tr("Next pass (Ctrl+P)") == "Nächster Durchgang (⌘P)"
    assert menu_key(KeyStroke("space", ctrl=True)) == "⌘Leertaste"


@pytest.mark.usefixtures("_german")
def test_a_menu_names_keys_in_the_language_of_the_program():
    assert menu_key(KeyStroke("s", ctrl=True, shift=True)) == "Strg+Umschalt+S"
