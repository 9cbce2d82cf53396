"""The log: who opened, exported, sent or deleted what, when and why."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.coaching.access_words import AccessInWords, accesses_in_words, log_as_csv
from havenlens.services.files import write_whole
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.row_table import Row, RowTable, Shown
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.words.catalogue import ntr, tr
from havenlens.words.privacy import action_names


class AccessTab(QWidget):
    """Latest on top; what is filtered is what is saved."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self.lines: tuple[AccessInWords, ...] = ()
        columns = (tr("When"), tr("Who"), tr("What"), tr("About"), tr("Details"), tr("Reason"))
        self.table = RowTable(tr("Log"), columns, 5)
        self.action, self.search = ShortBox(), QLineEdit()
        self.save = QPushButton(tr("Save as CSV…"))
        self._arrange()
        self.action.activated.connect(self._refilter)
        self.search.textChanged.connect(self._refilter)
        self.save.clicked.connect(self._choose_file)

    def _arrange(self) -> None:
        self.action.addItem(tr("Everything"), "")
        for action, words in action_names().items():
            self.action.addItem(words, action)
        self.action.setAccessibleName(tr("What was done"))
        self.search.setPlaceholderText(tr("Find a name, a file or a reason"))
        self.search.setAccessibleName(tr("Find in the log"))
        self.search.setClearButtonEnabled(True)
        note = QLabel(
            tr("The log is part of the study's chain of changes; a line cannot be taken out unseen.")
        )
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.action)
        head.addWidget(self.search, 1)
        head.addWidget(self.save)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(Space.S)
        page.addLayout(head)
        page.addWidget(self.table, 1)
        page.addWidget(note)

    def refresh(self) -> None:
        """Read the log again."""
        self.lines = accesses_in_words(self._desk.study, self.action.currentData(), self.search.text())
        self.table.show_rows([Row(number, _cells(line)) for number, line in enumerate(self.lines)])
        self.save.setEnabled(bool(self.lines))

    def summary(self) -> str:
        """Say how many lines are shown."""
        return ntr("{n} line", "{n} lines", len(self.lines))

    def _refilter(self, _value: object = None) -> None:
        self.refresh()

    def _choose_file(self) -> None:
        name = self._desk.opened.path.with_name(f"{self._desk.opened.path.stem}-log.csv")
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the log"), str(name), "CSV (*.csv)")
        if path:
            self.write(Path(path) if Path(path).suffix else Path(path + ".csv"))

    def write(self, path: Path) -> None:
        """Save the lines that are shown as a CSV table."""
        if self._desk.do(partial(write_whole, path, log_as_csv(self.lines))):
            self._desk.say("access.saved", path=path)


def _cells(line: AccessInWords) -> tuple[Shown, ...]:
    at = line.at.astimezone().strftime("%Y-%m-%d %H:%M")
    return (Shown(at), *(Shown(words or "–") for words in line.cells[1:]))
