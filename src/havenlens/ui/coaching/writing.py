"""Write a cycle's document into a file: the consent gate first, then the work, which can be stopped."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.sending import SendOptions, log_sending
from havenlens.services.ports import Progress
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.gate_dialog import ask_gate
from havenlens.ui.qt.jobs import Job
from havenlens.words.catalogue import tr


class Writing(QObject):
    """One file at a time; what has left the study stands in its log."""

    begun = pyqtSignal(str)
    """Carries the name of the file that is being written."""
    advanced = pyqtSignal(int, int)
    """Carries how far it is: (done, total)."""
    ended = pyqtSignal(object)
    """Carries the path that was written, or None where it was not."""

    def __init__(self, desk: CycleDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Tell whether a file is being written."""
        return self._job is not None

    def write(self, path: Path, options: SendOptions) -> None:
        """Write the cycle at hand in the format of the path's suffix, unless consent is missing."""
        cycle, teacher = self._desk.cycle, self._desk.teacher()
        if cycle is None or teacher is None or self.is_busy:
            return
        passed = ask_gate(self._desk, cycle)
        if passed is not None:
            self._begin(path, replace(options, passed=passed), self._desk.cycle or cycle, teacher.label)

    def stop(self) -> None:
        """Stop what is being written; no half file is left."""
        if self._job is not None:
            self._job.cancel()
            self._stopped()

    def _begin(self, path: Path, options: SendOptions, cycle: CoachingCycle, teacher: str) -> None:
        self.begun.emit(path.name)
        self._job = self._desk.jobs.submit(
            self._write,
            teacher,
            cycle.number,
            path,
            options,
            title=tr("Writing {file}").format(file=path.name),
            on_done=partial(self._finish, cycle),
            on_failed=self._fail,
            on_progress=self.advanced.emit,
            on_cancelled=self._stopped,
        )

    def _write(
        self, teacher: str, number: int, path: Path, options: SendOptions, progress: Progress
    ) -> list[Path]:
        opened = self._desk.opened.reader()
        try:
            return self._desk.workplace.write_report(opened, teacher, number, path, progress, options)
        finally:
            opened.close()

    def _finish(self, cycle: CoachingCycle, paths: list[Path]) -> None:
        self._job = None
        if self._desk.opened.writable:
            self._desk.do(partial(log_sending, self._desk.study, cycle, paths, self._desk.coach))
        self._desk.say("done.written", path=paths[0])
        self.ended.emit(paths[0])

    def _fail(self, error: StudyError) -> None:
        self._job = None
        self._desk.said.emit(str(error), True)
        self.ended.emit(None)

    def _stopped(self) -> None:
        if self._job is None:
            return
        self._job = None
        self._desk.say("cycle.writing_stopped")
        self.ended.emit(None)
