"""What happened to one event, from the change log: who, when, before, after, and whether it was undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from havenlens.domain.events import Event
from havenlens.services.history import Step


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of one event; no ``before`` where it came to be, no ``after`` where it was taken away.

    ``kind`` is the step's (press, answer, edit, undo …); ``undone`` tells that it does not hold any more,
    because it was taken back; ``takes_back`` that it is itself an undo or a redo.
    """

    at: datetime
    coder: UUID
    kind: str
    before: Event | None
    after: Event | None
    undone: bool = False
    takes_back: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """Name the values that differ, in the order of `Event`; all of them are new where it came to be."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in _PARTS if getattr(self.before, name) != getattr(self.after, name))


_PARTS = ("code", "span", "actor", "target", "modifiers", "comment", "link", "flags")


def history_of(event: UUID, steps: Iterable[Step]) -> tuple[Happening, ...]:
    """List what happened to an event, the oldest first; steps are as in the log."""
    listed = list(steps)
    undoers: dict[UUID, list[UUID]] = {}
    for step in listed:
        if step.undoes is not None and step.id not in undoers.get(step.undoes, ()):
            undoers.setdefault(step.undoes, []).append(step.id)
    undone: dict[UUID, bool] = {}
    # A step is undone by one that came later and was not undone itself, so the latest is looked at first.
    for step in reversed(listed):
        undone[step.id] = any(not undone[later] for later in undoers.get(step.id, ()))
    return tuple(
        Happening(step.at, step.coder, step.kind, before, after, undone[step.id], step.undoes is not None)
        for step in listed
        for before, after in _of(event, step)
    )


def _of(event: UUID, step: Step) -> Iterator[tuple[Event | None, Event | None]]:
    yield from ((one, None) for one in step.changes.removed if one.id == event)
    yield from ((before, after) for before, after in step.changes.replaced if before.id == event)
    yield from ((None, one) for one in step.changes.added if one.id == event)
