"""Paint what stands still on a timeline: ruler, sound, transcript, cycles, threads and tracks."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from havenlens.ui.theme.colours import blend
from havenlens.ui.timeline.density import bars, sound_columns
from havenlens.ui.timeline.geometry import CYCLES, SOUND, TRANSCRIPT, Row, ruler_ticks
from havenlens.ui.timeline.model import TimelineThread
from havenlens.ui.timeline.track_painting import TrackPainter, image_of
from havenlens.ui.timeline.view import View
from havenlens.words.catalogue import tr

_THREADS_SHOWN = 120
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_static(painter: QPainter, view: View, area: QRect) -> None:
    """Paint an area of the timeline; the painter is clipped to it."""
    tokens, sizes = view.look.tokens, view.layout.sizes
    painter.save()
    painter.setClipRect(area)
    painter.fillRect(area, QColor(tokens.surface))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(view.lettering.plain)
    painter.save()
    painter.setClipRect(area.intersected(QRect(0, sizes.ruler, view.width, view.height - sizes.ruler)))
    for row in view.layout.rows:
        if row.bottom + view.offset >= area.top() and row.top + view.offset <= area.bottom():
            _paint_row_ground(painter, view, row)
    painter.setClipRect(area.intersected(view.lanes_area))
    _paint_above(painter, view, area)
    _paint_threads(painter, view, area)
    for key, track in view.scene.tracks.items():
        track_row = view.layout.row(key)
        if track_row is not None and track_row.bottom + view.offset >= area.top():
            TrackPainter(painter, view, track, track_row).paint(area)
    painter.restore()
    if area.top() < sizes.ruler:
        _paint_ruler(painter, view)
    painter.restore()


def threads_fit(view: View) -> bool:
    """Tell whether the threads in view are few enough to be told apart; otherwise none is drawn."""
    return view.scene.threads.touching(int(view.scale.start), int(view.scale.end)).size <= _THREADS_SHOWN


def thread_path(view: View, thread: TimelineThread) -> tuple[QPainterPath, QPointF | None]:
    """Give the curve from a bid to its answer; without one, a short tail and where its hollow end is."""
    path, sizes = QPainterPath(), view.layout.sizes
    bid = view.scene.get(thread.bid)
    answer = view.scene.get(thread.answer)
    start = view.anchor(bid)
    if start is None:
        return path, None
    half = sizes.mark / 2
    if answer is None:
        end = QPointF(start.x() + half + 9, start.y())
        path.moveTo(start)
        path.lineTo(end.x() - 4, end.y())
        return path, end
    stop = view.anchor(answer)
    if stop is None:
        return path, None
    down = 1 if stop.y() > start.y() else -1
    path.moveTo(start.x(), start.y() + half * down)
    drop = max(abs(stop.y() - start.y()) * 0.5, 12.0) * down
    arrive = stop.y() - half * (down if stop.y() != start.y() else -down)
    path.cubicTo(
        start.x(), start.y() + half * down + drop * 0.7, stop.x(), arrive - drop * 0.7, stop.x(), arrive
    )
    return path, None


def _paint_row_ground(painter: QPainter, view: View, row: Row) -> None:
    tokens, sizes = view.look.tokens, view.layout.sizes
    top, pad = row.top + view.offset, view.look.metrics.px(12)
    painter.setPen(QColor(tokens.secondary))
    names = {SOUND: tr("Sound"), TRANSCRIPT: tr("Transcript"), CYCLES: tr("Cycles")}
    track = view.scene.tracks.get(row.key)
    label = names.get(row.key, "") if track is None else track.label
    room = sizes.gutter - 2 * pad
    text = view.lettering.plain_metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRectF(pad, top, room, row.height), _LEFT, text)
    painter.setPen(QPen(QColor(blend(tokens.border, tokens.surface, 0.7)), 1))
    line = top + row.height - 0.5
    painter.drawLine(QLineF(0, line, view.width, line))


def _paint_ruler(painter: QPainter, view: View) -> None:
    tokens, height = view.look.tokens, view.layout.sizes.ruler
    painter.fillRect(QRect(0, 0, view.width, height), QColor(tokens.raised))
    painter.setFont(view.lettering.plain)
    widest = view.lettering.plain_metrics.horizontalAdvance(
        "0:00:00.0" if view.scale.duration > 3.6e9 else "00:00.0"
    )
    pen, short = QPen(QColor(tokens.outline), 1), QPen(QColor(blend(tokens.outline, tokens.raised, 0.5)), 1)
    for tick in ruler_ticks(view.scale, widest + view.look.metrics.px(16)):
        x = round(tick.x) + 0.5
        painter.setPen(pen if tick.label else short)
        painter.drawLine(QLineF(x, height - (5 if tick.label else 3), x, height))
        if tick.label:
            painter.setPen(QColor(tokens.secondary))
            half = min(widest, view.width - 6 - x) if x + widest / 2 > view.width - 6 else widest
            side = Qt.AlignmentFlag.AlignRight if half < widest else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(
                QRectF(x - widest, 0, widest + half, height - 4),
                side | Qt.AlignmentFlag.AlignVCenter,
                tick.label,
            )


def _paint_above(painter: QPainter, view: View, area: QRect) -> None:
    for key in (SOUND, TRANSCRIPT, CYCLES):
        row = view.layout.row(key)
        if row is None or row.bottom + view.offset < area.top() or row.top + view.offset > area.bottom():
            continue
        if key == SOUND:
            _paint_sound(painter, view, row)
        elif key == TRANSCRIPT:
            _paint_transcript(painter, view, row)
        else:
            _paint_cycles(painter, view, row)


def _paint_sound(painter: QPainter, view: View, row: Row) -> None:
    waveform, scale, gutter = view.scene.waveform, view.scale, view.layout.sizes.gutter
    assert waveform is not None
    loudness, room = sound_columns(waveform, scale, gutter, view.width - gutter), row.height - 8
    heights = np.where(loudness < 0, 0.0, np.maximum(1.5, loudness * room))
    tokens, top = view.look.tokens, row.top + view.offset + 4
    colour = 0xFF000000 | int(blend(tokens.secondary, tokens.surface, 0.55)[1:], 16)
    painter.drawImage(QPointF(gutter, top), image_of(bars(heights, room, colour)))


def _paint_transcript(painter: QPainter, view: View, row: Row) -> None:
    tokens, scale = view.look.tokens, view.scale
    lines = view.scene.transcript
    metrics = view.lettering.plain_metrics
    top = row.top + view.offset
    for number, line in enumerate(lines):
        left = scale.x_of(line.span.start)
        following = lines[number + 1].span.start if number + 1 < len(lines) else scale.duration
        room = min(scale.x_of(following), view.right) - left - 7
        end = scale.x_of(line.span.start if line.span.end is None else line.span.end)
        if end < view.layout.sizes.gutter or left > view.right:
            continue
        painter.fillRect(QRectF(left, top + 5, 2, row.height - 10), QColor(tokens.outline))
        painter.fillRect(QRectF(left, top + row.height - 6, max(2.0, end - left), 1), QColor(tokens.outline))
        hidden = max(0.0, scale.left - left)
        if room - hidden > metrics.averageCharWidth() * 2.5:
            text = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room - hidden - 5)
            painter.setPen(QColor(tokens.text))
            if text == line.text or len(text) > 3:
                painter.drawText(QRectF(left + hidden + 5, top, room - hidden, row.height - 2), _LEFT, text)


def _paint_cycles(painter: QPainter, view: View, row: Row) -> None:
    tokens, scale = view.look.tokens, view.scale
    top = row.top + view.offset
    for cycle in view.scene.cycles:
        end = scale.duration if cycle.span.end is None else cycle.span.end
        box = QRectF(scale.x_of(cycle.span.start) + 0.5, top + 4.5, 0, row.height - 9)
        box.setRight(scale.x_of(end) - 1.5)
        if box.right() < scale.left or box.left() > view.right:
            continue
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(tokens.secondary))
        shown = box.intersected(QRectF(scale.left, top, scale.width, row.height))
        painter.drawText(shown.adjusted(6, 0, -6, 0), _LEFT, cycle.label)


def _paint_threads(painter: QPainter, view: View, area: QRect) -> None:
    scale, threads = view.scale, view.scene.threads
    reach = 32 * scale.us_per_px
    if not threads_fit(view):
        return
    first = scale.start + (area.left() - scale.left) * scale.us_per_px - reach
    last = scale.start + (area.right() - scale.left) * scale.us_per_px + reach
    tokens = view.look.tokens
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place in threads.touching(int(first), int(last)).tolist():
        path, end = thread_path(view, threads.keys[place])
        painter.setPen(QPen(QColor(tokens.accent if end is None else tokens.warning), 1.5))
        painter.drawPath(path)
        if end is not None:
            painter.drawEllipse(end, 3.5, 3.5)
