"""A teacher's own progress over the cycles, as single points; never beside another teacher's."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.charts.model import Moment
from havenlens.services.charts.progress import progress_chart
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.coaching.progress import progress_of
from havenlens.services.training import hidden_codings
from havenlens.ui.charts.chart_view import ChartView
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import EmptyState
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class ProgressPage(CoachPart):
    """Draws the cycles of the teacher at hand; a point leads to its cycle."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self.chart = ChartView(desk.workplace.draw_chart)
        self.save = QPushButton(tr("Save the picture…"))
        self._about = QLabel(
            tr("Each point is one cycle or one answer. A score is shown only where the study shows scores.")
        )
        self._about.setProperty("role", "secondary")
        self._about.setWordWrap(True)
        self._empty = EmptyState(
            "chart-column",
            tr("Nothing to compare yet"),
            tr("Progress is shown as soon as this study has two cycles of the teacher."),
        )
        row = QHBoxLayout()
        row.addWidget(self._about, 1)
        row.addWidget(self.save)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        page.setSpacing(Space.M)
        page.addLayout(row)
        page.addWidget(self.chart, 1)
        page.addWidget(self._empty, 1)
        self.save.clicked.connect(self._save)
        self.chart.chosen.connect(self._go)
        desk.taken_up.connect(self._refresh_if_seen)
        desk.changed.connect(self._refresh_if_seen)

    def refresh(self) -> None:
        """Draw the cycles of the teacher at hand up to this one."""
        cycle, teacher = self.desk.cycle, self.desk.teacher()
        if cycle is None or teacher is None:
            return
        rules, study = self.desk.rules, self.desk.study
        hidden = hidden_codings(study, self.desk.coach)
        found = progress_of(study, teacher.id, cycle.number, scores=rules.shows_scores, hidden=hidden)
        chart = None
        if found is not None:
            moments = {
                one.number: Moment(one.observation, Micros(0))
                for one in list_cycles(study, teacher=teacher.id)
                if one.observation is not None
            }
            chart = progress_chart(found, teacher.pseudonym, moments)
        self.chart.show_chart(chart)
        for part in (self.chart, self._about, self.save):
            part.setVisible(chart is not None)
        self._empty.setVisible(chart is None)

    def _refresh_if_seen(self, *_values: object) -> None:
        if self.isVisible():
            self.refresh()

    def _go(self, moment: Moment) -> None:
        teacher = self.desk.teacher()
        cycles = list_cycles(self.desk.study, teacher=teacher.id) if teacher else []
        for cycle in cycles:
            if cycle.observation == moment.observation:
                self.desk.take_up(cycle.id)
                self.desk.go_to("review")
                return

    def _save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save the picture"), "progress.svg", "SVG (*.svg);;PNG (*.png);;PDF (*.pdf)"
        )
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> None:
        """Save the picture in the format of the path's suffix."""
        chart = self.chart.chart
        if chart is None:
            return
        try:
            notices = self.desk.workplace.write_chart(chart, path)
        except StudyError as error:
            self.desk.said.emit(str(error), True)
        else:
            told = [say("done.written", path=path), *(notice.sentence for notice in notices)]
            self.desk.said.emit(" ".join(told), bool(notices))
