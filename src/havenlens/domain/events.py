"""Events and ratings: what a coder wrote down, as immutable values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from havenlens.domain.time import Micros, Span

ModifierValue = str | int | float | tuple[str, ...]
"""The answer to a modifier: an option's id, several of them, a number, or text."""


class Flag(StrEnum):
    """A coder's mark on an event."""

    UNSURE = "unsure"
    OFF_CAMERA = "off_camera"
    DISCUSS = "discuss"


@dataclass(frozen=True, slots=True)
class Event:
    """One code on one span, by an actor, maybe to a target.

    ``defaults`` names the values that the program filled in (``target``) rather than the coder.
    ``reaction_lag`` is what was already taken off the key press's time, in microseconds.
    """

    id: UUID
    code: str
    span: Span
    actor: UUID
    target: UUID | None = None
    modifiers: Mapping[str, ModifierValue] = field(default_factory=dict)
    comment: str = ""
    link: UUID | None = None
    flags: frozenset[Flag] = frozenset()
    defaults: frozenset[str] = frozenset()
    reaction_lag: Micros = Micros(0)

    def with_(self, **changes: Any) -> Event:
        """Give a copy with some values changed."""
        return replace(self, **changes)


class PeriodKind(StrEnum):
    """What a rating was made on; clip and episode ratings stay out of cycle means."""

    CYCLE = "cycle"
    SEGMENT = "segment"
    INTERVAL = "interval"
    EPISODE = "episode"
    CLIP = "clip"


@dataclass(frozen=True, slots=True)
class RatingPeriod:
    """A stretch of an observation that is rated as a whole; ``ordinal`` counts from 1."""

    id: UUID
    kind: PeriodKind
    ordinal: int
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A score for one dimension on one period, or the reason why there is none: exactly one of the two.

    ``evidence`` names the coder's own events that the score rests on.
    """

    id: UUID
    period: UUID
    dimension: str
    score: int | None = None
    reason: str | None = None
    subject: UUID | None = None
    partner: UUID | None = None
    note: str = ""
    evidence: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        if (self.score is None) == (self.reason is None):
            raise ValueError("a rating has a score or a reason, never both and never neither")


@dataclass(frozen=True, slots=True)
class RatingChange:
    """What becomes of one rating: given (no before), changed, or taken back (no after); with its period."""

    period: RatingPeriod
    before: Rating | None
    after: Rating | None

    def __post_init__(self) -> None:
        ids = {rating.id for rating in (self.before, self.after) if rating is not None}
        if len(ids) != 1:
            raise ValueError("a change is about one rating, before or after")

    @property
    def rating(self) -> Rating:
        """Give the rating as it is afterwards, or as it was where it is taken back."""
        rating = self.after or self.before
        assert rating is not None
        return rating

    def inverse(self) -> RatingChange:
        """Give the change that takes this one back."""
        return RatingChange(self.period, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one intent did to a coding: events added, removed and replaced (before, after), and ratings.

    It can be inverted, and changes of one step can be folded into one.
    """

    added: tuple[Event, ...] = ()
    removed: tuple[Event, ...] = ()
    replaced: tuple[tuple[Event, Event], ...] = ()
    ratings: tuple[RatingChange, ...] = ()

    def inverse(self) -> Changes:
        """Give the changes that take these back."""
        return Changes(
            added=tuple(reversed(self.removed)),
            removed=tuple(reversed(self.added)),
            replaced=tuple((after, before) for before, after in reversed(self.replaced)),
            ratings=tuple(change.inverse() for change in reversed(self.ratings)),
        )

    def then(self, later: Changes) -> Changes:
        """Fold two changes of one step into one, so that they are undone together.

        What comes to nothing (added and removed again, changed and changed back) is left out.
        """
        ends: dict[UUID, tuple[Event | None, Event | None]] = {}
        for event_id, before, after in (*self._moves(), *later._moves()):
            first = ends[event_id][0] if event_id in ends else before
            ends[event_id] = (first, after)
        pairs = ends.values()
        return Changes(
            added=tuple(after for before, after in pairs if before is None and after is not None),
            removed=tuple(before for before, after in pairs if before is not None and after is None),
            replaced=tuple((b, a) for b, a in pairs if b is not None and a is not None and a != b),
            ratings=_folded((*self.ratings, *later.ratings)),
        )

    def _moves(self) -> Iterator[tuple[UUID, Event | None, Event | None]]:
        """Give what becomes of each event, in the order in which changes are applied."""
        yield from ((event.id, event, None) for event in self.removed)
        yield from ((before.id, before, after) for before, after in self.replaced)
        yield from ((event.id, None, event) for event in self.added)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changes."""
        return not (self.added or self.removed or self.replaced or self.ratings)


def _folded(changes: Iterable[RatingChange]) -> tuple[RatingChange, ...]:
    """Fold the changes of each rating into one; what comes to nothing is left out."""
    whole: dict[UUID, RatingChange] = {}
    for change in changes:
        first = whole.get(change.rating.id)
        if first is None:
            whole[change.rating.id] = change
        elif first.before is None and change.after is None:
            del whole[change.rating.id]
        else:
            whole[change.rating.id] = RatingChange(change.period, first.before, change.after)
    return tuple(change for change in whole.values() if change.before != change.after)


def answers_of(modifiers: Mapping[str, Any]) -> Mapping[str, ModifierValue]:
    """Give answers as values that cannot change; most events have none or single ones."""
    if not any(isinstance(value, list) for value in modifiers.values()):
        return modifiers
    return {name: tuple(value) if isinstance(value, list) else value for name, value in modifiers.items()}
