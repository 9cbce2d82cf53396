"""One clip of the library: the loop, what to watch for, who allows it, and what to do with it."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.coaching import LibraryClip
from havenlens.domain.observation import Consent
from havenlens.domain.time import short_clock
from havenlens.services.coaching.consent import lacking
from havenlens.ui.agreement.looping_video import LoopingVideo
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.library_pictures import parts_of
from havenlens.ui.coaching.veil import MaskVeil
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import IconLabel
from havenlens.words.catalogue import tr


class LibraryDetail(QWidget):
    """Space plays and stands still."""

    used = pyqtSignal()
    edited = pyqtSignal()
    removed = pyqtSignal()

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: LibraryClip | None = None
        self.video = LoopingVideo(desk.media)
        self.veil = MaskVeil(self.video.view)
        self.title, self.watch_for, self.facts, self.consent = (QLabel() for _ in range(4))
        self.state = IconLabel("circle-check", 16, Tint.GOOD)
        self.use = QPushButton(tr("Use in this cycle"))
        self.edit = QPushButton(tr("Edit…"))
        self.remove = QPushButton(tr("Remove"))
        self._arrange()
        self.use.clicked.connect(self.used)
        self.edit.clicked.connect(self.edited)
        self.remove.clicked.connect(self.removed)

    def _arrange(self) -> None:
        self.title.setProperty("role", "heading")
        self.facts.setProperty("role", "secondary")
        for label in (self.title, self.watch_for, self.facts, self.consent):
            label.setWordWrap(True)
        self.use.setProperty("role", "primary")
        self.video.view.setToolTip(tr("Space plays and stands still"))
        allowed = QHBoxLayout()
        allowed.setSpacing(Space.S)
        allowed.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        allowed.addWidget(self.consent, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for button in (self.use, self.edit, self.remove):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.video, 1)
        for part in (self.title, self.watch_for, self.facts):
            column.addWidget(part)
        column.addLayout(allowed)
        column.addLayout(row)

    def show_clip(self, clip: LibraryClip | None, facts: str) -> None:
        """Show a clip, standing on its first frame."""
        self.setVisible(clip is not None)
        before, self._shown = self._shown, clip
        if clip is None:
            self.video.let_go()
            return
        self.title.setText(clip.title)
        self.watch_for.setText(tr("Watch for: {note}").format(note=clip.watch_for))
        end = clip.span.end or clip.span.start
        times = f"{short_clock(clip.span.start)}–{short_clock(end)}"
        self.facts.setText(" · ".join(filter(None, [facts, times])))
        self._show_consent(clip)
        cycle, writable = self._desk.cycle, self._desk.opened.writable
        used = cycle is not None and cycle.exemplar is not None and cycle.exemplar.clip == clip.id
        self.use.setText(tr("Used in this cycle") if used else tr("Use in this cycle"))
        self.use.setEnabled(writable and cycle is not None and not used)
        self.use.setToolTip("" if cycle is not None else tr("Open a cycle on the board first"))
        for button in (self.edit, self.remove):
            button.setEnabled(writable)
        self.veil.show_masks(clip.masks)
        if before is None or (before.id, before.span) != (clip.id, clip.span):
            self.video.show_span(parts_of(self._desk, clip), clip.span)

    def _show_consent(self, clip: LibraryClip) -> None:
        study, today = self._desk.study, self._desk.today()
        lacks = lacking(study, clip.observation, [clip], Consent.EXEMPLAR, today)
        if lacks:
            self.state.show_icon("triangle-alert", Tint.WARNING)
            self.consent.setText(" ".join(lack.sentence for lack in lacks))
        else:
            self.state.show_icon("circle-check", Tint.GOOD)
            self.consent.setText(tr("Everybody in it allows that other teachers see it."))
