"""Paint the lines that were spoken, as many as are in view; those that overlap lie under each other."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter

from havenlens.ui.timeline.geometry import Row
from havenlens.ui.timeline.summary import columns_of
from havenlens.ui.timeline.track_painting import image_of
from havenlens.ui.timeline.view import View

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MOST_LINES = 160
"""How many lines are painted one by one; of more, no word could be read."""
_LEAST_LETTERS = 2.5
"""How many average letters of room a text needs, lest it be nothing but dots."""


def paint_transcript(painter: QPainter, view: View, row: Row) -> None:
    """Paint the lines in view with as much of their text as fits before the next one in the sub-row."""
    tokens, scale, scene = view.look.tokens, view.scale, view.scene
    metrics, height = view.lettering.plain_metrics, view.layout.sizes.text
    outline, ink = QColor(tokens.outline), QColor(tokens.text)
    shown = scene.text_rows.touching(int(scale.start), int(scale.end))
    if shown.size > _MOST_LINES:
        _paint_crowd(painter, view, row)
        return
    for place in shown.tolist():
        line = scene.transcript[place]
        top = row.top + view.offset + int(scene.text_rows.lanes[place]) * view.layout.sizes.lane
        left = scale.x_of(line.span.start)
        end = scale.x_of(line.span.start if line.span.end is None else line.span.end)
        painter.fillRect(QRectF(left, top + 5, 2, height - 10), outline)
        painter.fillRect(QRectF(left, top + height - 6, max(2.0, end - left), 1), outline)
        room = min(scale.x_of(scene.text_room[place]), view.right) - left - 7
        hidden = max(0.0, scale.left - left)
        if room - hidden <= metrics.averageCharWidth() * _LEAST_LETTERS:
            continue
        said = " ".join(line.text.split())
        text = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room - hidden - 5)
        if text == said or len(text) > 3:
            painter.setPen(ink)
            painter.drawText(QRectF(left + hidden + 5, top, room - hidden, height - 2), _LEFT, text)


def _paint_crowd(painter: QPainter, view: View, row: Row) -> None:
    """Paint a band wherever somebody speaks."""
    scale, rows = view.scale, view.scene.text_rows
    columns = max(1, int(scale.width))
    near = rows.touching(int(scale.start), int(scale.end))
    spoken = np.stack([rows.starts[near], rows.ends[near]], axis=1) - int(scale.start)
    marked = columns_of(np.clip(spoken, 0, int(scale.span)), int(scale.span), columns)
    colour = np.uint32(0xFF000000 | int(view.look.tokens.outline[1:], 16))
    height = max(1, view.layout.sizes.text - 16)
    band = np.where(np.broadcast_to(marked, (height, columns)), colour, np.uint32(0)).astype(np.uint32)
    painter.drawImage(QPointF(scale.left, row.top + view.offset + 8), image_of(band))
