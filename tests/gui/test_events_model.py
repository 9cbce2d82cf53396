"""The table's model: whatever happens to a coding, its rows are those of a table made anew."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest
from PyQt6.QtCore import QItemSelectionModel, Qt
from PyQt6.QtTest import QAbstractItemModelTester

from havenlens.domain.event_filter import EventFilter
from havenlens.domain.events import Changes, Event, Flag
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import SECOND, Span
from havenlens.ui.models.event_cells import COLUMNS
from havenlens.ui.models.events import (
    ANSWER_TO,
    CODE,
    COMMENT,
    FLAGS,
    MODIFIERS,
    OFFSET,
    ONSET,
    WHO,
    WHOM,
    EventId,
    EventsModel,
)
from tests.support.memory_store import LEO, MAYA, REYES, whole_scheme

SCHEME = whole_scheme()
NAMES = {person.id: person.pseudonym for person in (MAYA, LEO, REYES)}
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
BID = Event(UUID(int=2), "bids", Span.instant(30 * SECOND), LEO.id, REYES.id, {"need": "comfort"})
ANSWER = Event(UUID(int=3), "comforts", Span.instant(32 * SECOND), REYES.id, LEO.id, link=BID.id)
UPSET = Event(UUID(int=1), "upset", Span(10 * SECOND, None), MAYA.id, flags=frozenset({Flag.DISCUSS}))
BARE = Event(UUID(int=5), "bids", Span.instant(60 * SECOND), MAYA.id, comment="Alone")
EVENTS = (UPSET, BID, ANSWER, BARE)


class Table:
    """A series with its model, kept in step as a page does, under the eyes of Qt's own model checker."""

    def __init__(self, events: tuple[Event, ...] = EVENTS) -> None:
        self.series = EventSeries(SCHEME, events)
        self.asked: list[tuple[Event, str, object]] = []
        self.model = EventsModel(SCHEME, self.series, NAMES, self._ask)
        self._checker = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )

    def _ask(self, event: Event, part: str, value: object) -> bool:
        self.asked.append((event, part, value))
        return True

    def do(self, changes: Changes) -> None:
        self.series.apply(changes)
        self.model.apply(changes)

    def column(self, column: int) -> list[str]:
        return [self.model.index(row, column).data() for row in range(self.model.rowCount())]

    def ids(self) -> list[UUID]:
        return [self.model.index(row, 0).data(EventId) for row in range(self.model.rowCount())]


@pytest.fixture
def table(qapp) -> Table:
    return Table()


def test_the_columns_say_all_of_an_event(table):
    assert table.column(ONSET) == ["00:00:10.000", "00:00:30.000", "00:00:32.000", "00:01:00.000"]
    assert table.column(OFFSET) == ["open", "", "", ""]
    assert table.column(CODE) == ["Upset  d", "Bids  b", "Comforts  y", "Bids  b"]
    assert table.column(WHO) == ["Maya", "Leo", "Ms. Reyes", "Maya"]
    assert table.column(WHOM) == ["", "Ms. Reyes", "Leo", ""]
    assert table.column(COMMENT) == ["", "", "", "Alone"]
    assert table.column(FLAGS) == ["discuss", "", "", ""]
    assert table.column(ANSWER_TO) == ["", "", "↳ 00:00:30.000  2.0 s", ""]
    titles = [table.model.headerData(n, Qt.Orientation.Horizontal) for n in COLUMNS]
    assert len(set(titles)) == len(COLUMNS)


def test_a_modifier_is_shown_by_its_name_and_a_missing_one_is_asked_for(table):
    assert table.column(MODIFIERS)[1].startswith("Comfort")
    assert "What is wanted?" in table.column(MODIFIERS)[3]
    index = table.model.index(3, MODIFIERS)
    assert index.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert table.model.index(2, MODIFIERS).data(Qt.ItemDataRole.ForegroundRole) is None


def test_several_answers_stand_beside_each_other(table):
    both = BID.with_(modifiers={"need": ("comfort", "help")})
    table.do(Changes(replaced=((BID, both),)))
    assert table.column(MODIFIERS)[1].startswith("Comfort, Help")


def test_an_answer_names_its_bid_s_time_also_after_the_bid_has_moved(table, qtbot):
    moved = BID.with_(span=Span.instant(31 * SECOND))
    with qtbot.waitSignals([table.model.dataChanged] * 2):
        table.do(Changes(replaced=((BID, moved),)))
    assert table.column(ANSWER_TO)[2] == "↳ 00:00:31.000  1.0 s"


@pytest.mark.parametrize(
    ("column", "order", "found"),
    [
        (ONSET, DOWN, [BARE, ANSWER, BID, UPSET]),
        (OFFSET, UP, [UPSET, BID, ANSWER, BARE]),
        (CODE, UP, [BID, BARE, ANSWER, UPSET]),
        (WHO, UP, [BID, UPSET, BARE, ANSWER]),
        (WHOM, UP, [ANSWER, BID, UPSET, BARE]),
        (COMMENT, UP, [BARE, UPSET, BID, ANSWER]),
        (FLAGS, UP, [UPSET, BID, ANSWER, BARE]),
        (ANSWER_TO, UP, [ANSWER, UPSET, BID, BARE]),
    ],
)
def test_any_column_sorts_and_empty_cells_come_last(table, column, order, found):
    table.model.sort(column, order)
    assert table.ids() == [event.id for event in found]
    assert [table.model.row_of(event.id) for event in found] == [0, 1, 2, 3]
    assert table.model.shown() == tuple(found)


