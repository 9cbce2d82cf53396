"""A strip of small pictures over the timeline, each at its time, made while the video stands still."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

from PyQt6.QtCore import QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.filmstrips import (
    CELLS,
    Batch,
    Filmstrips,
    batches_between,
    level_for,
)
from havenlens.services.ports import Progress
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.qt.signals import connect_queued
from havenlens.ui.seeing.strip import Strip
from havenlens.ui.theme.look import current_look
from havenlens.ui.timeline.widget import TimelineWidget
from havenlens.words.catalogue import tr

_HEIGHT = 44
_SHAPE = 16 / 9
_KEPT = 40
"""How many batches stay in memory, about 20 MB."""
_CALM_MS = 180
"""How long the view has to rest before pictures are made for it."""
_COARSER = 4
"""How many coarser levels are looked through for a picture to stand in."""

Pictures = tuple[QImage, ...]


class FilmstripBar(Strip):
    """Paints what is in memory and asks a job for the rest; painting never waits."""

    seek_requested = pyqtSignal(object)
    """Carries the time that was clicked."""
    _made = pyqtSignal(object, object, object)

    def __init__(self, timeline: TimelineWidget, strips: Filmstrips, jobs: Jobs) -> None:
        super().__init__(timeline, tr("Filmstrip"), _HEIGHT)
        self._strips, self._jobs = strips, jobs
        self._kept: OrderedDict[Batch, Pictures] = OrderedDict()
        self._job: Job | None = None
        self._making: tuple[Batch, ...] = ()
        self._ready = self._busy = self._failed = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_CALM_MS)
        self._rest.timeout.connect(self._make)
        connect_queued(self._made, self._take)

    def begin(self) -> None:
        """Make pictures from now on: the recording is indexed."""
        self._ready = True
        self.follow()

    def use(self, strips: Filmstrips) -> None:
        """Show pictures of other files from now on."""
        self._stop()
        self._strips, self._failed = strips, False
        self._kept.clear()
        self.follow()

    def set_playing(self, playing: bool) -> None:
        """Leave the processor to the video while it plays."""
        self._busy = playing
        if playing:
            self._stop()
        else:
            self.follow()

    def close_strip(self) -> None:
        """Stop what is being made."""
        self._ready = False
        self._rest.stop()
        self._stop()

    @property
    def level(self) -> int:
        """Give how long cells are now."""
        return level_for(self.scale.us_per_px, (self.height() - 6) * _SHAPE)

    def visible_batches(self) -> list[Batch]:
        """List the batches of the cells in view."""
        scale = self.scale
        return batches_between(self.level, max(scale.first, scale.start), min(scale.end, scale.last - 1))

    @property
    def is_complete(self) -> bool:
        """Tell whether every picture in view is there."""
        return all(batch in self._kept for batch in self.visible_batches())

    def follow(self) -> None:
        self.update()
        if self._ready and self.isVisible():
            self._rest.start()

    def showEvent(self, event: object) -> None:
        QWidget.showEvent(self, event)  # type: ignore[arg-type]  # Qt hands over a QShowEvent
        self.follow()

    def hideEvent(self, event: object) -> None:
        QWidget.hideEvent(self, event)  # type: ignore[arg-type]  # Qt hands over a QHideEvent
        self._stop()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.position().x() >= self.gutter:
            self.seek_requested.emit(self.scale.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.buttons() and event.position().x() >= self.gutter:
            self.seek_requested.emit(self.scale.time_at(event.position().x()))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        self.paint_ground(painter)
        scale, tokens = self.scale, current_look().tokens
        if scale.duration <= 0:
            return
        painter.setClipRect(self.lane)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        level = self.level
        for batch in self.visible_batches():
            for place, cell in enumerate(batch.cells):
                left = scale.x_of(cell.start)
                right = scale.x_of(min(cell.end or 0, scale.last))
                if right <= self.gutter or left >= scale.left + scale.width or right <= left:
                    continue
                box = QRectF(left, 2, right - left - 1, self.height() - 5)
                picture = self._picture(level, batch.number * CELLS + place)
                if picture is None or picture.isNull():
                    painter.fillRect(box, QColor(tokens.raised))
                else:
                    painter.drawImage(box, picture, _covering(picture, box))
        painter.setPen(QPen(QColor(tokens.secondary), 1))
        if self._failed:
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.lane, flags, tr("No pictures can be made of this video."))
        self.paint_frame(painter)

    def _picture(self, level: int, cell: int) -> QImage | None:
        for coarser in range(_COARSER):
            number = cell >> coarser
            found = self._kept.get(Batch(level + coarser, number // CELLS))
            if found is not None:
                return found[number % CELLS]
        return None

    def _make(self) -> None:
        wanted = tuple(batch for batch in self.visible_batches() if batch not in self._kept)
        if not self._ready or self._busy or self._failed or not self.isVisible() or wanted == self._making:
            return
        self._stop()
        if wanted:
            self._making = wanted
            self._job = self._jobs.submit(
                self._run,
                self._strips,
                wanted,
                on_done=self._done,
                on_failed=self._fail,
                title=tr("Filmstrip"),
            )

    def _run(self, strips: Filmstrips, wanted: Sequence[Batch], progress: Progress) -> None:
        """Make batches one after the other, and send each as soon as it is there; runs on a worker."""
        for number, batch in enumerate(wanted):

            def tell(done: int, total: int, number: int = number) -> None:
                progress(number * CELLS + done * CELLS // max(1, total), len(wanted) * CELLS)

            made = tuple(QImage.fromData(picture) for picture in strips.batch(batch, tell))
            with suppress(RuntimeError):  # the coding was closed meanwhile, and the strip with it
                self._made.emit(strips, batch, made)

    def _take(self, strips: Filmstrips, batch: Batch, pictures: Pictures) -> None:
        if strips is not self._strips:
            return
        self._kept[batch] = pictures
        self._kept.move_to_end(batch)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.update()

    def _done(self, _nothing: None) -> None:
        self._job, self._making = None, ()
        self.follow()

    def _fail(self, _error: StudyError) -> None:
        """Show that there are none; what is wrong with the video, the player says."""
        self._job, self._making, self._failed = None, (), True
        self.update()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job, self._making = None, ()


def _covering(picture: QImage, box: QRectF) -> QRectF:
    """Give the middle of a picture that fills a box without being stretched."""
    scale = min(picture.width() / box.width(), picture.height() / box.height())
    width, height = box.width() * scale, box.height() * scale
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
