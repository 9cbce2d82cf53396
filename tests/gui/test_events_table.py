"""The table of events is painted by itself: grounds, lines and rings, and no more of it than has changed."""

from __future__ import annotations

from uuid import UUID

import pytest
from PyQt6.QtCore import QEvent, QObject, QRect
from PyQt6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from havenlens.domain.events import Changes, Event
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.ui.coding.events_table import EventsTable, dress_table
from havenlens.ui.models.events import CODE, ONSET, EventsModel
from havenlens.ui.theme.look import current_look
from tests.support.memory_store import LEO, MAYA, REYES, whole_scheme

NAMES = {person.id: person.pseudonym for person in (MAYA, LEO, REYES)}
MANY = 2_000


def event(number: int) -> Event:
    return Event(UUID(int=number + 1), "bids", Span.instant(Micros(number * SECOND)), LEO.id, REYES.id)


@pytest.fixture
def table(qtbot: QtBot) -> EventsTable:
    shown = EventsTable()
    series = EventSeries(whole_scheme(), [event(2 * number) for number in range(MANY)])
    shown.setModel(EventsModel(whole_scheme(), series, NAMES, lambda *_: True, shown))
    dress_table(shown)
    qtbot.addWidget(shown)
    shown.resize(1100, 240)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def picture(table: EventsTable) -> QImage:
    room = table.viewport()
    assert room is not None
    return room.grab().toImage()


def cell(table: EventsTable, row: int, column: int) -> QRect:
    model = table.model()
    assert model is not None
    return table.visualRect(model.index(row, column))


def test_a_selected_row_has_its_ground_and_the_others_have_the_tables(table: EventsTable) -> None:
    tokens = current_look().tokens
    table.selectRow(1)
    seen = picture(table)
    for row, ground in ((0, tokens.surface), (1, tokens.accent_wash), (2, tokens.surface)):
        place = cell(table, row, CODE).topLeft()
        assert seen.pixelColor(place.x() + 3, place.y() + 3) == QColor(ground)
    line = cell(table, 0, CODE).bottomLeft()
    assert seen.pixelColor(line.x() + 3, line.y()) == QColor(tokens.raised)


def test_the_current_cell_has_a_ring_while_the_table_is_listened_to(qtbot: QtBot, table: EventsTable) -> None:
    accent, corner = QColor(current_look().tokens.accent), cell(table, 1, ONSET).topLeft()
    table.selectRow(1)
    table.clearFocus()
    assert picture(table).pixelColor(corner) != accent
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert picture(table).pixelColor(corner) == accent


class Paintings(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        self.count += event is not None and event.type() == QEvent.Type.Paint
        return False


def test_one_more_event_among_many_paints_rows_and_nothing_around_them(
    qtbot: QtBot, table: EventsTable
) -> None:
    model, bar, room = table.model(), table.verticalScrollBar(), table.viewport()
    assert isinstance(model, EventsModel)
    assert bar is not None
    assert room is not None
    qtbot.wait(20)
    around, rows = [Paintings(bar), Paintings(table)], Paintings(room)
    model.apply(Changes(added=(event(1),)))
    qtbot.waitUntil(lambda: rows.count > 0)
    assert [one.count for one in around] == [0, 0]
    assert bar.maximum() == MANY + 1 - bar.pageStep()
    table.scrollToBottom()
    assert cell(table, MANY, CODE).bottom() <= room.height()
    qtbot.waitUntil(lambda: around[0].count > 0)
