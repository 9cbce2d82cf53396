"""The spoken lines as a table: when, who, what; the line being spoken and search hits carry a sign."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont

from havenlens.domain.observation import TranscriptLine
from havenlens.domain.time import clock
from havenlens.ui.theme.icons import Tint, icon
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

START, END, WHO, TEXT = range(4)
BREAK = "⏎"
"""Stands for a line break while a text is shown and edited on one line."""

Root = QModelIndex()
_Role = Qt.ItemDataRole


class TranscriptModel(QAbstractTableModel):
    """Shows lines and asks for changes; it never makes them itself."""

    edited = pyqtSignal(object, int, object)
    """Carries a line's id, a column and what was typed or chosen there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editable = True
        self._lines: Sequence[TranscriptLine] = ()
        self._names: Mapping[UUID, str] = {}
        self._spoken: int | None = None
        self._hits: Collection[int] = frozenset()

    @property
    def lines(self) -> Sequence[TranscriptLine]:
        """List the lines that are shown, in their order."""
        return self._lines

    @property
    def spoken(self) -> int | None:
        """Give the row of the line that is being spoken."""
        return self._spoken

    def show_lines(self, lines: Sequence[TranscriptLine], names: Mapping[UUID, str]) -> None:
        """Show other lines; speakers are named as told."""
        self.beginResetModel()
        self._lines, self._names = lines, names
        self._spoken, self._hits = None, frozenset()
        self.endResetModel()

    def show_spoken(self, row: int | None) -> None:
        """Mark the line that is being spoken, or none."""
        if row != self._spoken:
            before, self._spoken = self._spoken, row
            for changed in (before, row):
                if changed is not None:
                    self._tell(changed)

    def show_hits(self, rows: Collection[int]) -> None:
        """Mark what a search has found."""
        changed = {*self._hits, *rows}
        self._hits = frozenset(rows)
        for row in changed:
            self._tell(row)

    def row_of(self, line_id: UUID | None) -> int | None:
        """Find a line's row."""
        return next((row for row, line in enumerate(self._lines) if line.id == line_id), None)

    # --- Qt -----------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return (tr("From"), tr("To"), tr("Who"), tr("What was said"))[section]
        return None

    def flags(self, _index: QModelIndex) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return found | Qt.ItemFlag.ItemIsEditable if self.editable else found

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        line = self._lines[row]
        if role in (_Role.DisplayRole, _Role.EditRole):
            return self._shown(line, column)
        if role == _Role.UserRole:
            return line.id
        if role == _Role.ToolTipRole:
            return line.text if column == TEXT else None
        if role == _Role.AccessibleTextRole and column == START and row == self._spoken:
            return tr("{time}, being spoken").format(time=self._shown(line, START))
        return self._look_of(row, column, role)

    def setData(self, index: QModelIndex, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole or not index.isValid():
            return False
        line = self._lines[index.row()]
        if index.column() == WHO:
            if value != line.speaker:
                self.edited.emit(line.id, WHO, value)
        elif value != self._shown(line, index.column()):
            self.edited.emit(line.id, index.column(), value.replace(BREAK, "\n"))
        return False  # the row is shown anew once the change is written

    def _shown(self, line: TranscriptLine, column: int) -> str:
        if column == TEXT:
            return line.text.replace("\n", f" {BREAK} ")
        if column == WHO:
            return self._names.get(line.speaker, "") if line.speaker else ""
        end = line.span.start if line.span.end is None else line.span.end
        return clock(line.span.start if column == START else end)

    def _look_of(self, row: int, column: int, role: int) -> Any:
        look, spoken, hit = current_look(), row == self._spoken, row in self._hits
        if role == _Role.BackgroundRole and (spoken or hit):
            return QColor(look.tokens.accent_wash if spoken else look.tokens.warning_wash)
        if role == _Role.FontRole:
            weight = QFont.Weight.DemiBold if spoken else QFont.Weight.Normal
            return look.font(look.metrics.body, weight, tabular=column in (START, END))
        if role == _Role.ForegroundRole and column in (START, END) and not spoken:
            return QColor(look.tokens.secondary)
        if role == _Role.DecorationRole:
            if spoken and column == START:
                return icon("play", tint=Tint.ACCENT)
            if hit and column == TEXT:
                return icon("search", tint=Tint.WARNING)
        return None

    def _tell(self, row: int) -> None:
        if row < len(self._lines):
            self.dataChanged.emit(self.index(row, START), self.index(row, TEXT))
