"""One list of groups at a time: the scheme's passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.words.catalogue import tr

_KEPT = "pass"


class Passes(Feature):
    """Ctrl+P goes to the next pass; only its codes are taken, and the others are shown faintly."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        kept = desk.view.state.get(_KEPT)
        if isinstance(kept, int) and 0 <= kept < len(desk.session.scheme.passes):
            desk.session.pass_ = kept
        desk.parts.codes.pass_wanted.connect(self._go_on)

    def bindings(self) -> Sequence[Binding]:
        if not self.desk.session.scheme.passes:
            return ()
        stroke = KeyStroke("p", ctrl=True)
        return [
            Binding(stroke, "next_pass", tr("Next pass (one list of groups at a time)"), tr("Code and edit"))
        ]

    def actions(self) -> Mapping[str, Action]:
        return {"next_pass": self._next_pass}

    def show(self) -> None:
        self._show()

    def _next_pass(self, _argument: str, _at: Micros) -> None:
        self._go_on()

    def _go_on(self) -> None:
        session = self.desk.session
        self.desk.bridge.do(session.next_pass)
        self.desk.keep_state(**{_KEPT: session.pass_})
        self._show()

    def _show(self) -> None:
        session = self.desk.session
        if session.scheme.passes:
            groups = None if session.pass_ is None else session.scheme.passes[session.pass_]
            self.desk.parts.codes.show_pass(session.pass_name, groups)
