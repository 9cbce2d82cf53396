"""The Results tab of Study: tables with their pictures, moments in the video, what may not be seen yet."""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator
from dataclasses import replace
from threading import current_thread, main_thread

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractSpinBox

from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.services.results.asking import Found
from havenlens.services.results.saving import table_of_results
from havenlens.services.results.sheet import Analysis, Per
from havenlens.services.sequences import lags
from havenlens.services.tables import TableSource
from havenlens.ui.coding.page import CodePage
from havenlens.ui.results import saving
from havenlens.ui.results.results_view import ResultsView
from havenlens.ui.study.page import StudyPage
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, empty_coding

PATIENCE = 20_000
DISCLOSURE = "Partner responsiveness in a disclosure (understanding, validation, caring)"


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


def test_results_are_not_looked_through_for_garbage_which_would_hold_up_the_window(qtbot, view):
    before = gc.get_freeze_count()
    view.refresh()
    settle(qtbot, view)
    assert gc.get_freeze_count() > before
    assert gc.isenabled()


def test_a_table_is_made_into_a_file_in_the_background(qtbot, view, tmp_path, monkeypatch):
    made_on = []

    def watched(found: Found) -> TableSource:
        made_on.append(current_thread())
        return table_of_results(found)

    monkeypatch.setattr(saving, "table_of_results", watched)
    look_at(qtbot, view, Analysis.BIDS)
    with qtbot.waitSignal(view.save.said, timeout=PATIENCE):
        view.save.write(tmp_path / "bids.csv")
    assert made_on
    assert main_thread() not in made_on


# --- what the command line offers too ---------------------------------------------------------------


