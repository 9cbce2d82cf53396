"""The Agree workspace: look, ask why, go to the moments, and fix the parameters."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from havenlens.services.agreement_plan import changes_told, plan_of, unblinded_at
from havenlens.ui.agreement.page import AgreementPage
from havenlens.ui.window import MainWindow
from havenlens.words.sentences import as_heading

PATIENCE = 20_000


@pytest.fixture
def page(window: MainWindow, qtbot) -> AgreementPage:
    """Open the workspace on the demo study, at its gate."""
    window.nav.choose("agree")
    found = window.pages["agree"]
    assert isinstance(found, AgreementPage)
    qtbot.waitUntil(found.results.compute.isEnabled, timeout=PATIENCE)
    return found


@pytest.fixture
def looked(page: AgreementPage) -> AgreementPage:
    """Pass the gate."""
    page.results.gate.primary_chosen.emit()
    return page


def choose(page: AgreementPage, scope: str, method: str) -> None:
    """Point at a value in the table of events with the keyboard."""
    tree = page.results.events
    names = [tree.headerItem().text(column) for column in range(tree.columnCount())]
    assert [name for name in names if name != "n" and not name[0].isupper()] == []
    for number in range(tree.topLevelItemCount()):
        row = tree.topLevelItem(number)
        if row.text(0) == scope:
            tree.setCurrentItem(row, names.index(as_heading(method)))
            return
    raise AssertionError(scope)


def test_nobody_sees_a_number_before_they_say_so(page: AgreementPage, window: MainWindow) -> None:
    study = window.opened.study
    assert page.results.gate.isVisible()
    assert not page.results.events.isVisible()
    assert unblinded_at(study) is None
    page.results.gate.primary_chosen.emit()
    assert page.results.events.isVisible()
    assert page.results.events.hasFocus()
    assert unblinded_at(study) is not None


def test_a_pair_is_shown_with_codes_and_people_behind_the_pooled_value(looked: AgreementPage) -> None:
    results = looked.results
    assert results.scheme.currentText() == "Safe-haven bids and responses"
    assert results.pair.currentText() == "master – trainee_b"
    rows = [results.events.topLevelItem(n) for n in range(results.events.topLevelItemCount())]
    assert [row.text(0) for row in rows] == ["Seeker state", "Bids", "Responses", "Outcomes"]
    inside = [rows[1].child(n).text(0) for n in range(rows[1].childCount())]
    assert "Direct bid" in inside
    assert "MAYA" in inside
    assert "mean of observations" in inside


def test_why_this_one_and_what_to_beware_of_are_said_in_words(looked: AgreementPage) -> None:
    choose(looked, "Responses", "kappa over events")
    detail = looked.results.detail
    assert detail.result.coefficient.method == "event_kappa"
    said = [label.text() for label in detail.findChildren(type(detail._why))]
    assert any("what only one coder saw" in text for text in said)
    assert any("likely too narrow" in text for text in said)


def test_the_keyboard_moves_from_value_to_value(looked: AgreementPage) -> None:
    tree = looked.results.events
    choose(looked, "Seeker state", "kappa over time")
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Down)
    assert looked.results.detail.result.scope.code is not None
    assert looked.results.detail.result.coefficient.method == "time_unit_kappa"
    QTest.keyClick(tree, Qt.Key.Key_Right)
    assert looked.results.detail.result.coefficient.method == "event_kappa"


def test_a_cell_leads_to_its_moments_and_back(looked: AgreementPage, qtbot) -> None:
    choose(looked, "Responses", "kappa over events")
    looked.results.detail.table.cell_chosen.emit("resp_coach", "resp_help")
    qtbot.waitUntil(looked.moments.isVisible, timeout=PATIENCE)
    assert not looked.results.isVisible()
    looked.moments.back_requested.emit()
    assert looked.results.isVisible()


def test_the_rest_is_worked_out_when_asked_for(looked: AgreementPage, qtbot) -> None:
    choose(looked, "Responses", "kappa over events")
    detail = looked.results.detail
    QTest.mouseClick(detail.more, Qt.MouseButton.LeftButton)
    assert not detail.more.isEnabled()
    qtbot.waitUntil(detail.more.isEnabled, timeout=PATIENCE)
    assert detail.chart.isVisible()
    assert "2 s: " in detail.chart.accessibleDescription()
    shown = [label.text() for label in detail.findChildren(type(detail._why))]
    assert "kappa of aligned events" in shown


def test_a_late_change_of_parameters_needs_a_reason_and_is_told(
    looked: AgreementPage, window: MainWindow, qtbot
) -> None:
    results = looked.results
    QTest.mouseClick(results.plan, Qt.MouseButton.LeftButton)
    dialog = results._dialog
    dialog.tolerance.setValue(1.0)
    dialog.accept()
    assert dialog.isVisible()
    assert "say why the parameters change now" in dialog.problem.text()
    QTest.keyClicks(dialog.reason, "bids come fast here")
    dialog.accept()
    assert not dialog.isVisible()
    qtbot.waitUntil(results.compute.isEnabled, timeout=PATIENCE)
    assert plan_of(window.opened.study).plan.tolerance == 1.0
    [told] = changes_told(window.opened.study)
    assert told.sentence in results._banner.text()


def test_a_study_that_nobody_coded_twice_says_what_to_do(tmp_path: Path, window: MainWindow, qtbot) -> None:
    study = window.opened.study
    for coding in study.store.list_codings():
        study.store.change("codings", "coding", coding.id, purpose="coaching")
    window.nav.choose("agree")
    page = window.pages["agree"]
    qtbot.waitUntil(page.results.compute.isEnabled, timeout=PATIENCE)
    assert page.results._empty.isVisible()


def test_nothing_found_for_one_person_stays_when_another_sits_down(
    looked: AgreementPage, window: MainWindow, qtbot
) -> None:
    choose(looked, "Responses", "kappa over events")
    looked.results.detail.table.cell_chosen.emit(*looked.results.detail.table.ids[:1] * 2)
    qtbot.waitUntil(lambda: looked._numbers.currentWidget() is looked.moments, timeout=PATIENCE)
    study = window.opened.study
    looked.show_for(study.add_coder("new").id)
    assert looked._numbers.currentWidget() is looked.results
    assert looked.moments.beside.shown is None
    assert not looked.results.events.isVisible()
    qtbot.waitUntil(looked.results.events.isVisible, timeout=PATIENCE)


def test_what_cannot_be_worked_out_any_more_is_said_and_can_be_asked_for_again(
    looked: AgreementPage, window: MainWindow, qtbot
) -> None:
    study = window.opened.study
    codings = study.store.list_codings()
    for coding in codings:
        study.store.change("codings", "return", coding.id, status="returned")
    looked.results.detail.more.click()
    qtbot.waitUntil(looked.results.detail.more.isEnabled, timeout=PATIENCE)


def test_the_number_on_the_list_follows_what_the_meeting_does(looked: AgreementPage, qtbot) -> None:
    choose(looked, "Responses", "kappa over events")
    looked.results.detail.table.cell_chosen.emit(*looked.results.detail.table.ids[:1] * 2)
    qtbot.waitUntil(lambda: looked._numbers.currentWidget() is looked.moments, timeout=PATIENCE)
    beside = looked.moments.beside
    beside.list.click()
    assert beside.list.text() == "No. 1 on the list"
    looked.tabs.setCurrentWidget(looked.meeting)
    looked.meeting.take_off.click()
    looked.tabs.setCurrentIndex(0)
    assert beside.list.text() == "Put on the list"


def test_in_a_small_window_the_warnings_beside_the_numbers_are_still_seen(
    looked: AgreementPage, window: MainWindow, qtbot
) -> None:
    window.resize(1024, 700)
    tree = looked.results.events
    note = tree.columnCount() - 1
    qtbot.waitUntil(lambda: tree.width() < 700)
    assert tree.header().sectionViewportPosition(note) + 40 < tree.viewport().width()
