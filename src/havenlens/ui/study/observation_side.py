"""What is beside the list of observations: the chosen one, its video, and its codings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.observation import Coding, Observation
from havenlens.domain.time import Micros, clock
from havenlens.services.double_coding import told_purpose
from havenlens.services.overview import Overview
from havenlens.services.ports import MediaLibrary
from havenlens.services.study import Study
from havenlens.services.submitting import told_status
from havenlens.services.video_files import first_video
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.study.thumbnail import Thumbnail
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

CodingId = Qt.ItemDataRole.UserRole
_REST_MS = 120
"""How long an observation is chosen before its video is opened: nobody looks at those an arrow passes."""


class ObservationSide(QFrame):
    """Shows one observation at a time out of what was read of the study, so that arrows can be held down."""

    def __init__(self, study: Study, media: MediaLibrary, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self.observation: Observation | None = None
        """The one that is shown, or was before nothing could be found."""
        self.begin = QPushButton(tr("Start a coding…"))
        self.begin.setProperty("role", "primary")
        self.find_video = QPushButton(tr("Find the video…"))
        self.codings = QListWidget()
        self.codings.setAccessibleName(tr("Codings"))
        self.codings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.codings.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.codings.setSpacing(1)
        self._details = QLabel()
        self._details.setWordWrap(True)
        self._details.setProperty("role", "secondary")
        self.picture = Thumbnail(media, jobs)
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._heading.setWordWrap(True)
        self._path: Path | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._show_picture)
        self._arrange()

    def _arrange(self) -> None:
        self.setProperty("ground", "card")
        self.setMinimumWidth(current_look().metrics.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        label = QLabel(tr("CODINGS"))
        label.setProperty("role", "label")
        for part in (self.picture, self._heading, self._details, self.find_video, label):
            column.addWidget(part)
        column.addWidget(self.codings, 1)
        column.addWidget(self.begin)

    def show_observation(
        self, observation: Observation, overview: Overview, *, missing: bool, writable: bool
    ) -> None:
        """Show an observation; ``missing`` tells that its video is known not to be where it should be."""
        if self.observation != observation:
            self.picture.wait()
        self.observation = observation
        self._heading.setText(f"{observation.name}  {observation.title}")
        self.begin.setEnabled(writable and bool(observation.files))
        self.show_where(missing=missing, hidden=observation.id in overview.hidden)
        self._list(overview.codings.get(observation.id, ()), overview)

    def show_where(self, *, missing: bool, hidden: bool) -> None:
        """Say where the video of the observation is; where it is missing, offer to look for it elsewhere."""
        assert self.observation is not None
        where = tr("No video: rated live or from elsewhere.")
        if self.observation.files:
            file = self.observation.files[0].path
            where = say("study.video_missing", path=file) if missing else file
        self._details.setText(f"{where}\n{say('training.hidden')}" if hidden else where)
        self.find_video.setVisible(missing)
        self._path = None if missing else first_video(self.observation, self._study.folder)
        if self._path is None:
            self.picture.show_video(None, Micros(0))
        self._rest.start()

    def _show_picture(self) -> None:
        if self.observation is not None:
            self.picture.show_video(self._path, Micros((self.observation.duration or 0) // 2))

    def _list(self, codings: Sequence[Coding], overview: Overview) -> None:
        self.codings.clear()
        for coding in codings:
            scheme = self._study.scheme(coding.scheme)
            purpose = told_purpose(coding.purpose, leads=overview.leads)
            status = told_status(coding.status)
            about = (overview.coders[coding.coder], tr(purpose.value), status)
            told = " · ".join((*about, _content(coding.id, overview)))
            item = QListWidgetItem(f"{scheme.name}\n{told}")
            item.setData(CodingId, coding.id)
            item.setToolTip(say("study.coding_at", scheme=scheme.ref, at=clock(coding.resume_at)))
            self.codings.addItem(item)


def _content(coding: UUID, overview: Overview) -> str:
    """Count what a coding holds: events, or ratings where there are only those."""
    events, ratings = overview.events.get(coding, 0), overview.ratings.get(coding, 0)
    if ratings and not events:
        return ntr("{n} rating", "{n} ratings", ratings)
    return ntr("{n} event", "{n} events", events)
