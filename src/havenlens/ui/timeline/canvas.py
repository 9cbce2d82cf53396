"""The timeline to look at: what is shown, where in time, and how little is painted anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from PyQt6.QtCore import QEvent, QRect, QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QHelpEvent, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from havenlens.domain.time import Micros, Span
from havenlens.services.ports import Waveform
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.timeline.geometry import Layout, RowSizes, TimeScale
from havenlens.ui.timeline.model import (
    CycleItem,
    TimelineContent,
    TimelineItem,
    TimelineThread,
    TimelineTrack,
    TranscriptItem,
)
from havenlens.ui.timeline.overlay import PLAYHEAD_REACH, Moving, area_of, open_area, paint_moving
from havenlens.ui.timeline.painting import paint_nothing, threads_fit
from havenlens.ui.timeline.pointing import tip_at
from havenlens.ui.timeline.pulse import Pulse
from havenlens.ui.timeline.scene import TimelineScene
from havenlens.ui.timeline.scroll_bars import BAR, ScrollBars
from havenlens.ui.timeline.still import StillPicture
from havenlens.ui.timeline.threads import Threads
from havenlens.ui.timeline.view import Lettering, View, row_sizes
from havenlens.words.catalogue import tr

_ZOOM_STEP = 1.5
_PAGE_LEAD = 0.06
_RELAY = {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange}


class TimelineCanvas(QWidget):
    """Shows a timeline and keeps it in step; `TimelineWidget` adds the mouse."""

    view_changed = pyqtSignal()
    """Another stretch of time, other rows or other sizes are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = TimelineContent(Micros(0))
        self._scene = TimelineScene(self._content)
        self._look: Look = current_look()
        self._lettering = Lettering(self._look)
        self._layout: Layout = self._scene.layout(RowSizes())
        self._scale = TimeScale.fitted(0, 0, 1)
        self._moving = Moving(Micros(0))
        self._playing = False
        self._still = StillPicture()
        self._threads_drawn: bool | None = None
        """Whether the threads in view are few enough to be drawn; None where that has to be counted."""
        self._bars = ScrollBars(self)
        self._bars.scrolled_across.connect(self._scrolled_across)
        self._bars.scrolled_down.connect(self._refresh)
        self._pulse = Pulse(self)
        self._pulse.beaten.connect(self._beat)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Timeline"))
        self.set_content(self._content)

    # What is shown

    def set_content(self, content: TimelineContent) -> None:
        """Show another coding; zoom and waveform are kept where the observation covers the same time."""
        same = content.film == self._content.film and content.duration > 0
        self._content, before = content, self._scene.waveform if same else None
        self._scene = TimelineScene(replace(content, waveform=content.waveform or before))
        self._moving = replace(self._moving, hovered=None, drag=None)
        self._lay_out()
        if not same:
            self.zoom_to_fit()

    def set_film(self, film: Span) -> None:
        """Show the time that the views cover now, where it is not as before."""
        if film != self._content.film:
            self._content = replace(self._content, duration=film.length, first=film.start)
            self._scene.set_film(film)
            self._show_scale(self._scale.over(film))

    def set_waveform(self, waveform: Waveform | None) -> None:
        """Show a waveform, or none; it is usually ready later than the rest."""
        self._scene.waveform = waveform
        self._lay_out()

    def add_track(self, track: TimelineTrack) -> None:
        """Show one more track below the others, where it is not there yet."""
        if track.key not in self._scene.tracks:
            self._scene.add_track(track)
            self._lay_out()

    def set_transcript(self, lines: tuple[TranscriptItem, ...]) -> None:
        """Show what was spoken."""
        self._scene.set_transcript(lines)
        self._lay_out()

    def set_cycles(self, cycles: tuple[CycleItem, ...]) -> None:
        """Show the stretches that are rated, and how far each is."""
        self._scene.cycles = tuple(sorted(cycles, key=lambda item: item.span))
        self._lay_out()

    def apply(
        self,
        removed: Iterable[UUID] = (),
        replaced: Iterable[TimelineItem] = (),
        added: Iterable[TimelineItem] = (),
    ) -> None:
        """Take the changes of one intent over together, repainting only the rectangle they touch."""
        after = (*replaced, *added)
        gone = (*removed, *(item.id for item in after))
        view, now = self.view(), self._moving.playhead
        self._note_threads(view)
        area = area_of(view, gone, now)
        if self._moving.drag is not None and self._moving.drag.item.id in gone:
            self._moving = replace(self._moving, drag=None)
        for item_id in gone:
            self._scene.remove(item_id)
        for item in after:
            self._scene.add(item)
        self._changed(view, area.united(area_of(view, gone, now)))

    def add_thread(self, thread: TimelineThread) -> None:
        """Join a bid and its answer, or give a bid its hollow end."""
        view = self.view()
        self._note_threads(view)
        self._scene.threads.add(thread)
        self._changed(view, area_of(view, (thread.bid,), self._moving.playhead))

    def remove_thread(self, thread: TimelineThread) -> None:
        """Part a bid from its answer."""
        view = self.view()
        self._note_threads(view)
        area = area_of(view, (thread.bid,), self._moving.playhead)
        self._scene.threads.remove(thread)
        self._changed(view, area)

    def thread_maker(self) -> Callable[[Iterable[TimelineThread]], Threads]:
        """Give what makes threads for `set_threads`; another thread of the program may call it."""
        return self._scene.threads_between

    def set_threads(self, threads: Threads) -> None:
        """Show these threads instead of those that are shown."""
        self._scene.set_threads(threads)
        self._refresh()

    def item(self, item_id: UUID | None) -> TimelineItem | None:
        """Give a shown event by its id, or None."""
        return self._scene.get(item_id)

    def select(self, item_id: UUID | None) -> None:
        """Mark an event as the chosen one, or none; emits nothing."""
        if item_id != self._moving.selected:
            rings = (self._moving.selected, item_id)
            self._moving = replace(self._moving, selected=item_id)
            self._update_rings(rings)

    def selected(self) -> UUID | None:
        """Give the id of the chosen event, or None."""
        return self._moving.selected

    def set_marked(self, marked: Span | None) -> None:
        """Show the stretch between in and out, or one that loops; one without an end has only begun."""
        if marked != self._moving.marked:
            self._moving = replace(self._moving, marked=marked)
            self.update()

    # Where in time

    def playhead(self) -> Micros:
        """Give the time the playhead stands at."""
        return self._moving.playhead

    def set_playhead(self, at: Micros) -> None:
        """Move the playhead; while playing, the page turns when it runs out of sight."""
        before = self._moving.playhead
        if at == before:
            return
        self._moving = replace(self._moving, playhead=at)
        left, right = self._scale.left, self._scale.left + self._scale.width
        if self._playing and left <= self._scale.x_of(before) <= right and self._scale.x_of(at) > right:
            self._show_scale(self._scale.starting(at - _PAGE_LEAD * self._scale.span))
            return
        for moment in (before, at):
            x = round(self._scale.x_of(moment))
            self.update(QRect(x - PLAYHEAD_REACH, 0, 2 * PLAYHEAD_REACH, self.height()))
        view = self.view()
        for item in self._scene.open_items():
            self.update(open_area(view, item, before, at))

    def set_playing(self, playing: bool) -> None:
        """Say whether the video plays, so that the page follows the playhead."""
        self._playing = playing

    def zoom_in(self) -> None:
        """Zoom in around the playhead, around the middle where it is out of sight."""
        self._show_scale(self._scale.zoomed(_ZOOM_STEP, self._zoom_centre()))

    def zoom_out(self) -> None:
        """Zoom out around the playhead, around the middle where it is out of sight."""
        self._show_scale(self._scale.zoomed(1 / _ZOOM_STEP, self._zoom_centre()))

    def zoom_to_fit(self) -> None:
        """Show all of the observation."""
        self._show_scale(self._fitted(self._scale.left, self._scale.width))

    def zoom_to(self, span: Span) -> None:
        """Show a span large, with some air around it."""
        self._show_scale(self._scale.showing(span))

    def ensure_visible(self, at: Micros) -> None:
        """Scroll so that a time can be seen, if it cannot."""
        if not self._scale.start <= at <= self._scale.end:
            self._show_scale(self._scale.starting(at - self._scale.span / 4))

    def show_from(self, at: float) -> None:
        """Scroll so that a time stands at the left end, if it can."""
        self._show_scale(self._scale.starting(at))

    def scale(self) -> TimeScale:
        """Give the stretch of time that is shown."""
        return self._scale

    def view(self) -> View:
        """Give what is shown where, for pointing and for painting."""
        return View(
            self._scene,
            self._scale,
            self._layout,
            self._look,
            self._lettering,
            self.width(),
            self.height(),
            self._bars.down,
            self.devicePixelRatioF(),
        )

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(960, self._layout.sizes.ruler + max(self._layout.height, 120) + BAR)

    def minimumSizeHint(self) -> QSize:
        return QSize(current_look().metrics.px(300), self._layout.sizes.ruler + 2 * self._layout.sizes.track)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        view, area = self.view(), self.rect() if event is None else event.rect()
        if not self._scene.tracks and self._scene.waveform is None:
            paint_nothing(painter, view)
            return
        self._still.show(painter, view, area)
        paint_moving(painter, view, replace(self._moving, focused=self.hasFocus()), area)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() in _RELAY:
            self._look = current_look()
            self._lettering = Lettering(self._look)
            self._lay_out()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._mind_pulse()

    def hideEvent(self, event: QHideEvent | None) -> None:
        super().hideEvent(event)
        self._pulse.beat(wanted=False)

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = event.pos()
            text = tip_at(self.view(), place.x(), place.y(), self._moving.playhead)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    # Inside

    def _zoom_centre(self) -> float:
        x, scale = self._scale.x_of(self._moving.playhead), self._scale
        return x if scale.left <= x <= scale.left + scale.width else scale.left + scale.width / 2

    def _fitted(self, left: float, width: float) -> TimeScale:
        return TimeScale.fitted(self._scene.duration, left, width, self._scene.first)

    def _lay_out(self) -> None:
        sizes = row_sizes(self._look, [track.label for track in self._scene.tracks.values()])
        self._layout = self._scene.layout(sizes)
        left = sizes.gutter + sizes.margin
        scale = self._scale if self._scale.duration else self._fitted(left, 1)
        self._show_scale(scale.resized(left, max(1, self.width() - left - sizes.margin)))
        self._bars.place(self._layout)
        self.updateGeometry()
        self._tell()

    def _show_scale(self, scale: TimeScale) -> None:
        self._scale = scale
        self._bars.show_scale(scale)
        self._refresh()

    @pyqtSlot(int)
    def _scrolled_across(self, value: int) -> None:
        self._show_scale(self._scale.starting(self._scale.first + value * self._scale.us_per_px))

    def _refresh(self) -> None:
        self._still.outdate()
        self._threads_drawn = None
        self._mind_pulse()
        self.update()
        self.view_changed.emit()

    def _note_threads(self, view: View) -> None:
        """Remember before a change whether threads are drawn, where the last change did not."""
        if self._threads_drawn is None:
            self._threads_drawn = threads_fit(view)

    def _changed(self, view: View, area: QRect) -> None:
        """Paint an area anew, or everything where rows or threads came or went."""
        before, self._threads_drawn = self._threads_drawn, threads_fit(view)
        if self._threads_drawn != before or not self._scene.fits(self._layout):
            self._lay_out()
            return
        self._still.renew(view, area.intersected(self.rect()))
        self.update(area)
        self._mind_pulse()
        self._tell()

    def _update_rings(self, item_ids: Iterable[UUID | None]) -> None:
        """Have the rings around events painted anew, with nothing of what lies between them."""
        view, now = self.view(), self._moving.playhead
        for item_id in filter(None, item_ids):
            self.update(area_of(view, (item_id,), now, with_neighbours=False))

    def _mind_pulse(self) -> None:
        self._pulse.beat(wanted=self.isVisible() and bool(self._scene.open_items()))

    @pyqtSlot(float)
    def _beat(self, phase: float) -> None:
        self._moving = replace(self._moving, pulse=phase)
        view, now = self.view(), self._moving.playhead
        for item in self._scene.open_items():
            self.update(open_area(view, item, now, now))

    def _tell(self) -> None:
        self.setAccessibleDescription(
            tr("{tracks} tracks, {events} events").format(
                tracks=len(self._scene.tracks), events=len(self._scene)
            )
        )
