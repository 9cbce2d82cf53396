"""Writes into the study's log who opened the study, and which cycles were opened for review."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import QObject, QTimer

from havenlens.domain.problems import StudyError
from havenlens.services.coaching.access import Action, log_access
from havenlens.ui.coaching.desk import CycleDesk


class Openings(QObject):
    """Each opening is written once in a session: the study's at once, so that nothing else waits for it.

    A study that is opened to be read only is not written, and a hand-out has no log of this kind.
    """

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._cycles: set[UUID] = set()
        self._waiting: list[UUID] = []
        self._study_waits = True
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._write)

    def note_study(self) -> None:
        """Note that the study is open, and who is at work."""
        if self._study_waits:
            self._write()

    def note_cycle(self, cycle: UUID) -> None:
        """Note that a cycle was opened for review."""
        if cycle not in self._cycles:
            self._cycles.add(cycle)
            self._waiting.append(cycle)
            self._later.start()

    def close(self) -> None:
        """Write what waits; the study closes."""
        if self._later.isActive():
            self._later.stop()
            self._write()

    def _write(self) -> None:
        desk = self._desk
        if not desk.opened.writable or desk.study.handed_out is not None:
            return
        waiting, self._waiting = self._waiting, []
        study_waits, self._study_waits = self._study_waits, False
        try:
            if study_waits:
                log_access(desk.study, Action.OPENED, coder=desk.coach, subject="study")
            for cycle in waiting:
                log_access(desk.study, Action.OPENED, coder=desk.coach, subject="cycle", subject_id=cycle)
        except StudyError as error:
            desk.said.emit(str(error), True)
