"""What is being typed is written when its field goes away: by closing, handing in, or another coding."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.app.bootstrap import open_study
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, new_coding
from tests.support.keys import CTRL, SHIFT, events, go, press, shown
from tests.support.schemes import KINDS

Key = Qt.Key


def type_in(words: str) -> None:
    """Type where the keyboard is, without Enter."""
    QTest.keyClicks(QApplication.focusWidget(), words)


def begin_comment(page) -> None:
    """Code a bid with its answer, and begin a comment on it."""
    for key in (Key.Key_B, Key.Key_1, Key.Key_Return):
        press(page, key)
    type_in("she cries")


@pytest.mark.parametrize("leave", [MainWindow.close, lambda window: new_coding(window, "02")])
def test_a_comment_is_written_when_the_coding_closes(
    page, window, demo_copy, leave: Callable[[MainWindow], object]
):
    window.activateWindow()
    begin_comment(page)
    coding = page.bridge.session.coding.id
    leave(window)
    window.close()
    file, study = open_study(demo_copy, write=False)
    assert [event.comment for event in study.store.events_of(coding)] == ["she cries"]
    file.close()


def test_a_comment_is_written_before_the_coding_is_handed_in(page, window):
    window.activateWindow()
    begin_comment(page)
    press(page, Key.Key_Return, CTRL)
    press(page, Key.Key_Return)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_End)
    type_in(", then settles")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return, CTRL)
    session = page.bridge.session
    assert not session.editable
    assert [event.comment for event in session.events] == ["she cries, then settles"]


def test_a_cell_is_written_when_the_coding_closes(page, window):
    window.activateWindow()
    press(page, Key.Key_B)
    session, study = page.bridge.session, window.opened.study
    model = page.table.model()
    column = next(
        n for n in range(model.columnCount()) if model.headerData(n, Qt.Orientation.Horizontal) == "Comment"
    )
    page.table.edit(model.index(0, column))
    type_in("in the cell")
    window.forget_coding()
    assert [event.comment for event in study.store.events_of(session.coding.id)] == ["in the cell"]


def test_a_line_is_written_when_the_coding_closes_or_another_stretch_begins(qtbot, page, window):
    window.activateWindow()
    study, place = window.opened.study, page.bridge.session.coding.observation
    go(qtbot, page, 60)
    press(page, Key.Key_N, CTRL | SHIFT)
    type_in("one")
    press(page, Key.Key_N, CTRL | SHIFT)
    assert "one" in [line.text for line in study.store.transcript_of(place)]
    type_in("two")
    window.forget_coding()
    assert {"one", "two"} <= {line.text for line in study.store.transcript_of(place)}


def test_an_answer_in_words_is_written_when_the_coding_closes(qtbot, window):
    window.activateWindow()
    study = window.opened.study
    study.add_scheme(KINDS, "kinds.yaml")
    new_coding(window, scheme="kinds")
    page = shown(qtbot, window)
    for key in ("d", Key.Key_Return, Key.Key_Return, Key.Key_Return):
        press(page, key)
    type_in("Ow")
    [event] = events(page)
    coding = page.bridge.session.coding.id
    window.forget_coding()
    assert study.store.events_of(coding)[0].modifiers == {"said": "Ow"}
    assert event.modifiers == {}


def test_a_reason_is_written_when_the_coding_closes(qtbot, window):
    window.activateWindow()
    study = window.opened.study
    new_coding(window, scheme="classroom_emotional_support")
    page = shown(qtbot, window)
    press(page, Key.Key_R, CTRL)
    for key in ("0", "4"):
        QTest.keyClick(page.video, key)
    type_in("tour of the hall")
    coding = code_page(window).bridge.session.coding.id
    window.forget_coding()
    assert [rating.reason for _, rating in study.store.ratings_of(coding)] == ["tour of the hall"]
