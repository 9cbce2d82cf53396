"""Boxes over a video that plays in the program, as they are burned into what leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from havenlens.domain.masks import Mask
from havenlens.ui.coaching.masks_painting import paint_hidden
from havenlens.ui.player.view import VideoView


class MaskVeil(QWidget):
    """Lies over a view and hides what confirmed masks hide; the mouse goes through it."""

    def __init__(self, view: VideoView) -> None:
        super().__init__(view)
        self._view = view
        self._masks: tuple[Mask, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.installEventFilter(self)
        view.painted.connect(self.update)
        self.resize(view.size())

    def show_masks(self, masks: Sequence[Mask]) -> None:
        """Hide what these masks hide from now on."""
        self._masks = tuple(mask for mask in masks if not mask.proposed)
        self.update()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay as large as the video."""
        if watched is self._view and event is not None and event.type() == QEvent.Type.Resize:
            self.resize(self._view.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        position, frame = self._view.playhead.position, self._view.frame
        if position is None or frame is None:
            return
        painter = QPainter(self)
        for mask in self._masks:
            box = mask.box_at(position.at)
            if box is not None:
                paint_hidden(painter, mask, box, QRectF(self._view.picture_area()), frame.image)
