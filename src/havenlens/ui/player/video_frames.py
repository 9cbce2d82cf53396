"""Turn the frames that Qt plays into images, without holding up the interface meanwhile."""

from __future__ import annotations

from typing import Any

from PyQt6.QtGui import QImage
from PyQt6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from havenlens.services.ports import FramePainter, RawFrame
from havenlens.ui.player.frame import image_of

_Pixels = QVideoFrameFormat.PixelFormat
_Colours = QVideoFrameFormat.ColorSpace
_LAYOUTS = {
    _Pixels.Format_YUV420P: "yuv420p",
    _Pixels.Format_YUV422P: "yuv422p",
    _Pixels.Format_NV12: "nv12",
    _Pixels.Format_YUV420P10: "yuv420p10le",
    _Pixels.Format_P010: "p010le",
}
_COLOURS = {
    _Colours.ColorSpace_BT601: "bt601",
    _Colours.ColorSpace_BT709: "bt709",
    _Colours.ColorSpace_BT2020: "bt2020",
}


def image_from(frame: QVideoFrame, painter: FramePainter) -> QImage:
    """Make an image of a frame, upright; null where that is not possible.

    Qt's own conversion keeps Python's lock for ten milliseconds and more, which every key press would feel;
    it is used only for kinds of frames that the painter does not know.
    """
    form = frame.surfaceFormat()
    layout = _LAYOUTS.get(frame.pixelFormat())
    if layout is None or frame.mirrored() or form.isMirrored() or not frame.map(QVideoFrame.MapMode.ReadOnly):
        return frame.toImage().convertToFormat(QImage.Format.Format_RGB32)
    try:
        raw = RawFrame(
            layout=layout,
            size=(frame.width(), frame.height()),
            planes=tuple(_plane(frame, number) for number in range(frame.planeCount())),
            colours=_COLOURS.get(form.colorSpace(), ""),
            full_range=form.colorRange() == QVideoFrameFormat.ColorRange.ColorRange_Full,
            rotation=_degrees(form.rotation()) + _degrees(frame.rotation()),
        )
        pixels, width, height = painter.pixels(raw)
        return image_of(pixels, width, height, 4 * width)
    finally:
        frame.unmap()


def _degrees(rotation: Any) -> int:
    return int(rotation.value)


def _plane(frame: QVideoFrame, number: int) -> tuple[object, int]:
    memory = frame.bits(number)
    memory.setsize(frame.mappedBytes(number))
    return memory, frame.bytesPerLine(number)
