"""The whole video as a strip: clips and marks, what was said, and the codes faintly behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from havenlens.domain.coaching import ClipType
from havenlens.domain.codebook import Kind, Scheme
from havenlens.domain.events import Event
from havenlens.domain.observation import TranscriptLine
from havenlens.domain.time import SECOND, Micros, short_clock
from havenlens.ui.coaching.moments import Moment, MomentKind
from havenlens.ui.coaching.moments_list import NUMBERS
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.timeline.marks import bar_colours, fill_of
from havenlens.words.catalogue import tr

_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 1200)
"""Seconds between two figures of the ruler; the first that leaves room is taken."""
_LANE, _MOST_LANES = 25, 3
_MOST_TRACKS = 3
_FAINT = 0.55


@dataclass(frozen=True, slots=True)
class CodedTrack:
    """The events of one person in one group, to be drawn behind."""

    name: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class StripContent:
    """What the strip shows; ``duration`` is that of the video."""

    duration: Micros
    lines: tuple[TranscriptLine, ...] = ()
    scheme: Scheme | None = None
    tracks: tuple[CodedTrack, ...] = ()


def tracks_of(
    events: Sequence[Event], scheme: Scheme, names: Mapping[UUID, str], most: int = _MOST_TRACKS
) -> tuple[CodedTrack, ...]:
    """Take events together by person and group, the fullest tracks first, in the order of the scheme."""
    found: dict[tuple[str, UUID], list[Event]] = {}
    for event in events:
        code = scheme.code_by_id.get(event.code)
        if code is not None:
            found.setdefault((code.group, event.actor), []).append(event)
    order = [group.id for group in scheme.groups]
    kept = sorted(found, key=lambda key: -len(found[key]))[:most]
    kept.sort(key=lambda key: (order.index(key[0]), names.get(key[1], "")))
    return tuple(
        CodedTrack(
            f"{names.get(person, '–')} · {scheme.group_by_id[group].name.lower()}",
            tuple(found[group, person]),
        )
        for group, person in kept
    )


def lanes_of(moments: Sequence[Moment]) -> dict[UUID, int]:
    """Give moments that overlap lanes of their own, clips before marks, as few as they need."""
    order = list(MomentKind)
    lanes = 0
    found: dict[UUID, int] = {}
    for moment in sorted(moments, key=lambda m: (order.index(m.kind), m.span.start)):
        taken = [other for other in moments if other.id in found and other.span.overlaps(moment.span)]
        used = {found[other.id] for other in taken}
        lane = next(n for n in range(lanes + 1) if n not in used)
        lanes = max(lanes, lane + 1)
        found[moment.id] = min(lane, _MOST_LANES - 1)
    return found


class MomentStrip(QWidget):
    """Click to go to a time; click a clip or a mark to choose it."""

    sought = pyqtSignal(object)
    """Carries the observation time that was clicked."""
    chosen = pyqtSignal(object)
    """Carries the id of the moment that was clicked."""

    def __init__(self, label: Callable[[ClipType], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._content = StripContent(Micros(60 * SECOND))
        self._moments: tuple[Moment, ...] = ()
        self._selected: UUID | None = None
        self._playhead: Micros | None = None
        self._lane_of: dict[UUID, int] = {}
        self._lanes = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("The video with its clips and marks"))

    def show_content(self, content: StripContent) -> None:
        """Show another video."""
        self._content = content
        self.updateGeometry()
        self.update()

    def show_moments(self, moments: Sequence[Moment], selected: UUID | None) -> None:
        """Show clips and marks, one of them chosen; suggestions only while one is chosen."""
        self._moments, self._selected = tuple(moments), selected
        self._lane_of = lanes_of(self._shown())
        lanes = 1 + max(self._lane_of.values(), default=0)
        if lanes != self._lanes:
            self._lanes = lanes
            self.updateGeometry()
        words = (self._in_words(moment) for moment in moments if moment.kind is not MomentKind.SUGGESTION)
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def show_playhead(self, at: Micros | None) -> None:
        """Move the line of the frame that is on the screen."""
        if at != self._playhead:
            self._playhead = at
            self.update()

    def _in_words(self, moment: Moment) -> str:
        end = moment.span.end or moment.span.start
        block = tr("mark") if moment.type is None else self._label(moment.type)
        return f"{block} {short_clock(moment.span.start)}–{short_clock(end)}"

    # --- places -------------------------------------------------------------------------------------

    def _rows(self) -> tuple[float, float, float, float]:
        """Give the heights of ruler, moments, words, and one track."""
        px = current_look().metrics.px
        return px(20), px(_LANE) * self._lanes + 4, (px(14) if self._content.lines else 0), px(15)

    def _gutter(self) -> float:
        return current_look().metrics.px(104)

    def _x(self, at: int) -> float:
        left = self._gutter()
        return left + at / max(1, self._content.duration) * max(1.0, self.width() - left - Space.M)

    def _at(self, x: float) -> Micros:
        left = self._gutter()
        share = (x - left) / max(1.0, self.width() - left - Space.M)
        return Micros(round(min(max(0.0, share), 1.0) * self._content.duration))

    def sizeHint(self) -> QSize:
        ruler, moments, words, track = self._rows()
        return QSize(480, round(ruler + moments + words + track * len(self._content.tracks) + Space.S))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def _box(self, moment: Moment) -> QRectF:
        ruler, lane = self._rows()[0], current_look().metrics.px(_LANE)
        end = moment.span.end or moment.span.start
        left, top = self._x(moment.span.start), ruler + 2 + lane * self._lane_of.get(moment.id, 0)
        return QRectF(left, top + 1, max(6.0, self._x(end) - left), lane - 3)

    def _shown(self) -> list[Moment]:
        """List what is drawn, the chosen one on top of all others."""
        shown = [m for m in self._moments if m.kind is not MomentKind.SUGGESTION or m.id == self._selected]
        order = (MomentKind.MARK, MomentKind.CLIP, MomentKind.SUGGESTION)
        return sorted(shown, key=lambda m: (m.id == self._selected, order.index(m.kind)))

    # --- mouse --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        hit = next((m for m in reversed(self._shown()) if self._box(m).contains(place)), None)
        if hit is not None:
            self.chosen.emit(hit.id)
        if place.x() >= self._gutter() - 4:
            self.sought.emit(self._at(place.x()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton and event.position().x() >= self._gutter() - 4:
            self.sought.emit(self._at(event.position().x()))
            return
        hit = next((m for m in reversed(self._shown()) if self._box(m).contains(event.position())), None)
        if hit is not None:
            QToolTip.showText(event.globalPosition().toPoint(), self._in_words(hit), self)

    # --- painting -----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ruler, moments, words, track = self._rows()
        self._paint_ruler(painter, look, ruler)
        self._name(painter, look, tr("Clips"), ruler, moments)
        for moment in self._shown():
            self._paint_moment(painter, look, moment)
        top = ruler + moments
        if words:
            self._name(painter, look, tr("Words"), top, words)
            self._paint_lines(painter, look, top, words)
        for one in self._content.tracks:
            self._name(painter, look, one.name, top + words, track)
            self._paint_track(painter, look, one, top + words, track)
            top += track
        self._paint_playhead(painter, look)

    def _name(self, painter: QPainter, look: Look, words: str, top: float, height: float) -> None:
        font = look.font(look.metrics.label * 0.94)
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.secondary))
        room = QRectF(Space.S, top, self._gutter() - Space.S - 6, height)
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_ruler(self, painter: QPainter, look: Look, height: float) -> None:
        room = max(1.0, (self.width() - self._gutter()) / look.metrics.px(56))
        length = self._content.duration
        step = next((s for s in _STEPS if length / (s * SECOND) <= room), _STEPS[-1]) * SECOND
        painter.setFont(look.font(look.metrics.label * 0.94, tabular=True))
        for at in range(0, length + 1, step):
            x = round(self._x(at)) + 0.5
            painter.setPen(QPen(QColor(look.tokens.border), 1))
            painter.drawLine(QPointF(x, height - 4), QPointF(x, self.height()))
            painter.setPen(QColor(look.tokens.secondary))
            box = QRectF(x - 30, 0, 60, height - 3)
            if box.right() < self.width() + 12:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short_clock(at))

    def _paint_moment(self, painter: QPainter, look: Look, moment: Moment) -> None:
        tokens, box, chosen = look.tokens, self._box(moment), moment.id == self._selected
        solid = moment.kind is MomentKind.CLIP
        style = Qt.PenStyle.SolidLine if solid else Qt.PenStyle.DashLine
        ground = (
            tokens.accent if solid and chosen else tokens.accent_wash if solid or chosen else tokens.raised
        )
        painter.setPen(QPen(QColor(tokens.accent if solid or chosen else tokens.outline), 1.5, style))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 4, 4)
        ink = tokens.on_accent if solid and chosen else tokens.accent if solid else tokens.secondary
        painter.setPen(QColor(ink))
        painter.setFont(look.font(look.metrics.label, QFont.Weight.DemiBold))
        figure = "?" if moment.type is None else str(NUMBERS[moment.type])
        words = figure if moment.type is None else f"{figure}  {self._label(moment.type)}"
        room = box.adjusted(5, 0, -3, 0)
        if room.width() < painter.fontMetrics().horizontalAdvance(words):
            words, room = figure, box
        side = Qt.AlignmentFlag.AlignLeft if words != figure else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_lines(self, painter: QPainter, look: Look, top: float, height: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tokens.outline))
        painter.setOpacity(_FAINT)
        for line in self._content.lines:
            end = line.span.end or line.span.start
            left = self._x(line.span.start)
            painter.drawRoundedRect(
                QRectF(left, top + height / 2 - 2.5, max(2.0, self._x(end) - left - 1), 5), 2, 2
            )
        painter.setOpacity(1.0)

    def _paint_track(
        self, painter: QPainter, look: Look, track: CodedTrack, top: float, height: float
    ) -> None:
        scheme = self._content.scheme
        assert scheme is not None
        painter.setOpacity(_FAINT)
        painter.setPen(Qt.PenStyle.NoPen)
        size = height - 5
        for event in sorted(track.events, key=lambda e: e.span.is_instant):
            code = scheme.code_by_id[event.code]
            left, middle = self._x(event.span.start), top + height / 2
            if code.kind is Kind.POINT:
                painter.setBrush(QColor(fill_of(code.colour, look.tokens)))
                painter.drawEllipse(QPointF(left, middle), size / 2, size / 2)
            else:
                end = self._content.duration if event.span.end is None else event.span.end
                painter.setBrush(QColor(bar_colours(code.colour, look.tokens)[0]))
                box = QRectF(left, middle - size / 2, max(2.0, self._x(end) - left), size)
                painter.drawRoundedRect(box, 2, 2)
        painter.setOpacity(1.0)

    def _paint_playhead(self, painter: QPainter, look: Look) -> None:
        if self._playhead is None:
            return
        x = round(self._x(self._playhead)) + 0.5
        painter.setPen(QPen(QColor(look.tokens.danger), 1.5))
        painter.drawLine(QPointF(x, 12), QPointF(x, self.height()))
