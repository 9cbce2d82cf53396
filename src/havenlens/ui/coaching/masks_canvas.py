"""The boxes over the video: drawn, moved and resized with the mouse, shown as they hide."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from havenlens.domain.masks import Box, Mask
from havenlens.domain.time import Micros
from havenlens.ui.coaching.masks_painting import paint_hidden
from havenlens.ui.coaching.masks_work import LEAST, MaskWork
from havenlens.ui.player.view import VideoView
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import DARK
from havenlens.words.catalogue import tr

_HANDLE = 9
_REACH = 7
"""How near to a handle the mouse has to be, in pixels."""
_CURSORS = {
    (0, 0): Qt.CursorShape.SizeAllCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
}
_SIDES = tuple(side for side in _CURSORS if side != (0, 0))


@dataclass(frozen=True, slots=True)
class _Drag:
    """What is being dragged: a side or corner of a box (0, 0 the whole), or nothing yet for a new box."""

    begun: QPointF
    mask: Mask | None = None
    box: Box | None = None
    side: tuple[int, int] = (0, 0)


def resized(box: Box, side: tuple[int, int], dx: float, dy: float) -> Box:
    """Move a box, or one of its sides or corners, within the picture; it never gets thinner than 1 %.

    >>> resized(Box(0.25, 0.25, 0.25, 0.25), (1, 0), 0.25, 0.5)
    Box(x=0.25, y=0.25, width=0.5, height=0.25)
    >>> resized(Box(0.25, 0.25, 0.25, 0.25), (0, 0), 0.75, 0)
    Box(x=0.75, y=0.25, width=0.25, height=0.25)
    """
    if side == (0, 0):
        x, y = _clamped(box.x + dx, 1 - box.width), _clamped(box.y + dy, 1 - box.height)
        return Box(x, y, box.width, box.height)
    left, right = _edges(box.x, box.right, side[0], dx)
    top, bottom = _edges(box.y, box.bottom, side[1], dy)
    return Box(left, top, right - left, bottom - top)


def _edges(low: float, high: float, side: int, by: float) -> tuple[float, float]:
    if side < 0:
        low = min(_clamped(low + by, 1), high - LEAST)
    elif side > 0:
        high = max(_clamped(high + by, 1), low + LEAST)
    return max(0.0, low), min(1.0, high)


def _clamped(value: float, most: float) -> float:
    return min(max(0.0, value), most)


class MaskCanvas(QWidget):
    """Lies over the video and is as large; what the mouse does on it is about boxes."""

    drawn = pyqtSignal(object)
    """Carries the `Box` that was drawn where there was none."""
    picked = pyqtSignal(object)
    """Carries the id of the box that was pressed, or None beside all of them."""
    moved = pyqtSignal(object, object)
    """Carries a `Mask` and the `Box` to which it was dragged."""
    dropped = pyqtSignal()
    """A box that was dragged has been let go."""

    def __init__(self, view: VideoView, work: MaskWork) -> None:
        super().__init__(view)
        self._view, self._work = view, work
        self._drag: _Drag | None = None
        self._new: Box | None = None
        self._names: dict[UUID, str] = {}
        self.as_exported = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Boxes on the picture"))
        view.installEventFilter(self)
        view.painted.connect(self.update)
        work.changed.connect(self.update)
        self.resize(view.size())

    def name_people(self, names: dict[UUID, str]) -> None:
        """Write names beside the boxes that hide somebody."""
        self._names = names
        self.update()

    def show_as_exported(self, wanted: bool) -> None:
        """Show the boxes as they hide, or as frames."""
        self.as_exported = wanted
        self.update()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay as large as the video."""
        if watched is self._view and event is not None and event.type() == QEvent.Type.Resize:
            self.resize(self._view.size())
        return super().eventFilter(watched, event)

    # --- places -------------------------------------------------------------------------------------

    @property
    def at(self) -> Micros | None:
        """Give the time of the frame on the screen."""
        position = self._view.playhead.position
        return None if position is None else position.at

    def rect_of(self, box: Box) -> QRectF:
        """Give where a box lies on the screen."""
        area = QRectF(self._view.picture_area())
        x, y = area.x() + box.x * area.width(), area.y() + box.y * area.height()
        return QRectF(x, y, box.width * area.width(), box.height * area.height())

    def _share(self, place: QPointF) -> tuple[float, float]:
        area = QRectF(self._view.picture_area())
        wide, high = max(1.0, area.width()), max(1.0, area.height())
        return (place.x() - area.x()) / wide, (place.y() - area.y()) / high

    def _shown(self) -> list[tuple[Mask, Box]]:
        at = self.at
        if at is None:
            return []
        found = ((mask, mask.box_at(at)) for mask in self._work.masks)
        return [(mask, box) for mask, box in found if box is not None]

    def _side_at(self, place: QPointF) -> tuple[int, int] | None:
        """Tell which handle of the chosen box is there; (0, 0) inside it, None beside it."""
        box = self._chosen_box()
        if box is None:
            return None
        rect = self.rect_of(box)
        for side in _SIDES:
            if (_handle(rect, side) - place).manhattanLength() <= _REACH * 1.6:
                return side
        return (0, 0) if rect.contains(place) else None

    def _chosen_box(self) -> Box | None:
        mask, at = self._work.chosen, self.at
        return None if mask is None or at is None else mask.box_at(at)

    # --- mouse --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        side = self._side_at(place)
        if side is None:
            hit = [mask for mask, box in self._shown() if self.rect_of(box).contains(place)]
            self.picked.emit(hit[-1].id if hit else None)
            side = (0, 0) if hit else None
        box, mask = self._chosen_box(), self._work.chosen
        if side is not None and mask is not None and box is not None:
            self._drag = _Drag(place, mask, box, side)
        else:
            self._drag = _Drag(place)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        place, drag = event.position(), self._drag
        if drag is None:
            side = self._side_at(place)
            self.setCursor(Qt.CursorShape.CrossCursor if side is None else _CURSORS[side])
            return
        if (place - drag.begun).manhattanLength() < 3 and self._new is None:
            return
        (x, y), (left, top) = self._share(place), self._share(drag.begun)
        if drag.mask is not None and drag.box is not None:
            self.moved.emit(drag.mask, resized(drag.box, drag.side, x - left, y - top))
        elif self.at is not None:
            self._new = Box.within(min(x, left), min(y, top), abs(x - left), abs(y - top))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        new, drag = self._new, self._drag
        self._drag = self._new = None
        if new is not None and new.width >= LEAST and new.height >= LEAST:
            self.drawn.emit(new)
        elif drag is not None and drag.mask is not None:
            self.dropped.emit()
        self.update()

    # --- painting -----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame, area = self._view.frame, QRectF(self._view.picture_area())
        chosen = self._work.chosen
        for mask, box in self._shown():
            if self.as_exported and not mask.proposed:
                image = None if frame is None else frame.image
                paint_hidden(painter, mask, box, area, image)
                continue
            self._paint_frame(painter, mask, box, chosen=chosen is not None and mask.id == chosen.id)
        if self._new is not None:
            painter.setPen(QPen(QColor(DARK.accent), 2))
            painter.setBrush(QColor(0, 0, 0, 90))
            painter.drawRect(self.rect_of(self._new))

    def _paint_frame(self, painter: QPainter, mask: Mask, box: Box, *, chosen: bool) -> None:
        rect = self.rect_of(box)
        style = Qt.PenStyle.DashLine if mask.proposed else Qt.PenStyle.SolidLine
        painter.setBrush(QColor(0, 0, 0, 40 if mask.proposed else 120))
        painter.setPen(QPen(QColor(0, 0, 0, 160), 4 if chosen else 3))
        painter.drawRect(rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(DARK.accent if chosen else DARK.text), 2.0 if chosen else 1.4, style))
        painter.drawRect(rect)
        at = self.at
        words = self._words(mask)
        if words:
            self._paint_words(painter, rect, words)
        if not chosen:
            return
        is_key = any(key.at == at for key in mask.keys)
        painter.setPen(QPen(QColor(DARK.background), 1))
        painter.setBrush(QColor(DARK.accent if is_key else DARK.surface))
        for side in _SIDES:
            place = _handle(rect, side)
            half = _HANDLE / 2
            painter.drawRect(QRectF(place.x() - half, place.y() - half, _HANDLE, _HANDLE))

    def _words(self, mask: Mask) -> str:
        name = "" if mask.participant is None else self._names.get(mask.participant, "")
        return f"{name} ?".strip() if mask.proposed else name

    def _paint_words(self, painter: QPainter, rect: QRectF, words: str) -> None:
        look = current_look()
        painter.setFont(look.font(look.metrics.label))
        metrics = painter.fontMetrics()
        size = metrics.size(0, words)
        left = min(max(0.0, rect.left()), self.width() - size.width() - 10.0)
        above = rect.top() - size.height() - 6
        top = above if above > 0 else rect.top() + 3
        ground = QRectF(left, top, size.width() + 10, size.height() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.surface))
        painter.drawRoundedRect(ground, 4, 4)
        painter.setPen(QColor(DARK.text))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)


def _handle(rect: QRectF, side: tuple[int, int]) -> QPointF:
    middle = rect.center()
    return QPointF(
        middle.x() + side[0] * rect.width() / 2,
        middle.y() + side[1] * rect.height() / 2,
    )
