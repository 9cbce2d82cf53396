"""Let no view run ahead of another one that plays with it: for a moment, its frames wait."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Protocol

from PyQt6.QtCore import QObject, QTimer

from havenlens.ui.player.frame import Frame
from havenlens.ui.player.playhead import Position

_APART = 40_000
"""Microseconds that two views may be apart; who sees both takes less for the same moment."""
_SLACK = 5_000
_PATIENCE_MS = 250
"""How long a view stands still for another one; what takes longer is made up by playing faster, or sought."""
_KEPT = 16
"""Frames of one view that wait at most: a quarter of a second at 60 a second."""


class Companion(Protocol):
    """A view that plays with others."""

    @property
    def is_playing(self) -> bool: ...

    @property
    def speed(self) -> float: ...

    def show_now(self, frame: Frame) -> None:
        """Paint a frame next."""

    def length_of(self, position: Position) -> int:
        """Give how long a frame is on the screen, in microseconds of the observation; 0 where not known."""


class Company(QObject):
    """Views that play together; the frames of all of them pass through here while they play."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[Companion, Position] = {}
        self._waiting: dict[Companion, deque[Frame]] = {}
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._wait_no_longer)

    def show(self, who: Companion, frame: Frame) -> None:
        """Show a frame of one of them, now or when another one that is late has come up to it."""
        self._waiting.setdefault(who, deque(maxlen=_KEPT)).append(frame)
        self._let_pass()

    def forget(self, who: Companion) -> None:
        """Drop what waits, since this one stopped or goes elsewhere; nobody waits for it any more."""
        self._shown.pop(who, None)
        self._waiting.pop(who, None)
        self._let_pass()

    def _let_pass(self) -> None:
        """Show what may be shown; each view that comes forward may let another one come forward."""
        while any(self._show_last(who) for who in list(self._waiting)):
            pass
        if not self._waiting:
            self._patience.stop()
        elif not self._patience.isActive():
            self._patience.start()

    def _show_last(self, who: Companion) -> bool:
        frames = self._waiting[who]
        passed = None
        while frames and not self._would_be_ahead(who, frames[0].position.at):
            passed = frames.popleft()
        if not frames:
            del self._waiting[who]
        if passed is None:
            return False
        self._show(who, passed)
        return True

    def _would_be_ahead(self, who: Companion, at: int) -> bool:
        """Tell whether a frame would part this view from one that it was together with."""
        shown = self._shown.get(who)
        if shown is None:
            return False
        own, fast = self._room(who), max(1.0, abs(who.speed))
        return any(
            shown.at - place <= self._room(other) * fast < at - place and place - shown.at <= own * fast
            for other, place in self._come_to(who)
        )

    def _room(self, who: Companion) -> int:
        """Give how far another view may be ahead of what one shows: while its frame lasts, it is not late."""
        return max(_APART, who.length_of(self._shown[who]) + _SLACK)

    def _come_to(self, who: Companion) -> Iterator[tuple[Companion, int]]:
        """Say how far the others are; one whose next frame is here already is waited for by nobody."""
        for other, shown in self._shown.items():
            if other is not who and other.is_playing:
                waiting = self._waiting.get(other)
                yield other, max(shown.at, waiting[0].position.at) if waiting else shown.at

    def _wait_no_longer(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for who, frames in waiting.items():
            self._show(who, frames[-1])

    def _show(self, who: Companion, frame: Frame) -> None:
        self._shown[who] = frame.position
        who.show_now(frame)
