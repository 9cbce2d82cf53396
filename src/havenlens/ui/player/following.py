"""Keep the pictures of several recordings together: one leads, the others follow."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from statistics import median
from time import monotonic

from PyQt6.QtCore import QObject, QTimer

from havenlens.domain.time import SECOND, Micros
from havenlens.ui.player.company import Company
from havenlens.ui.player.player import Player
from havenlens.ui.player.playhead import Position
from havenlens.ui.qt.signals import connect_queued

_LOOK_MS = 200
_SAMPLES = 10
_ENOUGH = 5
_NEAR, _MET = 8_000, 2_500
"""Apart by less than the first (microseconds) nothing is corrected; a correction ends below the second."""
_FAR = 250_000
"""Apart by more than this, seeking is quicker than playing a little faster."""
_JUMP = 300_000
"""A frame that is off by more than this was sought, not played to."""
_CATCH_UP = 1.0
"""Seconds in which a difference is made up by playing a little faster or slower."""
_MOST_BENT = 0.1
_REST = 1.2
"""Seconds to leave a view alone after it was sought."""


class PaintClock:
    """Where the painted frames of one view stand against the clock on the wall."""

    def __init__(self) -> None:
        self._zeros: deque[float] = deque(maxlen=_SAMPLES)
        self.speed = 1.0

    def reset(self, speed: float) -> None:
        """Forget what was seen, since it was at another speed or another place."""
        self.speed = speed
        self._zeros.clear()

    def note(self, at: int, now: float) -> bool:
        """Take a painted frame; tell whether it was jumped to."""
        zero = at - now * self.speed * SECOND
        jumped = bool(self._zeros) and abs(zero - median(self._zeros)) > _JUMP * max(1.0, self.speed)
        if jumped:
            self._zeros.clear()
        self._zeros.append(zero)
        return jumped

    @property
    def zero(self) -> float | None:
        """Give the observation time at which the clock on the wall stood at 0; None before it is known."""
        return median(self._zeros) if len(self._zeros) >= _ENOUGH else None


class Follower(QObject):
    """One view that goes where another one goes."""

    def __init__(
        self, lead: Player, player: Player, shows: Callable[[int], bool], nothing: str, parent: QObject | None
    ) -> None:
        super().__init__(parent)
        self.lead, self.player = lead, player
        lead.company = player.company = lead.company or Company(lead)
        self._shows, self._nothing = shows, nothing
        self._lead_clock, self._own_clock = PaintClock(), PaintClock()
        self._latency = 0.15
        self._sought: float | None = None
        self._led = False  # whether the last seek aimed at where the other one would be
        self._asked: int | None = None
        self._plays = self._is_held = False
        self._seen = True
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._correct)
        lead.frame_painted.connect(self._lead_painted)
        lead.state_changed.connect(self._lead_changed)
        lead.speed_changed.connect(self._lead_changed)
        player.frame_painted.connect(self._own_painted)
        connect_queued(player.opened, self.follow)

    @property
    def can_play(self) -> bool:
        """Tell whether this view plays with the other; where not, it follows when that stands still."""
        return self._plays

    def use(self, shows: Callable[[int], bool], *, plays: bool) -> None:
        """Say when there is a picture, and whether this view may play."""
        self._shows, self._plays = shows, plays
        self.follow()

    def hold(self, held: bool) -> None:
        """Go on without the other for a while, to be moved by hand."""
        self._is_held = held
        if held:
            self._stop()
            self.player.uncover()
        else:
            self.follow()

    def set_seen(self, seen: bool) -> None:
        """Say whether this view is on the screen; one that is not takes no part."""
        if seen != self._seen:
            self._seen = seen
            self.follow()

    def follow(self) -> None:
        """Go where the other one is now."""
        if self._is_held:
            return
        self._asked = None
        self._lead_changed()

    def difference(self) -> Micros | None:
        """Give by how much this view's painted frame is ahead of the other's; None where one has none."""
        here, there = self.player.playhead.position, self.lead.playhead.position
        return None if here is None or there is None else Micros(here.at - there.at)

    # --- the other one ------------------------------------------------------------------------------

    def _lead_painted(self, position: Position) -> None:
        if self._is_held or not self._seen:
            return
        jumped = self._lead_clock.note(position.at, monotonic())
        if not self._has_picture(position.at):
            return
        if not self._moves_along():
            self._go(position.at)
        elif not self.player.is_playing or jumped:
            self._join()

    def _lead_changed(self, _value: object = None) -> None:
        if self._is_held:
            return
        self._lead_clock.reset(self.lead.speed)
        self._asked = None
        position = self.lead.playhead.position
        if not self._seen:
            self._stop()
        elif position is not None and self._has_picture(position.at):
            if self._moves_along():
                self._join()
            else:
                self._stop()
                self._go(position.at)

    def _moves_along(self) -> bool:
        return self.lead.speed > 0 and self._plays

    def _has_picture(self, at: int) -> bool:
        if self._shows(at):
            if self.player.is_covered:
                self._asked = None
                self.player.uncover()
            return True
        if not self.player.is_covered:
            self._stop()
            self.player.cover(self._nothing)
        return False

    # --- this one -----------------------------------------------------------------------------------

    def _go(self, at: int) -> None:
        """Show the frame of a time while the other stands still, or is too quick to be played with."""
        if self.lead.speed > 0 and not self._plays:
            return
        if at != self._asked:
            self._asked = at
            self.player.seek(Micros(at))

    def _join(self) -> None:
        """Play along from where the other one will be when the first frame comes."""
        speed = self.lead.speed
        now = self.lead.playhead.now()
        near = self.player.playhead.position is not None and abs(self.difference() or 0) < _FAR
        self._asked = None
        if near and self.player.is_playing and self.player.rate == speed:
            return
        self.player.set_rate(speed)
        if not near:
            zero = self._lead_clock.zero
            lead = self._latency * speed * SECOND if self.lead.is_playing else 0
            now = Micros(round((now if zero is None else zero + monotonic() * speed * SECOND) + lead))
            self.player.seek(now)
        if self.player.is_at_end:  # the other one may still show the frame before
            return
        self._own_clock.reset(speed)
        self._sought, self._led = monotonic(), not near and self.lead.is_playing
        self.player.play()
        self._timer.start()

    def _stop(self) -> None:
        self._timer.stop()
        if self.player.is_playing:
            self.player.pause()

    def _own_painted(self, position: Position) -> None:
        if not self.player.is_playing:
            return
        self._own_clock.note(position.at, monotonic())

    def _correct(self) -> None:
        """Play a little faster or slower where the two are apart; seek where they are far apart."""
        speed = self.lead.speed
        if not self._moves_along() or not self.player.is_playing:
            self._timer.stop()
            return
        here, there = self._own_clock.zero, self._lead_clock.zero
        if here is None or there is None:
            return
        ahead = here - there
        now = monotonic()
        if abs(ahead) > _FAR * max(1.0, speed):
            if self._sought is None or now - self._sought > _REST:
                if self._led:
                    self._latency = min(max(self._latency - ahead / speed / SECOND, 0.0), 1.5)
                self._asked, self._led = None, True
                self.player.seek(Micros(round(there + (now + self._latency) * speed * SECOND)))
                self._own_clock.reset(speed)
                self._sought = now
            return
        enough = (_NEAR if self.player.rate == speed else _MET) * max(1.0, speed)
        bent = 0.0 if abs(ahead) < enough else -ahead / (_CATCH_UP * speed * SECOND)
        rate = speed * (1 + min(max(bent, -_MOST_BENT), _MOST_BENT))
        if abs(rate - self.player.rate) > 1e-4:
            self.player.set_rate(rate)
            self._own_clock.reset(speed)
