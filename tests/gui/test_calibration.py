"""Calibration on the screen: sets, checks, pauses, drift, drawing, the mirror, and what the coder is told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMessageBox, QPushButton

from havenlens.app.desktop import DesktopWorkplace
from havenlens.domain.observation import Purpose
from havenlens.media.library import VideoLibrary
from havenlens.services.assignments import assign
from havenlens.services.certificates import EntryKind, certificates_of, keep_entry, paused_by
from havenlens.services.double_coding import plan_for
from havenlens.services.training_sets import remove_set, training_sets
from havenlens.ui.agreement.calibration.calibration_page import CalibrationPage
from havenlens.ui.agreement.calibration.mirror_page import MirrorPage
from havenlens.ui.agreement.calibration.quota_dialog import QuotaDialog
from havenlens.ui.agreement.calibration.reason_dialog import ReasonDialog
from havenlens.ui.agreement.calibration.set_dialog import SetDialog
from havenlens.ui.coding.pausing import Pausing
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.widgets.messages import EmptyState
from tests.support.calibrated import add_places, day, events, rated, scored_set
from tests.support.desktop import code_page
from tests.support.keys import shown
from tests.support.pairs import coded
from tests.support.studies import make_small

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """Make a study with a set, one coder who is near the master and one who is not; nobody may change it."""
    small = make_small(tmp_path_factory.mktemp("filled") / "small.havenlens")
    chosen = scored_set(small)
    for place in chosen.observations:
        rated(small, place, "A", [(4, 2)] * 5, on=day(2))
        rated(small, place, "B", [(1, 2)] * 5, on=day(2))
    places = add_places(small, "v1", "v2", "v3", "v4")
    for number, place in enumerate(places):
        on = day(1 + number * 7, 5)
        rated(small, place, "A", [(3, 3)] * 3, purpose=Purpose.RESEARCH, on=on)
        rated(small, place, "gold", [(3, 3)] * 3, purpose=Purpose.MASTER, on=on)
    rated(small, places[0], "B", [(5, 3)] * 12, purpose=Purpose.RELIABILITY, on=day(9, 5))
    rated(small, places[1], "B", [(5, 3)] * 12, purpose=Purpose.RELIABILITY, on=day(19, 5))
    [film] = add_places(small, "film")
    coded(small, film, "A", *events(small), purpose=Purpose.RESEARCH)
    coded(small, film, "B", *events(small, 0.6, without=1))
    small.study.add_coder("boss", "lead")
    small.file.close()
    return small.path


@pytest.fixture
def opened(filled, tmp_path):
    path = Path(shutil.copy(filled, tmp_path))
    made = DesktopWorkplace(VideoLibrary()).open_study(path)
    yield made
    made.close()


@pytest.fixture
def jobs(qtbot):
    made = Jobs()
    yield made
    made.shutdown()


@pytest.fixture
def page(qtbot, opened, jobs):
    made = CalibrationPage(opened, jobs)
    qtbot.addWidget(made)
    made.resize(1300, 760)
    made.show()
    made.show_for(who(opened, "boss"))
    return made


def who(opened, name):
    return opened.study.coder(name).id


def answer(kind, do):
    """Answer the next dialog."""

    def act():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        do(dialog)

    QTimer.singleShot(50, act)


def cells(table, column):
    return [table.item(row, column).text() for row in range(table.rowCount())]


def check(qtbot, page, name):
    page.tabs.setCurrentWidget(page.certificates)
    part = page.certificates
    part.coder.setCurrentIndex(part.coder.findText(name))
    QTest.mouseClick(part.check, LEFT)
    qtbot.waitUntil(part.banner.isVisible)
    return part


def test_a_check_is_seen_before_it_is_kept_and_then_certifies(qtbot, opened, page):
    part = check(qtbot, page, "A")
    assert part.banner.text() == "A reaches everything that first asks for."
    assert "1.00 meets ≥ 0.8." in part.pane.text.toPlainText()
    assert certificates_of(opened.study) == []
    part.banner.action_chosen.emit()
    assert part.banner.text() == "A passed first; the certificate holds until 2027-03-02."
    assert len(certificates_of(opened.study, who(opened, "A"))) == 1
    assert cells(part.table, 0)[cells(part.table, 1).index("A")] == "certified"


def test_who_is_below_is_paused_and_the_lead_lifts_it_with_a_reason(qtbot, opened, page):
    part = check(qtbot, page, "B")
    part.banner.action_chosen.emit()
    assert (
        part.banner.text() == "B did not pass first and is paused; codings handed in since the last pass: 3."
    )
    part.table.selectRow(cells(part.table, 1).index("B"))
    told = part.pane.text.toPlainText()
    assert "Handed in since the last pass: 3" in told
    assert "v1 · reliability · 2026-05-09" in told
    page.tabs.setCurrentWidget(page.board)
    page.board.table.selectRow(cells(page.board.table, 0).index("paused"))
    part.table.selectRow(0)
    QTest.keyClick(page.board.table, Key.Key_Return)
    assert page.tabs.currentWidget() is part
    assert part.table.item(part.table.currentRow(), 1).text() == "B"
    assert part.coder.currentText() == "B"

    def give(dialog):
        dialog.accept()
        assert dialog.problem.isVisible()
        dialog.reason.setPlainText("trained by hand")
        dialog.accept()

    answer(ReasonDialog, give)
    QTest.mouseClick(part.lift, LEFT)
    assert paused_by(opened.study, who(opened, "B"), training_sets(opened.study)[0].scheme) is None
    assert "paused" not in cells(page.board.table, 0)


def test_what_is_missing_for_a_check_is_said(qtbot, opened, page):
    part = check(qtbot, page, "MK")
    assert part.banner.text().startswith("MK has not handed in all of first")


def test_what_to_do_first_is_said_where_no_certificate_is_asked_for(qtbot, opened, page):
    certificates, sets = page.certificates, page.sets
    for one in training_sets(opened.study):
        remove_set(opened.study, one, who(opened, "boss"))
    for part in (certificates, sets):
        part.show_for(who(opened, "boss"))
        page.tabs.setCurrentWidget(part)
        [empty] = [state for state in part.findChildren(EmptyState) if state.isVisible()]
        assert not part.table.isVisible()
    [begin] = empty.findChildren(QPushButton)
    answer(SetDialog, lambda dialog: dialog.reject())
    QTest.mouseClick(begin, LEFT)


def test_a_set_is_made_changed_and_removed(qtbot, opened, page):
    page.tabs.setCurrentWidget(page.sets)

    def fill(dialog):
        dialog.accept()
        assert "Give the training set a name" in dialog.problem.text()
        QTest.keyClicks(dialog.name, "autumn")
        dialog.form.rows[2].away.click()
        dialog.form.add_event.click()
        row = dialog.form.rows[-1]
        row.scope.setCurrentIndex(row.scope.findText("Acts: Bids"))
        row.limit.setValue(0.7)
        dialog.places.tick(dialog.places.ticked[0], on=False)
        dialog.accept()

    answer(SetDialog, fill)
    QTest.mouseClick(page.sets.new, LEFT)
    made = next(one for one in training_sets(opened.study) if one.name == "autumn")
    assert len(made.observations) == 5
    assert [(rule.group, rule.code, rule.at_least) for rule in made.rules.events] == [("acts", "bids", 0.7)]
    assert cells(page.sets.table, 0) == ["autumn", "first"]
    assert "Bids: kappa over events ≥ 0.7" in cells(page.sets.table, 3)[0]

    def rename(dialog):
        assert dialog.form.rules == made.rules
        assert dialog.places.ticked == list(made.observations)
        dialog.name.setText("winter")
        dialog.accept()

    answer(SetDialog, rename)
    page.sets.table.selectRow(0)
    QTest.mouseClick(page.sets.change, LEFT)
    assert cells(page.sets.table, 0) == ["first", "winter"]
    page.sets.table.selectRow(1)
    answer(QMessageBox, lambda box: box.button(QMessageBox.StandardButton.Yes).click())
    QTest.mouseClick(page.sets.remove, LEFT)
    assert cells(page.sets.table, 0) == ["first"]


def test_drift_is_drawn_and_who_fell_below_is_paused(qtbot, opened, page):
    page.tabs.setCurrentWidget(page.drift)
    part = page.drift
    qtbot.waitUntil(lambda: part.table.rowCount() > 0)
    rows = list(zip(cells(part.table, 0), cells(part.table, 1), cells(part.table, 2), strict=True))
    assert ("in range", "A", "Warmth (cycle)") in rows
    assert ("too few", "A", "Pressure (cycle)") not in rows
    below = [one for one in part.series if one.below]
    assert [(one.coder_name, one.name) for one in below] == []
    part.table.selectRow(rows.index(("too few", "B", "Warmth (cycle)")))
    assert part.chart.accessibleName() == "B · Warmth (cycle)"
    assert "2026-05-09 v1: +2.00" in part.chart.accessibleDescription()
    assert not part.pause.isEnabled()


def test_double_coding_is_drawn_topped_up_and_told_by_stratum(qtbot, opened, page):
    page.tabs.setCurrentWidget(page.double)
    part = page.double
    assert part._empty.isVisible()

    def fix(dialog):
        dialog.share.setValue(0.5)
        dialog.by.tick("month")
        dialog.coders.tick(who(opened, "A"))
        dialog.again.setValue(0.9)
        dialog.accept()
        assert "again cannot be 0.9" in dialog.problem.text()
        dialog.again.setValue(0)
        dialog.accept()

    answer(QuotaDialog, fix)
    QTest.mouseClick(part.quota, LEFT)
    assert plan_for(opened.study, part.scheme.currentData()).rules.by == ("month",)
    assert part.told.text() == "50% coded twice · evenly by month · seed 2026"
    QTest.mouseClick(part.draw, LEFT)
    assert part.banner.text().startswith("1 drawn and assigned, 0 were there already.")
    assert "nobody else may code the rest" in part.banner.text()
    assert part.strata.rowCount() == 1
    assert part.drawn.rowCount() == 1


def test_who_does_not_lead_sees_their_own_and_no_double_coding(opened, page):
    scheme = training_sets(opened.study)[0].scheme
    keep_entry(opened.study, who(opened, "B"), scheme, EntryKind.DRIFT)
    page.show_for(who(opened, "B"))
    told = page.certificates.pane.text.toPlainText()
    assert "v1 · research" in told
    assert "reliability" not in told
    page.show_for(who(opened, "A"))
    assert not page.tabs.isTabVisible(page.tabs.indexOf(page.double))
    assert set(cells(page.certificates.table, 1)) == {"A"}
    assert page.board.table.rowCount() == 0
    assert page.certificates._asking.isHidden()
    assert not page.sets.new.isEnabled()
    page.show_for(None)
    assert page.board.table.rowCount() == 0
    assert page.certificates.table.rowCount() == 0


# --- the mirror -------------------------------------------------------------------------------------


def test_the_mirror_shows_whoever_is_signed_in_and_nobody_else(qtbot, opened, jobs):
    page = MirrorPage(opened, jobs)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    assert page._nobody.isVisible()
    page.show_for(who(opened, "B"))
    qtbot.waitUntil(lambda: page.mirrors != ())
    assert page.lag.text() == "0.60 s later than the others"
    assert cells(page.confusions, 0) == ["you left out"]
    assert "Warmth (cycle)" in cells(page.drift, 0)
    page.show_for(who(opened, "boss"))
    assert page.mirrors == ()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert page._empty.isVisible()


# --- what the coder is told ---------------------------------------------------------------------------


def test_a_paused_coder_reads_why_on_opening_a_coding(qtbot, window):
    study = window.opened.study
    place, stored = study.observation("01"), study.stored_scheme("safe_haven_bids")
    coder = study.add_coder("new").id
    coding = study.add_coding(place.id, stored.id, coder, Purpose.RESEARCH, {})
    keep_entry(study, coder, stored.id, EntryKind.DRIFT)
    window.open_coding(coding.id)
    shown(qtbot, window)
    feature = next(one for one in code_page(window).features if isinstance(one, Pausing))
    assert feature.banner.isVisible()
    assert feature.banner.text().startswith("new is paused with ")
    assert "Ask whoever leads the study before you go on" in feature.banner.text()


def test_who_codes_for_reliability_sees_research(window):
    study = window.opened.study
    coder, lead = study.add_coder("new").id, study.add_coder("boss", "lead").id
    stored = study.stored_scheme("safe_haven_bids").id
    assign(study, [study.observation("01").id], stored, [coder], Purpose.RELIABILITY, date(2026, 1, 1))
    window.nav.choose("study")
    work = window.pages["study"].work
    window.pages["study"].tabs.setCurrentWidget(work)
    work.show_for(coder)
    work.refresh()
    purposes = [work.model.index(row, 3).data() for row in range(work.model.rowCount())]
    assert purposes == ["research"]
    work.show_for(lead)
    work.whose.setCurrentText("everybody")
    purposes = [work.model.index(row, 3).data() for row in range(work.model.rowCount())]
    assert "reliability" in purposes
