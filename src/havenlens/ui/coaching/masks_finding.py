"""Looks for faces in a clip, away from the window; what is found is proposed, never hidden by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.masks import Mask
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.player.reel import Part
from havenlens.ui.qt.jobs import Job
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr


def look_for_faces(
    media: MediaLibrary, parts: Sequence[Part], span: Span, progress: Progress = no_progress
) -> tuple[Mask, ...]:
    """Propose masks for the faces in a span of a recording; observation time in and out."""
    assert span.end is not None
    found: list[Mask] = []
    begins = [part.base.to_observation(0) for part in parts]
    ends = [*begins[1:], span.end]
    for part, begin, end in zip(parts, begins, ends, strict=True):
        first, last = max(span.start, begin), min(span.end, end)
        if first < last:
            own = Span(part.base.to_presentation(first), part.base.to_presentation(last))
            proposed = media.propose_masks(part.path, Span(Micros(max(0, own.start)), own.end), progress)
            found += [mask.timed(part.base.to_observation) for mask in proposed]
    return tuple(found)


class FaceFinder(QWidget):
    """The progress of a search with a way to end it; says how to install what is missing.

    ``look`` is the button that begins one, for whoever shows this to place.
    """

    found = pyqtSignal(object)
    """Carries the proposed masks."""
    ended = pyqtSignal()
    """The search was ended by a person."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._job: Job | None = None
        self.look = QPushButton(tr("Look for faces"))
        self.cancel = QPushButton(tr("Cancel"))
        self.bar = QProgressBar()
        self.said = QLabel()
        self._work: tuple[Sequence[Part], Span] | None = None
        self._arrange()
        self.look.clicked.connect(self.start)
        self.cancel.clicked.connect(self.stop)

    def _arrange(self) -> None:
        self.look.setToolTip(tr("A machine proposes boxes; it misses some, and you confirm each"))
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Looking for faces"))
        self.said.setProperty("role", "secondary")
        self.said.setWordWrap(True)
        for button in (self.look, self.cancel):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addWidget(self.said)
        self._show_running(running=False)
        self.said.hide()

    def open(self, parts: Sequence[Part], span: Span | None) -> None:
        """Look here from now on."""
        self._work = None if span is None or not parts else (tuple(parts), span)
        self.look.setEnabled(self._work is not None and self._desk.opened.writable)

    @property
    def is_running(self) -> bool:
        """Tell whether faces are being looked for."""
        return self._job is not None

    def start(self) -> None:
        """Begin to look."""
        if self._work is None or self._job is not None:
            return
        self.said.hide()
        self.bar.setValue(0)
        self._show_running(running=True)
        self._job = self._desk.jobs.submit(
            look_for_faces,
            self._desk.media,
            *self._work,
            on_done=self._show_found,
            on_failed=self._say_why,
            on_progress=self._show_progress,
            on_cancelled=self._end,
        )

    def stop(self) -> None:
        """End the search; nothing of it is kept."""
        if self._job is not None:
            self._job.cancel()

    def _show_found(self, masks: tuple[Mask, ...]) -> None:
        self._rest()
        self.found.emit(masks)

    def _say_why(self, error: StudyError) -> None:
        self._rest()
        self.said.setText(str(error))
        self.said.show()

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setValue(round(100 * done / total) if total else 0)

    def _end(self) -> None:
        self._rest()
        self.ended.emit()

    def _rest(self) -> None:
        self._job = None
        self._show_running(running=False)

    def _show_running(self, *, running: bool) -> None:
        self.look.setVisible(not running)
        self.bar.setVisible(running)
        self.cancel.setVisible(running)
