"""Boxes as they hide, painted over the frame on the screen: near to what the export burns in."""

from __future__ import annotations

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter

from havenlens.domain.masks import Box, Mask, MaskStyle


def paint_hidden(painter: QPainter, mask: Mask, box: Box, area: QRectF, image: QImage | None) -> None:
    """Fill a box on a picture that is shown in ``area``: one colour, a few cells, or a blur of them."""
    rect = QRectF(
        area.x() + box.x * area.width(),
        area.y() + box.y * area.height(),
        box.width * area.width(),
        box.height * area.height(),
    )
    part = None if image is None or mask.style is MaskStyle.SOLID else _part(image, box)
    if part is None or part.isNull():
        painter.fillRect(rect, QColor(Qt.GlobalColor.black))
        return
    few = part.scaled(
        QSize(min(mask.cells, part.width()), min(mask.cells, part.height())),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    smooth = mask.style is MaskStyle.BLUR
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawImage(rect, few)
    painter.restore()


def _part(image: QImage, box: Box) -> QImage:
    left, top = round(box.x * image.width()), round(box.y * image.height())
    wide, high = round(box.width * image.width()), round(box.height * image.height())
    return image.copy(QRect(left, top, max(1, wide), max(1, high)))
