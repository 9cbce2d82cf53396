"""The list of clips, marks and suggestions, each with its picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen
from PyQt6.QtWidgets import QListView

from havenlens.domain.coaching import ClipType
from havenlens.domain.time import SECOND, Span, short_clock
from havenlens.ui.coaching.moments import Moment, MomentKind
from havenlens.ui.coaching.picture_cards import PictureCards
from havenlens.ui.coaching.pictures import MomentPictures
from havenlens.ui.theme.look import Look
from havenlens.ui.theme.tokens import Radius, Space
from havenlens.words.catalogue import tr
from havenlens.words.reports import number

_Role = Qt.ItemDataRole
_PICTURE = (104, 58)
NUMBERS = {kind: place for place, kind in enumerate(ClipType, start=1)}
"""The key of each block."""


def head_words(kind: MomentKind) -> str:
    """Name a part of the list."""
    match kind:
        case MomentKind.CLIP:
            return tr("Clips in the document")
        case MomentKind.MARK:
            return tr("Marked")
    return tr("Suggested from the codes")


def span_words(span: Span) -> str:
    """Write where a moment is and how long it lasts."""
    seconds = number(span.length / SECOND)
    times = times_words(span)
    return tr("{times} · {seconds} s").format(times=times, seconds=seconds)


def times_words(span: Span) -> str:
    """Write where a moment is."""
    end = span.start if span.end is None else span.end
    return f"{short_clock(span.start)}–{short_clock(end)}"


class MomentsModel(QAbstractListModel):
    """Heads and moments; a head is a row that cannot be chosen."""

    def __init__(self, label: Callable[[ClipType], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._rows: list[Moment | MomentKind] = []

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show other moments."""
        rows: list[Moment | MomentKind] = []
        for kind in MomentKind:
            own = [moment for moment in moments if moment.kind is kind]
            if own:
                rows += [kind, *own]
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def moment(self, row: int) -> Moment | None:
        """Give the moment in a row; None for a head."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Moment) else None

    def row_of(self, own: UUID | None) -> int | None:
        """Find the row of a moment."""
        rows = enumerate(self._rows)
        return next((n for n, one in rows if isinstance(one, Moment) and one.id == own), None)

    def picture_changed(self) -> None:
        """Draw again: a picture has come."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [_Role.DecorationRole])

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if self.moment(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == _Role.UserRole:
            return row
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            if isinstance(row, MomentKind):
                return head_words(row)
            block = "" if row.type is None else self._label(row.type)
            return ", ".join(filter(None, [block, span_words(row.span), row.words]))
        if role == _Role.ToolTipRole and isinstance(row, Moment):
            return row.words
        return None


class MomentsList(QListView):
    """Choose with the arrows or the mouse; the page hears all other keys."""

    chosen = pyqtSignal(object)
    """Carries the `Moment` that a person has chosen."""

    def __init__(self, label: Callable[[ClipType], str], pictures: MomentPictures) -> None:
        super().__init__()
        self.moments = MomentsModel(label, self)
        self.setModel(self.moments)
        self.setItemDelegate(_Cards(label, pictures, self))
        self.setAccessibleName(tr("Clips, marks and suggestions"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        pictures.made.connect(self._show_picture)

    def select_moment(self, own: UUID | None) -> None:
        """Choose a moment without telling."""
        row = self.moments.row_of(own)
        selection = self.selectionModel()
        assert selection is not None
        if row is None:
            selection.clear()
            return
        index = self.moments.index(row)
        if index != self.currentIndex() or not selection.isSelected(index):
            selection.setCurrentIndex(index, selection.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        moment = self.moments.moment(current.row())
        if moment is not None:
            self.chosen.emit(moment)

    def _show_picture(self, _at: object) -> None:
        self.moments.picture_changed()


class _Cards(PictureCards[Moment]):
    def __init__(
        self, label: Callable[[ClipType], str], pictures: MomentPictures, parent: MomentsList
    ) -> None:
        super().__init__(Moment, _PICTURE, parent)
        self._label, self._pictures = label, pictures

    def picture_of(self, one: Moment) -> QImage | None:
        return self._pictures.picture(one.still)

    def paint_edge(self, painter: QPainter, look: Look, shape: QPainterPath, one: Moment) -> None:
        """Draw a dashed line around what is no clip yet."""
        if one.kind is not MomentKind.CLIP:
            dashed = Qt.PenStyle.DotLine if one.kind is MomentKind.SUGGESTION else Qt.PenStyle.DashLine
            painter.setPen(QPen(QColor(look.tokens.outline), 1, dashed))
            painter.drawPath(shape)

    def paint_words(self, painter: QPainter, look: Look, rect: QRect, left: int, index: QModelIndex) -> None:
        moment, left = index.data(_Role.UserRole), left + Space.S + 2
        room = QRect(
            left, rect.top() + Space.S - 1, rect.right() - left - Space.S, rect.height() - 2 * Space.S
        )
        line = room.height() // 3
        first = QRect(room.left(), room.top(), room.width(), line)
        self._paint_block(painter, look, first, moment)
        painter.setFont(look.font(look.metrics.label, tabular=True))
        rest = QRect(room.left(), room.top() + line + 1, room.width(), room.height() - line + 3)
        painter.setPen(QColor(look.tokens.secondary))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        text = moment.words
        while text and painter.boundingRect(rest, flags, text).height() > rest.height():
            text = text.removesuffix("…").rstrip()
            text = text[: max(0, text.rfind(" "))] + "…" if " " in text else ""
        painter.drawText(rest, flags, text)

    def _paint_block(self, painter: QPainter, look: Look, room: QRect, moment: Moment) -> None:
        words = tr("no block yet") if moment.type is None else self._label(moment.type)
        painter.setFont(look.font(look.metrics.body, QFont.Weight.DemiBold))
        wanted = painter.fontMetrics().horizontalAdvance(words) + look.metrics.px(17) + 14
        painter.setFont(look.font(look.metrics.label, tabular=True))
        times = span_words(moment.span)
        if wanted + painter.fontMetrics().horizontalAdvance(times) > room.width():
            times = times_words(moment.span)  # the name of the block is worth more than the length
        needed = painter.fontMetrics().horizontalAdvance(times)
        painter.setPen(QColor(look.tokens.secondary))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, times)
        size = min(room.height(), look.metrics.px(17))
        cap = QRectF(room.left(), room.center().y() - size / 2 + 0.5, size, size)
        chosen = moment.type is not None
        painter.setPen(QPen(QColor(look.tokens.accent if chosen else look.tokens.outline), 1))
        painter.setBrush(QColor(look.tokens.accent_wash if chosen else look.tokens.surface))
        painter.drawRoundedRect(cap, Radius.KEY, Radius.KEY)
        painter.setFont(look.font(look.metrics.label, QFont.Weight.DemiBold))
        painter.setPen(QColor(look.tokens.accent if chosen else look.tokens.secondary))
        figure = "?" if moment.type is None else str(NUMBERS[moment.type])
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, figure)
        painter.setFont(look.font(look.metrics.body, QFont.Weight.DemiBold))
        painter.setPen(QColor(look.tokens.text))
        rest = QRect(room.left() + size + 6, room.top(), room.width() - size - needed - 14, room.height())
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
