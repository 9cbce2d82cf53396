"""The rows of the list for the meeting, for a table; notes are written in their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from havenlens.domain.time import clock
from havenlens.services.moments import MomentInWords
from havenlens.ui.agreement.kinds import SIGNS, kind_name
from havenlens.ui.theme.icons import icon
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

Roles = Qt.ItemDataRole
NUMBER, SETTLED, KIND, PLACE, AT, CODES, NOTE, RULING = range(8)


class PlaylistModel(QAbstractTableModel):
    """One row a moment; ticking it settles it, what is typed as a note is handed to ``write``."""

    def __init__(
        self,
        settle: Callable[[UUID, bool], None],
        write: Callable[[UUID, str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settle, self._write = settle, write
        self._rows: tuple[MomentInWords, ...] = ()
        self._writable = True

    def show_rows(self, rows: Sequence[MomentInWords], *, writable: bool) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows, self._writable = tuple(rows), writable
        self.endResetModel()

    def row(self, place: int) -> MomentInWords | None:
        """Give a row's moment."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    @property
    def rows(self) -> tuple[MomentInWords, ...]:
        """List the moments that are shown."""
        return self._rows

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 8

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not self._writable:
            return flags
        if index.column() == SETTLED:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NOTE else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Roles.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Roles.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Roles.DisplayRole:
            return None
        heads = ("#", tr("Settled"), tr("Kind"), tr("Observation"), tr("Time"), tr("Codes"), tr("Note"))
        return (*heads, tr("Ruling"))[section]

    def data(self, index: QModelIndex, role: int = Roles.DisplayRole) -> Any:
        one = self.row(index.row())
        if one is None:
            return None
        column = index.column()
        if role in (Roles.DisplayRole, Roles.EditRole):
            return self._text(one, column)
        if role == Roles.ToolTipRole:
            return one.said if column in (KIND, CODES) else self._text(one, column)
        if role == Roles.AccessibleTextRole and column == KIND:
            return f"{kind_name(one.moment.kind)}: {one.said}"
        if role == Roles.DecorationRole and column == KIND:
            name, tint = SIGNS[one.moment.kind]
            return icon(name, tint=tint)
        if role == Roles.CheckStateRole and column == SETTLED:
            settled = one.moment.settled_at is not None
            return Qt.CheckState.Checked if settled else Qt.CheckState.Unchecked
        if role == Roles.FontRole and column in (NUMBER, AT):
            return current_look().font(current_look().metrics.body, tabular=True)
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Roles.EditRole) -> bool:
        one = self.row(index.row())
        if one is None:
            return False
        if role == Roles.CheckStateRole and index.column() == SETTLED:
            self._settle(one.moment.id, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role == Roles.EditRole and index.column() == NOTE:
            self._write(one.moment.id, str(value))
            return True
        return False

    def _text(self, one: MomentInWords, column: int) -> str:
        match column:
            case 0:
                return str(one.moment.number)
            case 2:
                return kind_name(one.moment.kind)
            case 3:
                return one.observation
            case 4:
                return clock(one.moment.span.start)
            case 5:
                return " / ".join(dict.fromkeys(one.codes))
            case 6:
                return one.moment.note
            case 7:
                return " · ".join(one.rulings)
        return ""
