"""Which part of a picture is shown how large; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PyQt6.QtCore import QPointF, QRectF, QSizeF

CLOSEST = 8.0
STEP = 1.25


@dataclass(frozen=True, slots=True)
class Zoom:
    """How many times larger than fitted, and which point of the picture (0 to 1) stands in the middle."""

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def is_fit(self) -> bool:
        """Tell whether the whole picture is shown."""
        return self.factor == 1.0

    def area(self, shape: QSizeF, room: QSizeF) -> QRectF:
        """Give where the whole picture lies in a room; what is outside of it is not seen."""
        if shape.isEmpty() or room.isEmpty():
            return QRectF(0, 0, room.width(), room.height())
        fit = min(room.width() / shape.width(), room.height() / shape.height())
        width, height = (side * fit * self.factor for side in (shape.width(), shape.height()))
        return QRectF(
            _placed(width, room.width(), self.x), _placed(height, room.height(), self.y), width, height
        )

    def magnified(self, by: float, shape: QSizeF, room: QSizeF, held: QPointF | None = None) -> Zoom:
        """Zoom in (above 1) or out, keeping the picture's point under ``held`` where it is, if it can be."""
        factor = min(max(self.factor * by, 1.0), CLOSEST)
        if abs(factor - 1.0) < 0.01:
            return Zoom()
        before = self.area(shape, room)
        if held is None or before.isEmpty():
            return replace(self, factor=factor)
        point = ((held.x() - before.left()) / before.width(), (held.y() - before.top()) / before.height())
        scale = factor / self.factor
        x = point[0] + (room.width() / 2 - held.x()) / (before.width() * scale)
        y = point[1] + (room.height() / 2 - held.y()) / (before.height() * scale)
        return Zoom(factor, x, y).kept_inside(shape, room)

    def moved(self, dx: float, dy: float, shape: QSizeF, room: QSizeF) -> Zoom:
        """Move the picture by pixels, as far as it fills the room."""
        area = self.area(shape, room)
        if self.is_fit or area.isEmpty():
            return self
        moved = replace(self, x=self.x - dx / area.width(), y=self.y - dy / area.height())
        return moved.kept_inside(shape, room)

    def kept_inside(self, shape: QSizeF, room: QSizeF) -> Zoom:
        """Move the middle so that no more of the room stays empty than has to."""
        area = self.area(shape, room)
        return replace(
            self,
            x=_middle(self.x, area.width(), room.width()),
            y=_middle(self.y, area.height(), room.height()),
        )


def _placed(length: float, room: float, middle: float) -> float:
    return room / 2 - _middle(middle, length, room) * length


def _middle(wanted: float, length: float, room: float) -> float:
    if length <= room:
        return 0.5
    edge = room / 2 / length
    return min(max(wanted, edge), 1 - edge)
