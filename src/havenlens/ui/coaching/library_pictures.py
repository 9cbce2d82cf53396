"""The still pictures of the library, hidden where its masks hide; made in the background."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import QObject, QRectF, pyqtSignal
from PyQt6.QtGui import QImage, QPainter

from havenlens.domain.coaching import LibraryClip
from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.coaching.editing import observation_of
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.masks_painting import paint_hidden
from havenlens.ui.coding.opening import filmed_views
from havenlens.ui.player.reel import Part, part_at

_WIDTH = 240


def parts_of(desk: CycleDesk, clip: LibraryClip) -> tuple[Part, ...]:
    """Give the files of the recording that a library clip is from; none where there is no video."""
    place: Observation = observation_of(desk.study, clip.observation)
    views = filmed_views(desk.study, place)
    return tuple(Part(file.path, file.base) for file in views[0].files) if views else ()


class LibraryPictures(QObject):
    """Gives a clip's picture once it is there, and tells when it has come."""

    made = pyqtSignal()

    def __init__(self, desk: CycleDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._made: dict[tuple[UUID, Micros], QImage] = {}
        self._asked: set[tuple[UUID, Micros]] = set()

    def picture(self, clip: LibraryClip) -> QImage | None:
        """Give the picture of a clip, or None while it is being made."""
        key = (clip.id, clip.still_at)
        parts = () if key in self._asked else parts_of(self._desk, clip)
        self._asked.add(key)
        if parts:
            part = parts[part_at(parts, clip.still_at)]
            self._desk.jobs.submit(
                self._desk.media.thumbnail,
                part.path,
                Micros(max(0, part.base.to_presentation(clip.still_at))),
                _WIDTH,
                on_done=partial(self._keep, clip),
                on_failed=_leave_empty,
            )
        return self._made.get(key)

    def _keep(self, clip: LibraryClip, content: bytes) -> None:
        image = QImage.fromData(content).convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(image)
        for mask in clip.masks:
            box = mask.box_at(clip.still_at)
            if box is not None and not mask.proposed:
                paint_hidden(painter, mask, box, QRectF(image.rect()), image.copy())
        painter.end()
        self._made[clip.id, clip.still_at] = image
        self.made.emit()


def _leave_empty(_error: StudyError) -> None:
    """Show no picture: the player says that the video cannot be read."""
