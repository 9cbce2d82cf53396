"""One event is chosen everywhere at once: in the table, on the timeline, in the editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QItemSelectionModel

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, Span
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.models.events import CODE, EventId
from havenlens.words.catalogue import N_, tr

FIND = N_("Find your way")


class Choosing(Feature):
    """Choose events by mouse and keys, and move the edges that are dragged."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        timeline, table = desk.parts.timeline, desk.parts.table
        desk.selected.connect(self._show)
        timeline.event_selected.connect(desk.select)
        timeline.event_activated.connect(self._go_to)
        timeline.edge_drag_finished.connect(self._move_edge)
        selection = table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._row_chosen)
        table.doubleClicked.connect(self._row_activated)

    def bindings(self) -> Sequence[Binding]:
        return [
            Binding(KeyStroke("up"), "previous_event", tr("To the event before"), tr(FIND)),
            Binding(KeyStroke("down"), "next_event", tr("To the next event"), tr(FIND)),
            Binding(KeyStroke("?"), "define", tr("What the selected event's code means"), tr(FIND)),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {
            "next_event": self._next_event,
            "previous_event": self._previous_event,
            "define": self._define,
        }

    def _next_event(self, _argument: str, at: Micros) -> None:
        self.desk.visit(self.desk.session.events.next_after(at))

    def _previous_event(self, _argument: str, at: Micros) -> None:
        self.desk.visit(self.desk.session.events.last_before(at))

    def _define(self, _argument: str, at: Micros) -> None:
        self.desk.parts.editor.explain(at)

    def _show(self, event_id: UUID | None) -> None:
        desk, table = self.desk, self.desk.parts.table
        row = None if event_id is None else desk.model.row_of(event_id)
        selection = table.selectionModel()
        assert selection is not None
        if row is None:
            selection.clear()
        else:
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(desk.model.index(row, CODE), flags.ClearAndSelect | flags.Rows)
        known = desk.session.events.get(event_id)
        desk.parts.timeline.select(None if known is None else known.id)
        desk.parts.editor.show_event(known)

    def _row_chosen(self, index: Any, _before: Any) -> None:
        if index.isValid():
            event_id = index.data(EventId)
            self.desk.parts.timeline.select(event_id)
            self.desk.parts.editor.show_event(self.desk.session.events.get(event_id))

    def _row_activated(self, index: Any) -> None:
        if index.column() == CODE:
            self._go_to(index.data(EventId))

    def _go_to(self, event_id: UUID) -> None:
        self.desk.visit(self.desk.session.events.get(event_id))

    def _move_edge(self, event_id: UUID, edge: str, at: Micros) -> None:
        event = self.desk.session.events.get(event_id)
        if event is None:
            return
        span = Span(at, at) if event.span.is_instant else event.span
        start, end = (at, span.end) if edge == "start" else (event.span.start, at)
        self.desk.bridge.set_span(event_id, start, at if event.span.is_instant else end)
