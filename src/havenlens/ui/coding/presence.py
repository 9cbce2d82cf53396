"""Say when a person cannot be seen: off camera, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, clock
from havenlens.services.presence import OFF_CAMERA, PresenceLog
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.timeline_content import presence_item, presence_track
from havenlens.words.catalogue import tr


class OffCamera(Feature):
    """Ctrl+O takes the person in focus off camera at this frame, and back on at a later one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._log = PresenceLog(desk.study.store, desk.session.coding.observation)
        desk.player.position_changed.connect(self._follow)
        self._absent: frozenset[UUID] = frozenset()
        self._follow(desk.now)

    def show(self) -> None:
        """Show the absences that were noted before, once the timeline shows the coding."""
        timeline, noted = self.desk.parts.timeline, [p for p in self._log.spans if p.state == OFF_CAMERA]
        if noted:
            timeline.add_track(presence_track())
            timeline.apply(added=tuple(presence_item(span, self.desk.session) for span in noted))

    def bindings(self) -> Sequence[Binding]:
        words = tr("The person in focus is off camera, or back again")
        return [Binding(KeyStroke("o", ctrl=True), "off_camera", words, tr("Code and edit"))]

    def actions(self) -> Mapping[str, Action]:
        return {"off_camera": self._toggle}

    def _toggle(self, _argument: str, at: Micros) -> None:
        desk = self.desk
        if not desk.session.editable or not desk.session.focus:
            desk.say("coding.presence_not_here", refused=True)
            return
        person = desk.session.focus[0]
        begun = self._log.open_span(person)
        try:
            span = self._log.toggle(person, at)
        except StudyError as error:
            desk.fail(error)
            return
        name = desk.session.names[person]
        if span is None:
            desk.say("coding.absence_taken_back", who=name)
        elif span.span.end is None:
            desk.say("coding.off_camera", who=name, at=clock(at))
        else:
            desk.say("coding.back_on_camera", who=name, at=clock(at))
        gone = () if begun is None else (begun.id,)
        shown = () if span is None else (presence_item(span, desk.session),)
        desk.parts.timeline.add_track(presence_track())
        desk.parts.timeline.apply(removed=gone, added=shown)
        self._follow(at)

    def _follow(self, at: Micros) -> None:
        absent = frozenset(
            p.participant for p in self._log.spans if p.state == OFF_CAMERA and p.span.covers(at)
        )
        if absent != self._absent:
            self._absent = absent
            self.desk.parts.codes.show_absent(absent)
