"""The library as cards under the names of dimensions: picture, title, what to watch for, code, length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PyQt6.QtCore import QModelIndex, QRect, QRectF, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PyQt6.QtWidgets import QListView, QListWidget, QListWidgetItem

from havenlens.domain.coaching import LibraryClip
from havenlens.domain.time import short_clock
from havenlens.ui.coaching.library_pictures import LibraryPictures
from havenlens.ui.coaching.picture_cards import PictureCards
from havenlens.ui.theme.look import Look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr

_PICTURE = (112, 63)
_Role = Qt.ItemDataRole


class LibraryList(QListWidget):
    """Choose with the arrows or the mouse."""

    chosen = pyqtSignal(object)
    """Carries the `LibraryClip` that is chosen, or None."""

    def __init__(self, pictures: LibraryPictures) -> None:
        super().__init__()
        self.setAccessibleName(tr("Library"))
        self.setItemDelegate(_Cards(pictures, self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._tell)
        pictures.made.connect(self._repaint)

    @property
    def clip(self) -> LibraryClip | None:
        """Give the clip that is chosen."""
        item = self.currentItem()
        found = None if item is None else item.data(_Role.UserRole)
        return found if isinstance(found, LibraryClip) else None

    def show_clips(self, clips: Sequence[LibraryClip], names: Mapping[str, str]) -> None:
        """Show clips under the names of their dimensions; ``names`` also says what codes are called."""
        before = None if self.clip is None else self.clip.id
        order = sorted({clip.dimension for clip in clips}, key=lambda one: (not one, names.get(one, one)))
        with QSignalBlocker(self):
            self.clear()
            for dimension in order:
                head = QListWidgetItem(names.get(dimension, dimension) or tr("No dimension"))
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.addItem(head)
                for clip in clips:
                    if clip.dimension == dimension:
                        self._add(clip, names)
            self._choose(before)
        self._tell()

    def choose(self, clip: UUID | None) -> None:
        """Choose a clip by its id."""
        self._choose(clip)

    def _choose(self, wanted: UUID | None) -> None:
        own = [self.item(n) for n in range(self.count())]
        clips = [one for one in own if one is not None and isinstance(one.data(_Role.UserRole), LibraryClip)]
        found = next((one for one in clips if one.data(_Role.UserRole).id == wanted), None)
        if clips:
            self.setCurrentItem(found or clips[0])

    def _add(self, clip: LibraryClip, names: Mapping[str, str]) -> None:
        item = QListWidgetItem(clip.title)
        item.setData(_Role.UserRole, clip)
        length = short_clock(clip.span.length)
        item.setData(_Role.UserRole + 1, " · ".join(filter(None, [names.get(clip.code, clip.code), length])))
        words = tr("{title}. Watch for: {note}").format(title=clip.title, note=clip.watch_for)
        item.setData(_Role.AccessibleTextRole, words)
        item.setToolTip(clip.watch_for)
        self.addItem(item)

    def _tell(self, *_items: object) -> None:
        self.chosen.emit(self.clip)

    def _repaint(self) -> None:
        view = self.viewport()
        if view is not None:
            view.update()


class _Cards(PictureCards[LibraryClip]):
    def __init__(self, pictures: LibraryPictures, parent: LibraryList) -> None:
        super().__init__(LibraryClip, _PICTURE, parent)
        self._pictures = pictures

    def picture_of(self, one: LibraryClip) -> QImage | None:
        return self._pictures.picture(one)

    def paint_words(self, painter: QPainter, look: Look, rect: QRect, left: int, index: QModelIndex) -> None:
        clip, small = index.data(_Role.UserRole), index.data(_Role.UserRole + 1)
        left += Space.M
        room = QRectF(left, rect.top() + Space.S, rect.right() - left - Space.S, rect.height() - 2 * Space.S)
        line = room.height() / 3
        for number, (words, weight, ink) in enumerate(
            (
                (clip.title, QFont.Weight.DemiBold, look.tokens.text),
                (clip.watch_for, QFont.Weight.Normal, look.tokens.text),
                (small, QFont.Weight.Normal, look.tokens.secondary),
            )
        ):
            font = look.font(look.metrics.body if number < 2 else look.metrics.label, weight)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            place = QRectF(room.left(), room.top() + number * line, room.width(), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
