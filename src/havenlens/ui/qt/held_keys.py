"""Which presses and releases a finger made, and which the system, because a key is held down."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent

from havenlens.domain.keymap import KeyStroke
from havenlens.domain.time import Micros
from havenlens.ui.qt.keys import stroke_of

_PATIENCE_MS = 30
"""How long after its release the repetition of a key may come in: both left the server in one moment."""


class HeldKeys(QObject):
    """Knows repetitions that Qt does not.

    X11 tells of a held key as of one that is let go and pressed again in the same millisecond. Qt sees that
    only where it has received both when it looks at the first; where not, it tells of two deeds of a finger.
    """

    let_go = pyqtSignal(object, object)
    """Carries the `KeyStroke` that a finger let go of, and the time of the frame on the screen then."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._released: tuple[int, int] | None = None
        self._unsure: tuple[KeyStroke, Micros] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._believe)

    def is_repeated(self, event: QKeyEvent) -> bool:
        """Tell whether a press repeats one whose key is still down; what was let go before comes first."""
        repeated = event.isAutoRepeat() or _moment(event) == self._released is not None
        if repeated:
            self._unsure = None
        self._believe()
        return repeated

    def release(self, event: QKeyEvent, at: Micros) -> None:
        """Take note of a release; `let_go` tells of it once no repetition has followed."""
        self._believe()
        if event.isAutoRepeat():
            return
        self._released = _moment(event)
        stroke = stroke_of(event)
        self._unsure = None if stroke is None else (stroke, at)
        if self._released is None:
            self._believe()
        else:
            self._patience.start()

    def _believe(self) -> None:
        self._patience.stop()
        unsure, self._unsure = self._unsure, None
        if unsure is not None:
            self.let_go.emit(*unsure)


def _moment(event: QKeyEvent) -> tuple[int, int] | None:
    """Give key and millisecond; None where no keyboard was at work, whose events all have a time."""
    return (event.nativeScanCode() or event.key(), event.timestamp()) if event.timestamp() else None
