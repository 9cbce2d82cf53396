"""The fidelity log as two tables, each cycle and each year, to look at and to save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import Clip, CoachingCycle
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.fidelity import (
    CYCLE_COLUMNS,
    YEAR_COLUMNS,
    Cell,
    CycleFidelity,
    YearFidelity,
    as_csv,
    cycle_cells,
    fidelity_log,
    year_cells,
    years_of,
)
from havenlens.services.coaching.prompt_reading import findings_counter
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.files import write_whole
from havenlens.services.ports import Progress
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.qt.jobs import Job
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr
from havenlens.words.cycles import column_name
from havenlens.words.reports import number

Logs = tuple[list[CycleFidelity], list[YearFidelity]]

_NARROW = 2
"""The first columns name a row; all others hold values."""


class FidelityTab(QWidget):
    """What was done when and how much of it; nothing of what was said or seen."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._job: Job | None = None
        self.cycles = _table(tr("Fidelity of each cycle"), CYCLE_COLUMNS)
        self.years = _table(tr("Fidelity of each year"), YEAR_COLUMNS)
        self.save_cycles = QPushButton(tr("Save as CSV…"))
        self.save_years = QPushButton(tr("Save as CSV…"))
        self._rows: tuple[list[tuple[Cell, ...]], list[tuple[Cell, ...]]] = ([], [])
        self._arrange()
        self.save_cycles.clicked.connect(partial(self._choose_file, "cycles"))
        self.save_years.clicked.connect(partial(self._choose_file, "years"))

    def _arrange(self) -> None:
        parts = []
        for title, table, button in (
            (tr("Each cycle"), self.cycles, self.save_cycles),
            (tr("Each year and coach"), self.years, self.save_years),
        ):
            name = QLabel(title)
            name.setProperty("role", "heading")
            button.setAccessibleName(f"{title}: {button.text()}")
            head = QHBoxLayout()
            head.addWidget(name, 1)
            head.addWidget(button)
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.S)
            column.addLayout(head)
            column.addWidget(table, 1)
            parts.append(part)
        note = QLabel(tr("Dates, counts and lengths for a coach's own review; nothing that was said."))
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, Space.S, 0, 0)
        page.setSpacing(Space.M)
        page.addWidget(splitter(Qt.Orientation.Vertical, *parts, sizes=(3, 2)), 1)
        page.addWidget(note)

    def show_for(self, coach: UUID | None) -> None:
        """Work the log out for one coach, or for all; every prompt is read for it, so in the background."""
        if self._job is not None:
            self._job.cancel()
        self._job = self._desk.jobs.submit(
            self._work_out, coach, on_done=self._show, on_failed=self._fail, on_progress=_keep_going
        )

    def _work_out(self, coach: UUID | None, progress: Progress) -> Logs:
        opened = self._desk.opened.reader()
        try:
            count = partial(_count_on, findings_counter(opened.study), progress)
            log = fidelity_log(opened.study, count, coach)
            return log, years_of(log, coaching_rules(opened.study))
        finally:
            opened.close()

    def _fail(self, error: StudyError) -> None:
        self._desk.said.emit(str(error), True)

    def _show(self, logs: Logs) -> None:
        log, years = logs
        self._job = None
        self._rows = [cycle_cells(one) for one in log], [year_cells(one) for one in years]
        _fill(self.cycles, CYCLE_COLUMNS, self._rows[0])
        _fill(self.years, YEAR_COLUMNS, self._rows[1])
        self.save_cycles.setEnabled(bool(log))
        self.save_years.setEnabled(bool(years))

    def _choose_file(self, what: str, _checked: bool = False) -> None:  # noqa: FBT002 - a button's signal
        name = self._desk.opened.path.with_name(f"{self._desk.opened.path.stem}-fidelity-{what}.csv")
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the fidelity log"), str(name), "CSV (*.csv)")
        if path:
            self.save(what, Path(path) if Path(path).suffix else Path(path + ".csv"))

    def save(self, what: str, path: Path) -> None:
        """Write the table of ``cycles`` or ``years`` as CSV, as it is shown."""
        columns, rows = (CYCLE_COLUMNS, self._rows[0]) if what == "cycles" else (YEAR_COLUMNS, self._rows[1])
        if self._desk.do(partial(write_whole, path, as_csv(columns, rows))):
            self._desk.say("done.written", path=path)


def _keep_going(_done: int, _total: int) -> None:
    """Let the job be cancelled although nobody watches how far it is."""


def _count_on(
    count: Callable[[CoachingCycle, Clip], int], progress: Progress, cycle: CoachingCycle, clip: Clip
) -> int:
    """Count, and stop where nobody waits for it any more."""
    progress(0, 0)
    return count(cycle, clip)


def _table(name: str, columns: Sequence[str]) -> QTableWidget:
    table = QTableWidget(0, len(columns))
    side, top = dress_rows(table, name)
    side.setDefaultSectionSize(current_look().metrics.table_row)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setHorizontalHeaderLabels([column_name(column) for column in columns])
    table.setHorizontalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
    table.setMinimumHeight(current_look().metrics.px(110))
    top.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _fill(table: QTableWidget, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    table.setRowCount(len(rows))
    font = current_look().font(current_look().metrics.body, tabular=True)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            item = QTableWidgetItem(_shown(columns[column], cell))
            item.setFont(font)
            if column >= _NARROW and not isinstance(cell, str):
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)


def _shown(column: str, cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return tr("yes") if cell else tr("no")
    if column == "share_within_length" and isinstance(cell, float):
        return f"{cell:.0%}"
    return number(cell) if isinstance(cell, float) else str(cell)
