"""Count the time a coder really works on a coding, and write it every half minute."""

from __future__ import annotations

from time import monotonic

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QCursor
from PyQt6.QtWidgets import QApplication

from havenlens.domain.events import Changes
from havenlens.domain.keymap import KeyStroke
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.working_time import Work, WorkClock
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.coding.walking import Walking

_LOOK_MS = 1_000
_ONE_PRESS = 0.1
"""Seconds in which a key press has changed what it changes."""
_WRITE_EVERY = 30
"""Looks between two writes: what a crash can lose, in seconds."""

WORK = "work"
"""A widget beside the video may carry this property, to say what kind of work it is for."""


class Timing(Feature):
    """Hears keys as they come, and looks every second whether the mouse moved or the video plays."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        coding = desk.session.coding
        self.clock = WorkClock(desk.study, coding.id, coding.coder, now=monotonic)
        self._trace: object = None
        self._heard_at = -1.0
        self._walking: Walking | None = None
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        desk.changed.connect(self._changed)
        if desk.opened.writable:
            self._timer.start()

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002 - any key is work
        self._stir()
        self._heard_at = monotonic()
        return False

    def _changed(self, _changes: Changes) -> None:
        if monotonic() - self._heard_at > _ONE_PRESS:  # else the key that changed it was counted already
            self._stir()

    def _stir(self) -> None:
        if not (self._timer.isActive() and self._counts):
            return
        try:
            self.clock.stir(self._kind)
        except StudyError as error:
            self.desk.fail(error)

    @property
    def _counts(self) -> bool:
        """Time counts for the coder whose coding it is, as long as it is open to change."""
        desk = self.desk
        mine = desk.coder in (None, desk.session.coding.coder)
        return mine and desk.session.editable and desk.page.isVisible() and desk.page.isEnabled()

    @property
    def _kind(self) -> Work:
        if self._walking is None:
            self._walking = self.desk.findChild(Walking)
        if self._walking is not None and self._walking.is_walking:
            return Work.WALK
        sheet = self.desk.parts.places.beside
        shown = None if sheet.isHidden() else sheet.currentWidget()
        named = shown.property(WORK) if shown is not None else None
        return Work(named) if named in set(Work) else Work.CODING

    def _look(self) -> None:
        place, focus = QCursor.pos(), QApplication.focusWidget()
        typed = focus.property("text") if focus is not None else None
        trace = (place.x(), place.y(), typed)
        moved, self._trace = self._trace not in (None, trace), trace
        if (moved and self.desk.page.isActiveWindow()) or self.desk.player.is_playing:
            self._stir()
        self._looks += 1
        if self._looks % _WRITE_EVERY == 0 and QApplication.activeModalWidget() is None:
            self.write()  # under a dialog nobody works, and a job may have the study to itself

    def write(self, *, over: bool = False) -> None:
        """Write what was counted so far."""
        try:
            self.clock.write(over=over)
        except StudyError as error:
            self.desk.fail(error)

    def close(self) -> None:
        if self._timer.isActive():
            self._stir()
            self._timer.stop()
            self.write(over=True)
