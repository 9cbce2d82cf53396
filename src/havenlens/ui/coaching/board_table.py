"""The board as a table: a teacher in each row, the six steps with their days in shape and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QResizeEvent
from PyQt6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from havenlens.domain.coaching import CycleStep
from havenlens.services.coaching.board import BoardRow, BoardStep, StepState
from havenlens.ui.coaching.dates import short_day
from havenlens.ui.theme.icons import pixmap
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius, Space
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import ntr, tr
from havenlens.words.cycles import actor_name, step_name

_STEPS = tuple(CycleStep)
_ICONS = {
    StepState.DONE: ("circle-check", "good"),
    StepState.SKIPPED: ("minus", "secondary"),
    StepState.LATE: ("triangle-alert", "danger"),
    StepState.TODAY: ("clock", "warning"),
    StepState.NEXT: ("arrow-right", "accent"),
}
_WASHES = {
    StepState.LATE: "danger_wash",
    StepState.TODAY: "warning_wash",
    StepState.NEXT: "accent_wash",
}
_Role = Qt.ItemDataRole
_ROW = 46


def step_words(step: BoardStep) -> tuple[str, str]:
    """Say how a step stands in two short lines."""
    who = " + ".join(actor_name(one) for one in step.who)
    shown = "" if step.day is None else short_day(step.day)
    match step.state:
        case StepState.DONE:
            return shown, tr("done")
        case StepState.SKIPPED:
            return tr("skipped"), step.reason
        case StepState.LATE:
            late = ntr("{n} day late", "{n} days late", step.late_days)
            return late, f"{shown} · {who}"
        case StepState.TODAY:
            return tr("today"), who
        case StepState.NEXT:
            return (tr("by {day}").format(day=shown) if shown else tr("next")), who
    return (shown or "–"), ""


def row_words(row: BoardRow) -> tuple[str, str]:
    """Name a teacher and the cycle."""
    if row.cycle is None:
        return row.name, tr("no cycle yet")
    number = tr("cycle {number}").format(number=row.number)
    ready = [tr("complete")] if row.is_complete else []
    return row.name, " · ".join([number, *ready, *filter(None, [row.title])])


class BoardModel(QAbstractTableModel):
    """The rows of the board: column 0 is the teacher, then the steps in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[BoardRow] = ()

    def show_rows(self, rows: Sequence[BoardRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, number: int) -> BoardRow | None:
        """Give a row by its place."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def place_of(self, teacher: UUID | None) -> int | None:
        """Find the row of a teacher."""
        return next((n for n, row in enumerate(self._rows) if row.teacher == teacher), None)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1 + len(_STEPS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.DisplayRole:
            return tr("Teacher") if section == 0 else step_name(_STEPS[section - 1]).capitalize()
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == _Role.UserRole:
            return row if index.column() == 0 else self._step(row, index.column())
        if role == _Role.DisplayRole:
            return " ".join(filter(None, self._words(row, index.column())))
        if role in (_Role.AccessibleTextRole, _Role.ToolTipRole):
            words = ", ".join(filter(None, self._words(row, index.column())))
            name = "" if index.column() == 0 else f"{step_name(_STEPS[index.column() - 1])}: "
            return name + words
        return None

    def _words(self, row: BoardRow, column: int) -> tuple[str, str]:
        if column == 0:
            return row_words(row)
        step = self._step(row, column)
        return ("", "") if step is None else step_words(step)

    def _step(self, row: BoardRow, column: int) -> BoardStep | None:
        return row.steps[column - 1] if row.steps else None


class BoardTable(QTableView):
    """The board's table; rows are chosen whole."""

    def __init__(self, model: BoardModel) -> None:
        super().__init__()
        self.setModel(model)
        side, top = dress_rows(self, tr("Cycles"))
        side.setDefaultSectionSize(current_look().metrics.px(_ROW))
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        top.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        top.setMinimumSectionSize(current_look().metrics.px(70))
        self.setItemDelegate(_Cell(self))
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        top = self.horizontalHeader()
        if top is not None:
            top.resizeSection(0, max(current_look().metrics.px(180), self.width() // 5))

    def sizeHint(self) -> QSize:
        return QSize(900, 420)


class _Cell(QStyledItemDelegate):
    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, rect = current_look(), option.rect
        self._paint_ground(painter, look, option)
        content = index.data(_Role.UserRole)
        room = rect.adjusted(Space.S + 3, 5, -Space.S, -6)
        if isinstance(content, BoardRow):
            _write(painter, look, room, row_words(content), look.tokens.text, strong=True)
        elif isinstance(content, BoardStep):
            self._paint_step(painter, look, rect, content)
        painter.restore()

    def _paint_ground(self, painter: QPainter, look: Look, option: QStyleOptionViewItem) -> None:
        rect, tokens = option.rect, look.tokens
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_wash))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.raised))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.raised))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(tokens.accent))
            for inset in range(FOCUS_WIDTH):
                painter.drawRect(rect.adjusted(inset, inset, -inset - 1, -inset - 1))

    def _paint_step(self, painter: QPainter, look: Look, rect: QRect, step: BoardStep) -> None:
        tokens = look.tokens
        icon, ink = _ICONS.get(step.state, ("", "secondary"))
        wash = _WASHES.get(step.state)
        if wash is not None:
            painter.setPen(QColor(getattr(tokens, ink)))
            painter.setBrush(QColor(getattr(tokens, wash)))
            box = rect.adjusted(3, 3, -4, -4)
            painter.drawRoundedRect(box, Radius.CONTROL, Radius.CONTROL)
        size, left, words = look.metrics.px(14), rect.left() + Space.S, step_words(step)
        top = rect.top() + (look.metrics.px(7) if words[1] else (rect.height() - size) // 2)
        if icon:
            device = painter.device()
            density = 1.0 if device is None else device.devicePixelRatioF()
            painter.drawPixmap(left, top, pixmap(icon, size, getattr(tokens, ink), density))
        else:
            painter.setPen(QColor(tokens.outline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(left + 3, top + 3, size - 6, size - 6)
        room = rect.adjusted(Space.S + size + 5, 5, -6, -6)
        quiet = step.state in (StepState.LATER, StepState.SKIPPED)
        first = tokens.secondary if quiet else getattr(tokens, ink) if wash else tokens.text
        _write(painter, look, room, words, first, strong=wash is not None)


def _write(
    painter: QPainter, look: Look, room: QRect, words: tuple[str, str], ink: str, *, strong: bool
) -> None:
    """Write two lines, the second one small and quiet."""
    weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
    lines = (
        (words[0], look.font(look.metrics.body, weight, tabular=True), ink),
        (words[1], look.font(look.metrics.label, tabular=True), look.tokens.secondary),
    )
    height = room.height() // 2
    for place, (text, font, colour) in enumerate(lines):
        painter.setFont(font)
        painter.setPen(QColor(colour))
        line = QRect(room.left(), room.top() + place * height, room.width(), height)
        if not words[1]:
            line = room
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
