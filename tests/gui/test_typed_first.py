"""On a Mac what ⌥ writes goes into the field that is typed into; elsewhere Alt is for shortcuts."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from havenlens.ui.qt.typed_first import TypedFirst, type_first

Alt, Ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def on(qapp):
    """Give a way to start as on a system."""
    yield lambda platform: type_first(qapp, platform)
    for listening in qapp.findChildren(TypedFirst):
        qapp.removeEventFilter(listening)
        listening.deleteLater()


@pytest.fixture
def page(qtbot):
    """Give a page whose second part is chosen by Alt+2, with fields on it; and what was chosen."""
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    page.fields = [QLineEdit(), QPlainTextEdit(), QListWidget()]
    for field in page.fields:
        column.addWidget(field)
    page.chosen = []
    QShortcut(QKeySequence("Alt+2"), page, lambda: page.chosen.append("Alt+2"))
    QShortcut(QKeySequence("Ctrl+Alt+2"), page, lambda: page.chosen.append("Ctrl+Alt+2"))
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def press(qtbot, page, place, held):
    field = page.fields[place]
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_2, held)


@pytest.mark.parametrize("place", [0, 1])
def test_a_field_takes_what_it_can_on_a_mac(qtbot, on, page, place):
    on("darwin")
    press(qtbot, page, place, Alt)
    field = page.fields[place]
    assert page.chosen == []
    assert (field.text() if place == 0 else field.toPlainText()) == "2"


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("platform", ["win32", "linux"])
def test_shortcuts_are_heard_everywhere_else(qtbot, on, page, platform, place):
    on(platform)
    press(qtbot, page, place, Alt)
    assert page.chosen == ["Alt+2"]


def test_shortcuts_are_heard_on_a_mac_where_nothing_is_typed(qtbot, on, page):
    on("darwin")
    press(qtbot, page, 2, Alt)
    press(qtbot, page, 0, Alt | Ctrl)
    page.fields[0].setReadOnly(True)
    press(qtbot, page, 0, Alt)
    assert page.chosen == ["Alt+2", "Ctrl+Alt+2", "Alt+2"]
