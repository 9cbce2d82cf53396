"""Tables are exported from the menu: a format, a folder, then files that other programs read."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pyreadstat
import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from havenlens.exchange import table_workbooks
from havenlens.services.exporting import FORMATS, AnalysesAsked
from havenlens.services.ports import Progress
from havenlens.services.sequences import tables
from havenlens.ui.study.export_dialog import ExportDialog
from havenlens.ui.window import MainWindow
from tests.support.at_work import CTRL, SHIFT, Key


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder, which is what the system's own dialog gives too."""
    made = tmp_path / "tables"
    made.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(made))
    return made


def soon(shown: Callable[[], QWidget | None], kind: type[QWidget], do: Callable[..., None]) -> None:
    """Do something with a menu or a dialog once it is up; it does not stay up, whatever happens."""

    def look() -> None:
        found = shown()
        if not isinstance(found, kind) or not (isinstance(found, QMenu) or found.isActiveWindow()):
            QTimer.singleShot(10, look)
            return
        try:
            do(found)
        finally:
            if found.isVisible():
                found.close()

    QTimer.singleShot(0, look)


def export(window: MainWindow, form: str, *, deposit: bool = False) -> None:
    """Choose Export tables… from the menu and a format in the dialog, all with the keyboard."""
    [menu] = [each for each in window.bar.findChildren(QToolButton) if each.accessibleName() == "Menu"]
    soon(QApplication.activePopupWidget, QMenu, partial(choose, "Export tables…"))
    soon(QApplication.activeModalWidget, ExportDialog, partial(answer, form, deposit))
    menu.setFocus()
    QTest.keyClick(menu, Key.Key_Space)


def choose(text: str, menu: QMenu) -> None:
    """Go down a menu to an entry and press Enter."""
    for _ in menu.actions():
        QTest.keyClick(menu, Key.Key_Down)
        active = menu.activeAction()
        if active is not None and active.text() == text:
            QTest.keyClick(menu, Key.Key_Return)
            return
    raise AssertionError(f"{text} is not in the menu")


def answer(form: str, deposit: bool, dialog: ExportDialog) -> None:
    assert dialog.focusWidget() is dialog.formats
    for _ in range(FORMATS.index(form)):
        QTest.keyClick(dialog.formats, Key.Key_Down)
    assert dialog.form == form
    for field in (dialog.periods, dialog.pause, dialog.by_person, dialog.no_repeats, dialog.deposit):
        QTest.keyClick(dialog.focusWidget(), Key.Key_Tab)
        assert dialog.focusWidget() is field
    if deposit:
        QTest.keyClick(dialog.deposit, Key.Key_Space)
    assert dialog.is_deposit is deposit
    QTest.keyClick(dialog.deposit, Key.Key_Return)


def said(qtbot, window: MainWindow) -> str:
    """Wait for what is said in the end."""
    qtbot.waitUntil(window.banner.isVisible, timeout=60_000)
    qtbot.waitUntil(lambda: window.jobs.is_idle)
    return window.banner.text()


def n_events(window: MainWindow) -> int:
    """Count the events of the study that is open."""
    store = window.opened.study.store
    return sum(len(store.events_of(coding.id)) for coding in store.list_codings())


def rows_of(form: str, folder: Path) -> int:
    """Count the rows of the table of events by a program that the format is for."""
    path = folder / f"events.{form}"
    if form == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            return len(list(csv.DictReader(file)))
    if form == "parquet":
        return pq.read_table(path).num_rows
    if form == "xlsx":
        return len(list(openpyxl.load_workbook(folder / "tables.xlsx")["events"].rows)) - 1
    return len((pyreadstat.read_sav if form == "sav" else pyreadstat.read_dta)(path)[0])


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_chosen_and_read(qtbot, window, folder, form):
    export(window, form)
    assert said(qtbot, window).startswith(f"Files in {folder}: {len(list(folder.iterdir()))}.")
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")], "something is left over"
    assert rows_of(form, folder) == n_events(window)
    assert (folder / "data_dictionary.csv").is_file()
    names = {path.stem for path in folder.iterdir()}
    assert names >= ({"tables"} if form == "xlsx" else {"events", "bids", "sequence_results", "change_log"})


