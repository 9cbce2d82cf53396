"""Paint the current frame, and say which frame was painted."""

from __future__ import annotations

from PyQt6.QtCore import QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.ui.player.frames import Frame
from havenlens.ui.player.playhead import Playhead
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import DARK
from havenlens.words.catalogue import tr


class VideoView(QWidget):
    """Shows one recording, letterboxed; what `Playhead` holds is set while painting and nowhere else."""

    painted = pyqtSignal(object)
    """Carries the `Position` of a frame that has just been painted for the first time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.playhead = Playhead()
        self._frame: Frame | None = None
        self._painted: Frame | None = None
        self._shape: QSize | None = None
        self._message = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Video"))

    @property
    def frame(self) -> Frame | None:
        """Give the frame last painted."""
        return self._painted

    def show_frame(self, frame: Frame) -> None:
        """Paint this frame next."""
        self._frame = frame
        self._message = ""
        self.update()

    def keep_painted(self) -> None:
        """Give up a frame that was handed over but has not been painted yet."""
        if self._painted is not None:
            self._frame = self._painted

    def clear(self, message: str = "") -> None:
        """Take the picture away and show a message instead."""
        self._frame = self._painted = self._shape = None
        self._message = message
        self.playhead.record(None)
        self.update()

    def set_shape(self, shape: QSize) -> None:
        """Fix the shape of the picture, whatever size its frames have.

        Two decoders may give one frame in different sizes where its pixels are not square.
        """
        self._shape = shape
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def picture_area(self) -> QRect:
        """Give the rectangle of the widget in which the picture lies."""
        shape = self._shape or (self._frame.image.size() if self._frame else self.size())
        area = QRect(0, 0, 1, 1)
        area.setSize(shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio))
        area.moveCenter(self.rect().center())
        return area

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_look().tokens.stage))
        if self._frame is None:
            painter.setPen(QColor(DARK.secondary))  # the stage is near black in both themes
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._message)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.picture_area(), self._frame.image)
        if self._painted is not self._frame:
            self._painted = self._frame
            self.playhead.record(self._frame.position)
            self.painted.emit(self._frame.position)
