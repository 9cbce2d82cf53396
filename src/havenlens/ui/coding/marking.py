"""Keys that code: letters, digits, people, undo, and comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.codebook import ModifierKind
from havenlens.domain.keymap import PEOPLE_KEYS, Binding, KeyStroke
from havenlens.domain.time import Micros
from havenlens.services.asking import TAKE_BACK, Question
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import why_not
from havenlens.words.catalogue import N_, tr

EDIT = N_("Code and edit")
_KEYS = (
    (KeyStroke("."), "same_time", N_("The next code gets the time of the last event")),
    (KeyStroke("tab"), "focus_back", N_("The person used before")),
    (KeyStroke("enter"), "comment", N_("Comment on the last event; Enter saves and plays on")),
    (KeyStroke("z", ctrl=True), "undo", N_("Undo")),
    (KeyStroke("z", ctrl=True, shift=True), "redo", N_("Do again")),
    (KeyStroke("y", ctrl=True), "redo", N_("Do again")),
    (KeyStroke("delete"), "delete", N_("Delete the selected events")),
)


class Marking(Feature):
    """A letter codes at once, with Shift again; digits answer, F2–F9 and Tab say who."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._resume_playing = False
        desk.parts.editor.comment_finished.connect(self._comment_finished)
        desk.parts.codes.now.written.connect(self._written)

    def bindings(self) -> Sequence[Binding]:
        scheme, people = self.desk.session.scheme, len(self.desk.session.focusable)
        codes = tr("Codes")
        return [
            *(Binding(stroke, act, tr(text), tr(EDIT)) for stroke, act, text in _KEYS),
            *(Binding(KeyStroke(c.key), "code", c.name, codes, c.id) for c in scheme.codes),
            *(Binding(KeyStroke(c.key, shift=True), "code_again", c.name, "", c.id) for c in scheme.codes),
            *(Binding(KeyStroke(str(n)), "answer", tr("Answer the question"), "", str(n)) for n in range(10)),
            *(
                Binding(KeyStroke(key), "focus", tr("Put a person in focus"), "", str(n))
                for n, key in enumerate(PEOPLE_KEYS[:people])
            ),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {
            "code": self._code,
            "code_again": self._code_again,
            "answer": self._answer,
            "focus": self._focus,
            "focus_back": self._focus_back,
            "same_time": self._same_time,
            "undo": self._undo,
            "redo": self._redo,
            "delete": self._delete,
            "comment": self._enter,
        }

    def close(self) -> None:
        self.desk.parts.codes.now.keep_words()

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002
        """Take the last digit of a number back, as long as one is being typed."""
        question = self.desk.session.question
        typing = isinstance(question, Question) and bool(question.typed)
        if not typing or stroke != KeyStroke("backspace"):
            return False
        self.desk.bridge.answer(TAKE_BACK)
        return True

    def step_back(self) -> bool:
        bridge, session = self.desk.bridge, self.desk.session
        taken_back = session.own_time_next()
        if taken_back is not None:
            bridge.said.emit(taken_back.notice, taken_back.refused)
            return True
        if session.question is None:
            return False
        bridge.skip_question()
        return True

    def _code(self, code: str, at: Micros) -> None:
        self.desk.press(code, at)

    def _code_again(self, code: str, at: Micros) -> None:
        self.desk.press(code, at, restart=True)

    def _answer(self, digit: str, _at: Micros) -> None:
        self.desk.bridge.answer(digit)

    def _focus(self, place: str, _at: Micros) -> None:
        people = self.desk.session.focusable
        if int(place) < len(people):
            self.desk.bridge.focus_on(people[int(place)])

    def _focus_back(self, _argument: str, _at: Micros) -> None:
        self.desk.bridge.focus_back()

    def _same_time(self, _argument: str, _at: Micros) -> None:
        if self._kind_asked() is ModifierKind.NUMBER:
            self.desk.bridge.answer(".")
        else:
            self.desk.bridge.same_time_next()

    def _kind_asked(self) -> ModifierKind | None:
        question = self.desk.session.question
        return question.modifier.kind if isinstance(question, Question) else None

    def _undo(self, _argument: str, _at: Micros) -> None:
        self.desk.bridge.undo()

    def _redo(self, _argument: str, _at: Micros) -> None:
        self.desk.bridge.redo()

    def _delete(self, _argument: str, _at: Micros) -> None:
        chosen = self.desk.chosen()
        if chosen:
            self.desk.bridge.delete(chosen)
        else:
            self.desk.say("editing.nothing_selected", refused=True)

    def _enter(self, _argument: str, _at: Micros) -> None:
        """Finish a question that takes several keys or words; else comment on the last event."""
        kind = self._kind_asked()
        if kind in (ModifierKind.SEVERAL, ModifierKind.NUMBER):
            self.desk.bridge.do(self.desk.session.finish_answer)
        elif kind is ModifierKind.TEXT:
            self._pause()
            self.desk.parts.codes.now.begin_words()
        else:
            self._begin_comment()

    def _written(self, text: str) -> None:
        if text:
            self.desk.bridge.do(lambda: self.desk.session.answer_with(text))
        self._comment_finished()

    def _pause(self) -> None:
        self._resume_playing = self.desk.player.is_playing
        self.desk.player.pause()

    def _begin_comment(self) -> None:
        """Comment on the last event: typing pauses the video, Enter saves and plays on."""
        desk, last = self.desk, self.desk.session.last_event
        reason = why_not(desk.session)
        if reason is not None:
            desk.tell(reason)
            return
        self._resume_playing = desk.player.is_playing
        if last is not None:
            desk.select(last)
        if desk.parts.editor.event_id is None:
            desk.say("coding.nothing_to_comment", refused=True)
            return
        desk.player.pause()
        desk.parts.editor.begin_comment()

    def _comment_finished(self) -> None:
        resume, self._resume_playing = self._resume_playing, False
        self.desk.listen()
        if resume:
            self.desk.player.play()
