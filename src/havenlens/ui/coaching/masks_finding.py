"""Looks for faces in a clip, away from the window; what is found is proposed, never hidden by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.masks import Mask
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.player.reel import Part
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.job_bar import JobBar
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
        self.look = QPushButton(tr("Look for faces"))
        self.work = JobBar(desk.jobs, tr("Looking for faces"))
        self.said = QLabel()
        self._where: tuple[Sequence[Part], Span] | None = None
        self._arrange()
        self.look.clicked.connect(self.start)
        self.work.changed.connect(self._allow)
        self.work.stopped.connect(self.ended)

    def _arrange(self) -> None:
        self.look.setToolTip(tr("A machine proposes boxes; it misses some, and you confirm each"))
        self.said.setProperty("role", "secondary")
        self.said.setWordWrap(True)
        self.look.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.work)
        column.addWidget(self.said)
        self.said.hide()

    def open(self, parts: Sequence[Part], span: Span | None) -> None:
        """Look here from now on."""
        self._where = None if span is None or not parts else (tuple(parts), span)
        self.look.setEnabled(self._where is not None and self._desk.opened.writable)

    def start(self) -> None:
        """Begin to look."""
        if self._where is None or self.work.is_running:
            return
        self.said.hide()
        media = self._desk.media
        self.work.run(look_for_faces, media, *self._where, on_done=self.found.emit, on_failed=self._say_why)

    def _allow(self) -> None:
        self.look.setVisible(not self.work.is_running)

    def _say_why(self, error: StudyError) -> None:
        self.said.setText(str(error))
        self.said.show()
