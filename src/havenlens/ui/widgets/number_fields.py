"""Numbers to type: what cannot be is refused in a sentence, and the number from before stays."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

from havenlens.domain.time import Micros, seconds
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

MOST_PARTS = 100
"""So many parts are the most into which an observation is cut in a dialog."""

_LONGEST_PAUSE = 1_000_000


class WholeNumber(QSpinBox):
    """A whole number within limits."""

    refused = pyqtSignal(str)
    """Carries the sentence that says what may be typed."""

    def __init__(self, name: str, low: int, high: int, value: int) -> None:
        super().__init__()
        self._name = name
        self.setRange(low, high)
        self.setValue(value)
        _prepare(self, name)
        line = self.lineEdit()
        assert line is not None
        line.inputRejected.connect(self._refuse)

    def fixup(self, text: str | None) -> str:
        """Say what may be typed: Qt asks here for something better, and then puts the number back."""
        self._refuse()
        return super().fixup(text)

    def _refuse(self) -> None:
        self.refused.emit(say("sheet.number_range", name=self._name, low=self.minimum(), high=self.maximum()))


class PauseField(QDoubleSpinBox):
    """The seconds without an event that count as a pause, or none."""

    refused = pyqtSignal(str)
    """Carries the sentence that says what may be typed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setDecimals(2)
        self.setRange(0, _LONGEST_PAUSE)
        self.setPrefix(tr("every "))
        self.setSuffix("\N{NO-BREAK SPACE}s")
        self.setSpecialValueText(tr("none"))
        _prepare(self, name)
        line = self.lineEdit()
        assert line is not None
        line.inputRejected.connect(self._refuse)

    @property
    def pause(self) -> Micros | None:
        """Give the pause; None without pauses."""
        return seconds(self.value()) if self.value() else None

    def textFromValue(self, value: float) -> str:
        """Write a number without zeros at its end."""
        return self.locale().toString(value, "g", 8)

    def fixup(self, text: str | None) -> str:
        """Say what may be typed, as `WholeNumber` does."""
        self._refuse()
        return super().fixup(text)

    def _refuse(self) -> None:
        self.refused.emit(say("sheet.pause_range", name=self._name))


def _prepare(field: QAbstractSpinBox, name: str) -> None:
    field.setKeyboardTracking(False)
    field.setAccessibleName(name)
