"""The Results tab of Study: tables with their pictures, moments in the video, what may not be seen yet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.services.results.sheet import Analysis, Per
from havenlens.ui.coding.page import CodePage
from havenlens.ui.results.results_view import ResultsView
from havenlens.ui.study.page import StudyPage
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, empty_coding

PATIENCE = 20_000


@pytest.fixture
def view(qtbot, shared: MainWindow) -> Iterator[ResultsView]:
    """Come to the tab by a click on it, where it is not shown already."""
    shared.nav.choose("study")
    page = shared.pages["study"]
    assert isinstance(page, StudyPage)
    bar = page.tabs.tabBar()
    place = page.tabs.indexOf(page.results)
    if page.tabs.currentIndex() != place:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
    found = page.results.view
    settle(qtbot, found)
    yield found
    found.parameters.usual.click()


def settle(qtbot, view: ResultsView) -> None:
    qtbot.waitUntil(lambda: not view.is_working, timeout=PATIENCE)


def look_at(qtbot, view: ResultsView, analysis: Analysis, per: Per = Per.STUDY, scheme: str = "") -> None:
    if scheme:
        view.chooser.scheme.setCurrentText(scheme)
    view.chooser.choose(analysis)
    view.chooser.choose_per(per)
    settle(qtbot, view)


def shown(view: ResultsView, row: str, column: str) -> str:
    """Give what stands in a cell."""
    model = view.table.sheet_model
    titles = [each.title.replace("\u00a0", " ") for each in model.columns]
    names = [each.cells[0].words for each in model.rows]
    return model.rows[names.index(row)].cells[titles.index(column)].words.replace("\u00a0", " ")


def click_row(qtbot, table, row: int) -> None:
    place = table.visualRect(table.model().index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_bids_of_each_observation_are_counted_beside_their_interval(qtbot, view):
    look_at(qtbot, view, Analysis.BIDS, Per.OBSERVATION)
    assert view.chooser.scheme.currentText() == "Safe-haven bids and responses"
    assert shown(view, "02", "Bids") == "6"
    assert shown(view, "02", "Cut off") == "1"
    assert shown(view, "02", "Answered within 10 s") == "3 of 5 · 60 % (23–88)"
    assert shown(view, "01", "Answered within 10 s") == "5 of 5 · 100 % (57–100)"
    assert shown(view, "01", "Median latency") == "1.5 s"
    assert "one coding counts: the consensus" in view.rule.text()


def test_a_narrower_window_finds_fewer_answers_and_the_usual_one_comes_back(qtbot, view):
    look_at(qtbot, view, Analysis.BIDS)
    assert shown(view, "All bids", "Answered within 10 s").startswith("8 of 10")
    assert not view.parameters.usual.isEnabled()
    view.parameters.window_box.setCurrentText("3\u00a0s")
    settle(qtbot, view)
    assert shown(view, "All bids", "Answered within 3 s").startswith("6 of 1")
    assert view.parameters.usual.isEnabled()
    qtbot.mouseClick(view.parameters.usual, Qt.MouseButton.LeftButton)
    settle(qtbot, view)
    assert shown(view, "All bids", "Answered within 10 s").startswith("8 of 10")


def test_too_few_bids_give_no_rate_and_nobody_is_ranked(qtbot, view):
    look_at(qtbot, view, Analysis.EQUITY)
    assert [row.person for row in view.table.sheet_model.rows] == ["AMIR", "LEO", "MAYA", "ZOE"]
    assert shown(view, "AMIR", "Answered") == "60 % (23–88)"
    assert shown(view, "ZOE", "Answered") == "–"
    assert shown(view, "ZOE", "Share of bids") == "9 %", "a share of what all asked for is no rate of hers"
    look_at(qtbot, view, Analysis.EPISODES, Per.PARTICIPANT)
    assert shown(view, "AMIR", "Answered") == "3 of 5 · 60 % (23–88)"
    look_at(qtbot, view, Analysis.CHAINS, Per.PARTICIPANT)
    assert (shown(view, "AMIR", "Chains"), shown(view, "AMIR", "Complete")) == ("1", "–")
    look_at(qtbot, view, Analysis.LATENCY, Per.PARTICIPANT)
    assert shown(view, "ZOE", "By 10 s") == "–"
    click_row(qtbot, view.table, 2)
    settle(qtbot, view)
    assert view.table.row.person == "ZOE"
    assert "ZOE" not in view.picture.chart.summary
    click_row(qtbot, view.table, 0)
    settle(qtbot, view)
    assert "AMIR" in view.picture.chart.summary


def test_every_analysis_is_a_table_with_a_picture_or_says_why_not(qtbot, view):
    for analysis in Analysis:
        look_at(qtbot, view, analysis)
        found = view.found
        assert found is not None
        assert found.request.analysis is analysis
        if analysis in found.there:
            assert view.table.sheet_model.rowCount() > 0
            assert view.picture.chart is not None
        else:
            assert "scheme" in found.why
            assert not view.save.isEnabled()
            assert not view.table.isVisible()


def test_a_row_leads_to_its_moments_and_a_moment_to_the_video(qtbot, shared, view):
    look_at(qtbot, view, Analysis.BIDS, Per.OBSERVATION)
    click_row(qtbot, view.table, 1)
    settle(qtbot, view)
    assert view.picture.chart.title == "02: events over time"
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert view.moments.hasFocus()
    assert [one.then for one in view.moments.moments_model.moments][:2] == ["unanswered", "unanswered"]
    coding = view.moments.moments_model.moments[1].coding
    QTest.keyClick(view.moments, Qt.Key.Key_Down)
    QTest.keyClick(view.moments, Qt.Key.Key_Return)
    assert shared.stack.currentWidget() is shared.pages["code"]
    page = code_page(shared)
    assert page.bridge.session.coding.id == coding
    qtbot.waitUntil(lambda: page.player.playhead.position is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: abs(page.player.playhead.now() - 16_000_000) < 50_000, timeout=PATIENCE)


def test_a_part_of_a_picture_leads_to_its_moment_in_the_coding_that_is_open(qtbot, shared, view):
    look_at(qtbot, view, Analysis.BIDS, Per.OBSERVATION)
    view.below.setCurrentIndex(0)
    click_row(qtbot, view.table, 1)
    settle(qtbot, view)
    picture = view.picture.view
    hit = next(each for each in picture.chart.hits if each.moment and each.moment.at == 25_000_000)
    shared.open_coding(view.found.coding_at(hit.moment.observation))
    page = code_page(shared)
    shared.nav.choose("study")
    settle(qtbot, view)
    place = picture.place_of(hit).toPoint()
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert shared.pages["code"] is page
    assert isinstance(page, CodePage)
    qtbot.waitUntil(lambda: page.player.playhead.position is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: abs(page.player.playhead.now() - 25_000_000) < 50_000, timeout=PATIENCE)


def test_the_table_is_saved_with_plain_numbers_and_the_rule(qtbot, view, tmp_path):
    look_at(qtbot, view, Analysis.BIDS, Per.OBSERVATION)
    with qtbot.waitSignal(view.save.said, timeout=PATIENCE) as said:
        view.save.write(tmp_path / "bids.csv")
    assert not said.args[1]
    rows = list(csv.DictReader((tmp_path / "bids.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["of"] for row in rows] == ["01", "02"]
    assert (rows[1]["n_answered"], rows[1]["n_answered_of"], rows[1]["share_answered"]) == ("3", "5", "0.6")
    assert float(rows[0]["median_latency_s"]) == 1.5
    assert rows[0]["window_s"].startswith("10")
    assert "one coding counts" in rows[0]["counting_rule"]
    with qtbot.waitSignal(view.save.said, timeout=PATIENCE) as said:
        view.save.write(tmp_path / "bids.doc")
    assert said.args[1]
    assert "bids.doc" in said.args[0]


def test_what_is_worked_out_can_be_stopped_and_asked_for_again(qtbot, view):
    look_at(qtbot, view, Analysis.BIDS)
    before = view.found
    view.refresh()
    view.stop.click()
    assert not view.is_working
    assert view.banner.isVisible()
    assert view.found is before
    view.banner.action_chosen.emit()
    settle(qtbot, view)
    assert not view.banner.isVisible()
    assert shown(view, "All bids", "Bids") == "11"


def test_who_still_codes_does_not_see_what_others_made_of_the_same(qtbot, shared, view):
    look_at(qtbot, view, Analysis.BIDS, Per.OBSERVATION)
    assert [row.place for row in view.table.sheet_model.rows] == ["01", "02"]
    study = shared.opened.study
    own = empty_coding(study, "02")
    view.show_for(own.coder)
    settle(qtbot, view)
    assert [row.place for row in view.table.sheet_model.rows] == ["01"]
    assert "left out until you have handed in your own" in view.rule.text()
    study.store.change("codings", "coding", own.id, status=CodingStatus.SUBMITTED.value)
    view.refresh()
    settle(qtbot, view)
    assert own.purpose is Purpose.RESEARCH
    assert [row.place for row in view.table.sheet_model.rows] == ["01", "02"]
    study.store.change("codings", "coding", own.id, status=CodingStatus.ASSIGNED.value)
    view.show_for(None)
    settle(qtbot, view)


def test_without_a_coding_that_counts_the_tab_says_so(qtbot, view):
    found = view.found
    view._show(None, replace(found, sheet=None, why="Nothing has been coded yet.", choices=()))
    assert not view.save.isEnabled()
    assert "one coding counts" in view.rule.text()
    view.refresh()
    settle(qtbot, view)
    assert view.save.isEnabled()
