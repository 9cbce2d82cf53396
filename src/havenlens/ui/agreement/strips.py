"""Codings as small timelines under each other, around one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from havenlens.domain.codebook import Kind, Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import SECOND, Micros, Span, short_clock
from havenlens.ui.agreement.scene import Strip
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import Radius, Space
from havenlens.ui.timeline.marks import bar_colours, mark_pixmap
from havenlens.ui.timeline.model import Shape, shapes_of_groups
from havenlens.words.catalogue import tr

_MOST_TRACKS = 4
_STEPS = (1, 2, 5, 10, 30, 60, 120, 300)
"""Seconds between the lines of the ruler, the first that leaves room."""


@dataclass(frozen=True, slots=True)
class _Track:
    person: UUID
    group: str


class Strips(QWidget):
    """A block for each coding, a line for each person and group in it; a click goes to its time."""

    sought = pyqtSignal(object)
    """Carries the observation time that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strips: tuple[Strip, ...] = ()
        self._scheme: Scheme | None = None
        self._people: Mapping[UUID, str] = {}
        self._window = Span(Micros(0), Micros(SECOND))
        self._about = Span(Micros(0), Micros(0))
        self._framed: frozenset[UUID] = frozenset()
        self._tracks: tuple[_Track, ...] = ()
        self._shapes: Mapping[str, Shape] = {}
        self._playhead: Micros | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Codings under each other"))

    def show_strips(
        self,
        strips: Sequence[Strip],
        scheme: Scheme,
        people: Mapping[UUID, str],
        window: Span,
        about: Span,
        framed: Sequence[Event],
        *,
        most: int = _MOST_TRACKS,
    ) -> None:
        """Show a window of some codings; the events in question are framed, their stretch is washed.

        At most so many tracks are shown, those in question before others.
        """
        self._strips, self._scheme, self._people = tuple(strips), scheme, people
        self._window, self._about = window, about
        self._framed = frozenset(event.id for event in framed)
        self._shapes = shapes_of_groups(group.id for group in scheme.groups)
        self._tracks = self._tracks_in(framed, most)
        self.setAccessibleDescription(self._in_words())
        self.updateGeometry()
        self.update()

    def show_playhead(self, at: Micros | None) -> None:
        """Move the line of the frame that is on the screen."""
        if at != self._playhead:
            self._playhead = at
            self.update()

    def _tracks_in(self, framed: Sequence[Event], most: int) -> tuple[_Track, ...]:
        """List the tracks with something in the window, those in question first."""
        groups = {group.id for group in self._scheme.groups} if self._scheme else set()
        events = (*framed, *(event for strip in self._strips for event in self._seen(strip)))
        found = dict.fromkeys(track for track in map(self._track, events) if track.group in groups)
        kept = list(found)[:most]
        order = [group.id for group in self._scheme.groups] if self._scheme else []
        return tuple(sorted(kept, key=lambda t: (order.index(t.group), self._people.get(t.person, ""))))

    def _track(self, event: Event) -> _Track:
        assert self._scheme is not None
        return _Track(event.actor, self._scheme.code_by_id[event.code].group)

    def _seen(self, strip: Strip) -> Iterator[Event]:
        for event in strip.events:
            if event.span.overlaps(self._window) or self._window.covers(event.span.start):
                yield event

    def _in_words(self) -> str:
        assert self._scheme is not None
        lines = []
        for strip in self._strips:
            events = (
                f"{self._scheme.code_by_id[e.code].name} {short_clock(e.span.start)}"
                for e in self._seen(strip)
            )
            lines.append(f"{strip.name}: {', '.join(events) or '–'}")
        return "\n".join(lines)

    # --- places -------------------------------------------------------------------------------------

    def _line(self) -> int:
        return current_look().metrics.px(24)

    def _gutter(self) -> float:
        look = current_look()
        metrics = QFontMetricsF(look.font(look.metrics.label))
        names = [self._label(track) for track in self._tracks] or [""]
        names += [strip.name for strip in self._strips]
        return min(max(map(metrics.horizontalAdvance, names)) + 28, max(90.0, self.width() * 0.3))

    def _label(self, track: _Track) -> str:
        assert self._scheme is not None
        return f"{self._people.get(track.person, '–')} · {self._scheme.group_by_id[track.group].name.lower()}"

    def _x(self, at: int) -> float:
        assert self._window.end is not None
        left = self._gutter()
        share = (at - self._window.start) / max(1, self._window.end - self._window.start)
        return left + share * max(1.0, self.width() - left - 8)

    def sizeHint(self) -> QSize:
        lines = len(self._strips) * (max(1, len(self._tracks)) + 0.85) + 0.9
        return QSize(480, round(lines * self._line()))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.position().x() < self._gutter() or self._window.end is None:
            return
        left = self._gutter()
        share = (event.position().x() - left) / max(1.0, self.width() - left - 8)
        at = self._window.start + share * (self._window.end - self._window.start)
        self.sought.emit(Micros(max(0, round(at))))

    # --- painting -----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if self._scheme is None:
            return
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ruler(painter, look)
        top = self._line() * 0.9
        for strip in self._strips:
            self._paint_name(painter, look, strip, top)
            top += self._line() * 0.85
            for track in self._tracks or (None,):
                self._paint_line(painter, look, strip, track, top)
                top += self._line()
        self._paint_playhead(painter, look, top)

    def _paint_ruler(self, painter: QPainter, look: Look) -> None:
        assert self._window.end is not None
        left, right = self._x(self._about.start), self._x(self._about.end or self._about.start)
        wash = QRectF(left - 3, self._line() * 0.9, right - left + 6, self.height())
        painter.fillRect(wash, QColor(look.tokens.accent_wash))
        length = self._window.end - self._window.start
        room = max(1.0, (self.width() - self._gutter()) / look.metrics.px(48))
        step = next((s for s in _STEPS if length / (s * SECOND) <= room), _STEPS[-1]) * SECOND
        painter.setFont(look.font(look.metrics.label, tabular=True))
        for at in range(-(-self._window.start // step) * step, self._window.end, step):
            x = round(self._x(at)) + 0.5
            painter.setPen(QPen(QColor(look.tokens.border), 1))
            painter.drawLine(QPointF(x, self._line() * 0.75), QPointF(x, self.height()))
            painter.setPen(QColor(look.tokens.secondary))
            box = QRectF(x - 40, 0, 80, self._line() * 0.75)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short_clock(at))

    def _paint_name(self, painter: QPainter, look: Look, strip: Strip, top: float) -> None:
        painter.setPen(QPen(QColor(look.tokens.border), 1))
        painter.drawLine(QPointF(0, round(top) + 0.5), QPointF(self.width(), round(top) + 0.5))
        painter.setFont(look.font(look.metrics.label, QFont.Weight.DemiBold))
        painter.setPen(QColor(look.tokens.text))
        box = QRectF(8, top, self.width() - 16, self._line() * 0.85)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, strip.name)

    def _paint_line(
        self, painter: QPainter, look: Look, strip: Strip, track: _Track | None, top: float
    ) -> None:
        if track is None:
            return
        font = look.font(look.metrics.label)
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.secondary))
        box = QRectF(8, top, self._gutter() - 20, self._line())
        label = QFontMetricsF(font).elidedText(self._label(track), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        painter.save()
        left = self._gutter() - 9
        painter.setClipRect(QRectF(left, top, self.width() - left, self._line()))
        events = [event for event in self._seen(strip) if self._track(event) == track]
        for event in sorted(events, key=lambda e: e.span.is_instant):
            self._paint_event(painter, look, event, track, top)
        painter.restore()

    def _paint_event(self, painter: QPainter, look: Look, event: Event, track: _Track, top: float) -> None:
        assert self._scheme is not None
        code = self._scheme.code_by_id[event.code]
        size = look.metrics.px(16)
        middle = top + self._line() / 2
        if code.kind is Kind.POINT:
            mark = mark_pixmap(
                self._shapes[track.group], code.colour, code.key, size, self.devicePixelRatioF()
            )
            x = self._x(event.span.start)
            painter.drawPixmap(QPointF(x - size / 2 - 2, middle - size / 2 - 2), mark)
            box = QRectF(x - size / 2 - 3, middle - size / 2 - 3, size + 6, size + 6)
        else:
            end = self._window.end if event.span.end is None else event.span.end
            assert end is not None
            fill, edge, ink = bar_colours(code.colour, look.tokens)
            start = self._x(event.span.start)
            bar = QRectF(start, middle - size / 2, max(2.0, self._x(end) - start), size)
            painter.setPen(QPen(QColor(edge), 1))
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setPen(QColor(ink))
            painter.setFont(look.font(look.metrics.label, QFont.Weight.DemiBold))
            seen = bar.intersected(QRectF(self._gutter(), top, self.width(), self._line()))
            painter.drawText(
                seen.adjusted(5, 0, -3, 0),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                QFontMetricsF(painter.font()).elidedText(
                    code.name, Qt.TextElideMode.ElideRight, max(0.0, seen.width() - 8)
                ),
            )
            box = bar.adjusted(-2, -2, 2, 2)
        if event.id in self._framed:
            painter.setPen(QPen(QColor(look.tokens.text), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, Radius.KEY, Radius.KEY)

    def _paint_playhead(self, painter: QPainter, look: Look, bottom: float) -> None:
        if self._playhead is None or not self._window.covers(self._playhead):
            return
        x = round(self._x(self._playhead)) + 0.5
        painter.setPen(QPen(QColor(look.tokens.danger), 1.5))
        painter.drawLine(QPointF(x, self._line() * 0.7), QPointF(x, bottom))


def carded(strips: Strips) -> QFrame:
    """Put strips on a card."""
    card = QFrame()
    card.setProperty("ground", "card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, Space.XS, 1, Space.XS)
    inside.addWidget(strips)
    return card
