"""Several views beside each other, arranged as a person likes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PyQt6.QtCore import QRect, QSize
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.ui.player.view import VideoView
from havenlens.ui.theme.look import current_look

_GAP = 2
_SMALL = 0.3
"""The share of the width that small views take beside a big one, of the height where they lie below it."""


class Arrangement(StrEnum):
    """How several views share the room."""

    ONE = "one"
    SIDE = "side"
    BIG = "big"
    GRID = "grid"


def arrangements(count: int) -> tuple[Arrangement, ...]:
    """List how some views can be arranged, the usual way first.

    >>> [each.value for each in arrangements(2)]
    ['side', 'big', 'one']
    """
    if count < 2:
        return (Arrangement.ONE,)
    first = Arrangement.SIDE if count == 2 else Arrangement.BIG if count == 3 else Arrangement.GRID
    rest = (
        (Arrangement.GRID, Arrangement.BIG, Arrangement.ONE)
        if count > 2
        else (Arrangement.BIG, Arrangement.ONE)
    )
    return (first, *(each for each in rest if each is not first))


def places(how: Arrangement, count: int, leader: int, room: QSize) -> list[QRect]:
    """Give each view its rectangle in the room; a view that is not seen has an empty one."""
    width, height = room.width(), room.height()
    if how is Arrangement.ONE or count < 2:
        return [QRect(0, 0, width, height) if n == leader else QRect() for n in range(count)]
    if how is Arrangement.BIG:
        return _beside_big(count, leader, width, height)
    columns, rows = (2, 1) if how is Arrangement.SIDE else (2, (count + 1) // 2)
    if how is Arrangement.SIDE and width < height:
        columns, rows = 1, 2
    return [_cell(n % columns, n // columns, columns, rows, width, height) for n in range(count)]


def _cell(column: int, row: int, columns: int, rows: int, width: int, height: int) -> QRect:
    left, right = (round(width * place / columns) for place in (column, column + 1))
    top, bottom = (round(height * place / rows) for place in (row, row + 1))
    return QRect(left, top, right - left - (right < width) * _GAP, bottom - top - (bottom < height) * _GAP)


def _beside_big(count: int, leader: int, width: int, height: int) -> list[QRect]:
    wide = width * 9 > height * 12
    big = QRect(0, 0, round(width * (1 - _SMALL)) if wide else width, height)
    if not wide:
        big.setHeight(round(height * (1 - _SMALL)))
    found, place, small = [], 0, count - 1
    for number in range(count):
        if number == leader:
            found.append(big)
            continue
        if wide:
            left, each = big.width() + _GAP, height // small
            found.append(QRect(left, place * each, width - left, each - (place < small - 1) * _GAP))
        else:
            top, each = big.height() + _GAP, width // small
            found.append(QRect(place * each, top, each - (place < small - 1) * _GAP, height - top))
        place += 1
    return found


class Wall(QWidget):
    """Holds the views of one observation; which one leads decides which is the big one."""

    def __init__(self, views: Sequence[VideoView], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views = list(views)
        self._how = arrangements(len(self._views))[0]
        self._leader = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for view in self._views:
            view.setParent(self)
            view.setMinimumSize(1, 1)
        self.setMinimumSize(160, 90)
        self._arrange()

    @property
    def views(self) -> tuple[VideoView, ...]:
        """List the views in the order of the observation's recordings."""
        return tuple(self._views)

    @property
    def how(self) -> Arrangement:
        """Give how the views are arranged."""
        return self._how

    def set_views(self, views: Sequence[VideoView], leader: int) -> None:
        """Show other views, or the same ones in another order, and say which one leads."""
        gone = [view for view in self._views if view not in views]
        if len(views) != len(self._views):
            self._how = arrangements(len(views))[0]
        self._views, self._leader = list(views), leader
        for view in self._views:
            view.setParent(self)
            view.setMinimumSize(1, 1)
        for view in gone:
            view.hide()
        self._arrange()

    def arrange(self, how: Arrangement) -> None:
        """Arrange the views in another way, if there are as many as that needs."""
        if how in arrangements(len(self._views)):
            self._how = how
            self._arrange()

    def is_seen(self, number: int) -> bool:
        """Tell whether a view has room in this arrangement."""
        return self._how is not Arrangement.ONE or number == self._leader

    def _places(self) -> list[QRect]:
        return places(self._how, len(self._views), self._leader, self.size())

    def _arrange(self) -> None:
        for view, place in zip(self._views, self._places(), strict=True):
            view.setVisible(not place.isEmpty())
            if not place.isEmpty():
                view.setGeometry(place)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        QPainter(self).fillRect(self.rect(), QColor(current_look().tokens.stage))
