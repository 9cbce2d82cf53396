"""The library as cards under the names of dimensions: picture, title, what to watch for, code, length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PyQt6.QtCore import QModelIndex, QRect, QRectF, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PyQt6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from havenlens.domain.coaching import LibraryClip
from havenlens.domain.time import short_clock
from havenlens.ui.coaching.library_pictures import LibraryPictures
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius, Space
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
        self.setItemDelegate(_Card(pictures, self))
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


class _Card(QStyledItemDelegate):
    def __init__(self, pictures: LibraryPictures, parent: LibraryList) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        px, clip = current_look().metrics.px, index.data(_Role.UserRole)
        return QSize(200, px(_PICTURE[1] + 2 * Space.S) if isinstance(clip, LibraryClip) else px(28))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        look, clip = current_look(), index.data(_Role.UserRole)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if isinstance(clip, LibraryClip):
            self._paint_ground(painter, look, option)
            self._paint_picture(painter, look, option.rect, clip)
            self._paint_words(painter, look, option.rect, clip, index.data(_Role.UserRole + 1))
        else:
            painter.setFont(look.font(look.metrics.label, QFont.Weight.DemiBold))
            painter.setPen(QColor(look.tokens.secondary))
            room = option.rect.adjusted(Space.S, 0, -Space.S, -2)
            words = str(index.data(_Role.DisplayRole))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words)
        painter.restore()

    def _paint_ground(self, painter: QPainter, look: Look, option: QStyleOptionViewItem) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), Radius.CONTROL, Radius.CONTROL)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillPath(path, QColor(look.tokens.accent_wash))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillPath(path, QColor(look.tokens.raised))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(look.tokens.accent), FOCUS_WIDTH))
            painter.drawPath(path)

    def _paint_picture(self, painter: QPainter, look: Look, rect: QRect, clip: LibraryClip) -> None:
        width, height = (look.metrics.px(edge) for edge in _PICTURE)
        box = QRectF(rect.left() + Space.S, rect.center().y() - height / 2 + 0.5, width, height)
        shape = QPainterPath()
        shape.addRoundedRect(box, Radius.KEY, Radius.KEY)
        painter.fillPath(shape, QColor(look.tokens.stage))
        picture = self._pictures.picture(clip)
        if picture is not None and not picture.isNull():
            painter.save()
            painter.setClipPath(shape)
            size = picture.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            left, top = box.center().x() - size.width() / 2, box.center().y() - size.height() / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), picture)
            painter.restore()

    def _paint_words(self, painter: QPainter, look: Look, rect: QRect, clip: LibraryClip, small: str) -> None:
        left = rect.left() + Space.S + look.metrics.px(_PICTURE[0]) + Space.M
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
