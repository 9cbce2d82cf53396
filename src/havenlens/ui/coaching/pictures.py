"""Small pictures of moments, made in the background and kept while the page lives."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QImage

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.player.reel import Part, part_at

_WIDTH = 240


class MomentPictures(QObject):
    """Gives the picture of a time once it is there, and tells when it has come."""

    made = pyqtSignal(object)
    """Carries the observation time whose picture has come."""

    def __init__(self, desk: CycleDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parts: tuple[Part, ...] = ()
        self._made: dict[Micros, QImage] = {}
        self._asked: set[Micros] = set()

    def open(self, parts: tuple[Part, ...]) -> None:
        """Take pictures of another recording from now on."""
        if parts != self._parts:
            self._parts = parts
            self._made.clear()
            self._asked.clear()

    def picture(self, at: Micros) -> QImage | None:
        """Give the picture of a time, or None while it is being made."""
        if at not in self._asked and self._parts:
            self._asked.add(at)
            part = self._parts[part_at(self._parts, at)]
            wanted = Micros(max(0, part.base.to_presentation(at)))
            self._desk.jobs.submit(
                self._desk.media.thumbnail,
                part.path,
                wanted,
                _WIDTH,
                on_done=partial(self._keep, self._parts, at),
                on_failed=_leave_empty,
            )
        return self._made.get(at)

    def _keep(self, parts: tuple[Part, ...], at: Micros, content: bytes) -> None:
        if parts == self._parts:
            self._made[at] = QImage.fromData(content)
            self.made.emit(at)


def _leave_empty(_error: StudyError) -> None:
    """Show no picture: the player says already that the video cannot be read."""
