"""Where the recording stands: the frame that was last painted, and nothing that is only about to be."""

from __future__ import annotations

from dataclasses import dataclass

from havenlens.domain.time import Micros


@dataclass(frozen=True, slots=True)
class Position:
    """A frame's place in its recording.

    ``at`` is the observation time at which the frame begins. ``number`` counts from 0 over all files of the
    recording; it is None until the recording has been indexed.
    """

    at: Micros
    number: int | None = None


class Playhead:
    """Holds the position of the frame last painted; what a key press reads first."""

    def __init__(self) -> None:
        self._position: Position | None = None
        self.playing = False

    def now(self) -> Micros:
        """Give the observation time of the frame last painted; 0 before there is one."""
        return Micros(0) if self._position is None else self._position.at

    @property
    def number(self) -> int | None:
        """Give the number of the frame last painted, where it is known."""
        return None if self._position is None else self._position.number

    @property
    def position(self) -> Position | None:
        """Give the place of the frame last painted; None before there is one."""
        return self._position

    def record(self, position: Position | None) -> None:
        """Note which frame has just been painted; None where the picture was taken away."""
        self._position = position
