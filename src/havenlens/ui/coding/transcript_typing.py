"""Type one line after the other while the stretch it is about loops."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PyQt6.QtCore import QObject

from havenlens.domain.time import SECOND, Micros, Span, clock
from havenlens.ui.seeing.typing_bar import TypingBar

if TYPE_CHECKING:
    from havenlens.ui.coding.transcript import TranscriptFeature

_LOOKED_BACK = Micros(4 * SECOND)


class TranscriptTyping(QObject):
    """The stretch from in to out, or the last four seconds, loops until its line is typed; then the next."""

    def __init__(self, owner: TranscriptFeature, bar: TypingBar) -> None:
        super().__init__(owner)
        self._owner, self._bar, self._desk = owner, bar, owner.desk
        self._length = _LOOKED_BACK
        bar.entered.connect(self._enter)
        bar.ended.connect(self._finish)
        bar.play_wanted.connect(self._desk.player.toggle)

    @property
    def _end(self) -> Micros:
        film = self._desk.view.film
        assert film.end is not None
        return film.end

    def begin(self, at: Micros) -> None:
        """Begin with what is marked, else with the last four seconds before a time."""
        self._keep()
        if not self._desk.opened.writable:
            self._desk.say("transcript.read_only", refused=True)
            return
        marked = self._desk.marked_span
        if marked is not None and marked.end is not None and marked.end > marked.start:
            span = marked
            self._desk.mark_span(None)
        else:
            start = self._desk.not_before(at - _LOOKED_BACK)
            span = Span(start, Micros(min(start + _LOOKED_BACK, self._end)))
        self._length = span.length
        self._desk.parts.places.show_tab(self._owner.panel)
        self._loop(span)

    def close(self) -> None:
        """Save the line that is being typed, and end."""
        self._keep()
        self.end()

    def end(self) -> bool:
        """Stop looping and typing; tell whether it was going on."""
        if self._bar.span is None:
            return False
        self._bar.end()
        self._desk.player.loop(None)
        self._desk.player.pause()
        self._desk.parts.timeline.set_marked(self._desk.marked_span)
        return True

    def _loop(self, span: Span) -> None:
        assert span.end is not None
        self._desk.player.loop(span)
        self._desk.player.play()
        self._desk.parts.timeline.ensure_visible(span.start)
        self._desk.parts.timeline.set_marked(span)
        self._bar.begin(span)
        self._desk.say("transcript.typing", start=clock(span.start), end=clock(span.end))

    def _enter(self, text: str, speaker: UUID | None) -> None:
        """Save the line, unless nothing was typed, and go on to the stretch that follows."""
        span = self._bar.span
        if span is None or span.end is None:
            return
        if text and not self._save(span, text, speaker):
            return
        following = min(span.end + self._length, self._end)
        if following - span.end < _LOOKED_BACK // 8:
            self._finish()
            return
        self._loop(Span(span.end, Micros(following)))
        if text:
            self._desk.say("transcript.typed", start=clock(span.start), end=clock(span.end))

    def _keep(self) -> None:
        """Save what was typed without Enter, where going on elsewhere would lose it."""
        if self._bar.span is not None and self._bar.text:
            self._save(self._bar.span, self._bar.text, self._bar.who.currentData())

    def _save(self, span: Span, text: str, speaker: UUID | None) -> bool:
        return self._owner.carry_out(lambda: self._owner.transcript.add(span, text, speaker))

    def _finish(self) -> None:
        self.end()
        self._desk.listen()
