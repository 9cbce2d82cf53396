"""The timeline to work with: a person moves through it and asks for changes, which it never makes itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto

from PyQt6.QtCore import QEvent, QPointF, QRect, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QWidget

from havenlens.domain.codebook import Kind
from havenlens.domain.time import Micros
from havenlens.ui.timeline.canvas import TimelineCanvas
from havenlens.ui.timeline.geometry import Part
from havenlens.ui.timeline.overlay import EdgeDrag
from havenlens.ui.timeline.pointing import Hit, item_under

Snap = Callable[[Micros], Micros]
"""Gives the frame time nearest to a time."""

_SLACK = 3
_WHEEL_ZOOM = 1.0016
_WHEEL_PAN = 0.8


class _Grip(Enum):
    """What the pressed mouse holds."""

    NOTHING = auto()
    PLAYHEAD = auto()
    EDGE = auto()
    VIEW = auto()


class TimelineWidget(TimelineCanvas):
    """A timeline that answers the mouse.

    Signals carry `Micros` and ids as objects, because a C++ int ends at 35 minutes: ``seek_requested(at)``,
    ``event_selected(id)``, ``event_activated(id)`` on a double click, ``edge_dragged(id, "start"|"end", at)``
    while an edge moves, ``edge_drag_finished`` with the same values when it is put down, and
    ``edge_drag_cancelled(id)``. Times of edges are snapped where `set_snap` gave a way to.
    """

    seek_requested = pyqtSignal(object)
    event_selected = pyqtSignal(object)
    event_activated = pyqtSignal(object)
    edge_dragged = pyqtSignal(object, str, object)
    edge_drag_finished = pyqtSignal(object, str, object)
    edge_drag_cancelled = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editable = True
        self._snap: Snap | None = None
        self._grip = _Grip.NOTHING
        self._pressed = QPointF()
        self._held: Hit | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_editable(self, editable: bool) -> None:
        """Allow or forbid dragging edges, as a coding is open or locked."""
        self._editable = editable

    def set_snap(self, snap: Snap | None) -> None:
        """Say which time an edge takes near a time, usually the nearest frame's."""
        self._snap = snap

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        self._pressed = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._grip = _Grip.VIEW
            return
        if event.button() != Qt.MouseButton.LeftButton or self._pressed.x() < self.view().layout.sizes.gutter:
            return
        hit = None if self._in_ruler(self._pressed) else self._hit(self._pressed)
        if hit is None:
            self._grip = _Grip.PLAYHEAD
            self.seek_requested.emit(self._scale.time_at(self._pressed.x()))
            return
        self._held = hit
        self.select(hit.item.id)
        self.event_selected.emit(hit.item.id)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        place = event.position()
        if self._grip is _Grip.PLAYHEAD:
            self.seek_requested.emit(self._scale.time_at(place.x()))
        elif self._grip is _Grip.VIEW:
            self._show_scale(self._scale.panned(self._pressed.x() - place.x()))
            self._pressed = place
        elif self._grip is _Grip.EDGE:
            self._drag_edge(place.x())
        elif self._held is not None and self._held.part in (Part.START, Part.END):
            if abs(place.x() - self._pressed.x()) >= _SLACK:
                self._grip = _Grip.EDGE
                self._drag_edge(place.x())
        elif not event.buttons():
            self._hover(place)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        drag = self._moving.drag
        self._let_go()
        if event is not None and drag is not None:
            self.edge_drag_finished.emit(drag.item.id, str(drag.edge), drag.at)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        hit = None if self._in_ruler(event.position()) else self._hit(event.position())
        if hit is not None:
            self.event_activated.emit(hit.item.id)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None:
            return
        pixels, angle = event.pixelDelta(), event.angleDelta()
        across, down = (pixels.x(), pixels.y()) if not pixels.isNull() else (angle.x(), angle.y())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._show_scale(self._scale.zoomed(_WHEEL_ZOOM ** (down or across), event.position().x()))
        elif across or event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not self._down.isVisible():
            self._show_scale(self._scale.panned(-(across or down) * _WHEEL_PAN))
        else:
            self._down.setValue(self._down.value() - round(down * _WHEEL_PAN / 2))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape and self._moving.drag is not None:
            cancelled = self._moving.drag.item.id
            self._let_go()
            self.edge_drag_cancelled.emit(cancelled)
            return
        event.ignore()

    def leaveEvent(self, event: QEvent | None) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.update()

    def _in_ruler(self, place: QPointF) -> bool:
        return place.y() < self._layout.sizes.ruler

    def _hit(self, place: QPointF) -> Hit | None:
        hit = item_under(self.view(), place.x(), place.y(), self._moving.playhead)
        if hit is not None and not self._editable and hit.item.kind is Kind.STATE:
            return Hit(hit.item, Part.BODY)
        return hit

    def _hover(self, place: QPointF) -> None:
        self._point_at(None if self._in_ruler(place) else self._hit(place))

    def _point_at(self, hit: Hit | None) -> None:
        edge = hit is not None and hit.part in (Part.START, Part.END)
        self.setCursor(Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.ArrowCursor)
        hovered = None if hit is None else hit.item.id
        before = self._moving.hovered
        if hovered != before:
            area = self._area_of([i for i in (hovered, before) if i is not None])
            self._moving = replace(self._moving, hovered=hovered)
            self.update(area)

    def _drag_edge(self, x: float) -> None:
        held = self._held
        item = None if held is None else self._scene.get(held.item.id)
        if held is None or item is None:
            self._let_go()
            return
        at = self._scale.time_at(x)
        if self._snap is not None:
            at = self._snap(at)
        span = item.span
        if held.part is Part.START:
            at = at if span.end is None else Micros(min(at, span.end - 1))
        else:
            at = Micros(max(at, span.start + 1))
        if self._moving.drag is None or self._moving.drag.at != at:
            self._moving = replace(self._moving, drag=EdgeDrag(item, held.part, at))
            self.update(QRect(0, 0, self.width(), self.height()))
            self.edge_dragged.emit(item.id, str(held.part), at)

    def _let_go(self) -> None:
        self._grip, self._held = _Grip.NOTHING, None
        if self._moving.drag is not None:
            self._moving = replace(self._moving, drag=None)
            self.update()
