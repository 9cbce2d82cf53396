"""Jump to a time or a frame that is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.jumps import JumpKind, parse_jump
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, clock
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.watching import PLAY
from havenlens.words.catalogue import tr


class Jumping(Feature):
    """Ctrl+G opens a small field where the time stands; Enter goes, Escape leaves."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        transport = desk.parts.transport
        transport.jump_typed.connect(self._go)
        transport.jump_left.connect(self._leave)
        transport.jump_opened.connect(self._open)

    def bindings(self) -> Sequence[Binding]:
        text = tr("Jump to a time or a frame")
        return [Binding(KeyStroke("g", ctrl=True), "jump_to", text, tr(PLAY))]

    def actions(self) -> Mapping[str, Action]:
        return {"jump_to": self._begin}

    def _begin(self, _argument: str, _at: Micros) -> None:
        self._open()

    def _open(self) -> None:
        self.desk.parts.transport.open_jump(clock(self.desk.now))

    def _leave(self) -> None:
        self.desk.parts.transport.close_jump()
        self.desk.listen()

    def _go(self, text: str) -> None:
        try:
            at = self._target(text)
        except StudyError as error:
            self.desk.parts.transport.refuse_jump(str(error))
            self.desk.tell(error.problem)
            return
        self.desk.player.seek(at)
        self.desk.parts.timeline.ensure_visible(at)
        self._leave()

    def _target(self, text: str) -> Micros:
        times = self.desk.player.times
        if times is None:
            raise StudyError("views.not_ready")
        jump = parse_jump(text, self.desk.now)
        last = len(times) - 1
        if jump.kind is JumpKind.FRAME:
            if jump.value > last:
                raise StudyError("views.no_such_frame", frame=jump.value, last=last)
            return times.time_of(jump.value)
        start, end = times.time_of(0), times.end_of(last)
        if not start <= jump.value <= end:
            raise StudyError("views.outside", at=clock(jump.value), start=clock(start), end=clock(end))
        return Micros(jump.value)
