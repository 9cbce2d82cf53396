"""Say when a person cannot be seen: off camera, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.observation import Presence
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, clock
from havenlens.services.presence import OFF_CAMERA, PresenceLog
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.timeline_content import presence_item, presence_track
from havenlens.words.catalogue import tr


class OffCamera(Feature):
    """Alt+O takes the person in focus off camera at this frame, and back on at a later one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._log = PresenceLog(desk.study.store, desk.session.coding.observation)
        desk.player.position_changed.connect(self._follow)
        self._absent: frozenset[UUID] = frozenset()
        self._done: list[tuple[Presence | None, Presence | None]] = []
        desk.changed.connect(self._forget)
        desk.parts.timeline.edge_drag_finished.connect(self._move_edge)
        desk.parts.timeline.move_finished.connect(self._move)

    def show(self) -> None:
        """Show the absences that were noted before, once the timeline shows the coding."""
        timeline, noted = self.desk.parts.timeline, [p for p in self._log.spans if p.state == OFF_CAMERA]
        if noted:
            timeline.add_track(presence_track())
            timeline.apply(added=tuple(presence_item(span, self.desk.session) for span in noted))
        self._follow(self.desk.now)

    def bindings(self) -> Sequence[Binding]:
        words = tr("The person in focus is off camera, or back again")
        return [Binding(KeyStroke("o", alt=True), "off_camera", words, tr("Code and edit"))]

    def actions(self) -> Mapping[str, Action]:
        return {"off_camera": self._toggle}

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002
        """Take back what was noted here, as long as nothing was coded since."""
        binding = self.desk.keys.match(stroke)
        if binding is None or binding.action != "undo" or not self._done:
            return False
        after, before = self._done.pop()
        self._put(before, after)
        return True

    def _forget(self, _changes: object) -> None:
        self._done.clear()

    def _toggle(self, _argument: str, at: Micros) -> None:
        desk = self.desk
        if not desk.session.editable or not desk.session.focus:
            desk.say("coding.presence_not_here", refused=True)
            return
        if desk.refuses_time():
            return
        person = desk.session.focus[0]
        begun = self._log.open_span(person)
        try:
            span = self._log.toggle(person, at)
        except StudyError as error:
            desk.fail(error)
            return
        self._done.append((begun, span))
        self._tell(desk.session.names[person], None if span is None else span.span)
        self._draw(begun, span)

    def _draw(self, before: Presence | None, after: Presence | None) -> None:
        timeline = self.desk.parts.timeline
        timeline.add_track(presence_track())
        shown = () if after is None else (presence_item(after, self.desk.session),)
        timeline.apply(removed=() if before is None else (before.id,), added=shown)
        self._follow(self.desk.now)

    # --- corrections --------------------------------------------------------------------------------

    def _move_edge(self, presence_id: UUID, edge: str, at: Micros) -> None:
        span = self._log.find(presence_id)
        if span is not None:
            start, end = (at, span.span.end) if edge == "start" else (span.span.start, at)
            self._correct(span, start, end)

    def _move(self, ids: tuple[UUID, ...], by: Micros, _track: str, _place: object) -> None:
        """Move absences that were dragged; they stay with their people."""
        for span in filter(None, map(self._log.find, ids)):
            end = None if span.span.end is None else Micros(span.span.end + by)
            self._correct(span, self.desk.not_before(span.span.start + by), end)

    def _correct(self, before: Presence, start: Micros, end: Micros | None) -> None:
        if end is None or end > start:
            after = replace(before, span=Span(start, end))
            if self._put(before, after):
                self._done.append((before, after))

    def _put(self, before: Presence | None, after: Presence | None) -> bool:
        if not self.desk.session.editable:
            self.desk.say("coding.presence_not_here", refused=True)
            return False
        try:
            self._log.put(before, after)
        except StudyError as error:
            self.desk.fail(error)
            return False
        self._draw(before, after)
        shown = after or before
        if shown is not None:
            name = self.desk.session.names.get(shown.participant, "")
            self._tell(name, None if after is None else after.span)
        return True

    def _tell(self, name: str, span: Span | None) -> None:
        if span is None:
            self.desk.say("coding.absence_taken_back", who=name)
        elif span.end is None:
            self.desk.say("coding.off_camera", who=name, at=clock(span.start))
        else:
            self.desk.say("coding.back_on_camera", who=name, at=clock(span.end))

    def _follow(self, at: Micros) -> None:
        absent = frozenset(
            p.participant for p in self._log.spans if p.state == OFF_CAMERA and p.span.covers(at)
        )
        if absent != self._absent:
            self._absent = absent
            self.desk.parts.codes.people.show_absent(absent)
