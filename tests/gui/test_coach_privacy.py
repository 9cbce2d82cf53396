"""Consents, videos that have to go, and the log, in a real window over the demo study."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QDialog, QLabel

from havenlens.services.coaching.access import accesses
from havenlens.services.coaching.consent import may_override
from havenlens.services.coaching.consents import consent_history, participant_named
from havenlens.services.coaching.cycles import cycle_of
from havenlens.services.coaching.retention import keep_until, stored_videos
from havenlens.ui.coaching.consent_form import ConsentForm
from havenlens.ui.coaching.delete_dialog import DeleteVideoDialog
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coaching.privacy import PrivacyPage

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def coach(shared) -> CoachingPage:
    shared.nav.choose("coach")
    page = shared.pages["coach"]
    assert isinstance(page, CoachingPage)
    page.desk.take_up(None)
    return page


@pytest.fixture
def privacy(coach) -> PrivacyPage:
    coach.go_to("privacy")
    part = coach.current
    assert isinstance(part, PrivacyPage)
    part.views.choose("consents")
    return part


def dialog(part: PrivacyPage, kind: type[QDialog]) -> QDialog:
    return next(one for one in part.window().findChildren(kind) if one.isVisible())


def rows(table) -> list[list[str]]:
    return [
        [table.item(row, n).text() for n in range(table.columnCount())] for row in range(table.rowCount())
    ]


# --- consents -----------------------------------------------------------------------------------------


def test_consent_is_written_down_shown_and_taken_back(coach, privacy):
    tab, study = privacy.consents, coach.desk.study
    zoe = participant_named(study, "ZOE")
    tab.table.choose(zoe.id)
    before = consent_history(study, zoe.id)
    QTest.keyClick(tab.table, KEY.Key_Return)
    form = dialog(privacy, ConsentForm)
    assert form.level.currentText() == "coach feedback"
    form.level.setCurrentIndex(1)
    form.ends.setChecked(True)
    form.accept()
    [row] = [row for row in rows(tab.table) if row[0] == "ZOE"]
    assert row[4:6] == ["coding", coach.desk.today().isoformat()]
    assert tab.history.list.count() == len(before) + 1
    assert "counts today" in tab.history.list.item(0).text()
    assert privacy.summary.text().endswith("people allow coach feedback")
    QTest.keyClick(tab.table, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [row.level for row in consent_history(study, zoe.id)] == [row.level for row in before]


def test_a_last_day_before_the_first_is_refused_in_the_form(coach, privacy, qtbot):
    person = participant_named(coach.desk.study, "ZOE")
    form = ConsentForm(coach.desk, person)
    qtbot.addWidget(form)
    form.open()
    form.ends.setChecked(True)
    form.last.setDate(form.first.date().addDays(-1))
    form.accept()
    assert form.isVisible()
    assert "cannot end on" in form.said.text()
    form.reject()


def test_names_of_a_key_file_are_shown_and_forgotten_and_stored_nowhere(coach, privacy, tmp_path):
    tab = privacy.consents
    key = tmp_path / "key.csv"
    key.write_text("label,name\nMAYA,Maria Qwzxovna\nNOBODY,X\n", encoding="utf-8")
    assert tab.table.isColumnHidden(1)
    tab.show_names(key)
    assert tab.said.text() == "1 of 10 names are shown; they are kept nowhere."
    assert not tab.table.isColumnHidden(1)
    assert "Maria Qwzxovna" in [row[1] for row in rows(tab.table)]
    assert b"Qwzxovna" not in coach.desk.opened.path.read_bytes()
    QTest.mouseClick(tab.names, LEFT)
    assert tab.table.isColumnHidden(1)
    assert "Maria Qwzxovna" not in [row[1] for row in rows(tab.table)]


def test_a_key_file_beside_the_study_is_warned_of_and_a_bad_one_refused(coach, privacy, tmp_path):
    tab = privacy.consents
    bad = tmp_path / "key.csv"
    bad.write_text("who,name\nMAYA,x\n", encoding="utf-8")
    tab.show_names(bad)
    assert "no column “label”" in tab.said.text()
    beside = coach.desk.opened.path.with_name("key.csv")
    beside.write_text("label;name\nMAYA;Maria\n", encoding="utf-8")
    tab.show_names(beside)
    assert "whoever copies that has the names" in tab.said.text()
    beside.unlink()
    QTest.mouseClick(tab.names, LEFT)


def test_search_finds_people(privacy):
    tab = privacy.consents
    QTest.keyClicks(tab.search, "teacher 03")
    assert [row[0] for row in rows(tab.table)] == ["T03"]
    tab.search.clear()


def test_who_may_pass_over_a_missing_consent_is_switched(coach, privacy):
    study = coach.desk.study
    own = cycle_of(study, "T02", 3).coach
    box = privacy.consents.authority.boxes[own]
    assert not may_override(study, own)
    box.click()
    assert may_override(study, own)
    privacy.consents.authority.boxes[own].click()
    assert not may_override(study, own)


# --- videos -------------------------------------------------------------------------------------------


def test_what_is_due_stands_on_top_and_a_last_day_is_set(coach, privacy):
    study, tab = coach.desk.study, privacy.videos
    last = next(one for one in study.store.observations() if one.name == "03")
    keep_until(study, last.id, date(2020, 1, 31))
    privacy.views.choose("videos")
    first = rows(tab.table)[0]
    assert first[0].startswith("03")
    assert (first[2], first[3]) == ("2020-01-31", "this video")
    assert first[4].startswith("due for")
    assert privacy.summary.text() == "1 video is due for deletion"
    tomorrow = coach.desk.today() + timedelta(days=1)
    tab.table.choose(last.id)
    tab.last_day.setDate(tomorrow)
    QTest.mouseClick(tab.set_day, LEFT)
    assert rows(tab.table)[0][4] == "1 day left"
    QTest.mouseClick(tab.by_rule, LEFT)
    assert {row[4] for row in rows(tab.table)} == {"may stay"}


def test_a_rule_of_the_study_counts_from_filming(coach, privacy):
    privacy.views.choose("videos")
    tab = privacy.videos
    tab.has_rule.click()
    assert coach.desk.rules.keep_days == 365
    assert {row[3] for row in rows(tab.table)} == {"the rule"}
    tab.has_rule.click()
    assert coach.desk.rules.keep_days is None


def test_a_video_is_deleted_only_with_its_name_typed_and_a_reason_before_its_day(coach, privacy):
    study, tab = coach.desk.study, privacy.videos
    privacy.views.choose("videos")
    video = next(one for one in stored_videos(study) if one.observation.name == "03")
    tab.table.choose(video.observation.id)
    QTest.mouseClick(tab.delete, LEFT)
    asked = dialog(privacy, DeleteVideoDialog)
    said = [label.text() for label in asked.findChildren(QLabel)]
    assert "The video of 03 has no last day; give a reason to delete it." in said
    QTest.keyClicks(asked.typed, "03")
    assert not asked.sure.isEnabled()
    QTest.keyClicks(asked.reason, "her parents asked")
    assert asked.sure.isEnabled()
    QTest.mouseClick(asked.sure, LEFT)
    assert not video.files[0].exists()
    assert "03" not in {row[0][:2] for row in rows(tab.table)}
    [line] = accesses(study, action="deleted")
    assert line.reason == "her parents asked"


# --- the log ------------------------------------------------------------------------------------------


def test_the_log_holds_the_opening_and_is_filtered_and_saved(coach, privacy, tmp_path):
    privacy.views.choose("log")
    tab = privacy.log
    opened = [row for row in rows(tab.table) if row[2] == "opened" and row[3] == "the study"]
    assert len(opened) == 1
    tab.action.setCurrentIndex(tab.action.findData("deleted"))
    tab.action.activated.emit(tab.action.currentIndex())
    [row] = rows(tab.table)
    assert (row[2], row[3], row[5]) == ("deleted a video", "03", "her parents asked")
    QTest.keyClicks(tab.search, "nothing like it")
    assert rows(tab.table) == []
    tab.search.clear()
    tab.write(tmp_path / "log.csv")
    saved = (tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()
    assert saved[0] == "at,who,action,about,details,reason"
    assert len(saved) == 2


def test_a_review_is_logged_once_in_a_session(coach, qtbot):
    study = coach.desk.study
    cycle = cycle_of(study, "T02", 3).id
    coach.desk.take_up(cycle)
    for _ in range(2):
        coach.go_to("review")
        coach.go_to("board")
    qtbot.waitUntil(lambda: len(accesses(study, action="opened", subject="cycle")) == 1)
    assert accesses(study, action="opened", subject="cycle")[0].subject_id == cycle
