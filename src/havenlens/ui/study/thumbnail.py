"""A picture from the middle of a video, made in the background."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.ports import MediaLibrary
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Radius
from havenlens.words.catalogue import tr

_WIDTH = 640


class Thumbnail(QWidget):
    """Shows one video's picture; hidden where there is none."""

    def __init__(self, media: MediaLibrary, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._media, self._jobs = media, jobs
        self._path: Path | None = None
        self._image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Picture from the video"))
        self.hide()

    def show_video(self, path: Path | None, at: Micros) -> None:
        """Show the frame of a video at a time, as soon as it has been read; nothing without a video."""
        if path == self._path:
            return
        self._path, self._image = path, QImage()
        self.hide()
        if path is not None:
            self._jobs.submit(
                self._media.thumbnail,
                path,
                at,
                _WIDTH,
                on_done=partial(self._show, path),
                on_failed=_leave_empty,
            )

    def heightForWidth(self, width: int) -> int:
        if self._image.isNull():
            return 0
        return round(width * self._image.height() / self._image.width())

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
        if path == self._path:
            self._image = QImage.fromData(content)
            self.setVisible(not self._image.isNull())
            self.updateGeometry()
            self.update()


def _leave_empty(_error: StudyError) -> None:
    """Show nothing: the table says already how the video is."""