def test_what_is_selected_stays_selected_when_the_table_is_sorted(table):
    selection = QItemSelectionModel(table.model)
    selection.setCurrentIndex(
        table.model.index(3, CODE), QItemSelectionModel.SelectionFlag.Rows | selection.SelectionFlag.Select
    )
    table.model.sort(CODE, DOWN)
    assert selection.currentIndex().data(EventId) == BARE.id
    assert [index.data(EventId) for index in selection.selectedRows()] == [BARE.id]


def test_a_filter_hides_rows_and_new_ones_obey_it(table):
    table.model.set_filter(EventFilter(codes=frozenset({"bids"})))
    assert table.ids() == [BID.id, BARE.id]
    assert table.model.row_of(UPSET.id) is None
    assert table.model.total() == 4
    other = BARE.with_(id=UUID(int=9), span=Span.instant(40 * SECOND))
    hidden = UPSET.with_(id=UUID(int=8), actor=LEO.id)
    table.do(Changes(added=(other, hidden)))
    assert table.ids() == [BID.id, other.id, BARE.id]
    table.do(Changes(replaced=((BID, BID.with_(code="comforts")),)))
    assert table.ids() == [other.id, BARE.id]
    table.model.set_filter(EventFilter())
    assert len(table.ids()) == 6


def test_a_cell_asks_for_its_part_and_only_chosen_columns_do(table):
    onset, code = table.model.index(1, ONSET), table.model.index(1, CODE)
    assert onset.flags() & Qt.ItemFlag.ItemIsEditable
    assert not code.flags() & Qt.ItemFlag.ItemIsEditable
    table.model.allow_editing((CODE, MODIFIERS))
    assert code.flags() & Qt.ItemFlag.ItemIsEditable
    assert code.data(Qt.ItemDataRole.EditRole) == "bids"
    assert table.model.setData(code, "comforts")
    assert table.model.setData(onset, "12.5")
    assert table.asked == [(BID, "code", "comforts"), (BID, "onset", "12.5")]


def test_hundreds_of_changes_at_once_are_one_reset(table, qtbot):
    many = tuple(BARE.with_(id=UUID(int=100 + n), span=Span.instant(n * SECOND)) for n in range(400))
    with qtbot.waitSignal(table.model.modelReset), qtbot.assertNotEmitted(table.model.rowsInserted):
        table.do(Changes(added=many))
    assert table.model.rowCount() == 404
    with qtbot.waitSignal(table.model.modelReset):
        table.do(Changes(removed=many))
    assert table.ids() == [event.id for event in EVENTS]


@pytest.mark.parametrize("seed", range(12))
def test_a_table_in_step_is_the_table_made_anew(qapp, seed):
    chance = Random(seed)
    table = Table(())
    wanted = (EventFilter(), EventFilter(people=frozenset({MAYA.id})), EventFilter(text="bids"))[seed % 3]
    table.model.set_filter(wanted)
    by = ONSET, UP
    for number in range(60):
        if number % 9 == 0:
            by = chance.choice(COLUMNS), chance.choice((UP, DOWN))
            table.model.sort(*by)
        table.do(_some(chance, list(table.series), number))
    anew = Table(tuple(table.series))
    anew.model.set_filter(wanted)
    anew.model.sort(*by)
    for column in COLUMNS:
        assert table.column(column) == anew.column(column)
    assert table.ids() == anew.ids()
    assert [table.model.row_of(event) for event in table.ids()] == list(range(len(table.ids())))


def _some(chance: Random, there: list[Event], number: int) -> Changes:
    """Make up one intent: add one or two, remove one with its links, change or move some."""
    what = chance.random()
    if not there or what < 0.45:
        bids = [event.id for event in there if event.code == "bids"]
        bid = _made(chance, 2 * number, "bids")
        linked = _made(chance, 2 * number + 1, "comforts").with_(
            link=chance.choice(bids) if bids and chance.random() < 0.7 else None
        )
        return Changes(added=(bid, linked))
    chosen = chance.choice(there)
    if what < 0.6:
        freed = tuple((e, e.with_(link=None)) for e in there if e.link == chosen.id)
        return Changes(removed=(chosen,), replaced=freed)
    others = chance.sample(there, min(len(there), 3))
    return Changes(replaced=tuple((event, _changed(chance, event)) for event in others))


def _made(chance: Random, number: int, code: str) -> Event:
    people = [MAYA.id, LEO.id]
    at = Span.instant(chance.randrange(20) * SECOND)
    comment = chance.choice(("", "x", "bids"))
    return Event(UUID(int=1000 + number), code, at, chance.choice(people), REYES.id, comment=comment)


def _changed(chance: Random, event: Event) -> Event:
    return chance.choice(
        (
            event.with_(span=Span.instant(chance.randrange(20) * SECOND)),
            event.with_(comment=chance.choice(("", "b", "c"))),
            event.with_(modifiers={"need": chance.choice(("comfort", "help"))}),
            event.with_(flags=event.flags ^ {Flag.UNSURE}),
            event.with_(actor=LEO.id),
        )
    )
