"""Keys and drags that change what is coded: split, merge, move, nudge, and edit in the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID, uuid4

from PyQt6.QtCore import QModelIndex, QPoint
from PyQt6.QtWidgets import QMenu

from havenlens.domain.codebook import Code
from havenlens.domain.coding import holders
from havenlens.domain.editing import (
    Ground,
    Outcome,
    Place,
    by_frames,
    by_time,
    codes_for,
    merge,
    move_to,
    moved_span,
    shift,
    split,
)
from havenlens.domain.events import Event
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.ui.coding.cell_editors import EventDelegate
from havenlens.ui.coding.choosing import choose_events
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import carry_out, events_of, film_of, ground_of, why_not
from havenlens.ui.coding.event_menu import event_menu, ground_menu
from havenlens.ui.coding.timeline_content import track_key
from havenlens.ui.models.event_cells import COLUMNS
from havenlens.words.catalogue import N_, tr

EDIT = N_("Code and edit")
_FRAME = SECOND // 25
"""How far a nudge goes where no frames are known."""
_KEYS = (
    (KeyStroke("t", ctrl=True), "split", N_("Split the selected states at the playhead"), ""),
    (KeyStroke("j", ctrl=True), "merge", N_("Merge the selected states, or one with the next"), ""),
    (KeyStroke("left", ctrl=True, shift=True), "nudge", N_("Move the selected events a frame back"), "-1"),
    (KeyStroke("right", ctrl=True, shift=True), "nudge", N_("Move the selected events a frame on"), "1"),
    (
        KeyStroke("left", alt=True, shift=True),
        "nudge_edge",
        N_("Move the edge nearest to the playhead a frame back"),
        "-1",
    ),
    (
        KeyStroke("right", alt=True, shift=True),
        "nudge_edge",
        N_("Move the edge nearest to the playhead a frame on"),
        "1",
    ),
)


class Editing(Feature):
    """Change the selected events; each change is one step to undo, and a refusal says why."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        timeline, table = desk.parts.timeline, desk.parts.table
        timeline.move_finished.connect(self._moved)
        timeline.menu_asked.connect(self._menu_asked)
        desk.marked.connect(self._use_marks)
        self._delegate = EventDelegate(desk.bridge, desk.chosen, self)
        table.setItemDelegate(self._delegate)
        table.doubleClicked.connect(self._explain_read_only)
        table.customContextMenuRequested.connect(self._table_menu_asked)
        desk.handed_in.connect(self._use_status)
        self._use_status()

    def _use_status(self) -> None:
        """Let cells, fields and edges be changed as long as the coding may be."""
        editable = self.desk.session.editable
        self.desk.model.allow_editing(COLUMNS if editable else ())
        self.desk.parts.timeline.set_editable(editable)
        self.desk.parts.editor.renew()

    def bindings(self) -> Sequence[Binding]:
        return [Binding(stroke, act, tr(text), tr(EDIT), value) for stroke, act, text, value in _KEYS]

    def actions(self) -> Mapping[str, Action]:
        return {
            "split": self._split,
            "merge": self._merge,
            "nudge": self._nudge,
            "nudge_edge": self._nudge_edge,
        }

    # --- keys ---------------------------------------------------------------------------------------

    def ground(self) -> Ground:
        """Give what edits stand on."""
        return ground_of(self.desk.session, film_of(self.desk))

    def chosen(self) -> list[Event]:
        """List the selected events; say so where there are none."""
        events = events_of(self.desk.session, self.desk.chosen())
        if not events:
            self.desk.say("editing.nothing_selected", refused=True)
        return events

    def _do(self, kind: str, outcome: Outcome) -> bool:
        return carry_out(self.desk.bridge, kind, outcome)

    def _split(self, _argument: str, at: Micros) -> None:
        events = self.chosen()
        if events and not self.desk.refuses_time():
            self._do("split", split(events, at, self.ground(), uuid4))

    def _merge(self, _argument: str, _at: Micros) -> None:
        events = self.chosen()
        if events and self._do("merge", merge(events, self.ground())):
            choose_events(self.desk, [min(events, key=lambda event: event.span).id])

    def _frames(self, count: int) -> Place:
        times = self.desk.player.times
        return by_time(count * _FRAME) if times is None or not len(times) else by_frames(times, count)

    def _nudge(self, frames: str, _at: Micros) -> None:
        events = self.chosen()
        if events:
            self._do("nudge", shift(events, self._frames(int(frames)), self.ground()))

    def _nudge_edge(self, frames: str, at: Micros) -> None:
        events = self.chosen()
        if not events:
            return
        event, place = events[-1], self._frames(int(frames))
        start, end = event.span.start, event.span.end
        if event.span.is_instant:
            self._do("nudge", shift([event], place, self.ground()))
        elif end is not None and abs(end - at) < abs(start - at):
            self.desk.bridge.set_span(event.id, start, place(end))
        else:
            self.desk.bridge.set_span(event.id, moved_span(Span(start, end), place).start, end)

    # --- on the timeline ------------------------------------------------------------------------------

    def _use_marks(self, span: Span | None) -> None:
        ends = () if span is None else (span.start, span.end)
        self.desk.parts.timeline.set_marks(time for time in ends if time is not None)

    def tracks(self) -> dict[str, tuple[UUID, str]]:
        """Give the person and the group of each track, by its key."""
        scheme, cast = self.desk.session.scheme, self.desk.session.coding.casting
        return {
            track_key(person, group.id): (person, group.id)
            for group in scheme.groups
            for code in scheme.codes_in(group.id)
            for person in holders(code.actors, cast)
        }

    def _moved(self, ids: tuple[UUID, ...], by: Micros, track: str, place: QPoint) -> None:
        events = events_of(self.desk.session, ids)
        if not events:
            return
        groups = self.desk.session.scheme.code_by_id
        if track == track_key(events[0].actor, groups[events[0].code].group) or track not in self.tracks():
            self._do("move", shift(events, by_time(by), self.ground()))
        else:
            self._move_to_track(events, *self.tracks()[track], by, place)

    def _move_to_track(
        self, events: Sequence[Event], person: UUID, group: str, by: Micros, place: QPoint
    ) -> None:
        """Move events to a person, as the same code where that may be; otherwise a menu asks which one."""
        ground = self.ground()
        crews = [codes_for(event, person, group, ground) for event in events]
        shared = [code for code in crews[0] if all(code in crew for crew in crews)]
        same = {event.code for event in events}
        if same <= {code.id for code in shared}:
            self._do("move", move_to(events, ground, actor=person, by=by))
        elif not shared:
            names = {"who": ground.names[person], "group": ground.scheme.group_by_id[group].name}
            self.desk.say("editing.no_code_here", refused=True, **names)
        elif len(shared) == 1:
            self._do("move", move_to(events, ground, actor=person, code=shared[0].id, by=by))
        else:
            self._ask_code(events, person, shared, by, place)

    def _ask_code(
        self, events: Sequence[Event], person: UUID, codes: Sequence[Code], by: Micros, place: QPoint
    ) -> None:
        menu = QMenu(self.desk.page)
        menu.setAccessibleName(tr("As which code?"))
        menu.addSection(tr("As which code?"))
        ids = [event.id for event in events]
        for code in codes:
            action = menu.addAction(f"{code.name}\t{code.key}")
            assert action is not None
            action.triggered.connect(partial(self._move_as, ids, person, code.id, by))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _move_as(self, ids: Sequence[UUID], person: UUID, code: str, by: Micros, _checked: bool) -> None:
        events = events_of(self.desk.session, ids)
        if events:
            self._do("move", move_to(events, self.ground(), actor=person, code=code, by=by))

    # --- menus and cells ------------------------------------------------------------------------------

    def _menu_asked(self, event_id: UUID | None, at: Micros, track: str, place: QPoint) -> None:
        if event_id is not None:
            event_menu(self.desk, self.desk.chosen()).popup(place)
        elif track in self.tracks():
            ground_menu(self.desk, *self.tracks()[track], at).popup(place)

    def _table_menu_asked(self, place: QPoint) -> None:
        viewport = self.desk.parts.table.viewport()
        if self.desk.chosen() and viewport is not None:
            event_menu(self.desk, self.desk.chosen()).popup(viewport.mapToGlobal(place))

    def _explain_read_only(self, _index: QModelIndex) -> None:
        reason = why_not(self.desk.session)
        if reason is not None:
            self.desk.tell(reason)
