"""Keys by what stands on them, and by their place on keyboards of other scripts."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent

from havenlens.domain.keymap import KeyStroke
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.qt.positions import place_of

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def pressed(key: int, text: str, scan: int, virtual: int = 0, held=NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held, scan, virtual, 0, text)


@pytest.mark.parametrize(
    ("platform", "scan", "virtual", "place"),
    [
        ("linux", 40, 0, "d"),
        ("linux", 10, 0, "1"),
        ("linux", 19, 0, "0"),
        ("linux", 65, 0, None),
        ("win32", 0x20, 0, "d"),
        ("win32", 0x02, 0, "1"),
        ("win32", 0x39, 0, None),
        ("darwin", 1, 2, "d"),
        ("darwin", 1, 0, "a"),
        ("darwin", 0, 0, None),
        ("darwin", 1, 29, "0"),
    ],
)
def test_a_place_is_the_same_on_every_system(platform, scan, virtual, place):
    assert place_of(pressed(Qt.Key.Key_unknown, "", scan, virtual), platform) == place


def test_every_letter_and_digit_has_one_place():
    for platform, codes in (("linux", range(256)), ("win32", range(256))):
        places = [place_of(pressed(0, "", code), platform) for code in codes]
        found = [place for place in places if place]
        assert sorted(found) == sorted("abcdefghijklmnopqrstuvwxyz0123456789")
    found = [place for code in range(1, 64) if (place := place_of(pressed(0, "", 1, code), "darwin"))]
    assert sorted([*found, "a"]) == sorted("abcdefghijklmnopqrstuvwxyz0123456789")


@pytest.fixture
def linux(monkeypatch):
    monkeypatch.setattr("havenlens.ui.qt.keys.place_of", lambda event: place_of(event, "linux"))


def test_a_latin_letter_counts_by_what_stands_on_the_key(linux):
    assert stroke_of(pressed(Qt.Key.Key_A, "a", 24)) == KeyStroke("a")  # where an English keyboard has Q


def test_a_letter_of_another_script_counts_by_its_place(linux):
    assert stroke_of(pressed(0x0412, "в", 40)) == KeyStroke("d")
    assert stroke_of(pressed(0x0412, "В", 40, held=SHIFT)) == KeyStroke("d", shift=True)


def test_the_row_of_digits_counts_by_its_place(linux):
    assert stroke_of(pressed(Qt.Key.Key_Ampersand, "&", 10)) == KeyStroke("1")
    assert stroke_of(pressed(Qt.Key.Key_1, "1", 10, held=SHIFT)) == KeyStroke("1")
    assert stroke_of(pressed(Qt.Key.Key_Minus, "-", 15)) == KeyStroke("6")
    assert stroke_of(pressed(Qt.Key.Key_Minus, "-", 20)) == KeyStroke("-")


def test_what_has_no_latin_letter_and_no_place_is_no_stroke(linux):
    assert stroke_of(pressed(0x0412, "в", 0)) is None
