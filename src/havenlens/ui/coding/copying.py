"""Copy, cut and paste events, also between codings and into spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from PyQt6.QtCore import QMimeData
from PyQt6.QtGui import QGuiApplication

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.event_copies import MIME, copied, from_json, paste, to_json, to_text
from havenlens.ui.coding.choosing import choose_events
from havenlens.ui.coding.desk import Action, Feature
from havenlens.ui.coding.edits import carry_out, events_of, film_of, ground_of
from havenlens.words.catalogue import N_, tr

EDIT = N_("Code and edit")
_KEYS = (
    (KeyStroke("c", ctrl=True), "copy", N_("Copy the selected events")),
    (KeyStroke("x", ctrl=True), "cut", N_("Cut the selected events")),
    (KeyStroke("v", ctrl=True), "paste", N_("Paste events at the same times")),
    (KeyStroke("v", ctrl=True, shift=True), "paste_here", N_("Paste events at the playhead")),
)


class Copying(Feature):
    """Events on the clipboard: as themselves for other codings, as a table of text for spreadsheets."""

    def bindings(self) -> Sequence[Binding]:
        return [Binding(stroke, action, tr(text), tr(EDIT)) for stroke, action, text in _KEYS]

    def actions(self) -> Mapping[str, Action]:
        return {
            "copy": self._copy,
            "cut": self._cut,
            "paste": self._paste,
            "paste_here": self._paste_here,
        }

    def _copy(self, _argument: str, _at: Micros) -> None:
        if self._to_clipboard():
            self.desk.say("editing.copied", n=len(self.desk.chosen()))

    def _cut(self, _argument: str, _at: Micros) -> None:
        if self.desk.session.editable and not self._to_clipboard():
            return
        self.desk.bridge.delete(self.desk.chosen())

    def _to_clipboard(self) -> bool:
        session = self.desk.session
        events = events_of(session, self.desk.chosen())
        clipboard = QGuiApplication.clipboard()
        if not events or clipboard is None:
            self.desk.say("editing.nothing_selected", refused=True)
            return False
        copies, content = copied(events, session.coding.casting), QMimeData()
        content.setData(MIME, to_json(copies).encode())
        content.setText(to_text(copies, ground_of(session)))
        clipboard.setMimeData(content)
        return True

    def _paste(self, _argument: str, _at: Micros) -> None:
        self._from_clipboard(None)

    def _paste_here(self, _argument: str, at: Micros) -> None:
        if not self.desk.refuses_time():
            self._from_clipboard(at)

    def _from_clipboard(self, at: Micros | None) -> None:
        desk, clipboard = self.desk, QGuiApplication.clipboard()
        content = None if clipboard is None else clipboard.mimeData()
        if content is None or not content.hasFormat(MIME):
            desk.say("editing.nothing_to_paste", refused=True)
            return
        try:
            copies = from_json(content.data(MIME).data().decode())
        except (StudyError, UnicodeDecodeError):
            desk.say("editing.nothing_to_paste", refused=True)
            return
        before = {event.id for event in desk.session.events}
        outcome = paste(copies, ground_of(desk.session, film_of(desk)), uuid4, at)
        if carry_out(desk.bridge, "paste", outcome):
            choose_events(desk, [event.id for event in desk.session.events if event.id not in before])
