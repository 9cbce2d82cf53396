"""One key flags an event: to be discussed, unsure, or off camera."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.events import Flag
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros
from havenlens.ui.coding.desk import Action, Feature
from havenlens.ui.coding.edits import change, events_of
from havenlens.words.catalogue import N_, tr

_KEYS = (
    (KeyStroke("f10"), Flag.DISCUSS, N_("Flag the event to be discussed")),
    (KeyStroke("f10", shift=True), Flag.UNSURE, N_("Flag the event as unsure")),
    (KeyStroke("f10", ctrl=True), Flag.OFF_CAMERA, N_("Flag the event as off camera")),
)


class Flagging(Feature):
    """Flags the events that are selected, else the one that was coded last."""

    def bindings(self) -> Sequence[Binding]:
        section = tr("Code and edit")
        return [Binding(stroke, "flag", tr(text), section, flag.value) for stroke, flag, text in _KEYS]

    def actions(self) -> Mapping[str, Action]:
        return {"flag": self._flag}

    def _flag(self, flag: str, _at: Micros) -> None:
        desk = self.desk
        last = desk.session.last_event
        chosen = desk.chosen() or ([] if last is None else [last])
        events = events_of(desk.session, chosen)
        if not events:
            desk.say("coding.nothing_chosen", refused=True)
            return
        # Of several that differ, the first press sets the flag for all.
        on = not all(Flag(flag) in event.flags for event in events)
        change(desk.bridge, events, **{"flag_on" if on else "flag_off": Flag(flag)})
