"""What a withdrawal takes away, as a list to read before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from havenlens.domain.observation import Participant


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Everything that is erased when a person withdraws: how much of each kind, by coding or cycle."""

    person: Participant
    counts: Mapping[str, int]
    places: tuple[str, ...]

    @property
    def total(self) -> int:
        """Count everything that is erased."""
        return sum(self.counts.values())
