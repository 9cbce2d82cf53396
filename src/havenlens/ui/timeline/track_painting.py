"""Paint the events of one track."""

from __future__ import annotations

from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRect, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter

from havenlens.ui.timeline.density import point_columns, state_columns
from havenlens.ui.timeline.geometry import Row
from havenlens.ui.timeline.index import NEVER, SpanIndex
from havenlens.ui.timeline.marks import bar_inks, mark_pixmap
from havenlens.ui.timeline.model import TimelineTrack
from havenlens.ui.timeline.view import View

_POINT_ROOM = 14
_STATE_ROOM = 32
"""Pixels that points and states need on average to be drawn one by one: less, and letters are not legible."""


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
        states, points = near_states, near_points = _in_view(self._view, self._index)
        if area.left() > scale.left or area.right() < self._view.right:
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

    def _tops(self, height: float) -> list[float]:
        """Give the upper edge of what is as high as said, in each sub-row."""
        row, offset = self._row, self._view.offset
        return [row.centre(lane, self._sizes) + offset - height / 2 for lane in range(row.lanes)]

    def _paint_marks(self, rows: NDArray[np.intp]) -> None:
        scale, index, scene = self._view.scale, self._index, self._view.scene
        size = self._sizes.mark
        half = (size + 4) / 2
        marks, lanes = index.marks[rows].tolist(), index.lanes[rows].tolist()
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
            for number in set(marks)
        }
        lefts = (scale.left + (index.starts[rows] - scale.start) / scale.us_per_px - half).tolist()
        tops, draw = self._tops(2 * half), self._painter.drawPixmap
        for left, mark, lane in zip(lefts, marks, lanes, strict=True):
            draw(QPointF(left, tops[lane]), pictures[mark])

    def _paint_bars(self, rows: NDArray[np.intp], *, drawn: bool = True) -> None:
        """Paint bars with what is written on them, or only that where the bars are there already."""
        if not rows.size:
            return
        index, view, painter = self._index, self._view, self._painter
        height = self._sizes.mark - 1
        rows = rows[np.argsort(index.marks[rows], kind="stable")]  # so that few pens are changed
        lefts = np.maximum(
            view.scale.left + (index.starts[rows] - view.scale.start) / view.scale.us_per_px, -20.0
        )
        rights = view.scale.left + (index.ends[rows] - view.scale.start) / view.scale.us_per_px
        widths = np.maximum(np.minimum(rights, view.width + 20.0) - lefts, 2.0)
        tops = self._tops(height)
        marks, lanes = index.marks[rows].tolist(), index.lanes[rows].tolist()
        bars = [
            QRectF(left + 0.5, tops[lane], max(width - 1, 1.0), height)
            for left, width, lane in zip(lefts.tolist(), widths.tolist(), lanes, strict=True)
        ]
        if drawn:
            last = -1
            for bar, mark in zip(bars, marks, strict=True):
                if mark != last:
                    fill, line, _ = self._inks(mark)
                    painter.setPen(line)
                    painter.setBrush(fill)
                    last = mark
                painter.drawRoundedRect(bar, 3, 3)
        wide = np.flatnonzero(widths > height).tolist()
        self._write_on_bars([(bars[place], marks[place], int(rows[place])) for place in wide])

    def _inks(self, mark: int) -> tuple[QColor, QColor, QColor]:
        return bar_inks(self._view.scene.marks[mark].colour, self._view.look.tokens)

    def _write_on_bars(self, bars: list[tuple[QRectF, int, int]]) -> None:
        """Write letters, then names, so that the font changes once; ``bars`` are in the order of marks."""
        view, painter, lettering = self._view, self._painter, self._view.lettering
        names: list[tuple[QPointF, str, int]] = []
        painter.setFont(lettering.strong)
        last = -1
        for bar, mark, row in bars:
            letter, letter_width = lettering.letter(view.scene.marks[mark].letter)
            left, room = _room_on(view, bar)
            if room < letter_width:
                continue
            if mark != last:
                painter.setPen(self._inks(mark)[2])
                last = mark
            top = bar.top() + (bar.height() - letter.size().height()) / 2
            painter.drawStaticText(QPointF(left + 6, top), letter)
            rest = room - letter_width - 6
            item = view.scene.get(self._index.keys[row]) if rest >= 3 * letter_width else None
            name = "" if item is None else lettering.cut(item.name, rest)
            if name:
                names.append((QPointF(left + 12 + letter_width, bar.top()), name, mark))
        painter.setFont(lettering.plain)
        last = -1
        for place, name, mark in names:
            if mark != last:
                painter.setPen(self._inks(mark)[2])
                last = mark
            text = lettering.text(name)
            place.setY(place.y() + (self._sizes.mark - 1 - text.size().height()) / 2)
            painter.drawStaticText(place, text)

    def _paint_state_columns(self, rows: NDArray[np.intp]) -> None:
        index, scale = self._index, self._view.scale
        columns = int(scale.width)
        colours = self._view.mark_colours
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
            index.starts[rows], index.marks[rows], self._view.mark_colours, scale, int(scale.width), height
        )
        top = self._row.top + self._view.offset + 3
        self._painter.drawImage(QPointF(scale.left, top), image_of(picture))


def paint_bar_text(painter: QPainter, view: View, bar: QRectF, letter: str, name: str) -> None:
    """Write a state's letter, and its name where there is room, at the left of what is seen of its bar."""
    left, room = _room_on(view, bar)
    lettering = view.lettering
    laid_out, letter_width = lettering.letter(letter)
    if room < letter_width:
        return
    painter.setFont(lettering.strong)
    painter.drawStaticText(
        QPointF(left + 6, bar.top() + (bar.height() - laid_out.size().height()) / 2), laid_out
    )
    rest = room - letter_width - 6
    short = lettering.cut(name, rest) if rest >= 3 * letter_width else ""
    if short:
        text = lettering.text(short)
        painter.setFont(lettering.plain)
        top = bar.top() + (bar.height() - text.size().height()) / 2
        painter.drawStaticText(QPointF(left + 12 + letter_width, top), text)


def has_room(view: View, bar: QRectF, letter: str, name: str) -> bool:
    """Tell whether a state's letter and all of its name stand on a bar, so that more room changes nothing."""
    lettering = view.lettering
    return lettering.letter(letter)[1] + 6 + lettering.width(name) <= _room_on(view, bar)[1]


def _room_on(view: View, bar: QRectF) -> tuple[float, float]:
    """Give where the text on a bar may begin, and how many pixels it may take."""
    left = max(bar.left(), float(view.layout.sizes.gutter))
    return left, min(bar.right(), view.right) - left - 10


def image_of(pixels: NDArray[np.uint32]) -> QImage:
    """Wrap ARGB pixels ``(height, width)``; the copy outlives the array."""
    height, width = pixels.shape
    data = np.ascontiguousarray(pixels)
    return QImage(data.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()
