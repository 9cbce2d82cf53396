"""Who is at work: names, PINs, the covered window, and settings that belong to a coder."""

from __future__ import annotations

import pytest
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.app.bootstrap import open_study
from havenlens.domain.time import Micros, Span
from havenlens.services.preferences import Preferences, keep_preferences, preferences_of
from havenlens.services.sign_in import fits, set_pin
from havenlens.ui.coding.page import CodePage
from havenlens.ui.settings import Settings
from havenlens.ui.window import MainWindow
from havenlens.ui.working.settings_dialog import PinPage
from tests.support.at_work import CTRL, Key, begun, code_at, dialog, press, ready
from tests.support.desktop import code_page, new_coding, window_on


@pytest.fixture
def with_pins(demo_copy):
    """Give the demo study two coders with PINs."""
    file, study = open_study(demo_copy, write=True)
    with file:
        for name, pin in (("MK", "4711"), ("tester", "1234")):
            set_pin(study, study.add_coder(name).id, pin)
    return demo_copy


def opened(qtbot, path, tmp_path) -> MainWindow:
    window = window_on(path, tmp_path / "settings")
    qtbot.addWidget(window)
    return window


def sign_in(name: str, pin: str) -> None:
    shown = dialog()
    items = [shown.people.item(n) for n in range(shown.people.count())]
    shown.people.setCurrentItem(next(i for i in items if i.text().startswith(f"{name} ")))
    QTest.keyClicks(shown.pin, pin)
    QTest.keyClick(shown.pin, Key.Key_Return)


def test_without_pins_nobody_is_asked_and_whoever_codes_is_shown(window):
    assert QApplication.activeModalWidget() is None
    assert window.bar.coder.text() == "Who codes?"
    new_coding(window)
    assert window.bar.coder.text() == "tester"


def test_another_name_is_one_click_away(window):
    new_coding(window)
    window.bar.coder.click()
    shown = dialog()
    assert shown.chosen.name == "tester"
    QTest.keyClicks(shown.new_name, "JB")
    QTest.keyClick(shown.new_name, Key.Key_Return)
    assert shown.chosen.name == "JB"
    QTest.keyClick(shown.people, Key.Key_Return)
    assert window.bar.coder.text() == "JB"
    assert not isinstance(window.pages["code"], CodePage)


