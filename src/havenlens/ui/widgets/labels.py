"""Labels with a part to play: a key in its cap, a time that does not jitter, an icon in a token's colour."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget

from havenlens.domain.time import Micros, clock
from havenlens.ui.theme.icons import Tint, pixmap
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr


class KeyCap(QLabel):
    """A key as it stands on a keyboard."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("letter", len(key) == 1)  # square, also with an m: what is beside it lines up
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Key {key}").format(key=key))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), hint.height()), hint.height())


class ElidedLabel(QLabel):
    """A line of text that ends in an ellipsis where it has no room, and says all of it on hovering."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = text
        self.setAccessibleName(text)
        self.setText(text)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 4, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class TimecodeLabel(QLabel):
    """A time as ``HH:MM:SS.mmm`` in figures of equal width, so that it stands still while it runs."""

    def __init__(self, parent: QWidget | None = None, *, large: bool = False) -> None:
        super().__init__(parent)
        self._large = large
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(tr("Time"))
        self._dress()
        self.show_time(Micros(0))

    def show_time(self, at: Micros) -> None:
        """Show a moment."""
        text = clock(at)
        if text != self.text():
            self.setText(text)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.ApplicationFontChange:
            self._dress()

    def _dress(self) -> None:
        look = current_look()
        size = look.metrics.timecode if self._large else look.metrics.body
        weight = QFont.Weight.DemiBold if self._large else QFont.Weight.Normal
        self.setFont(look.font(size, weight, tabular=True))


class IconLabel(QWidget):
    """An icon that is looked at, not pressed; says nothing to a screen reader."""

    def __init__(
        self, name: str, size: int = 16, tint: Tint = Tint.TEXT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._tint = name, size, tint
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tint: Tint) -> None:
        """Show another icon."""
        self._name, self._tint = name, tint
        self.update()

    def sizeHint(self) -> QSize:
        edge = current_look().metrics.px(self._size)
        return QSize(edge, edge)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        tokens, edge = current_look().tokens, self.sizeHint().width()
        colour = str(getattr(tokens, self._tint.value))
        left, top = (self.width() - edge) // 2, (self.height() - edge) // 2
        QPainter(self).drawPixmap(left, top, pixmap(self._name, edge, colour, self.devicePixelRatioF()))


def give_role(label: QLabel, role: str) -> None:
    """Give a label another part to play in the style sheet, which has to be told."""
    if label.property("role") != role:
        label.setProperty("role", role)
        style = label.style()
        assert style is not None
        style.unpolish(label)
        style.polish(label)