def test_a_deposit_has_no_names_and_says_how_to_read_it(qtbot, window, folder):
    export(window, "csv", deposit=True)
    assert "Files in" in said(qtbot, window)
    assert {"README.md", "CITATION.cff", "SHA256SUMS", "schemes"} <= {path.name for path in folder.iterdir()}
    with (folder / "participants.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    assert people
    assert all(person["label"].startswith("P0") for person in people)
    for path in folder.glob("*.csv"):
        assert "MAYA" not in path.read_text(encoding="utf-8"), path.name


def type_in(field: QAbstractSpinBox, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Tab)


def ask_for_people_pauses_and_parts(dialog: ExportDialog) -> None:
    type_in(dialog.periods, "2")
    type_in(dialog.pause, "2.5")
    for box in (dialog.by_person, dialog.no_repeats):
        QTest.keyClick(box, Key.Key_Space)
    dialog.accept()


def test_analyses_are_worked_out_as_the_dialog_asks(qtbot, window, folder):
    soon(QApplication.activeModalWidget, ExportDialog, ask_for_people_pauses_and_parts)
    window.bar.export_requested.emit()
    assert "Files in" in said(qtbot, window)
    with (folder / "lags.csv").open(encoding="utf-8", newline="") as file:
        given = {row["given"] for row in csv.DictReader(file)}
    assert given >= {"pause", "AMIR.bid_direct"}
    with (folder / "time_budget.csv").open(encoding="utf-8", newline="") as file:
        assert {row["period"] for row in csv.DictReader(file)} == {"1", "2"}
    told = (folder / "data_dictionary.csv").read_text(encoding="utf-8")
    assert "no code follows itself, a pause every 2.5 s, by person" in told


def test_a_number_that_cannot_be_is_refused_in_the_dialog_and_stays_as_it_was(qtbot):
    dialog = ExportDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    type_in(dialog.periods, "0")
    assert dialog.analyses == AnalysesAsked()
    assert dialog._problem.isVisible()
    assert dialog._problem.text().startswith("Parts of observations: a whole number from 1 to 100;")
    type_in(dialog.periods, "3")
    assert not dialog._problem.isVisible()
    type_in(dialog.pause, "soon")
    assert dialog._problem.text().startswith("Pauses: seconds from 0.01")
    assert dialog._problem.height() >= dialog._problem.heightForWidth(dialog._problem.width())
    assert dialog.analyses == AnalysesAsked(periods=3)


def test_what_a_deposit_leaves_out_can_be_read_before_it_is_chosen(qtbot):
    dialog = ExportDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.is_deposit
    assert dialog._told.isVisible()
    assert dialog._told.isEnabled()


def test_who_cancels_either_dialog_exports_nothing(qtbot, window, folder, monkeypatch):
    def cancel(dialog: ExportDialog) -> None:
        [button] = [each for each in dialog.findChildren(QPushButton) if each.text() == "Cancel"]
        button.click()

    soon(QApplication.activeModalWidget, ExportDialog, cancel)
    window.bar.export_requested.emit()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    export(window, "csv")
    assert window.background.running == ()
    assert list(folder.iterdir()) == []


def work_until_stopped(_study: object, _options: object, progress: Progress, *_: object) -> None:
    """Come to the middle of the sequences, and stay there for as long as nobody stops it."""
    for _again in range(3000):
        progress(5, 10)
        time.sleep(0.01)
    raise AssertionError("nobody stopped it")


@pytest.mark.parametrize("with_keys", [True, False])
def test_an_export_that_is_stopped_leaves_nothing(qtbot, window, folder, monkeypatch, with_keys):
    monkeypatch.setattr(tables, "analyse", work_until_stopped)
    export(window, "parquet")
    background = window.background
    qtbot.waitUntil(lambda: background.text.text() == "Writing tables 24 %", timeout=20_000)
    if with_keys:
        window.activateWindow()  # as every window manager does when a dialog closes
        qtbot.waitUntil(window.isActiveWindow)
        soon(QApplication.activePopupWidget, QMenu, partial(choose, "Stop Writing tables 24 %"))
        QTest.keyClick(window, Key.Key_B, CTRL | SHIFT)
    else:
        QTest.mouseClick(background.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.status.said.text() == "Stopped; nothing was written.", timeout=10_000)
    assert not background.text.isVisible()
    assert not window.banner.isVisible()
    assert list(folder.iterdir()) == []


def test_more_rows_than_a_sheet_holds_are_said_in_the_window(qtbot, window, folder, monkeypatch):
    monkeypatch.setattr(table_workbooks, "MOST_ROWS", n_events(window))
    export(window, "xlsx")
    n = n_events(window)
    assert said(qtbot, window) == (
        f"The table events has {n} rows and a sheet of a workbook holds {n - 1}; write it as CSV or Parquet."
    )
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_in_the_window(qtbot, window, folder, monkeypatch):
    folder.rmdir()
    folder.write_text("somebody put a file in its place")
    export(window, "csv")
    assert said(qtbot, window) == f"{folder} cannot be written; choose a folder you may write to."
    assert folder.is_file()


def test_a_deposit_beside_other_files_is_refused_in_the_window(qtbot, window, folder):
    (folder / "notes.txt").write_text("Maya")
    export(window, "csv", deposit=True)
    assert "holds other files, which would be deposited too" in said(qtbot, window)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
