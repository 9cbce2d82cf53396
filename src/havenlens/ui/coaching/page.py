"""The Coach workspace: the cycles of the study, each with its document."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtCore import QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.coaching import CoachingCycle, CycleStep
from havenlens.domain.problems import StudyError
from havenlens.domain.time import short_clock
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.ports import Progress
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class CoachingPage(QWidget):
    """One card a cycle: where it stands, its three clips, and the document to write."""

    said = pyqtSignal(str, bool)

    def __init__(
        self, opened: OpenStudy, workplace: Workplace, jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._opened, self._workplace, self._jobs = opened, workplace, jobs
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        page.setSpacing(Space.M)
        title = QLabel(tr("Coaching cycles"))
        title.setProperty("role", "title")
        page.addWidget(title)
        cycles = list_cycles(opened.study)
        for cycle in cycles:
            page.addWidget(self._card(cycle))
        if not cycles:
            page.addWidget(
                EmptyState(
                    "message-square",
                    tr("No coaching cycle yet"),
                    tr("A cycle holds three short clips with a prompt each, and the plan that follows."),
                ),
                1,
            )
        page.addStretch()

    def _card(self, cycle: CoachingCycle) -> QFrame:
        people = {person.id: person for person in self._opened.study.store.participants()}
        teacher = people[cycle.teacher]
        card = QFrame()
        card.setProperty("ground", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        head = QLabel(say("coach.cycle_of", teacher=teacher.pseudonym, number=cycle.number))
        head.setProperty("role", "heading")
        about = QLabel(f"{cycle.title} · {cycle.focus}")
        about.setProperty("role", "secondary")
        steps = QLabel(_steps(cycle))
        column.addWidget(head)
        column.addWidget(about)
        column.addWidget(steps)
        for clip in cycle.clips:
            end = clip.span.end or clip.span.start
            line = QLabel(f"{short_clock(clip.span.start)}–{short_clock(end)}   {clip.title}")
            column.addWidget(line)
        row = QHBoxLayout()
        write = QPushButton(tr("Write the document…"))
        write.setProperty("role", "primary")
        write.clicked.connect(partial(self._choose_file, teacher.label, cycle.number))
        row.addWidget(write)
        row.addStretch()
        column.addLayout(row)
        return card

    def _choose_file(self, teacher: str, number: int) -> None:
        name = f"{teacher}-cycle-{number}.html"
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Write the document"), name, "HTML (*.html);;PDF (*.pdf)"
        )
        if path:
            self.write(teacher, number, Path(path))

    def write(self, teacher: str, number: int, path: Path) -> None:
        """Write a cycle's document in the background, and show it when it is done."""
        self.said.emit(say("coach.writing", path=path.name), False)
        self._jobs.submit(
            self._write,
            teacher,
            number,
            path,
            on_done=self._written,
            on_failed=self._failed,
            on_progress=self._progress,
        )

    def _write(self, teacher: str, number: int, path: Path, progress: Progress) -> list[Path]:
        opened = self._opened.reader()
        try:
            return self._workplace.write_report(opened, teacher, number, path, progress)
        finally:
            opened.close()

    def _progress(self, done: int, total: int) -> None:
        self.said.emit(say("coach.cutting", done=done, total=total), False)

    def _written(self, paths: list[Path]) -> None:
        self.said.emit(say("done.written", path=paths[0]), False)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths[0])))

    def _failed(self, error: StudyError) -> None:
        self.said.emit(str(error), True)


def _steps(cycle: CoachingCycle) -> str:
    """Show the steps in their order: done ones ticked, the next one named."""
    names = {
        CycleStep.FILM: tr("film"),
        CycleStep.REVIEW: tr("review"),
        CycleStep.PUBLISH: tr("publish"),
        CycleStep.RESPOND: tr("respond"),
        CycleStep.CONFERENCE: tr("conference"),
        CycleStep.PLAN: tr("plan"),
    }
    done = {record.step for record in cycle.steps}
    parts = []
    for step in CycleStep:
        mark = "✓ " if step in done else "→ " if step is cycle.next_step else ""
        parts.append(mark + names[step])
    return "   ".join(parts)
