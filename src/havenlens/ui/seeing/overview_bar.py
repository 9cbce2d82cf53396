"""The whole observation in one thin bar: what is coded where, what is not, what the timeline shows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PyQt6.QtWidgets import QMenu, QToolButton, QToolTip

from havenlens.domain.time import Micros, short_clock
from havenlens.ui.seeing.strip import Strip
from havenlens.ui.theme.colours import blend
from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Radius
from havenlens.ui.timeline.density import BIN, bars
from havenlens.ui.timeline.geometry import TimeScale
from havenlens.ui.timeline.model import CycleItem
from havenlens.ui.timeline.summary import Ints, columns_of, density, gaps
from havenlens.ui.timeline.track_painting import image_of
from havenlens.ui.timeline.widget import TimelineWidget
from havenlens.words.catalogue import tr

_HEIGHT = 28
_SOON_MS = 250
_UNFILLED = 4
"""How many pixels the line takes that shows what is not coded."""
_LEAST_BOX = 6.0


class OverviewBar(Strip):
    """Shows everything at once; a click seeks, dragging the box scrolls the timeline."""

    seek_requested = pyqtSignal(object)
    """Carries the time that was clicked."""

    def __init__(self, timeline: TimelineWidget, exhaustive: Iterable[str] = ()) -> None:
        super().__init__(timeline, "", _HEIGHT)
        self.setAccessibleName(tr("Overview"))
        self._exhaustive = frozenset(exhaustive)
        self._picture: QPixmap | None = None
        self._cycles: tuple[CycleItem, ...] = ()
        self._film = (0, 0)
        self._playhead = timeline.playhead()
        self._held: float | None = None
        self._moved = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._forget)
        self.menu = QMenu(self)
        self.button = QToolButton(self)
        self.button.setText(" " + tr("Show"))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self.menu)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setAccessibleName(tr("What is shown around the timeline"))
        show_icon(self.button, "layers", Tint.SECONDARY)
        self.setMouseTracking(True)

    @property
    def whole(self) -> TimeScale:
        """Give the scale of the bar: all of the observation, between the timeline's own margins."""
        scale = self.scale
        return TimeScale.fitted(scale.duration, scale.left, scale.width, scale.first)

    def show_playhead(self, at: Micros) -> None:
        """Move the playhead."""
        whole = self.whole
        before, now = (round(whole.x_of(moment)) for moment in (self._playhead, at))
        self._playhead = at
        if now != before:  # with hours in a bar, it takes seconds to move on by a pixel
            for x in (before, now):
                self.update(x - 3, 0, 6, self.height())

    def refresh_soon(self) -> None:
        """Count anew what is coded, once a burst of changes is over."""
        if not self._soon.isActive():
            self._soon.start()

    def unfilled(self) -> dict[str, Ints]:
        """Give where something is left to do, by what it is: starts and ends in microseconds.

        Exhaustive tracks are bare where they have no state, and cycles where their sheet has blanks. In a
        scheme with neither, nothing need be there: it is what lies behind the last event.
        """
        scene = self.timeline.view().scene
        found = {
            track.label: gaps(scene.rows[key], scene.duration, scene.first)
            for key, track in scene.tracks.items()
            if track.group in self._exhaustive
        }
        blank = [cycle for cycle in scene.cycles if not cycle.done]
        for cycle in blank:
            end = scene.last if cycle.span.end is None else cycle.span.end
            found[cycle.label] = np.array([[cycle.span.start, end]], dtype=np.int64)
        if found or scene.cycles:
            return found
        reached = max((int(row.reach[-1]) for row in scene.rows.values() if len(row)), default=scene.first)
        rest = [[reached, scene.last]] if reached < scene.last else []
        return {tr("all tracks"): np.array(rest, dtype=np.int64).reshape(-1, 2)}

    def box(self) -> QRectF:
        """Give the rectangle of the stretch of time that the timeline shows."""
        scale, whole = self.scale, self.whole
        left, right = whole.x_of(scale.start), whole.x_of(min(scale.end, scale.last))
        if right - left < _LEAST_BOX:
            middle = (left + right) / 2
            left, right = middle - _LEAST_BOX / 2, middle + _LEAST_BOX / 2
        return QRectF(left, 1, right - left, self.height() - 3)

    # --- Qt -----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._forget()

    def follow(self) -> None:
        picture, cycles = self._picture, self.timeline.view().scene.cycles
        fits = picture is not None and picture.width() == round(self._columns * self.devicePixelRatioF())
        film = (self.scale.first, self.scale.duration)
        if not fits or cycles is not self._cycles or film != self._film:
            self._picture, self._cycles, self._film = None, cycles, film
        pad = current_look().metrics.px(6)
        self.button.setGeometry(pad, 2, max(0, self.gutter - 2 * pad), self.height() - 5)
        self.update()

    def changeEvent(self, event: QEvent | None) -> None:
        self._picture = None
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        self.paint_ground(painter)
        if self.scale.duration <= 0:
            return
        if self._picture is None:
            self._picture = self._drawn()
        whole, tokens = self.whole, current_look().tokens
        painter.drawPixmap(QPointF(whole.left, 0), self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cycles(painter, whole)
        if not self.scale.is_whole:
            self._paint_box(painter, whole)
        x = whole.x_of(self._playhead)
        painter.setPen(QPen(QColor(tokens.danger), 2))
        painter.drawLine(QLineF(x, 1, x, self.height() - 2))
        self.paint_frame(painter)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        if place.x() < self.gutter:
            return
        self._moved = False
        if not self.scale.is_whole and self.box().contains(place):
            self._held = place.x() - self.box().left()
        else:
            self._held = None
            self._seek(place.x())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        x = event.position().x()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            inside = not self.scale.is_whole and self.box().contains(event.position())
            self.setCursor(Qt.CursorShape.OpenHandCursor if inside else Qt.CursorShape.ArrowCursor)
        elif self._held is None:
            self._seek(x)
        else:
            self._moved = True
            whole = self.whole
            self.timeline.show_from(whole.start + (x - self._held - whole.left) * whole.us_per_px)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._held is not None and not self._moved:
            self._seek(event.position().x())
        self._held = None

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip(event.pos().x()), self)
            return True
        return super().event(event)

    def tip(self, x: float) -> str:
        """Say what is at a pixel: the time, and whether something is not coded there."""
        if x < self.gutter:
            return ""
        at, slack = self.whole.time_at(x), self.whole.us_per_px
        clock = short_clock(at)
        missing = [
            label
            for label, bare in self.unfilled().items()
            if ((bare[:, 0] - slack <= at) & (at <= bare[:, 1] + slack)).any()
        ]
        if not missing:
            return clock
        return tr("{time} · not filled yet: {tracks}").format(time=clock, tracks=", ".join(missing))

    # --- inside -------------------------------------------------------------------------------------

    @property
    def _columns(self) -> int:
        return max(1, int(self.whole.width))

    def _seek(self, x: float) -> None:
        at = self.whole.time_at(x)
        self.timeline.ensure_visible(at)
        self.seek_requested.emit(at)

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def _drawn(self) -> QPixmap:
        """Draw what stands still: the density of events, and a line where something is not coded."""
        tokens, scene = current_look().tokens, self.timeline.view().scene
        ratio = self.devicePixelRatioF()
        columns, height = self._columns, self.height() - 1
        picture = QPixmap(round(columns * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        room = height - _UNFILLED - 4
        begun, bins = [row.starts for row in scene.rows.values()], max(1, columns // BIN)
        shares = density(begun, scene.duration, bins, scene.first)
        colour = 0xFF000000 | int(blend(tokens.accent, tokens.surface, 0.6)[1:], 16)
        heights = np.where(shares > 0, np.maximum(2.0, shares * room), -1.0)
        painter.drawImage(QPointF(0, 2), image_of(bars(heights, room, colour)))
        bare = np.concatenate([np.empty((0, 2), np.int64), *self.unfilled().values()])
        missing = columns_of(bare, scene.duration, columns, scene.first)
        painter.drawImage(QPointF(0, height - _UNFILLED), _hatched(missing, QColor(tokens.warning).rgba()))
        painter.end()
        return picture

    def _paint_cycles(self, painter: QPainter, whole: TimeScale) -> None:
        tokens, scene = current_look().tokens, self.timeline.view().scene
        painter.setPen(QPen(QColor(tokens.outline), 1))
        for cycle in scene.cycles:
            x = round(whole.x_of(cycle.span.start)) + 0.5
            painter.drawLine(QLineF(x, 1, x, self.height() - 2))

    def _paint_box(self, painter: QPainter, whole: TimeScale) -> None:
        tokens, box = current_look().tokens, self.box()
        shade = QColor(tokens.background)
        shade.setAlphaF(0.6)
        painter.fillRect(QRectF(whole.left, 0, box.left() - whole.left, self.height() - 1), shade)
        right = whole.left + whole.width
        painter.fillRect(QRectF(box.right(), 0, right - box.right(), self.height() - 1), shade)
        painter.setPen(QPen(QColor(tokens.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), Radius.KEY, Radius.KEY)


def _hatched(columns: NDArray[np.bool_], colour: int) -> QImage:
    """Draw slanted lines where columns are marked, so that it is told by more than its colour."""
    down, across = np.mgrid[0:_UNFILLED, 0 : columns.size]
    picture = np.where(((down + across) % _UNFILLED < 2) & columns[None, :], np.uint32(colour), np.uint32(0))
    return image_of(np.ascontiguousarray(picture, dtype=np.uint32))