def type_in(field: QAbstractSpinBox, text: str) -> None:
    """Type a number in place of the one that is there, and go on with Enter."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def changed(qtbot, view: ResultsView, before: object) -> None:
    qtbot.waitUntil(lambda: not view.is_working and view.found is not before, timeout=PATIENCE)


def test_who_follows_whom_is_told_apart_and_leads_to_its_moments(qtbot, view):
    look_at(qtbot, view, Analysis.FOLLOWS)
    n = sum(int(row.cells[3].words) for row in view.table.sheet_model.rows if row.cells[2].words == "next")
    view.parameters.by_person.click()
    settle(qtbot, view)
    rows = [row for row in view.table.sheet_model.rows if row.cells[2].words == "next"]
    assert sum(int(row.cells[3].words) for row in rows) == n
    assert all(" · " in row.cells[0].words for row in rows)
    assert "codes are told apart by who acts." in view.rule.text()
    row = max(rows, key=lambda one: int(one.cells[3].words))
    moments = list(row.behind())
    assert len(moments) == int(row.cells[3].words)
    assert {one.who.partition(" ")[0] for one in moments} == {row.cells[0].words.partition(" · ")[0]}
    assert "codes are told apart by who acts." in view.picture.chart.note


def test_pauses_are_typed_counted_and_found_in_the_video(qtbot, view):
    look_at(qtbot, view, Analysis.FOLLOWS, scheme=DISCLOSURE)
    before = view.found
    type_in(view.parameters.pause, "5")
    changed(qtbot, view, before)
    assert view.parameters.pause.text() == "every 5\u00a0s"
    assert "Every 5\u00a0s in which nothing was coded" in view.rule.text()
    rows = [row for row in view.table.sheet_model.rows if row.cells[0].words == "pause"]
    assert rows
    for row in rows:
        moments = list(row.behind())
        assert len(moments) == int(row.cells[3].words)
        assert {(one.who, one.what) for one in moments} == {("–", "pause")}
    view.chooser.scheme.setCurrentText("Safe-haven bids and responses")
    settle(qtbot, view)
    assert "No pause of 5\u00a0s occurs" in view.rule.text(), "somebody is in a state all the time"


def test_no_code_follows_itself_where_that_is_asked_for(qtbot, view):
    look_at(qtbot, view, Analysis.FOLLOWS)
    same = [row for row in view.table.sheet_model.rows if row.cells[0].words == row.cells[1].words]
    assert same
    view.parameters.no_repeats.click()
    settle(qtbot, view)
    assert not [row for row in view.table.sheet_model.rows if row.cells[0].words == row.cells[1].words]
    n = sum(int(row.cells[3].words) for row in same)
    assert f"Left out, because they follow themselves: {n}." in view.rule.text()


@pytest.mark.parametrize("per", list(Per))
def test_time_in_parts_adds_up_to_the_whole_and_leads_to_the_part(qtbot, view, per):
    look_at(qtbot, view, Analysis.TIME, per)
    place = {Per.STUDY: 1, Per.OBSERVATION: 3, Per.PARTICIPANT: 2}[per]
    starts = sum(int(row.cells[place].words) for row in view.table.sheet_model.rows)
    before = view.found
    type_in(view.parameters.periods, "2")
    changed(qtbot, view, before)
    titles = [column.title for column in view.table.sheet_model.columns]
    assert titles[place] == "Part"
    rows = view.table.sheet_model.rows
    assert [row.cells[place].words for row in rows] == ["1", "2"] * (len(rows) // 2)
    assert sum(int(row.cells[place + 1].words) for row in rows) == starts
    assert "cut into 2 parts" in view.rule.text()
    for row in rows:
        assert len(list(row.behind())) == int(row.cells[place + 1].words)
    assert "Part 2" in view.picture.chart.summary
    assert any(hit.moment for hit in view.picture.chart.hits)


def test_what_was_chosen_stands_in_the_saved_table(qtbot, view, tmp_path):
    look_at(qtbot, view, Analysis.FOLLOWS)
    before = view.found
    view.parameters.by_person.click()
    type_in(view.parameters.pause, "2.5")
    changed(qtbot, view, before)
    with qtbot.waitSignal(view.save.said, timeout=PATIENCE):
        view.save.write(tmp_path / "follows.csv")
    rows = list(csv.DictReader((tmp_path / "follows.csv").read_text(encoding="utf-8").splitlines()))
    chosen = {(row["pause_s"], row["by_person"], row["no_repeats"]) for row in rows}
    assert chosen == {("2.5", "true", "false")}
    look_at(qtbot, view, Analysis.TIME)
    before = view.found
    type_in(view.parameters.periods, "2")
    changed(qtbot, view, before)
    with qtbot.waitSignal(view.save.said, timeout=PATIENCE):
        view.save.write(tmp_path / "time.csv")
    rows = list(csv.DictReader((tmp_path / "time.csv").read_text(encoding="utf-8").splitlines()))
    assert {(row["period"], row["periods"]) for row in rows} == {("1", "2"), ("2", "2")}
    assert "pause_s" not in rows[0]


def test_what_cannot_be_is_refused_in_a_sentence_and_the_number_stays(qtbot, shared, view):
    look_at(qtbot, view, Analysis.FOLLOWS)
    before = view.found
    for field, text, why in (
        (view.parameters.lag, "0", "Lag: a whole number from 1 to 20;"),
        (view.parameters.lag, "many", "Lag: a whole number from 1 to 20;"),
        (view.parameters.pause, "soon", "Pauses: seconds from 0.01 to 1,000,000, or 0 for none;"),
    ):
        kept = field.text()
        with qtbot.waitSignal(view.said) as said:
            type_in(field, text)
        assert said.args[0].startswith(why)
        assert said.args[1]
        assert shared.status.said.text().startswith(why)
        assert field.text() == kept
    settle(qtbot, view)
    assert view.found.request == before.request


def test_too_many_people_to_tell_apart_are_said_and_can_be_taken_back(qtbot, view, monkeypatch):
    monkeypatch.setattr(lags, "_MOST_BY_PERSON", 3)
    look_at(qtbot, view, Analysis.FOLLOWS)
    view.parameters.by_person.click()
    settle(qtbot, view)
    assert not view.table.isVisible()
    assert view.parameters.by_person.isVisible()
    view.chooser.choose(Analysis.BIDS)
    settle(qtbot, view)
    assert view.table.isVisible(), "who acts says nothing about bids"
    view.chooser.choose(Analysis.FOLLOWS)
    settle(qtbot, view)
    view.parameters.by_person.click()
    settle(qtbot, view)
    assert view.table.isVisible()


def test_parameters_go_on_in_another_row_where_there_is_no_room(qtbot, view):
    look_at(qtbot, view, Analysis.FOLLOWS)
    window = view.window()
    before = window.size()
    rows = {}
    for width in (1900, 1024):
        window.resize(width, 700)
        qtbot.waitUntil(lambda width=width: window.width() == width)
        parts = [part for part in view.parameters._parts.values() if part.isVisible()]
        qtbot.waitUntil(lambda: view.parameters.width() > 0)
        rows[width] = {part.y() + part.height() // 2 for part in (*parts, view.parameters.usual)}
        for part in (*parts, view.parameters.usual):
            assert part.width() >= part.minimumSizeHint().width()
            assert part.geometry().right() <= view.parameters.width()
            assert part.geometry().bottom() <= view.parameters.height()
    window.resize(before)
    assert len(rows[1900]) == 1
    assert len(rows[1024]) > 1


def test_without_a_coding_that_counts_the_tab_says_so(qtbot, view):
    found = view.found
    view._show(view._coder, replace(found, sheet=None, why="Nothing has been coded yet.", choices=()))
    assert not view.save.isEnabled()
    assert "one coding counts" in view.rule.text()
    view.refresh()
    settle(qtbot, view)
    assert view.save.isEnabled()
