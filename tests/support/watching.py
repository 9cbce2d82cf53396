"""Read what a video view has painted."""

from __future__ import annotations

import numpy as np
from PyQt6.QtGui import QImage

from havenlens.domain.time import TimeBase
from havenlens.ui.player.playhead import Position
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView
from tests.support.videos import read_number


def number_in(image: QImage) -> int:
    """Read the frame number that a test video carries in its picture."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    assert bits is not None
    rows = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8)
    return read_number(rows.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()])


class Watcher:
    """Notes each position a view says it has painted, and the number in the picture it painted."""

    def __init__(self, view: VideoView) -> None:
        self._view = view
        self.seen: list[tuple[Position, int]] = []
        view.painted.connect(self.note)

    def note(self, position: Position) -> None:
        frame = self._view.frame
        assert frame is not None
        self.seen.append((position, number_in(frame.image)))

    @property
    def times(self) -> list[int]:
        """List the times of the frames painted."""
        return [position.at for position, _ in self.seen]


def open_file(player, path, base=None, at=None):
    """Open a recording of one file."""
    player.open([Part(path, base or TimeBase())], at)
