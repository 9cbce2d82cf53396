"""Brightness, contrast and gamma of the picture, made by a worker and only where they are not neutral."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QImage

from havenlens.ui.player.frame import Frame
from havenlens.ui.qt.jobs import Jobs
from havenlens.words.catalogue import tr

MOST = 100
"""Brightness and contrast go from −100 to 100, and so does gamma, where 100 stands for 3."""
_OPAQUE = np.uint32(0xFF000000)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How a picture is changed before it is shown; 0 changes nothing. The file is never touched."""

    brightness: int = 0
    contrast: int = 0
    gamma: int = 0

    @property
    def is_neutral(self) -> bool:
        """Tell whether pictures are shown as they are."""
        return self == Adjustment()

    @property
    def exponent(self) -> float:
        """Give gamma as it is usually written, from 0.33 to 3."""
        return float(3.0 ** (self.gamma / MOST))

    def words(self) -> list[str]:
        """Say what is not neutral, part by part."""
        said = []
        if self.brightness:
            said.append(tr("brightness {value}").format(value=_signed(self.brightness)))
        if self.contrast:
            said.append(tr("contrast {value}").format(value=_signed(self.contrast)))
        if self.gamma:
            said.append(tr("gamma {value}").format(value=f"{self.exponent:.2f}"))
        return said


def _signed(value: int) -> str:
    return f"{value:+d}".replace("-", "−")


@lru_cache(maxsize=8)
def table_of(adjustment: Adjustment) -> NDArray[np.uint16]:
    """Give what becomes of two neighbouring bytes at once: 65,536 values."""
    values = np.arange(256) / 255
    values = (values - 0.5) * 4.0 ** (adjustment.contrast / MOST) + 0.5 + adjustment.brightness / (2 * MOST)
    values = np.clip(values, 0, 1) ** (1 / adjustment.exponent)
    one = np.round(values * 255).astype(np.uint16)
    table: NDArray[np.uint16] = (one[None, :] | one[:, None] << np.uint16(8)).reshape(-1)
    return table


def adjusted(image: QImage, adjustment: Adjustment) -> QImage:
    """Give a changed copy of a picture in display format."""
    if image.format() != QImage.Format.Format_RGB32:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    made = QImage(image.size(), QImage.Format.Format_RGB32)
    before: Any = image.constBits()
    after: Any = made.bits()
    if image.isNull():
        return image
    before.setsize(image.sizeInBytes())
    after.setsize(made.sizeInBytes())
    pixels: NDArray[np.uint16] = np.frombuffer(after, np.uint16)
    # Every value has a place in the table; saying so spares a copy that numpy makes to be safe.
    np.take(table_of(adjustment), np.frombuffer(before, np.uint16), out=pixels, mode="wrap")
    whole = pixels.view(np.uint32)
    np.bitwise_or(whole, _OPAQUE, out=whole)
    return made


class Adjuster(QObject):
    """Makes the latest frame it was given; while it is at it, those in between are left out."""

    made = pyqtSignal(object, object)
    """Carries the changed `Frame` and the `Frame` it was made of."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: Jobs | None = None
        self._adjustment = Adjustment()
        self._waiting: Frame | None = None
        self._asked = 0
        self._busy = False

    def ask(self, frame: Frame, adjustment: Adjustment) -> None:
        """Ask for a frame instead of the one that waits."""
        self._waiting, self._adjustment = frame, adjustment
        self._go_on()

    def forget(self) -> None:
        """Give nothing of what was asked for up to now."""
        self._asked += 1
        self._waiting = None

    def close(self) -> None:
        """End the worker."""
        self.forget()
        if self._jobs is not None:
            self._jobs.shutdown()
            self._jobs = None
            self._busy = False

    def _go_on(self) -> None:
        if self._busy or self._waiting is None:
            return
        if self._jobs is None:
            self._jobs = Jobs(self, workers=1, name="adjusting")
        frame, self._waiting = self._waiting, None
        self._busy = True
        self._jobs.submit(_make, frame, self._adjustment, self._asked, on_done=self._give)

    def _give(self, answer: tuple[int, Frame, Frame]) -> None:
        self._busy = False
        asked, frame, source = answer
        if asked == self._asked:
            self.made.emit(frame, source)
        self._go_on()


def _make(frame: Frame, adjustment: Adjustment, asked: int) -> tuple[int, Frame, Frame]:
    return asked, replace(frame, image=adjusted(frame.image, adjustment)), frame