def test_pins_are_asked_for_and_a_wrong_one_is_told(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("MK", "1111")
    assert "That is not the PIN" in dialog()._said.text()
    assert window.crew.coder is None
    QTest.keyClicks(dialog().pin, "4711")
    QTest.keyClick(dialog().pin, Key.Key_Return)
    assert window.bar.coder.text() == "MK"
    assert QApplication.activeModalWidget() is None
    window.close()


def test_who_worked_last_types_the_pin_and_nothing_else(qtbot, with_pins, tmp_path):
    first = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    first.close()
    window = opened(qtbot, with_pins, tmp_path)
    QTest.keyClicks(dialog().focusWidget(), "1234")
    QTest.keyClick(dialog().focusWidget(), Key.Key_Return)
    assert window.bar.coder.text() == "tester"
    window.bar.coder.click()
    shown = dialog()
    for _ in range(shown.people.count()):
        QTest.keyClick(shown.focusWidget(), Key.Key_Up)
    assert shown.people.currentRow() == 0
    shown.reject()
    window.close()


def test_another_coders_coding_can_be_read_and_not_changed(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("MK", "4711")
    page = begun(qtbot, window)
    press(page, Key.Key_B)
    assert list(page.bridge.session.events) == []
    assert window.bar.saved.text() == "read only"
    window.bar.coder.click()
    sign_in("tester", "1234")
    assert window.bar.coder.text() == "tester"
    window.open_coding(page.bridge.session.coding.id)
    press(ready(qtbot, window), Key.Key_B)
    assert len(code_page(window).bridge.session.events) == 1
    window.close()


def test_a_shared_computer_asks_even_without_pins(qtbot, demo_copy, tmp_path):
    first = opened(qtbot, demo_copy, tmp_path)
    Settings().asks_who = True
    first.close()
    window = opened(qtbot, demo_copy, tmp_path)
    assert dialog().windowTitle() == "Who is coding?"
    dialog().reject()
    window.close()


def test_after_a_while_the_window_is_covered_and_no_key_comes_through(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    page = begun(qtbot, window)
    code_at(qtbot, page, 5, Key.Key_N)
    page.player.loop(Span(Micros(0), Micros(2_000_000)))  # loops on with nobody there
    page.player.play()
    window.crew.lock.set_patience(120)
    qtbot.waitUntil(lambda: window.crew.lock.is_locked)
    assert not page.player.is_playing
    press(page, Key.Key_B)
    press(page, Key.Key_Space)
    QTest.keyClick(window, Key.Key_1, CTRL)
    assert len(page.bridge.session.events) == 1
    assert not page.player.is_playing
    assert window.stack.currentWidget() is page
    cover = window.crew.lock.cover
    assert cover.size() == window.size()
    QTest.keyClicks(cover.pin, "9999")
    QTest.keyClick(cover.pin, Key.Key_Return)
    assert "That is not the PIN" in cover.said.text()
    window.crew.lock.set_patience(600_000)
    QTest.keyClicks(cover.pin, "1234")
    QTest.keyClick(cover.pin, Key.Key_Return)
    assert not window.crew.lock.is_locked
    press(page, Key.Key_B)
    assert len(page.bridge.session.events) == 2
    window.close()


def test_keys_and_mouse_keep_the_window_open(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    window.crew.lock.set_patience(400)
    for _ in range(4):
        QTest.qWait(150)
        QTest.keyClick(window.windowHandle(), Key.Key_Shift)
    assert not window.crew.lock.is_locked
    window.crew.lock.set_patience(600_000)
    window.close()


@pytest.mark.parametrize("locked", [False, True])
def test_nobody_is_watched_after_the_study_was_closed(qtbot, with_pins, tmp_path, locked):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    window.crew.lock.set_patience(20)
    if locked:
        qtbot.waitUntil(lambda: window.crew.lock.is_locked)
    window.close_study()
    with qtbot.assertNotEmitted(window.crew.lock.locked, wait=200):
        pass
    assert not window.crew.lock.is_locked
    window.close()


def test_watching_keeps_the_window_open(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    page = begun(qtbot, window)
    page.player.play()
    window.crew.lock.set_patience(100)
    QTest.qWait(500)
    assert page.player.is_playing
    assert not window.crew.lock.is_locked
    page.player.pause()
    qtbot.waitUntil(lambda: window.crew.lock.is_locked)
    window.close()


def test_the_pin_is_asked_for_in_the_window_of_the_picture_where_the_person_is(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    page = begun(qtbot, window)
    press(page, Key.Key_D, CTRL)
    own = page.video.window()
    own.activateWindow()
    qtbot.waitUntil(own.isActiveWindow)
    window.crew.lock.lock()
    assert window.crew.lock.cover.window() is own
    assert QApplication.focusWidget() is window.crew.lock.cover.pin
    own.windowHandle().close()  # as its title bar does
    assert own.isVisible(), "with it the field would be gone, and nobody could go on"
    QTest.keyClicks(QApplication.focusWidget(), "1234")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert not window.crew.lock.is_locked
    assert QApplication.focusWidget() is page.video
    window.close()


def test_the_pin_is_asked_for_again_where_nobody_else_signs_in(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    begun(qtbot, window)
    window.crew.lock.lock()
    window.crew.lock.cover.other_requested.emit()
    dialog().reject()
    assert window.crew.lock.is_locked
    qtbot.waitUntil(window.crew.lock.cover.pin.hasFocus)
    window.close()


def test_somebody_else_may_take_over_a_covered_window(qtbot, with_pins, tmp_path):
    window = opened(qtbot, with_pins, tmp_path)
    sign_in("tester", "1234")
    begun(qtbot, window)
    window.crew.lock.lock()
    window.crew.lock.cover.other_requested.emit()
    sign_in("MK", "4711")
    assert not window.crew.lock.is_locked
    assert window.bar.coder.text() == "MK"
    assert not isinstance(window.pages["code"], CodePage)
    window.close()


def test_a_pin_is_set_changed_and_taken_away(qtbot, window):
    new_coding(window)
    study, coder = window.opened.study, window.crew.coder
    page = PinPage(study, coder)
    qtbot.addWidget(page)

    def fill(old: str, new: str, again: str) -> str:
        for field, text in ((page.old, old), (page.new, new), (page.again, again)):
            field.setText(text)
        page.keep.click()
        return page._said.text()

    assert "not the same" in fill("", "1234", "1235")
    assert "4 to 12 digits" in fill("", "12", "12")
    assert "The PIN is set" in fill("", "1234", "1234")
    assert "not the PIN" in fill("9999", "4711", "4711")
    assert "The PIN is set" in fill("1234", "4711", "4711")
    page.old.setText("4711")
    page.remove.click()
    assert "no PIN any more" in page._said.text()


def test_enter_sets_the_pin_that_was_typed_or_says_why_not(qtbot, window):
    page = begun(qtbot, window)
    press(page, Key.Key_Comma, CTRL)
    shown = dialog()
    shown.tabs.setCurrentWidget(shown.pin)
    study, coder = window.opened.study, window.crew.coder_id
    QTest.keyClicks(shown.pin.new, "4711")
    QTest.keyClicks(shown.pin.again, "471")
    QTest.keyClick(shown.pin.again, Key.Key_Return)
    assert dialog() is shown
    assert "not the same" in shown.pin._said.text()
    QTest.keyClicks(shown.pin.again, "1")
    QTest.keyClick(shown.pin.again, Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert fits(study, coder, "4711")
    assert not fits(study, coder, "")


def test_what_a_coder_likes_comes_back_on_another_computer(qtbot, demo_copy, tmp_path):
    first = window_on(demo_copy, tmp_path / "one")
    qtbot.addWidget(first)
    coding = new_coding(first)
    likes = Preferences(letters={"safe_haven_bids": {"bid_direct": "X"}})
    keep_preferences(first.opened.study, first.crew.coder_id, likes)
    first.close()
    second = window_on(demo_copy, tmp_path / "two")
    qtbot.addWidget(second)
    second.open_coding(coding)
    assert code_page(second).desk.preferences.letters == likes.letters
    assert preferences_of(second.opened.study, second.crew.coder_id) == likes
    second.close()
