"""The exemplar library: add a clip of a cycle, find it, use it, change it, take it out."""

from __future__ import annotations

from datetime import date

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from havenlens.domain.observation import Consent
from havenlens.services.coaching.consents import record_consent
from havenlens.services.coaching.cycles import cycle_of
from havenlens.services.coaching.library import library
from havenlens.ui.coaching.library import LibraryPage
from havenlens.ui.coaching.library_dialog import LibraryDialog
from havenlens.ui.coaching.page import CoachingPage

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def coach(shared) -> CoachingPage:
    shared.nav.choose("coach")
    page = shared.pages["coach"]
    assert isinstance(page, CoachingPage)
    page.desk.take_up(cycle_of(page.desk.study, "T02", 3).id)
    return page


@pytest.fixture
def shelf(coach) -> LibraryPage:
    coach.go_to("library")
    part = coach.current
    assert isinstance(part, LibraryPage)
    part.search.clear()
    return part


def dialog(shelf: LibraryPage) -> LibraryDialog:
    return next(one for one in shelf.window().findChildren(LibraryDialog) if one.isVisible())


def press(shelf: LibraryPage, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    shelf.window().activateWindow()
    shelf.list.setFocus()
    QTest.qWaitForWindowActive(shelf.window())
    QTest.keyClick(shelf.list, key, held)


def add(shelf: LibraryPage, note: str, place: int = 0) -> LibraryDialog:
    shelf.ask_for_clip()
    asked = dialog(shelf)
    asked.clip.setCurrentIndex(place)
    QTest.keyClicks(asked.watch_for, note)
    asked.accept()
    return asked


def test_an_empty_library_says_what_it_is_for_and_offers_to_begin(shelf):
    assert shelf._all.currentWidget() is shelf._empty
    shelf._empty.primary_chosen.emit()
    dialog(shelf).reject()
    assert library(shelf.desk.study) == ()


def test_a_clip_needs_a_note_and_everybody_s_consent(coach, shelf):
    study = coach.desk.study
    amir = next(one.id for one in coach.desk.people().values() if one.label == "AMIR")
    record_consent(study, amir, Consent.FEEDBACK, date(2020, 1, 1))
    asked = add(shelf, "")
    assert "no note what to watch for" in asked.said.text()
    QTest.keyClicks(asked.watch_for, "his hand")
    asked.accept()
    assert asked.isVisible()
    assert "Amir in" in asked.said.text()
    assert "Amir allows coach feedback" in asked.lacks.text()
    record_consent(study, amir, Consent.PUBLICATION, date(2020, 1, 1))
    coach.desk.reload()
    assert not asked.lacks.isVisible()
    asked.accept()
    assert asked.made is not None
    [clip] = library(study)
    assert (clip.watch_for, clip.dimension) == ("his hand", coach.desk.cycle.focus_dimension)
    assert set(clip.people) == set(coach.desk.cycle.clips[0].people)


def test_the_list_is_searched_and_shows_what_is_chosen(qtbot, shelf):
    add(shelf, "waiting", 1)
    assert len(library(shelf.desk.study)) == 2
    QTest.keyClicks(shelf.search, "waiting")
    assert shelf.list.clip is not None
    assert shelf.list.clip.watch_for == "waiting"
    assert shelf.detail.watch_for.text() == "Watch for: waiting"
    assert "allows that other teachers" in shelf.detail.consent.text()
    QTest.keyClicks(shelf.search, " nowhere")
    assert shelf._stack.currentWidget() is shelf._none
    shelf.search.clear()
    clip = shelf.list.clip
    qtbot.waitUntil(lambda: shelf.detail.video.player.playhead.now() == clip.span.start)
    qtbot.waitUntil(lambda: shelf.list.itemDelegate()._pictures.picture(clip) is not None)


def test_a_clip_is_used_in_the_cycle_and_that_is_taken_back(coach, shelf):
    before = coach.desk.cycle.exemplar
    clip = shelf.list.clip
    QTest.mouseClick(shelf.detail.use, LEFT)
    assert coach.desk.cycle.exemplar.clip == clip.id
    assert shelf.detail.use.text() == "Used in this cycle"
    assert not shelf.detail.use.isEnabled()
    press(shelf, KEY.Key_Z, CTRL)
    assert coach.desk.cycle.exemplar == before


def test_title_and_code_are_changed_and_taken_back(shelf):
    clip = shelf.list.clip
    shelf.edit()
    asked = dialog(shelf)
    asked.title.setText("Another title")
    asked.code.setCurrentIndex(1)
    asked.accept()
    changed = next(one for one in library(shelf.desk.study) if one.id == clip.id)
    assert changed.title == "Another title"
    assert changed.code
    press(shelf, KEY.Key_Z, CTRL)
    assert clip in library(shelf.desk.study)


def test_removing_asks_nothing_and_can_be_taken_back(shelf):
    clip = shelf.list.clip
    press(shelf, KEY.Key_Delete)
    assert clip not in library(shelf.desk.study)
    press(shelf, KEY.Key_Z, CTRL)
    assert clip in library(shelf.desk.study)


def test_without_a_cycle_the_library_is_there_to_watch(coach, shelf):
    cycle = coach.desk.cycle_id
    coach.desk.take_up(None)
    assert coach.current is shelf
    assert not shelf.add.isEnabled()
    assert not shelf.detail.use.isEnabled()
    coach.desk.take_up(cycle)
