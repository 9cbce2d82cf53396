"""In and out: mark a stretch first, then code it, or keep it to be labelled later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, Span, clock
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.opening import CodingView
from havenlens.words.catalogue import N_, tr

EDIT = N_("Code and edit")


class MarkedSpan(Feature):
    """I marks where a stretch begins, O where it ends; a letter then codes it, Enter keeps it for later."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        desk.refilmed.connect(self._follow)

    def bindings(self) -> Sequence[Binding]:
        return [
            Binding(KeyStroke("i"), "mark_in", tr("A stretch begins here"), tr(EDIT)),
            Binding(
                KeyStroke("o"), "mark_out", tr("It ends here; a letter codes it, Enter keeps it"), tr(EDIT)
            ),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {"mark_in": self._mark_in, "mark_out": self._mark_out}

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002
        """Take a code's letter and Enter while a whole stretch is marked."""
        span = self.desk.marked_span
        if span is None or span.end is None or not self.desk.session.editable:
            return False
        session, bridge = self.desk.session, self.desk.bridge
        code = self.desk.code_of(stroke)
        if stroke == KeyStroke("enter"):
            done = bridge.do(lambda: session.keep_segment(span))
        elif code is not None:
            done = bridge.do(lambda: session.code_span(code, span))
        else:
            return False
        if done:
            self.desk.mark_span(None)
        return True

    def step_back(self) -> bool:
        if self.desk.marked_span is None:
            return False
        self.desk.mark_span(None)
        return True

    def _follow(self, view: CodingView) -> None:
        """Forget a stretch that is not filmed any more."""
        if self.desk.marked_span is not None and not view.shows_all_of(self.desk.marked_span):
            self.desk.mark_span(None)

    def _mark_in(self, _argument: str, at: Micros) -> None:
        if self.desk.refuses_time():
            return
        marked = self.desk.marked_span
        end = None if marked is None or marked.end is None or marked.end <= at else marked.end
        self._mark(Span(at, end))

    def _mark_out(self, _argument: str, at: Micros) -> None:
        marked = self.desk.marked_span
        if marked is None or at <= marked.start:
            self.desk.say("coding.out_before_in", refused=True)
            return
        self._mark(Span(marked.start, at))

    def _mark(self, span: Span) -> None:
        self.desk.mark_span(span)
        if span.end is None:
            self.desk.say("coding.marked_in", at=clock(span.start))
        else:
            self.desk.say("coding.marked_span", at=clock(span.start), end=clock(span.end))
