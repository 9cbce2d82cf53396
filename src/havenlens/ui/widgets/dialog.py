"""What every dialog of the program is: it fits on the screen, and its buttons are always in sight."""

from __future__ import annotations

from itertools import pairwise

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QBoxLayout, QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.choices import ShortBox, let_shrink
from havenlens.ui.widgets.tab_order import tab_stops

_FRAME = 40
"""What the system's frame around a dialog may take of the screen, in pixels."""


class Dialog(QDialog):
    """A dialog that begins in a size that grows with the text, and never larger than the screen.

    Where all of it has no room, as with large text on a small screen, everything but the last line of its
    layout scrolls: that line holds the buttons.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scrolls = False

    def begin_in(self, width: int, height: int = 0) -> None:
        """Begin in a size, given in pixels at the usual size of text; without a height as high as needed."""
        px = current_look().metrics.px
        self.resize(QSize(px(width), px(height) if height else 0).boundedTo(self._screen_room()))

    def keep_wide(self, width: int) -> None:
        """Be at least so wide, given in pixels at the usual size of text."""
        self.setMinimumWidth(min(current_look().metrics.px(width), self._screen_room().width()))

    def showEvent(self, event: QShowEvent | None) -> None:
        self._keep_in_sight()
        self._put_buttons_last()
        super().showEvent(event)

    def event(self, event: QEvent | None) -> bool:
        """Look again whether there is room when a sentence was added."""
        done = super().event(event)
        if event is not None and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._keep_in_sight()
            self._put_buttons_last()
        return done

    def _screen_room(self) -> QSize:
        """Give what there is to stand in: the screen, or the window that this one lies over."""
        screen, over = self.screen(), self.parentWidget()
        room = QSize(1000, 700) if screen is None else screen.availableGeometry().size() - QSize(0, _FRAME)
        window = None if over is None else over.window()
        return room if window is None else room.expandedTo(window.size())

    def _keep_in_sight(self) -> None:
        column, room = self.layout(), self._screen_room()
        if column is None:
            return
        if column.totalMinimumSize().width() > room.width():
            for box in self.findChildren(ShortBox):
                let_shrink(box)
            column.activate()
        wide = max(min(self.width(), room.width()), column.totalMinimumSize().width())
        high = column.totalMinimumSize().height()
        if column.hasHeightForWidth():
            high = max(high, column.minimumHeightForWidth(wide))
        if (
            not self._scrolls
            and isinstance(column, QBoxLayout)
            and (high > room.height() or wide > room.width())
        ):
            self._let_scroll(column)
            self.resize(
                QSize(wide + current_look().metrics.px(_BAR), max(high, self.height())).boundedTo(room)
            )
        else:
            wanted = QSize(max(wide, self.width()), max(high, self.height())).boundedTo(room)
            if wanted != self.size():
                self.resize(wanted)

    def _put_buttons_last(self) -> None:
        """Let Tab come to the buttons after every field, also after those that were made later."""
        column = self.layout()
        foot = None if column is None else column.itemAt(column.count() - 1)
        buttons = None if foot is None else foot.widget()
        if buttons is None:
            return
        stops = [one for one in tab_stops(self) if one is not self]
        fields = [one for one in stops if not buttons.isAncestorOf(one)]
        if not fields:
            return  # it is a page of its own, with no line of buttons below
        last = sorted((one for one in stops if one not in fields), key=QWidget.x)
        for first, second in pairwise([*fields, *last]):
            QWidget.setTabOrder(first, second)
        had = self.focusWidget()
        seen = [one for one in fields if one.isVisibleTo(self) and one.isEnabled()]
        if seen and (had is None or buttons.isAncestorOf(had)) and not self.isVisible():
            seen[0].setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def _let_scroll(self, column: QBoxLayout) -> None:
        """Put all but the last line of the layout into an area that scrolls."""
        self._scrolls = True
        had = self.focusWidget()
        body = QWidget()
        body.setProperty("ground", "none")
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(column.spacing())
        for _ in range(max(1, column.count() - 1)):
            stretch, item = column.stretch(0), column.takeAt(0)
            assert item is not None
            if (widget := item.widget()) is not None:
                inside.addWidget(widget, stretch, item.alignment())
            elif (layout := item.layout()) is not None:
                inside.addLayout(layout, stretch)
            else:
                inside.addItem(item)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        column.insertWidget(0, area, 1)
        if had is not None:
            had.setFocus()


_BAR = 14
"""How wide the bar is that scrolls, with its distance, in pixels at the usual size of text."""
