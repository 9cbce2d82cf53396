"""Paint the events of one track."""

from __future__ import annotations

from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter

from havenlens.domain.codebook import Kind
from havenlens.ui.timeline.density import point_columns, state_columns
from havenlens.ui.timeline.geometry import Row
from havenlens.ui.timeline.index import NEVER, SpanIndex
from havenlens.ui.timeline.marks import bar_colours, fill_of, mark_pixmap
from havenlens.ui.timeline.model import TimelineTrack
from havenlens.ui.timeline.view import View

_POINT_ROOM = 10
_STATE_ROOM = 24
_VCENTRE = Qt.AlignmentFlag.AlignVCenter


def is_crowded(view: View, track: str) -> bool:
    """Tell whether events of a track share columns, so that one more changes how its neighbours look."""
    states, points = _in_view(view, view.scene.rows[track])
    return _crowded_states(states, view) or _crowded_points(points, view)


def _in_view(view: View, index: SpanIndex[UUID]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    air = view.layout.sizes.mark * view.scale.us_per_px
    return _touching(index, view.scale.start - air, view.scale.end + air)


def _touching(index: SpanIndex[UUID], first: float, last: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the closed states and the points between two times; open states move and are painted elsewhere."""
    rows = index.touching(int(first), int(last) + 1)
    starts, ends = index.starts[rows], index.ends[rows]
    return rows[(ends > starts) & (ends < NEVER)], rows[ends == starts]


def _crowded_states(states: NDArray[np.intp], view: View) -> bool:
    return states.size * _STATE_ROOM > view.scale.width


def _crowded_points(points: NDArray[np.intp], view: View) -> bool:
    return points.size * _POINT_ROOM > view.scale.width


class TrackPainter:
    """Paints one track: marks and bars while there is room, columns of colour when there is none."""

    def __init__(self, painter: QPainter, view: View, track: TimelineTrack, row: Row) -> None:
        self._painter, self._view, self._track, self._row = painter, view, track, row
        self._index: SpanIndex[UUID] = view.scene.rows[track.key]
        self._sizes = view.layout.sizes

    def paint(self, area: QRect) -> None:
        """Paint what lies in an area; how it is painted depends on all that is in view, not on the area."""
        scale, air = self._view.scale, self._sizes.mark * self._view.scale.us_per_px
        states, points = _in_view(self._view, self._index)
        first = scale.start + (area.left() - scale.left) * scale.us_per_px - air
        last = scale.start + (area.right() + 1 - scale.left) * scale.us_per_px + air
        near_states, near_points = _touching(self._index, first, last)
        if _crowded_states(states, self._view):
            self._paint_state_columns(states)
        else:
            self._paint_bars(near_states)
        if _crowded_points(points, self._view):
            self._paint_point_columns(points)
        elif near_points.size:
            self._paint_marks(near_points)

    def _paint_marks(self, rows: NDArray[np.intp]) -> None:
        scale, index, scene = self._view.scale, self._index, self._view.scene
        size = self._sizes.mark
        half = (size + 4) / 2
        pictures = {
            number: mark_pixmap(
                self._track.shape,
                (mark := scene.marks[number]).colour,
                mark.letter,
                size,
                self._view.density,
                look=self._view.look,
                flagged=mark.flagged,
            )
            for number in np.unique(index.marks[rows]).tolist()
        }
        lefts = (scale.left + (index.starts[rows] - scale.start) / scale.us_per_px - half).tolist()
        marks, lanes = index.marks[rows].tolist(), index.lanes[rows].tolist()
        tops = [self._row.centre(n, self._sizes) + self._view.offset - half for n in range(self._row.lanes)]
        for left, mark, lane in zip(lefts, marks, lanes, strict=True):
            self._painter.drawPixmap(QPointF(left, tops[lane]), pictures[mark])

    def _paint_bars(self, rows: NDArray[np.intp], *, drawn: bool = True) -> None:
        """Paint bars with what is written on them, or only that where the bars are there already."""
        index, view, painter = self._index, self._view, self._painter
        height = self._sizes.mark - 1
        lefts = np.maximum(
            view.scale.left + (index.starts[rows] - view.scale.start) / view.scale.us_per_px, -20.0
        )
        rights = view.scale.left + (index.ends[rows] - view.scale.start) / view.scale.us_per_px
        widths = np.maximum(np.minimum(rights, view.width + 20.0) - lefts, 2.0)
        tops = [
            self._row.centre(lane, self._sizes) + view.offset - height / 2 for lane in range(self._row.lanes)
        ]
        inks = {
            number: [
                QColor(colour) for colour in bar_colours(view.scene.marks[number].colour, view.look.tokens)
            ]
            for number in np.unique(index.marks[rows]).tolist()
        }
        for place, left, width in zip(rows.tolist(), lefts.tolist(), widths.tolist(), strict=True):
            fill, line, ink = inks[int(index.marks[place])]
            bar = QRectF(left + 0.5, tops[index.lanes[place]], max(width - 1, 1.0), height)
            if drawn:
                painter.setPen(line)
                painter.setBrush(fill)
                painter.drawRoundedRect(bar, 3, 3)
            item = view.scene.get(index.keys[place]) if width > height else None
            if item is not None:
                painter.setPen(ink)
                paint_bar_text(painter, view, bar, item.letter, item.name)

    def _paint_state_columns(self, rows: NDArray[np.intp]) -> None:
        index, scale = self._index, self._view.scale
        columns = int(scale.width)
        colours = self._colours()
        for lane in range(self._row.lanes):
            members = rows[index.lanes[rows] == lane]
            if members.size:
                picture = state_columns(
                    index.starts[members],
                    index.ends[members],
                    colours[index.marks[members]],
                    scale,
                    columns,
                )
                top = self._row.centre(lane, self._sizes) + self._view.offset - (self._sizes.mark - 1) / 2
                target = QRectF(scale.left, top, columns, self._sizes.mark - 1)
                self._painter.drawImage(target, image_of(picture[None, :]))
        lengths = np.minimum(index.ends[rows], scale.end) - np.maximum(index.starts[rows], scale.start)
        self._paint_bars(rows[lengths > 2 * self._sizes.mark * scale.us_per_px], drawn=False)

    def _paint_point_columns(self, rows: NDArray[np.intp]) -> None:
        index, scale = self._index, self._view.scale
        height = self._sizes.track - 6
        picture = point_columns(
            index.starts[rows], index.marks[rows], self._colours(), scale, int(scale.width), height
        )
        top = self._row.top + self._view.offset + 3
        self._painter.drawImage(QPointF(scale.left, top), image_of(picture))

    def _colours(self) -> NDArray[np.uint32]:
        tokens = self._view.look.tokens
        fills = [
            bar_colours(mark.colour, tokens)[0] if mark.kind is Kind.STATE else fill_of(mark.colour, tokens)
            for mark in self._view.scene.marks
        ]
        return np.array([0xFF000000 | int(fill[1:], 16) for fill in fills], dtype=np.uint32)


def paint_bar_text(painter: QPainter, view: View, bar: QRectF, letter: str, name: str) -> None:
    """Write a state's letter, and its name where there is room, at the left of what is seen of its bar."""
    left = max(bar.left(), float(view.layout.sizes.gutter))
    room = min(bar.right(), view.right) - left - 10
    letters = view.lettering
    letter_width = letters.strong_metrics.horizontalAdvance(letter)
    if room < letter_width:
        return
    painter.setFont(letters.strong)
    painter.drawText(QRectF(left + 6, bar.top(), letter_width + 2, bar.height()), _VCENTRE, letter)
    rest = room - letter_width - 6
    if rest < 3 * letter_width:
        return
    text = letters.plain_metrics.elidedText(name, Qt.TextElideMode.ElideRight, rest)
    if text == name or len(text) > 3:
        painter.setFont(letters.plain)
        painter.drawText(QRectF(left + 12 + letter_width, bar.top(), rest + 4, bar.height()), _VCENTRE, text)


def image_of(pixels: NDArray[np.uint32]) -> QImage:
    """Wrap ARGB pixels ``(height, width)``; the copy outlives the array."""
    height, width = pixels.shape
    data = np.ascontiguousarray(pixels)
    return QImage(data.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()
