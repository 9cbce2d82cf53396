"""A picture from the middle of a video, made in the background; until it is there, its place stays."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.ports import MediaLibrary
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.theme.tokens import Radius
from havenlens.words.catalogue import tr

_WIDTH = 640


class Thumbnail(QWidget):
    """Shows one video's picture; hidden where there is none."""

    def __init__(self, media: MediaLibrary, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._media, self._jobs = media, jobs
        self._path: Path | None = None
        self._job: Job | None = None
        self._image = QImage()
        self._shape = QSize(16, 9)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Picture from the video"))
        self.hide()

    def show_video(self, path: Path | None, at: Micros) -> None:
        """Show the frame of a video at a time, as soon as it has been read; nothing without a video."""
        if path == self._path and not self.isHidden():
            return
        self.wait()
        self._path = path
        if path is None:
            self.hide()
            return
        self._job = self._jobs.submit(
            self._media.thumbnail,
            path,
            at,
            _WIDTH,
            on_done=partial(self._show, path),
            on_failed=partial(self._leave_empty, path),
        )

    def wait(self) -> None:
        """Show nothing in the place of the picture, and give up one that nobody has begun to read."""
        if self._job is not None:
            self._job.cancel()
        self._path, self._image, self._job = None, QImage(), None
        self.update()

    def heightForWidth(self, width: int) -> int:
        return round(width * self._shape.height() / self._shape.width())

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), Radius.CONTROL, Radius.CONTROL)
        painter.setClipPath(shape)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)

    def _show(self, path: Path, content: bytes) -> None:
        if path != self._path:
            return
        self._image = QImage.fromData(content)
        if not self._image.isNull():
            self._shape = self._image.size()
        self.setVisible(not self._image.isNull())
        self.updateGeometry()
        self.update()

    def _leave_empty(self, path: Path, _error: StudyError) -> None:
        """Show nothing: the table says already how the video is."""
        if path == self._path:
            self.hide()
