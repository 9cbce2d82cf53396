"""What does not move on a timeline, painted once and kept until it looks otherwise."""

from __future__ import annotations

from PyQt6.QtCore import QRect
from PyQt6.QtGui import QPainter, QPixmap

from havenlens.ui.timeline.painting import paint_static
from havenlens.ui.timeline.view import View


class StillPicture:
    """A picture of a whole timeline without its playhead and whatever else moves."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._is_stale = True

    def outdate(self) -> None:
        """Paint all of it anew when it is shown next."""
        self._is_stale = True

    def renew(self, view: View, area: QRect) -> None:
        """Paint an area anew; nothing where all of it will be."""
        if not self._is_stale and not area.isEmpty():
            self._paint(view, area)

    def show(self, painter: QPainter, view: View, area: QRect) -> None:
        """Put an area of it on the screen."""
        whole, density = QRect(0, 0, view.width, view.height), view.density
        if self._pixmap.size() != whole.size() * density:
            self._pixmap, self._is_stale = QPixmap(whole.size() * density), True
            self._pixmap.setDevicePixelRatio(density)
        if self._is_stale:
            self._paint(view, whole)
            self._is_stale = False
        painter.drawPixmap(area, self._pixmap, QRect(area.topLeft() * density, area.size() * density))

    def _paint(self, view: View, area: QRect) -> None:
        painter = QPainter(self._pixmap)
        paint_static(painter, view, area)
        painter.end()
