"""Loop what is selected, or the stretch between in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import SECOND, Micros, Span, clock
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.opening import CodingView
from havenlens.ui.coding.watching import PLAY
from havenlens.words.catalogue import tr

_AROUND = 2 * SECOND


class Looping(Feature):
    """Ctrl+L loops a state's span, two seconds around a point, or what in and out mark; again ends it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        desk.player.loop_changed.connect(self._show)
        desk.marked.connect(self._marked)
        desk.refilmed.connect(self._follow)
        desk.parts.transport.loop.clicked.connect(self._clicked)

    def bindings(self) -> Sequence[Binding]:
        text = tr("Loop the marked stretch or the selected event; again ends it")
        return [Binding(KeyStroke("l", ctrl=True), "loop", text, tr(PLAY))]

    def actions(self) -> Mapping[str, Action]:
        return {"loop": self._loop}

    def step_back(self) -> bool:
        if self.desk.player.looped is None:
            return False
        self._end()
        return True

    def _clicked(self) -> None:
        self._loop("", self.desk.now)
        self._show(self.desk.player.looped)
        self.desk.listen()

    def _loop(self, _argument: str, at: Micros) -> None:
        player = self.desk.player
        if player.looped is not None:
            self._end()
            return
        span = self._span(at)
        if span is None or span.end is None:
            self.desk.say("views.nothing_to_loop", refused=True)
            return
        player.loop(span)
        if not span.covers(at):
            player.seek(span.start)
        if not player.is_playing:
            player.play()
        self.desk.say("views.looping", start=clock(span.start), end=clock(span.end))

    def _end(self) -> None:
        self.desk.player.loop(None)
        self.desk.say("views.loop_ended")

    def _follow(self, view: CodingView) -> None:
        """Stand still where what loops is not filmed any more."""
        looped = self.desk.player.looped
        if looped is not None and not view.film.covers(looped.start):
            self.desk.player.pause()
            self._end()

    def _span(self, at: Micros) -> Span | None:
        """Choose what to loop: the marked stretch goes before the selected event."""
        marked = self.desk.marked_span
        if marked is not None and marked.end is not None:
            return marked
        chosen = self.desk.parts.timeline.selected()
        event = self.desk.session.events.get(chosen)
        if event is None:
            return None
        start, end = event.span.start, event.span.end
        if end is None:  # an open state lasts until now
            end = max(at, Micros(start + _AROUND))
        if end == start:
            return Span(self.desk.not_before(start - _AROUND), Micros(end + _AROUND))
        return Span(start, end)

    def _show(self, span: Span | None) -> None:
        self.desk.parts.transport.show_loop(span)
        self.desk.parts.timeline.set_marked(self.desk.marked_span if span is None else span)

    def _marked(self, span: Span | None) -> None:
        if span is None and self.desk.player.looped is not None:
            self.desk.parts.timeline.set_marked(self.desk.player.looped)
