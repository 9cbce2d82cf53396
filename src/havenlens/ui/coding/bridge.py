"""Carry what a coding session did to the widgets that show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QObject, pyqtSignal

from havenlens.domain.events import Event, Flag
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, Span, clock
from havenlens.domain.typed_times import read_time
from havenlens.services.asking import Asked
from havenlens.services.coding import CodingSession
from havenlens.services.coding_record import Reply


class CodingBridge(QObject):
    """The one place where widgets ask for intents; each answer goes out once, as signals."""

    changed = pyqtSignal(object)
    """Carries the `Changes` that were written."""
    said = pyqtSignal(object, bool)
    """Carries a `Problem` to say, and whether it was a refusal."""
    asked = pyqtSignal(object)
    """Carries the `Question` that is open now, or None."""
    focus_moved = pyqtSignal()
    failed = pyqtSignal(object)
    """Carries the `StudyError` of a write that did not go through; nothing has changed."""

    def __init__(self, session: CodingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.film: Callable[[], Span] = _all_time
        """Gives the time that events may lie in."""
        self.snap: Callable[[Micros], Micros] = _as_it_is
        """Moves a typed time to the nearest frame, once the frames are known."""

    def press(self, code: str, at: Micros, *, restart: bool, playing: bool) -> bool:
        """Code at once; tell whether it was accepted."""
        return self.do(lambda: self.session.press(code, at, restart=restart, playing=playing))

    def answer(self, key: str) -> bool:
        """Answer the open question."""
        return self.do(lambda: self.session.answer(key))

    def same_time_next(self) -> bool:
        """Give the next code the time of the last event."""
        return self.do(self.session.same_time_next)

    def ask(self, question: Asked | None) -> None:
        """Ask something that no press asked."""
        self.session.ask(question)
        self.asked.emit(question)

    def skip_question(self) -> None:
        """Leave the open question for later."""
        self.session.skip_question()
        self.asked.emit(None)

    def edit(self, event_id: UUID, **values: Any) -> bool:
        """Change parts of an event."""
        return self.do(lambda: self.session.edit(event_id, **values))

    def set_span(self, event_id: UUID, start: Micros, end: Micros | None) -> bool:
        """Move an event's onset and offset."""
        return self.do(lambda: self.session.set_span(event_id, start, end))

    def toggle_flag(self, event_id: UUID, flag: Flag) -> bool:
        """Set or clear a flag."""
        return self.do(lambda: self.session.toggle_flag(event_id, flag))

    def edit_text(self, event: Event, part: str, text: Any) -> bool:
        """Change an event's onset, offset or comment as it was typed, or another value as it is."""
        if part not in ("onset", "offset", "comment"):
            return self.edit(event.id, **{part: text})
        if part == "comment":
            return text == event.comment or self.edit(event.id, comment=text)
        try:
            return self._set_time(event, part, text.strip())
        except StudyError as error:
            self.said.emit(error.problem, True)
            return False

    def _set_time(self, event: Event, part: str, text: str) -> bool:
        start, end = event.span.start, event.span.end
        old = start if part == "onset" else end
        if text == ("" if old is None else clock(old)):
            return True  # shown to the millisecond, kept to the microsecond: unchanged text changes nothing
        if part == "onset":
            start = self._typed(text)
            end = start if event.span.is_instant else end
        elif event.span.is_instant:
            name = self.session.scheme.code_by_id[event.code].name
            raise StudyError("coding.point_has_length", code=name, onset=clock(start))
        else:
            end = self._typed(text) if text else None
        return self.set_span(event.id, start, end)

    def _typed(self, text: str) -> Micros:
        """Read a time and move it to a frame; raise `StudyError` where nothing was filmed."""
        return self.snap(read_time_in(self.film(), text))

    def delete(self, event_ids: list[UUID]) -> bool:
        """Remove events."""
        return self.do(lambda: self.session.delete(event_ids))

    def undo(self) -> bool:
        """Take the last step back."""
        return self.do(self.session.undo)

    def redo(self) -> bool:
        """Do the last undone step again."""
        return self.do(self.session.redo)

    def focus_on(self, person: UUID) -> None:
        """Put a person in focus."""
        self.session.focus_on(person)
        self.focus_moved.emit()

    def focus_back(self) -> None:
        """Go back to the person used before."""
        self.session.focus_back()
        self.focus_moved.emit()

    def tell(self, code: str, /, **values: Any) -> None:
        """Say something that no session said."""
        self.said.emit(Problem(code, values), True)

    def do(self, intent: Callable[[], Reply]) -> bool:
        """Carry out an intent and show what it did; tell whether it was accepted."""
        try:
            reply = intent()
        except StudyError as error:
            self.failed.emit(error)
            return False
        if not reply.changes.is_empty:
            self.changed.emit(reply.changes)
        self.said.emit(reply.notice, reply.refused)
        self.asked.emit(reply.question)
        return not reply.refused


def read_time_in(film: Span, text: str) -> Micros:
    """Read a time a person typed; raise `StudyError` where it is none, or lies outside of what was filmed."""
    at = read_time(text)
    if at < film.start or (film.end is not None and at > film.end):
        shown = {"start": clock(film.start), "end": clock(film.end or film.start)}
        raise StudyError("views.outside", at=clock(at), **shown)
    return at


def _all_time() -> Span:
    return Span(Micros(0), None)


def _as_it_is(at: Micros) -> Micros:
    return at
