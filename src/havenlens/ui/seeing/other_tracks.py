"""Tracks of other codings under the timeline: faint, to be looked at, never to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from PyQt6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QScrollBar, QSizePolicy, QToolTip

from havenlens.domain.time import Span
from havenlens.ui.seeing.strip import Strip
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Radius
from havenlens.ui.timeline.geometry import RowSizes
from havenlens.ui.timeline.model import TimelineContent
from havenlens.ui.timeline.painting import paint_static
from havenlens.ui.timeline.pointing import tip_at
from havenlens.ui.timeline.scene import TimelineScene
from havenlens.ui.timeline.view import Lettering, View
from havenlens.ui.timeline.widget import TimelineWidget
from havenlens.words.catalogue import tr

_FAINT = 0.5
_MOST_ROWS = 3
_BAR = 10


@dataclass(frozen=True, slots=True)
class OtherCoding:
    """A coding that is shown beside the open one; its scene is built where it was loaded."""

    coding: UUID
    name: str
    scene: TimelineScene


def other_coding(coding: UUID, name: str, content: TimelineContent) -> OtherCoding:
    """Make ready what is shown of a coding: the tracks that have something on them."""
    used = {item.track for item in content.items} or {track.key for track in content.tracks[:1]}
    tracks = tuple(track for track in content.tracks if track.key in used)
    return OtherCoding(coding, name, TimelineScene(replace(content, tracks=tracks, transcript=(), cycles=())))


class OtherTracks(Strip):
    """Paints other codings with the timeline's own painters, at its scale; scrolls where they are many."""

    def __init__(self, timeline: TimelineWidget) -> None:
        super().__init__(timeline, tr("Other codings"), 26)
        self._shown: dict[UUID, OtherCoding] = {}
        self._still: QPixmap | None = None
        self._look = current_look()
        self._lettering = Lettering(self._look)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        self._down.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._down.valueChanged.connect(self.follow)
        self._down.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def codings(self) -> dict[UUID, OtherCoding]:
        """Give the codings that are shown."""
        return dict(self._shown)

    def show_coding(self, other: OtherCoding) -> None:
        """Show one more coding."""
        self._shown[other.coding] = other
        self._lay_out()

    def set_film(self, film: Span) -> None:
        """Show the time that the views cover now."""
        for other in self._shown.values():
            other.scene.set_film(film)
        self.follow()

    def hide_coding(self, coding: UUID) -> None:
        """Show a coding no longer."""
        self._shown.pop(coding, None)
        self._lay_out()

    def views(self) -> Iterator[tuple[OtherCoding, View, QRect]]:
        """Give what is shown of each coding where: its view, without a ruler, and its rectangle."""
        sizes, top = self._sizes, 0 if self._down.isHidden() else -self._down.value()
        for other in self._shown.values():
            layout = other.scene.layout(sizes)
            view = View(
                other.scene,
                self.scale,
                layout,
                self._look,
                self._lettering,
                self.width(),
                self.height(),
                -top,
                self.devicePixelRatioF(),
            )
            yield other, view, QRect(0, top, self.width(), layout.height).intersected(self.rect())
            top += layout.height

    def sizeHint(self) -> QSize:
        return QSize(400, min(self._rows_height, _MOST_ROWS * self._sizes.track) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self._sizes.track + 1, self.sizeHint().height()))

    def follow(self) -> None:
        self._still = None
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place_bar()
        self.follow()

    def changeEvent(self, event: QEvent | None) -> None:
        self._look = current_look()
        self._lettering = Lettering(self._look)
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        if self._still is None:
            self._still = self._drawn()
        painter.drawPixmap(QPointF(0, 0), self._still)
        veil = QColor(self._look.tokens.surface)
        veil.setAlphaF(1 - _FAINT)
        painter.fillRect(self.lane, veil)
        for other, view, area in self.views():
            self._paint_name(painter, other, view, area)
        self.paint_frame(painter)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        turned = event is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event is None or not turned or self._down.isHidden():
            super().wheelEvent(event)
            return
        self._down.setValue(self._down.value() - event.angleDelta().y() // 3)
        event.accept()

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = event.pos()
            view = next((view for _, view, area in self.views() if area.contains(place)), None)
            now = self.timeline.playhead()
            text = "" if view is None else tip_at(view, place.x(), place.y(), now)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    @property
    def _sizes(self) -> RowSizes:
        return replace(self.timeline.view().layout.sizes, ruler=0)

    @property
    def _rows_height(self) -> int:
        sizes = self._sizes
        return sum(other.scene.layout(sizes).height for other in self._shown.values())

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._look.tokens.surface))
        painter = QPainter(picture)
        for _, view, area in self.views():
            if not area.isEmpty():
                paint_static(painter, view, area)
        painter.end()
        return picture

    def _paint_name(self, painter: QPainter, other: OtherCoding, view: View, area: QRect) -> None:
        """Say at the right end of a coding's first track which coding it is."""
        look = self._look
        painter.setFont(self._lettering.plain)
        width = self._lettering.plain_metrics.horizontalAdvance(other.name) + 2 * look.metrics.px(8)
        top = view.offset + 3
        if top + self._sizes.track < area.top():
            return
        box = QRectF(view.right - width, top, width, self._sizes.track - 6)
        painter.setPen(QPen(QColor(look.tokens.border), 1))
        painter.setBrush(QColor(look.tokens.surface))
        painter.drawRoundedRect(box, Radius.KEY, Radius.KEY)
        painter.setPen(QColor(look.tokens.secondary))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, other.name)

    def _lay_out(self) -> None:
        self.setVisible(bool(self._shown))
        self._place_bar()
        self.updateGeometry()
        self.follow()

    def _place_bar(self) -> None:
        rows = self._rows_height
        self._down.setRange(0, max(0, rows - self.height() + 1))
        self._down.setPageStep(max(1, self.height()))
        self._down.setGeometry(self.width() - _BAR, 0, _BAR, self.height())
        self._down.setVisible(rows > self.height())
