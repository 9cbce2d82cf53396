"""The walk at the desk: go from blank to blank with a pre-roll; a digit fills in and moves on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.codebook import ModifierKind
from havenlens.domain.events import Changes
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import SECOND, Micros, Span, clock
from havenlens.services.asking import Pick, Question
from havenlens.services.walk import Missing, Walk
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import why_not
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_PRE_ROLL, _POST_ROLL = 2 * SECOND, SECOND
_NEXT = {KeyStroke("down"), KeyStroke("enter")}
_BACK = {KeyStroke("up")}


class Walking(Feature):
    """Ctrl+W walks through what is blank in the events that the table shows; digits fill in.

    Enter or Down leaves a blank as it is, Up goes back, Escape ends the walk.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._walk: Walk | None = None
        self._shown: object = None
        desk.changed.connect(self._changed)
        desk.bridge.asked.connect(self._asked)
        desk.handed_in.connect(self.step_back)

    @property
    def is_walking(self) -> bool:
        """Tell whether a walk is under way."""
        return self._walk is not None

    def bindings(self) -> Sequence[Binding]:
        words = tr("Walk through what is still blank")
        return [Binding(KeyStroke("w", ctrl=True), "walk", words, tr("Code and edit"))]

    def actions(self) -> Mapping[str, Action]:
        return {"walk": self._toggle}

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002
        walk = self._walk
        if walk is None or walk.current is None:
            return False
        if (stroke in _NEXT and not self._takes_more(stroke)) or self._answers_nothing(stroke):
            walk.pass_by()
            self._come()
        elif stroke in _BACK:
            walk.go_back()
            self._come()
        elif walk.current.missing is Missing.CODE:
            return self._label(stroke)
        else:
            return False
        return True

    def step_back(self) -> bool:
        if self._walk is None:
            return False
        self._end()
        return True

    def close(self) -> None:
        self._walk = None

    def _toggle(self, _argument: str, at: Micros) -> None:
        if self._walk is not None:
            self._end()
            return
        desk, reason = self.desk, why_not(self.desk.session)
        if reason is not None:
            desk.tell(reason)
            return
        shown = desk.model.shown()
        every = len(shown) == desk.model.total()
        only = None if every else frozenset(event.id for event in shown)
        walk = Walk(desk.session, only)
        if walk.begin(at) is None:
            desk.say("coding.walk_nothing")
            return
        self._walk = walk
        self._come()

    def _takes_more(self, stroke: KeyStroke) -> bool:
        """Tell whether Enter belongs to a question: it takes words, or several keys and has some."""
        question = self.desk.session.question
        if stroke.key != "enter" or not isinstance(question, Question) or question.goes_on:
            return False
        words = question.modifier.kind is ModifierKind.TEXT
        return words or question.value is not None or bool(question.typed)

    def _answers_nothing(self, stroke: KeyStroke) -> bool:
        """Tell whether a digit means that none of what is offered holds: then the blank stays."""
        question = self.desk.session.question
        return isinstance(question, Pick) and question.value(stroke.key) == {}

    def _label(self, stroke: KeyStroke) -> bool:
        session, walk = self.desk.session, self._walk
        code = self.desk.code_of(stroke)
        if code is None or walk is None or walk.current is None:
            return False
        waiting = walk.current.event
        self.desk.bridge.do(lambda: session.label(waiting, code))
        return True

    def _changed(self, changes: Changes) -> None:
        walk = self._walk
        if walk is None:
            return
        walk.update(changes)
        returned = [before for before, _ in changes.replaced]
        if walk.current not in walk.left() and not self._goes_on():
            walk.go_on()
            self._come()
        elif returned and walk.current is not None and returned[0].id != walk.current.event:
            walk.come_to(returned[0].id)
            self._come()

    def _goes_on(self) -> bool:
        """Tell whether the question on the screen is not done with: it takes several keys."""
        question = self.desk.session.question
        return isinstance(question, Question) and not question.goes_on and question.value is not None

    def _asked(self, question: object) -> None:
        """Come to the next blank once a question that took several keys is done with."""
        walk = self._walk
        if walk is not None and question is None and walk.current is not None:
            if walk.current not in walk.left():
                walk.go_on()
            self._come()

    def _come(self) -> None:
        """Show the blank that the walk has come to: play up to its event and ask."""
        walk, desk = self._walk, self.desk
        assert walk is not None
        blank = walk.current
        event = None if blank is None else desk.session.events.get(blank.event)
        if blank is None or event is None:
            self._end()
            return
        walk.ask()
        desk.bridge.asked.disconnect(self._asked)
        desk.bridge.asked.emit(desk.session.question)
        desk.bridge.asked.connect(self._asked)
        if event.id != self._shown:
            self._shown = event.id
            desk.select(event.id)
            desk.parts.timeline.ensure_visible(event.span.start)
            start = desk.not_before(event.span.start - _PRE_ROLL)
            desk.player.play_span(Span(start, Micros(event.span.start + _POST_ROLL)))
        values = {
            "left": len(walk.left()),
            "code": desk.session.scheme.code_by_id[event.code].name,
            "who": desk.session.names[event.actor],
            "at": clock(event.span.start),
            "end": clock(event.span.start if event.span.end is None else event.span.end),
        }
        told = "coding.walk_label" if blank.missing is Missing.CODE else "coding.walk_at"
        desk.parts.codes.now.show_heading(say(told, **values))

    def _end(self) -> None:
        walk, self._walk, self._shown = self._walk, None, None
        desk = self.desk
        desk.bridge.ask(None)
        desk.parts.codes.now.show_heading("")
        if walk is not None and walk.passed:
            desk.say("coding.walk_left", n=len(walk.passed))
        elif walk is not None and not walk.left():
            desk.say("coding.walk_done")
        desk.listen()
