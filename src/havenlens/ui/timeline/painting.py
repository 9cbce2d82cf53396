"""Paint what stands still on a timeline: ruler, sound, transcript, cycles, threads and tracks."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from havenlens.ui.theme.colours import blend
from havenlens.ui.timeline.curves import near_part
from havenlens.ui.timeline.density import bars, sound_columns
from havenlens.ui.timeline.geometry import CYCLES, SOUND, TRANSCRIPT, Row, ruler_ticks
from havenlens.ui.timeline.model import TimelineThread
from havenlens.ui.timeline.track_painting import TrackPainter, image_of
from havenlens.ui.timeline.transcript_painting import paint_transcript
from havenlens.ui.timeline.view import View
from havenlens.words.catalogue import tr

_THREADS_SHOWN = 60
RULED = (3.0, 2.0)
"""The dashes of an answer that nobody linked, in widths of the line."""
_AIR = 60.0
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
        if _is_in(row, view, area):
            _paint_row_ground(painter, view, row, area)
    painter.setClipRect(area.intersected(view.lanes_area))
    _paint_above(painter, view, area)
    _paint_threads(painter, view, area)
    for key, track in view.scene.tracks.items():
        track_row = view.layout.row(key)
        if track_row is not None and _is_in(track_row, view, area):
            TrackPainter(painter, view, track, track_row).paint(area)
    painter.restore()
    if area.top() < sizes.ruler:
        _paint_ruler(painter, view)
    painter.restore()


def paint_nothing(painter: QPainter, view: View) -> None:
    """Say that there is nothing to show yet, and how something comes to be there."""
    tokens, area = view.look.tokens, QRect(0, 0, view.width, view.height)
    painter.fillRect(area, QColor(tokens.surface))
    painter.setPen(QColor(tokens.secondary))
    painter.setFont(view.look.font(view.look.metrics.body))
    text = tr("No tracks yet: say who plays which role, then press a code's key while the video plays.")
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(area.adjusted(24, 12, -24, -12), int(flags), text)


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
    x, y, to_x, to_y = start.x(), start.y(), stop.x(), stop.y()
    down = 1 if to_y > y else -1
    leave, arrive = y + half * down, to_y - half * (down if to_y != y else -down)
    bend = max(abs(to_y - y) * 0.5, 12.0) * down * 0.7
    if abs(to_x - x) <= view.width:
        path.moveTo(x, leave)
        path.cubicTo(x, leave + bend, to_x, arrive - bend, to_x, arrive)
        return path, None
    whole = QPointF(x, leave), QPointF(x, leave + bend), QPointF(to_x, arrive - bend), QPointF(to_x, arrive)
    first, *others = near_part(whole, -_AIR, view.width + _AIR)
    path.moveTo(first)
    path.cubicTo(*others)
    return path, None


def _is_in(row: Row, view: View, area: QRect) -> bool:
    return row.bottom + view.offset > area.top() and row.top + view.offset <= area.bottom()


def _paint_row_ground(painter: QPainter, view: View, row: Row, area: QRect) -> None:
    tokens, sizes = view.look.tokens, view.layout.sizes
    top, pad = row.top + view.offset, view.look.metrics.px(12)
    line = QColor(blend(tokens.border, tokens.surface, 0.7))
    painter.fillRect(QRect(0, top + row.height - 1, view.width, 1), line)
    if area.left() >= sizes.gutter:
        return
    painter.setPen(QColor(tokens.secondary))
    names = {SOUND: tr("Sound"), TRANSCRIPT: tr("Transcript"), CYCLES: tr("Cycles")}
    track = view.scene.tracks.get(row.key)
    label = names.get(row.key, "") if track is None else track.label
    room = sizes.gutter - 2 * pad
    # Its end says which group it is: a person with a long name has several tracks.
    text = view.lettering.text(view.lettering.cut(label, room, Qt.TextElideMode.ElideMiddle))
    painter.drawStaticText(QPointF(pad, top + (row.height - text.size().height()) / 2), text)


def _paint_ruler(painter: QPainter, view: View) -> None:
    tokens, height = view.look.tokens, view.layout.sizes.ruler
    painter.fillRect(QRect(0, 0, view.width, height), QColor(tokens.raised))
    painter.setFont(view.lettering.plain)
    widest = view.lettering.plain_metrics.horizontalAdvance(
        "0:00:00.0" if view.scale.duration > 3.6e9 else "00:00.0"
    )
    ticks = ruler_ticks(view.scale, widest + view.look.metrics.px(16))
    plain, quiet = QColor(tokens.outline), QColor(blend(tokens.outline, tokens.raised, 0.5))
    for tick in ticks:
        length = 5 if tick.label else 3
        painter.fillRect(round(tick.x), height - length, 1, length, plain if tick.label else quiet)
    painter.setPen(QColor(tokens.secondary))
    for tick in ticks:
        if tick.label:
            label, width = view.lettering.text(tick.label), view.lettering.width(tick.label)
            left = min(round(tick.x) + 0.5 - width / 2, view.width - 6 - width)
            painter.drawStaticText(QPointF(left, (height - 4 - label.size().height()) / 2), label)


def _paint_above(painter: QPainter, view: View, area: QRect) -> None:
    for key in (SOUND, TRANSCRIPT, CYCLES):
        row = view.layout.row(key)
        if row is None or not _is_in(row, view, area):
            continue
        if key == SOUND:
            _paint_sound(painter, view, row)
        elif key == TRANSCRIPT:
            paint_transcript(painter, view, row)
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


def _paint_cycles(painter: QPainter, view: View, row: Row) -> None:
    tokens, scale = view.look.tokens, view.scale
    top = row.top + view.offset
    for cycle in view.scene.cycles:
        end = scale.last if cycle.span.end is None else cycle.span.end
        box = QRectF(scale.x_of(cycle.span.start) + 0.5, top + 4.5, 0, row.height - 9)
        box.setRight(scale.x_of(end) - 1.5)
        if box.right() < scale.left or box.left() > view.right:
            continue
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.accent_wash if cycle.done else tokens.raised))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(tokens.secondary))
        shown = box.intersected(QRectF(scale.left, top, scale.width, row.height)).adjusted(6, 0, -6, 0)
        text = view.lettering.plain_metrics.elidedText(
            cycle.label, Qt.TextElideMode.ElideRight, max(0.0, shown.width())
        )
        painter.drawText(shown, _LEFT, text)


def _paint_threads(painter: QPainter, view: View, area: QRect) -> None:
    scale, threads = view.scale, view.scene.threads
    reach = 32 * scale.us_per_px
    if not threads_fit(view):
        return
    first = scale.start + (area.left() - scale.left) * scale.us_per_px - reach
    last = scale.start + (area.right() - scale.left) * scale.us_per_px + reach
    tokens = view.look.tokens
    painter.setBrush(Qt.BrushStyle.NoBrush)
    linked, left_open = QPen(QColor(tokens.accent), 1.5), QPen(QColor(tokens.warning), 1.5)
    by_rule = QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.CustomDashLine)
    by_rule.setDashPattern(RULED)
    for place in threads.touching(int(first), int(last)).tolist():
        thread = threads.keys[place]
        path, end = thread_path(view, thread)
        painter.setPen(left_open if end is not None else by_rule if thread.by_rule else linked)
        painter.drawPath(path)
        if end is not None:
            painter.drawEllipse(end, 3.5, 3.5)
