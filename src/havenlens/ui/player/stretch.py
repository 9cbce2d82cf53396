"""A part of a recording that is played again and again, or once."""

from __future__ import annotations

from dataclasses import dataclass

from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import Micros, Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """Plays from the frame on the screen when a span begins to the last one that begins before it ends."""

    span: Span

    def frames(self, times: FrameTimes) -> tuple[int, int]:
        """Give the first and the last frame; an instant has just the one on the screen.

        >>> times = FrameTimes((0, 40_000, 80_000, 120_000))
        >>> Stretch(Span(Micros(50_000), Micros(120_000))).frames(times)
        (1, 2)
        """
        first = times.shown_at(self.span.start)
        if self.span.end is None:
            return first, len(times) - 1
        return first, max(first, times.shown_at(self.span.end - 1))

    def is_over(self, at: Micros) -> bool:
        """Tell whether a time lies behind the span."""
        return self.span.end is not None and at >= max(self.span.end, self.span.start + 1)


class Stretches:
    """What may be played: all of it, a stretch again and again, or (which goes first) one once."""

    def __init__(self) -> None:
        self.loop: Stretch | None = None
        self.once: Stretch | None = None

    @property
    def current(self) -> Stretch | None:
        """Give the stretch that is played; None where all may be."""
        return self.once or self.loop

    def bounds(self, times: FrameTimes) -> tuple[int, int]:
        """Give the first and the last frame that may be played."""
        return (0, len(times) - 1) if self.current is None else self.current.frames(times)

    def beginning(self, times: FrameTimes, wanted: int, *, backwards: bool, sought: bool) -> int:
        """Choose the frame to play from: within what may be played, and not where that ends already.

        ``sought`` says that somebody asked for the frame, and does not just stand there.
        """
        first, last = self.bounds(times)
        if backwards:
            return last if self.current is not None and not first < wanted <= last else wanted
        at_end = wanted >= last and (self.current is not None or not sought)
        return first if at_end or wanted < first else wanted

    def start_near(self, at: Micros | None) -> Micros | None:
        """Choose the time to play from, where frames are not known yet; None is where it stands."""
        stretch = self.current
        if stretch is None or (at is not None and stretch.span.start <= at and not stretch.is_over(at)):
            return at
        return stretch.span.start
