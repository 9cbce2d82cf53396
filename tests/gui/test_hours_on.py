"""What a window that is open all day must not do: keep what was closed, or code what nobody sees."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialog

from havenlens.domain.time import SECOND
from havenlens.store.connections import driver
from havenlens.ui.study.new_coding import NewCodingDialog
from havenlens.ui.working.settings_dialog import SettingsDialog
from havenlens.ui.working.sign_in_dialog import SignInDialog
from tests.support.at_work import dialog
from tests.support.desktop import code_page, let_another_code, new_coding
from tests.support.keys import ALT, CTRL, NONE, SHIFT, events, go, press, shown

Key = Qt.Key


@pytest.fixture
def window(shared):
    yield shared
    let_another_code(shared)


@pytest.fixture
def unseen(window):
    """Give the page of a coding whose video has gone, with what was said last."""
    opened = window.opened
    place = opened.study.observation("02")
    video = opened.study.media_path(place.recordings[0].files[0])
    away = video.rename(video.with_suffix(".away"))
    new_coding(window, "02")
    page = code_page(window)
    said: list[tuple[str, bool]] = []
    page.status_changed.connect(lambda text, refused: said.append((text, refused)))
    yield page, said
    away.rename(video)


def test_nothing_is_coded_at_a_frame_that_is_not_there(unseen):
    page, said = unseen
    page.codes.code_chosen.emit("bid_direct")
    for key, held in (("s", NONE), ("i", NONE), ("o", ALT)):
        press(page, key, held)
        assert said[-1][0].startswith("No frame of the video is on the screen")
        assert said[-1][1]
    assert events(page) == []
    assert page.desk.marked_span is None
    assert page.desk.study.store.presence_of(page.bridge.session.coding.observation) == []


def test_neither_pasting_nor_splitting_takes_the_time_of_a_frame_that_is_not_there(qtbot, window):
    coding = new_coding(window)
    page = shown(qtbot, window)
    go(qtbot, page, 3.0)
    press(page, "d")
    go(qtbot, page, 6.0)
    press(page, "e")
    before = events(page)
    assert before[0].span.length == 3 * SECOND
    page.select(before[0].id)
    press(page, "c", CTRL)
    video = window.opened.study.media_path(window.opened.study.observation("01").recordings[0].files[0])
    away = video.rename(video.with_suffix(".away"))
    try:
        window.forget_coding()
        window.open_coding(coding)
        page = code_page(window)
        said: list[tuple[str, bool]] = []
        page.status_changed.connect(lambda text, refused: said.append((text, refused)))
        page.select(before[0].id)
        for key, held in (("v", CTRL | SHIFT), ("t", CTRL)):
            press(page, key, held)
            assert said.pop()[0].startswith("No frame of the video is on the screen")
        assert events(page) == before
    finally:
        away.rename(video)


def test_coding_begins_with_the_first_frame(qtbot, window):
    new_coding(window)
    page = shown(qtbot, window)
    go(qtbot, page, 3.0)
    press(page, "s")
    assert [event.span.start for event in events(page)] == [3 * SECOND]


def ask_for_settings(window) -> None:
    QTest.keyClick(code_page(window).video, ",", CTRL)


def ask_who_codes(window) -> None:
    window.crew.sign_in()


def ask_what_to_code(window) -> None:
    window._begin_coding(window.opened.study.observation("01"))


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (ask_for_settings, SettingsDialog),
        (ask_who_codes, SignInDialog),
        (ask_what_to_code, NewCodingDialog),
    ],
)
def test_a_dialog_goes_when_it_has_closed(qtbot, window, ask, kind):
    new_coding(window)
    shown(qtbot, window)
    ask(window)
    asked = dialog()
    assert isinstance(asked, kind)
    assert isinstance(asked, QDialog)
    asked.reject()
    qtbot.waitUntil(lambda: not window.findChildren(kind))
    assert QApplication.activeModalWidget() is None


def test_a_comment_that_the_disk_refused_is_kept_and_saved_by_enter_once_it_takes_it(qtbot, window):
    new_coding(window)
    page = shown(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(page, "s")
    press(page, Key.Key_Return)
    field = page.editor._form.texts["comment"]
    QTest.keyClicks(field, "looks at the door")
    file = driver(window.opened.study.store._connection)
    file.execute("PRAGMA query_only = ON")
    QTest.keyClick(field, Key.Key_Return)
    assert page.banner.isVisible()
    assert (field.text(), field.hasFocus()) == ("looks at the door", True)
    file.execute("PRAGMA query_only = OFF")
    QTest.keyClick(field, Key.Key_Return)
    assert [event.comment for event in events(page)] == ["looks at the door"]
    assert page.video.hasFocus()
