"""The timeline to work with: a person moves through it and asks for changes, which it never makes itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto
from uuid import UUID

from PyQt6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QWidget

from havenlens.domain.codebook import Kind
from havenlens.domain.time import Micros
from havenlens.ui.timeline.canvas import TimelineCanvas
from havenlens.ui.timeline.dragging import (
    MAGNET_REACH,
    Drag,
    Magnets,
    Pull,
    Snap,
    body_moved,
    edge_moved,
)
from havenlens.ui.timeline.geometry import Box, Part
from havenlens.ui.timeline.model import TimelineItem
from havenlens.ui.timeline.pointing import Hit, item_under, items_in, track_under

_SLACK = 3
_TRACK_SLACK = 8
_WHEEL_ZOOM = 1.0016
_WHEEL_PAN = 0.8
_SCROLL_EDGE, _SCROLL_BY = 10, 16
_EDGES = (Part.START, Part.END)
_Held = Qt.KeyboardModifier


class _Grip(Enum):
    """What the pressed mouse holds."""

    NOTHING = auto()
    PLAYHEAD = auto()
    EVENT = auto()
    GROUND = auto()
    VIEW = auto()


class TimelineWidget(TimelineCanvas):
    """A timeline that answers the mouse.

    Signals carry `Micros` and ids as objects, because a C++ int ends at 35 minutes: ``seek_requested(at)``,
    ``event_selected(id)``, ``events_chosen(ids)`` for several at once, ``event_activated(id)`` on a double
    click, ``edge_dragged(id, "start"|"end", at)`` while an edge moves, ``edge_drag_finished`` with the same
    values when it is put down, ``move_finished(ids, by, track, place)`` when whole events are put down (by
    some microseconds, on the track with that key, the mouse at that place of the screen),
    ``edge_drag_cancelled(id)`` when either is given up, and ``menu_asked(id or None, at, track, place)``.
    Times are snapped where `set_snap` gave a way to, and to what is near, unless Alt is held.
    """

    seek_requested = pyqtSignal(object)
    event_selected = pyqtSignal(object)
    events_chosen = pyqtSignal(object)
    event_activated = pyqtSignal(object)
    edge_dragged = pyqtSignal(object, str, object)
    edge_drag_finished = pyqtSignal(object, str, object)
    edge_drag_cancelled = pyqtSignal(object)
    move_finished = pyqtSignal(object, object, str, object)
    menu_asked = pyqtSignal(object, object, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editable = True
        self._snap: Snap | None = None
        self._marks: tuple[Micros, ...] = ()
        self._grip = _Grip.NOTHING
        self._pressed = QPointF()
        self._held: Hit | None = None
        self._grab = 0.0
        self._adding = False
        self._magnets: Magnets | None = None
        self._magnets_track = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_editable(self, editable: bool) -> None:
        """Allow or forbid dragging, as a coding is open or locked."""
        self._editable = editable

    def set_snap(self, snap: Snap | None) -> None:
        """Say which time an edge takes near a time, usually the nearest frame's."""
        self._snap = snap

    def set_marks(self, marks: Iterable[Micros]) -> None:
        """Say which times besides the playhead and other events pull at a dragged edge: in and out."""
        self._marks = tuple(marks)

    # Which events are selected

    def select(self, item_id: UUID | None) -> None:
        """Mark one event as selected, or none; emits nothing."""
        self.choose(() if item_id is None else (item_id,))

    def choose(self, item_ids: Iterable[UUID]) -> None:
        """Mark events as selected, the last one as the one that is looked at; emits nothing."""
        ids = tuple(item_ids)
        chosen, before = frozenset(ids), self._moving.chosen
        if chosen != before:
            self._moving = replace(self._moving, chosen=chosen)
            if max(len(chosen), len(before)) > 1:
                self.update()
        super().select(ids[-1] if ids else None)

    def chosen(self) -> tuple[UUID, ...]:
        """List the selected events, by onset."""
        found = [item for one in self._moving.chosen if (item := self._scene.get(one)) is not None]
        return tuple(item.id for item in sorted(found, key=lambda item: item.span))

    # The mouse

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        self._pressed = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._grip = _Grip.VIEW
            return
        if event.button() != Qt.MouseButton.LeftButton or self._pressed.x() < self.view().layout.sizes.gutter:
            return
        adding = bool(event.modifiers() & (_Held.ControlModifier | _Held.ShiftModifier))
        hit = None if self._in_ruler(self._pressed) else self._hit(self._pressed)
        if hit is not None:
            self._press_event(hit, adding=adding)
        elif track_under(self.view(), self._pressed.y()):
            self._grip, self._adding = _Grip.GROUND, adding
        else:
            self._grip = _Grip.PLAYHEAD
            self.seek_requested.emit(self._scale.time_at(self._pressed.x()))

    def _press_event(self, hit: Hit, *, adding: bool) -> None:
        chosen = self.chosen()
        if adding:
            others = tuple(one for one in chosen if one != hit.item.id)
            self._tell_chosen(others if hit.item.id in chosen else (*others, hit.item.id))
            return
        self._grip, self._held = _Grip.EVENT, hit
        self._grab = self._time_under(self._pressed.x()) - hit.item.span.start
        if hit.item.id not in chosen or len(chosen) < 2:
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
        elif self._grip is _Grip.EVENT:
            self._drag(place, free=bool(event.modifiers() & _Held.AltModifier))
        elif self._grip is _Grip.GROUND:
            self._stretch_band(place)
        elif not event.buttons():
            self._hover(place)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        drag, band, grip, held = self._moving.drag, self._moving.band, self._grip, self._held
        self._let_go()
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if band is not None:
            box = Box(band.left(), band.top(), band.right(), band.bottom())
            found = tuple(item.id for item in items_in(self.view(), box, self._moving.playhead))
            kept = tuple(one for one in self.chosen() if one not in found) if self._adding else ()
            self._tell_chosen((*kept, *found))
        elif grip is _Grip.GROUND:
            self.seek_requested.emit(self._scale.time_at(self._pressed.x()))
        elif drag is None and held is not None and len(self._moving.chosen) > 1:
            self.select(held.item.id)
            self.event_selected.emit(held.item.id)
        elif drag is not None and drag.is_move:
            ids = tuple(item.id for item in (drag.item, *drag.company))
            self.move_finished.emit(ids, drag.by, drag.track, event.globalPosition().toPoint())
        elif drag is not None:
            self.edge_drag_finished.emit(drag.item.id, str(drag.part), drag.at)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        hit = None if self._in_ruler(event.position()) else self._hit(event.position())
        if hit is not None:
            self.event_activated.emit(hit.item.id)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        if event is None or self._in_ruler(QPointF(event.pos())):
            return
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._ask_menu_of_selected()
            return
        place = QPointF(event.pos())
        hit = self._hit(place)
        if hit is not None and hit.item.id not in self._moving.chosen:
            self.select(hit.item.id)
            self.event_selected.emit(hit.item.id)
        track = track_under(self.view(), place.y())
        if hit is not None or track:
            found = None if hit is None else hit.item.id
            self.menu_asked.emit(found, self._scale.time_at(place.x()), track, event.globalPos())

    def _ask_menu_of_selected(self) -> None:
        item = self._scene.get(self._moving.selected)
        anchor = self.view().anchor(item)
        if item is not None and anchor is not None:
            x = min(max(anchor.x(), self._scale.left), self._scale.left + self._scale.width)
            place = self.mapToGlobal(QPoint(round(x), round(anchor.y())))
            self.menu_asked.emit(item.id, item.span.start, item.track, place)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None:
            return
        pixels, angle = event.pixelDelta(), event.angleDelta()
        across, down = (pixels.x(), pixels.y()) if not pixels.isNull() else (angle.x(), angle.y())
        if event.modifiers() & _Held.ControlModifier:
            self._show_scale(self._scale.zoomed(_WHEEL_ZOOM ** (down or across), event.position().x()))
        elif across or event.modifiers() & _Held.ShiftModifier or not self._bars.has_more_tracks:
            self._show_scale(self._scale.panned(-(across or down) * _WHEEL_PAN))
        else:
            self._bars.scroll_down(-round(down * _WHEEL_PAN / 2))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape and self.cancel_drag():
            return
        event.ignore()

    def cancel_drag(self) -> bool:
        """Put back what is being dragged; tell whether there was something."""
        drag, band = self._moving.drag, self._moving.band
        if drag is None and band is None:
            return False
        self._let_go()
        if drag is not None:
            self.edge_drag_cancelled.emit(drag.item.id)
        return True

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
            self._moving = replace(self._moving, hovered=hovered)
            self._update_rings((before, hovered))

    def _drag(self, place: QPointF, *, free: bool) -> None:
        held = self._held
        item = None if held is None else self._scene.get(held.item.id)
        if held is None or item is None:
            self._let_go()
            return
        away = place - self._pressed
        if not self._editable or (self._moving.drag is None and away.manhattanLength() < _SLACK):
            return
        if held.part in _EDGES and self._moving.drag is None and abs(away.x()) < _SLACK:
            return
        self._scroll_along(place.x())
        drag = (
            self._edge_dragged(item, held.part, place, free=free)
            if held.part in _EDGES
            else self._body_dragged(item, held.part, place, free=free)
        )
        if drag != self._moving.drag:
            self._moving = replace(self._moving, drag=drag)
            self.update()
            if not drag.is_move:
                self.edge_dragged.emit(item.id, str(drag.part), drag.at)

    def _edge_dragged(self, item: TimelineItem, part: Part, place: QPointF, *, free: bool) -> Drag:
        pull = self._pull((item.id,), free=free)
        span, magnet = edge_moved(item, part, self._scale.time_at(place.x()), pull)
        return Drag(item, part, span, item.track, magnet)

    def _body_dragged(self, item: TimelineItem, part: Part, place: QPointF, *, free: bool) -> Drag:
        chosen = self._moving.chosen
        others = (self._scene.get(one) for one in self.chosen() if one != item.id and item.id in chosen)
        company = tuple(other for other in others if other is not None)
        moving = (item, *company)
        track = item.track
        if abs(place.y() - self._pressed.y()) >= _TRACK_SLACK and {one.track for one in moving} == {track}:
            track = track_under(self.view(), place.y()) or track
        if track != self._magnets_track:
            self._magnets, self._magnets_track = None, track
        own = None if track == item.track else item
        pull = self._pull([one.id for one in moving], free=free, own=own)
        by = self._time_under(place.x()) - self._grab - item.span.start
        span, magnet = body_moved(moving, item.span, by, pull, self._content.film)
        return Drag(item, part, span, track, magnet, company)

    def _pull(self, moving: Iterable[UUID], *, free: bool, own: TimelineItem | None = None) -> Pull:
        """Give what times hold on to; an event that changes its track holds on to its own times."""
        if self._magnets is None:
            times = [self._moving.playhead, *self._marks]
            if own is not None:
                times += [time for time in (own.span.start, own.span.end) if time is not None]
            self._magnets = Magnets(self.view(), moving, times)
        return Pull(self._magnets, self._snap, MAGNET_REACH * self._scale.us_per_px, free)

    def _scroll_along(self, x: float) -> None:
        left, right = self._scale.left, self._scale.left + self._scale.width
        by = _SCROLL_BY if x > right - _SCROLL_EDGE else -_SCROLL_BY if x < left + _SCROLL_EDGE else 0
        if by and not self._scale.is_whole:
            self._show_scale(self._scale.panned(by))
            self._magnets = None

    def _time_under(self, x: float) -> float:
        return self._scale.start + (x - self._scale.left) * self._scale.us_per_px

    def _stretch_band(self, place: QPointF) -> None:
        if self._moving.band is None and (place - self._pressed).manhattanLength() < _SLACK:
            return
        area = self.view().lanes_area
        x = min(max(place.x(), area.left()), area.right())
        y = min(max(place.y(), area.top()), area.bottom())
        band = QRectF(self._pressed, QPointF(x, y)).normalized()
        self._moving = replace(self._moving, band=band)
        self.update()

    def _tell_chosen(self, ids: tuple[UUID, ...]) -> None:
        self.choose(ids)
        self.events_chosen.emit(ids)

    def _let_go(self) -> None:
        self._grip, self._held, self._magnets = _Grip.NOTHING, None, None
        if self._moving.drag is not None or self._moving.band is not None:
            self._moving = replace(self._moving, drag=None, band=None)
            self.update()
