"""Observations and work are found by words and sorted by values, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.app.bootstrap import create_study
from havenlens.domain.observation import Purpose
from havenlens.domain.time import SECOND, Micros
from havenlens.services.assignments import assign
from havenlens.services.shipped import shipped
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from havenlens.ui.study.page import StudyPage
from havenlens.ui.window import MainWindow
from tests.support.desktop import window_on
from tests.support.statements import reading

Key = Qt.Key
_VISITS = (
    # name, title, seconds, filmed on, wave
    ("visit 10", "Snack", 600, date(2025, 1, 9), 2),
    ("visit 2", "Morning circle", 4000, date(2024, 12, 24), 10),
    ("visit 1", "Free play", 59, None, 9),
    ("visit 3", "Morning walk", None, date(2025, 2, 1), None),
)


def _fill(study: Study) -> None:
    source = shipped("coding_schemes") / "safe_haven_bids.yaml"
    scheme = study.add_scheme(source.read_text(encoding="utf-8"), source.name)
    people = {name: study.add_participant(name[:2], name, "child").id for name in ("Mia", "Noah")}
    places = []
    for name, title, length, day, wave in _VISITS:
        here = [people["Mia"] if title.startswith("Morning") else people["Noah"]]
        duration = None if length is None else Micros(length * SECOND)
        new = NewObservation(name, title, day, duration, {"wave": wave}, here)
        places.append(study.add_observation(new).id)
    for number, coder in enumerate(("JT", "MK")):
        due = date(2030, 1, 10 - number)
        assign(study, places, scheme.id, [study.add_coder(coder).id], Purpose.RESEARCH, due)


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    """Give a window over four visits, assigned to two coders."""
    path = tmp_path / "visits.havenlens"
    create_study(path, "Visits", _fill)[0].close()
    made = window_on(path, tmp_path / "settings")
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow) -> StudyPage:
    """Give the Study page."""
    found = window.pages["study"]
    assert isinstance(found, StudyPage)
    return found


def column(table, number: int = 0) -> list[str]:
    model = table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def click_heading(table, number: int) -> None:
    top = table.horizontalHeader()
    at = QPoint(top.sectionViewportPosition(number) + 20, top.height() // 2)
    QTest.mouseClick(top.viewport(), Qt.MouseButton.LeftButton, pos=at)


def ctrl_f(widget) -> None:
    QTest.keyClick(widget, Key.Key_F, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("MORNING", ["visit 2", "visit 3"]),
        ("noah", ["visit 10", "visit 1"]),
        ("2025 morning", ["visit 3"]),
        ("sna", ["visit 10"]),
        ("9", ["visit 10", "visit 1"]),
        ("none", ["visit 10", "visit 2", "visit 1", "visit 3"]),
    ],
    ids=["title", "person", "date and title", "beginning", "date and variable", "state of video"],
)
def test_ctrl_f_finds_what_has_all_words_anywhere(page, words, names):
    ctrl_f(page.table)
    QTest.keyClicks(QApplication.focusWidget(), words)
    assert column(page.table) == names
    assert page.search.count.text() == f"{len(names)} of 4 found"


def test_the_chosen_observation_stays_chosen_while_it_is_found(page):
    page.table.selectRow(1)
    ctrl_f(page.table)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "morning")
    assert page.current().name == "visit 2"
    QTest.keyClicks(field, " walk")
    assert page.current().name == "visit 3"
    QTest.keyClick(field, Key.Key_Escape)
    assert field.text() == ""
    assert page.current().name == "visit 3"
    assert page.table.selectionModel().selectedRows()[0].row() == 3
    QTest.keyClick(field, Key.Key_Escape)
    assert page.table.hasFocus()


def test_where_nothing_is_found_it_is_said_and_one_press_shows_all(qtbot, page):
    page.table.selectRow(2)
    ctrl_f(page.table)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "zebra")
    assert page.search.count.text() == "0 of 4 found"
    assert page._nothing.isVisible()
    assert not page.table.isVisible()
    assert not page.begin.isVisible()
    page._nothing.primary_chosen.emit()
    assert page.table.isVisible()
    assert page.table.hasFocus()
    assert page.current().name == "visit 1"
    assert page.search.count.text() == "4 rows"


def test_what_was_looked_for_holds_when_the_study_is_read_again(window, page):
    page.search.words.setText("morning")
    page.table.selectRow(1)
    window.opened.study.add_observation(NewObservation("visit 4", "Morning sun"))
    page.refresh()
    assert column(page.table) == ["visit 2", "visit 3", "visit 4"]
    assert page.current().name == "visit 3"


@pytest.mark.parametrize(
    ("heading", "upwards", "downwards"),
    [
        ("Name", "1 2 3 10", "10 3 2 1"),
        ("Filmed on", "2 10 3 1", "3 10 2 1"),
        ("Length", "1 10 2 3", "2 10 1 3"),
        ("Wave", "10 1 2 3", "2 1 10 3"),
    ],
)
def test_a_heading_sorts_as_people_count_and_by_value(page, heading, upwards, downwards):
    heads = [page.model.headerData(n, Qt.Orientation.Horizontal) for n in range(page.model.columnCount())]
    number, chosen = heads.index(heading), page.current()
    for numbers in (upwards, downwards, "10 2 1 3"):
        click_heading(page.table, number)
        assert column(page.table) == [f"visit {one}" for one in numbers.split()]
        assert page.current() == chosen


def test_the_order_is_chosen_with_the_keyboard_alone(qtbot, page):
    page.search.order.setFocus()
    page.search.order.menu().aboutToShow.emit()
    actions = {action.text(): action for action in page.search.order.menu().actions()}
    assert actions["As they were added"].isChecked()
    assert not actions["From last to first"].isEnabled()
    actions["Name"].trigger()
    assert column(page.table) == ["visit 1", "visit 2", "visit 3", "visit 10"]
    assert page.search.order.accessibleDescription() == "Sorted by Name ↑"
    page.search.order.menu().aboutToShow.emit()
    actions = {action.text(): action for action in page.search.order.menu().actions()}
    assert actions["Name"].isChecked()
    actions["From last to first"].trigger()
    assert column(page.table) == ["visit 10", "visit 3", "visit 2", "visit 1"]
    assert page.table.horizontalHeader().sortIndicatorSection() == 0


def test_work_is_found_sorted_and_kept_to_one_coder(window, page):
    page.tabs.setCurrentWidget(page.work)
    work = page.work
    ctrl_f(work.table)
    QTest.keyClicks(QApplication.focusWidget(), "morning")
    assert work.search.count.text() == "4 of 8 found"
    click_heading(work.table, 5)
    assert column(work.table) == ["MK", "MK", "JT", "JT"]
    work.whose.setCurrentText("JT")
    assert column(work.table, 1) == ["visit 2  Morning circle", "visit 3  Morning walk"]
    assert work.search.count.text() == "2 of 4 found"
    work.table.selectRow(1)
    work.refresh()
    assert work.current().observation.name == "visit 3"
    assert column(work.table, 1) == ["visit 2  Morning circle", "visit 3  Morning walk"]


def test_walking_through_the_list_asks_the_file_for_nothing(window, page):
    page.table.selectRow(0)
    with reading(window.opened.study.store) as asked:
        for _ in range(3):
            QTest.keyClick(page.table, Key.Key_Down)
    assert page.current().name == "visit 3"
    assert asked == []
