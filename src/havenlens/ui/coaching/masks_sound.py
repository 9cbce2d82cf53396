"""Covered sound: where it begins and ends, and whether nothing or a tone is heard instead."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.masks import SoundKind
from havenlens.domain.time import Micros, short_clock
from havenlens.ui.coaching.masks_work import MaskWork
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.words.catalogue import tr


class SoundPanel(QWidget):
    """Two buttons for the ends of a cover, and what is heard there."""

    began = pyqtSignal()
    """A cover is to begin with the frame on the screen."""
    ended = pyqtSignal()
    """A cover is to end with the frame on the screen."""
    finished = pyqtSignal()
    """A choice was made: the keyboard goes back to the picture."""

    def __init__(self, work: MaskWork) -> None:
        super().__init__()
        self._work = work
        self.words = QLabel()
        self.begin = QPushButton(tr("From here (I)"))
        self.end = QPushButton(tr("To here (O)"))
        self.kind = ShortBox()
        self.remove = QPushButton(tr("Remove"))
        self._arrange()
        self.begin.clicked.connect(self.began)
        self.end.clicked.connect(self.ended)
        self.kind.activated.connect(self._set_kind)
        self.remove.clicked.connect(self._remove)

    def _arrange(self) -> None:
        self.kind.addItem(tr("Mute"), SoundKind.MUTE)
        self.kind.addItem(tr("Beep"), SoundKind.BEEP)
        self.kind.setAccessibleName(tr("What is heard instead"))
        self.words.setProperty("role", "secondary")
        self.words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for part in (self.begin, self.end):
            part.setAutoDefault(False)
            row.addWidget(part)
        row.addStretch()
        second = QHBoxLayout()
        second.setSpacing(Space.S)
        self.remove.setAutoDefault(False)
        second.addWidget(self.kind)
        second.addWidget(self.remove)
        second.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.words)
        column.addLayout(row)
        column.addLayout(second)

    @property
    def chosen_kind(self) -> SoundKind:
        """Give what is heard in the place of covered sound."""
        kind: SoundKind = self.kind.currentData()
        return kind

    def show_chosen(self, begun: Micros | None, *, writable: bool) -> None:
        """Show the cover that is chosen, or one that has begun and has no end yet."""
        cover = self._work.chosen_cover
        if cover is not None:
            end = cover.span.end or cover.span.start
            self.words.setText(f"{short_clock(cover.span.start)}–{short_clock(end)}")
            with QSignalBlocker(self.kind):
                self.kind.setCurrentIndex(self.kind.findData(cover.kind))
        elif begun is not None:
            self.words.setText(tr("From {start} on; go to where it ends.").format(start=short_clock(begun)))
        else:
            self.words.setText(tr("Cover a name that is said: mark where it begins and ends."))
        self.remove.setVisible(cover is not None)
        self.end.setEnabled(writable and (cover is not None or begun is not None))
        for part in (self.begin, self.kind, self.remove):
            part.setEnabled(writable)

    def _set_kind(self, _place: int) -> None:
        cover = self._work.chosen_cover
        if cover is not None:
            self._work.recover(cover, replace(cover, kind=self.chosen_kind))
        self.finished.emit()

    def _remove(self) -> None:
        self._work.remove()
        self.finished.emit()
