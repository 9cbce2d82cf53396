"""Events are chosen everywhere at once: in the table, on the timeline, in the editor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QItemSelection, QItemSelectionModel

from havenlens.domain.events import Changes, Event
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, Span
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import events_of
from havenlens.ui.models.events import CODE, EventId
from havenlens.words.catalogue import N_, tr

FIND = N_("Find your way")
_Flag = QItemSelectionModel.SelectionFlag


class Choosing(Feature):
    """Choose events by mouse and keys, one or several, and move the edges that are dragged."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        timeline, table = desk.parts.timeline, desk.parts.table
        desk.selected.connect(self._show)
        desk.changed.connect(self._renew)
        timeline.event_selected.connect(self._chosen_by_mouse)
        timeline.events_chosen.connect(self._chosen_on_timeline)
        timeline.event_activated.connect(self._go_to)
        timeline.edge_drag_finished.connect(self._move_edge)
        selection = table.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(self._rows_chosen)
        selection.currentRowChanged.connect(self._rows_chosen)
        desk.model.modelReset.connect(self._restore)
        table.clicked.connect(self._row_clicked)
        table.doubleClicked.connect(self._row_activated)

    def bindings(self) -> Sequence[Binding]:
        return [
            Binding(KeyStroke("up"), "previous_event", tr("To the event before"), tr(FIND)),
            Binding(KeyStroke("down"), "next_event", tr("To the next event"), tr(FIND)),
            Binding(KeyStroke("?"), "define", tr("What the selected event's code means"), tr(FIND)),
            Binding(
                KeyStroke("a", ctrl=True), "choose_all", tr("Select all events that are shown"), tr(FIND)
            ),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {
            "next_event": self._next_event,
            "previous_event": self._previous_event,
            "define": self._define,
            "choose_all": self._choose_all,
        }

    def step_back(self) -> bool:
        return self.desk.parts.timeline.cancel_drag()

    def _next_event(self, _argument: str, at: Micros) -> None:
        self._visit(self.desk.session.events.next_after(at))

    def _previous_event(self, _argument: str, at: Micros) -> None:
        self._visit(self.desk.session.events.last_before(at))

    def _define(self, _argument: str, at: Micros) -> None:
        self.desk.parts.editor.explain(at)

    def _choose_all(self, _argument: str, _at: Micros) -> None:
        self.desk.parts.table.selectAll()

    # One selection in three places

    def _show(self, event_id: UUID | None) -> None:
        """Show the one event that was asked for."""
        known = self.desk.session.events.get(event_id)
        choose_events(self.desk, () if known is None else (known.id,))

    def _chosen_on_timeline(self, ids: tuple[UUID, ...]) -> None:
        self._leave_question(ids)
        choose_events(self.desk, ids)

    def _leave_question(self, ids: Sequence[UUID]) -> None:
        """Close a question about an event that is left for others: a digit would answer it unseen."""
        question = self.desk.session.question
        if ids and question is not None and question.event not in ids:
            self.desk.bridge.skip_question()

    def _rows_chosen(self, _now: Any, _before: Any) -> None:
        """Follow the table, whose selection and current row may change one after the other."""
        if self.desk.parts.table.follows:
            return
        ids = self._rows()
        self.desk.parts.timeline.choose(ids)
        self.desk.parts.editor.show_events(events_of(self.desk.session, ids))

    def _rows(self) -> list[UUID]:
        """List the selected events of the table, the one of the current row last."""
        selection = self.desk.parts.table.selectionModel()
        assert selection is not None
        ids: list[UUID] = [index.data(EventId) for index in selection.selectedRows()]
        current = selection.currentIndex()
        own: UUID | None = current.data(EventId) if current.isValid() else None
        return ids if own is None or own not in ids else [*(one for one in ids if one != own), own]

    def _renew(self, _changes: Changes) -> None:
        """Show what several events have in common after they changed; none that has gone."""
        timeline, editor = self.desk.parts.timeline, self.desk.parts.editor
        ids = timeline.chosen()
        if len(ids) > 1:
            last = timeline.selected()
            ordered = [*(one for one in ids if one != last), *([last] if last in ids else [])]
            editor.show_events(events_of(self.desk.session, [one for one in ordered if one is not None]))

    def _restore(self) -> None:
        """Select again what was selected before the table was made anew."""
        choose_events(self.desk, self.desk.parts.timeline.chosen())

    # By mouse

    def _chosen_by_mouse(self, event_id: UUID | None) -> None:
        self._leave_question(() if event_id is None else (event_id,))
        self.desk.select(event_id)

    def _row_clicked(self, _index: Any) -> None:
        self._leave_question(self._rows())

    def _row_activated(self, index: Any) -> None:
        if index.column() == CODE:
            self._go_to(index.data(EventId))

    def _go_to(self, event_id: UUID) -> None:
        self._visit(self.desk.session.events.get(event_id))

    def _visit(self, event: Event | None) -> None:
        self._leave_question(() if event is None else (event.id,))
        self.desk.visit(event)

    def _move_edge(self, event_id: UUID, edge: str, at: Micros) -> None:
        event = self.desk.session.events.get(event_id)
        if event is None:
            return
        span = Span(at, at) if event.span.is_instant else event.span
        start, end = (at, span.end) if edge == "start" else (event.span.start, at)
        self.desk.bridge.set_span(event_id, start, at if event.span.is_instant else end)


def choose_events(desk: Desk, event_ids: Iterable[UUID]) -> None:
    """Select events in the table, on the timeline and in the editor, the last one as the current one."""
    ids = [event.id for event in events_of(desk.session, event_ids)]
    table, model = desk.parts.table, desk.model
    selection = table.selectionModel()
    assert selection is not None
    table.follows = True
    try:
        rows = [row for one in ids if (row := model.row_of(one)) is not None]
        if not rows:
            selection.clear()
        else:
            before = selection.currentIndex()
            current = model.index(rows[-1], max(before.column(), 0) or CODE)
            if len(rows) == 1:
                selection.setCurrentIndex(current, _Flag.ClearAndSelect | _Flag.Rows)
            else:
                wanted, last = QItemSelection(), model.columnCount() - 1
                for row in rows:
                    wanted.select(model.index(row, 0), model.index(row, last))
                selection.setCurrentIndex(current, _Flag.NoUpdate)
                selection.select(wanted, _Flag.ClearAndSelect)
            if current == before or not table.isVisible():
                table.scrollTo(current)  # the view goes by itself where the current row becomes another
    finally:
        table.follows = False
    desk.parts.timeline.choose(ids)
    desk.parts.editor.show_events(events_of(desk.session, ids))
