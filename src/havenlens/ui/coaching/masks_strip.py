"""When each box hides and where it was drawn, and which sound is covered, along the time of a clip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.domain.frames import FrameTimes
from havenlens.domain.masks import Mask, SoundCover, SoundKind
from havenlens.domain.time import SECOND, Micros, Span, short_clock
from havenlens.ui.coaching.masks_work import MaskWork
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr

_ROW, _RULER = 22, 20
_REACH = 6
"""How near to an edge or a keyframe the mouse has to be, in pixels."""
_STEPS = (1, 2, 5, 10, 15, 30)

Thing = Mask | SoundCover


@dataclass(frozen=True, slots=True)
class _Edge:
    """An end of a box's or a cover's time that is being dragged."""

    thing: Thing
    begins: bool


class MaskStrip(QWidget):
    """A row for each box and one for the sound; edges are dragged and rest on frames."""

    sought = pyqtSignal(object)
    """Carries the observation time that was clicked."""
    picked = pyqtSignal(object)
    """Carries the id of the box whose row was clicked."""
    cover_picked = pyqtSignal(object)
    """Carries the span of the cover that was clicked."""
    spanned = pyqtSignal(object, object)
    """Carries the `Mask` or `SoundCover` whose edge was dragged, and its new `Span`."""

    def __init__(self, work: MaskWork) -> None:
        super().__init__()
        self._work = work
        self._times: FrameTimes | None = None
        self._playhead: Micros | None = None
        self._begun: Micros | None = None
        self._names: dict[UUID, str] = {}
        self._edge: _Edge | None = None
        self._span: Span | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("When boxes hide and sound is covered"))
        work.changed.connect(self._show_again)

    def show_times(self, times: FrameTimes | None) -> None:
        """Let edges rest on these frames."""
        self._times = times

    def name_people(self, names: dict[UUID, str]) -> None:
        """Write names beside the rows of boxes that hide somebody."""
        self._names = names
        self.update()

    def show_playhead(self, at: Micros | None) -> None:
        """Move the line of the frame that is on the screen."""
        self._playhead = at
        self.update()

    def show_begun(self, at: Micros | None) -> None:
        """Show where a sound cover was begun that has no end yet."""
        self._begun = at
        self.update()

    def _show_again(self) -> None:
        self.updateGeometry()
        self.setAccessibleDescription(", ".join(map(self._in_words, self._work.masks)))
        self.update()

    def _in_words(self, mask: Mask) -> str:
        name = self.name_of(mask)
        return f"{name} {short_clock(mask.span.start)}–{short_clock(mask.span.end or mask.span.start)}"

    def name_of(self, mask: Mask) -> str:
        """Name a box: whom it hides, or its place in time among the others."""
        if mask.participant in self._names:
            return self._names[mask.participant]
        place = 1 + next((n for n, one in enumerate(self._work.masks) if one.id == mask.id), 0)
        return tr("Box {n}").format(n=place)

    # --- places -------------------------------------------------------------------------------------

    @property
    def span(self) -> Span:
        """Give the time that is shown: that of the clip."""
        clip = self._work.clip
        return Span(Micros(0), Micros(SECOND)) if clip is None else clip.span

    def _gutter(self) -> float:
        return current_look().metrics.px(96)

    def x_of(self, at: int) -> float:
        """Give where a time lies."""
        left, span = self._gutter(), self.span
        return left + (at - span.start) / max(1, span.length) * self._wide()

    def _wide(self) -> float:
        return max(1.0, self.width() - self._gutter() - Space.M)

    def _at(self, x: float) -> Micros:
        span = self.span
        share = min(max(0.0, (x - self._gutter()) / self._wide()), 1.0)
        return Micros(round(span.start + share * span.length))

    def row_of(self, place: int) -> QRectF:
        """Give the row of a box by its place; the row after the last one is the sound's."""
        px = current_look().metrics.px
        return QRectF(self._gutter(), px(_RULER) + px(_ROW) * place, self._wide(), px(_ROW))

    def _bar(self, thing: Thing) -> QRectF:
        span = self._drawn_span(thing)
        row = self.row_of(self._place_of(thing))
        left, right = self.x_of(span.start), self.x_of(span.start if span.end is None else span.end)
        return QRectF(left, row.top() + 4, max(3.0, right - left), row.height() - 8)

    def _place_of(self, thing: Thing) -> int:
        masks = self._work.masks
        if isinstance(thing, SoundCover):
            return len(masks)
        return next((n for n, one in enumerate(masks) if one.id == thing.id), 0)

    def _drawn_span(self, thing: Thing) -> Span:
        edge = self._edge
        return self._span if edge is not None and edge.thing == thing and self._span else thing.span

    def sizeHint(self) -> QSize:
        rows = len(self._work.masks) + 1
        return QSize(480, round(self.row_of(rows).top() + Space.XS))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    # --- mouse --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        edge = self._edge_at(place)
        hit = edge.thing if edge is not None else self._thing_at(place)
        if isinstance(hit, Mask):
            self.picked.emit(hit.id)
        elif isinstance(hit, SoundCover):
            self.cover_picked.emit(hit.span)
        self._edge = edge
        if edge is None and place.x() >= self._gutter() - _REACH:
            key = self._key_at(place)
            self.sought.emit(self._at(place.x()) if key is None else key)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        place, edge = event.position(), self._edge
        if edge is not None:
            self._drag(edge, place.x())
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self._at(place.x()))
        else:
            near = self._edge_at(place) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent | None) -> None:
        edge, span = self._edge, self._span
        self._edge = self._span = None
        if edge is None:
            return
        if span is not None and span != edge.thing.span:
            self.spanned.emit(edge.thing, span)
        elif span is None:  # pressed, not dragged: there is often a keyframe below the edge
            old = edge.thing.span
            self.sought.emit(old.start if edge.begins or old.end is None else Micros(old.end - 1))
        self.update()

    def _drag(self, edge: _Edge, x: float) -> None:
        old, at = edge.thing.span, self._on_frame(self._at(x))
        assert old.end is not None
        whole = self.span
        if edge.begins and at < old.end:
            self._span = replace(old, start=max(whole.start, at))
        elif not edge.begins and at > old.start:
            self._span = replace(old, end=at if whole.end is None else min(whole.end, at))
        self.update()

    def _on_frame(self, at: Micros) -> Micros:
        end = self.span.end
        if self._times is None or (end is not None and at >= end):
            return at
        return self._times.time_of(self._times.nearest(at))

    def _edge_at(self, place: QPointF) -> _Edge | None:
        things: tuple[Thing, ...] = (*self._work.masks, *self._work.covers)
        for thing in things:
            bar = self._bar(thing)
            if bar.top() - 3 <= place.y() <= bar.bottom() + 3:
                if abs(place.x() - bar.left()) <= _REACH:
                    return _Edge(thing, begins=True)
                if abs(place.x() - bar.right()) <= _REACH:
                    return _Edge(thing, begins=False)
        return None

    def _thing_at(self, place: QPointF) -> Thing | None:
        masks, covers = self._work.masks, self._work.covers
        for number, mask in enumerate(masks):
            if self.row_of(number).top() <= place.y() < self.row_of(number).bottom():
                return mask
        return next((one for one in covers if self._bar(one).contains(place)), None)

    def _key_at(self, place: QPointF) -> Micros | None:
        thing = self._thing_at(place)
        keys = thing.keys if isinstance(thing, Mask) else ()
        return next((key.at for key in keys if abs(self.x_of(key.at) - place.x()) <= _REACH), None)

    # --- painting -----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ruler(painter, look)
        for number, mask in enumerate(self._work.masks):
            self._paint_mask(painter, look, number, mask)
        self._paint_sound(painter, look)
        if self._playhead is not None and self.span.covers(self._playhead):
            x = round(self.x_of(self._playhead)) + 0.5
            painter.setPen(QPen(QColor(look.tokens.danger), 1.5))
            painter.drawLine(QPointF(x, 10), QPointF(x, self.height()))

    def _paint_ruler(self, painter: QPainter, look: Look) -> None:
        span, room = self.span, max(1.0, self._wide() / look.metrics.px(56))
        step = next((s for s in _STEPS if span.length / (s * SECOND) <= room), _STEPS[-1]) * SECOND
        painter.setFont(look.font(look.metrics.label * 0.94, tabular=True))
        first = -(-span.start // step) * step
        for at in range(first, span.start + span.length + 1, step):
            x = round(self.x_of(at)) + 0.5
            painter.setPen(QPen(QColor(look.tokens.border), 1))
            painter.drawLine(QPointF(x, look.metrics.px(_RULER) - 4), QPointF(x, self.height()))
            painter.setPen(QColor(look.tokens.secondary))
            box = QRectF(x - 30, 0, 60, look.metrics.px(_RULER) - 3)
            if box.right() < self.width() + 12:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short_clock(at))

    def _name(self, painter: QPainter, look: Look, words: str, row: QRectF, *, strong: bool) -> None:
        painter.setFont(look.font(look.metrics.label))
        painter.setPen(QColor(look.tokens.text if strong else look.tokens.secondary))
        room = QRectF(Space.S, row.top(), self._gutter() - Space.S - 8, row.height())
        shown = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_mask(self, painter: QPainter, look: Look, number: int, mask: Mask) -> None:
        tokens, chosen = look.tokens, self._work.chosen
        is_chosen = chosen is not None and chosen.id == mask.id
        row, bar = self.row_of(number), self._bar(mask)
        self._name(painter, look, self.name_of(mask), row, strong=is_chosen)
        style = Qt.PenStyle.DashLine if mask.proposed else Qt.PenStyle.SolidLine
        ink = tokens.accent if is_chosen else tokens.outline
        painter.setPen(QPen(QColor(ink), 1.5, style))
        painter.setBrush(QColor(tokens.accent_wash if is_chosen else tokens.raised))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(QPen(QColor(tokens.surface), 1))
        painter.setBrush(QColor(tokens.accent if is_chosen else tokens.secondary))
        for key in mask.keys:
            if self.span.covers(key.at):
                painter.drawPolygon(_diamond(QPointF(self.x_of(key.at), bar.center().y()), 5.0))

    def _paint_sound(self, painter: QPainter, look: Look) -> None:
        tokens, row = look.tokens, self.row_of(len(self._work.masks))
        chosen = self._work.chosen_cover
        self._name(painter, look, tr("Sound"), row, strong=chosen is not None)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(QPointF(row.left(), row.center().y()), QPointF(row.right(), row.center().y()))
        painter.setFont(look.font(look.metrics.label * 0.94))
        for cover in self._work.covers:
            bar, is_chosen = self._bar(cover), cover == chosen
            painter.setPen(QPen(QColor(tokens.accent if is_chosen else tokens.outline), 1.5))
            painter.setBrush(QColor(tokens.accent_wash if is_chosen else tokens.raised))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setPen(QColor(tokens.text))
            words = sound_name(cover.kind)
            if painter.fontMetrics().horizontalAdvance(words) + 6 < bar.width():
                painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, words)
        if self._begun is not None:
            left, right = self.x_of(self._begun), self.x_of(self._playhead or self._begun)
            painter.setPen(QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(left, row.top() + 4, max(2.0, right - left), row.height() - 8))


def sound_name(kind: SoundKind) -> str:
    """Name what is heard in the place of covered sound."""
    return tr("mute") if kind is SoundKind.MUTE else tr("beep")


def _diamond(middle: QPointF, size: float) -> QPolygonF:
    x, y = middle.x(), middle.y()
    return QPolygonF([QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)])
