"""What was done to a coding, step by step; the undo stack is folded from the change log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from uuid import UUID

from havenlens.domain.events import Changes

IMPORT = "import"
"""The kind of a step that brought a coding in from elsewhere."""
RECODE = "recode"
"""The kind of a step that took a coding over from an older version of its scheme."""
BROUGHT_IN = (IMPORT, RECODE)
"""Kinds of steps that nobody did by hand: what can be undone begins after them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One intent as it is written to the log; several writes with one id are one step to undo.

    ``undoes`` names the step that this one takes back; ``kind`` says what was meant (press, edit, delete …).
    """

    id: UUID
    kind: str
    changes: Changes
    at: datetime
    coder: UUID
    undoes: UUID | None = None


class LoggedStep(Step):
    """A step as the log holds it; what it changed is worked out when somebody asks for it.

    So the stacks of a coding of 100,000 steps are folded without reading a single payload.
    """

    __slots__ = ("_changes", "_read")
    _changes: Changes | None
    _read: Callable[[], Changes]

    def __init__(
        self,
        step_id: UUID,
        kind: str,
        read: Callable[[], Changes],
        at: datetime,
        coder: UUID,
        undoes: UUID | None = None,
    ) -> None:
        values = {"id": step_id, "kind": kind, "at": at, "coder": coder, "undoes": undoes}
        for name, value in {**values, "_read": read, "_changes": None}.items():
            object.__setattr__(self, name, value)

    @property
    def changes(self) -> Changes:
        """Give what the step changed."""
        found = self._changes
        if found is None:
            found = self._read()
            object.__setattr__(self, "_changes", found)
        return found


@dataclass(frozen=True, slots=True)
class Done:
    """A whole step on the undo or the redo stack, with every write that was made under its id."""

    id: UUID
    kind: str
    writes: tuple[Step, ...]

    @property
    def changes(self) -> Changes:
        """Give what the step changed, all of its writes folded."""
        return reduce(Changes.then, (write.changes for write in self.writes))


@dataclass
class History:
    """The undo and redo stacks of one coding."""

    undo: list[Done] = field(default_factory=list)
    redo: list[Done] = field(default_factory=list)

    @classmethod
    def fold(cls, steps: Iterable[Step], after: datetime | None = None) -> History:
        """Rebuild the stacks from the log, oldest step first; only of what was done after an instant.

        What was handed in stands: a returned coding is changed on from there.
        """
        history = cls()
        for step in steps:
            if after is None or step.at > after:
                history.record(step)
        return history

    def record(self, step: Step) -> None:
        """Take a written step over: push it, fold it into the last one, or move between the stacks.

        What was brought in stands: it is no step of the coder's, and nothing before it is taken back.
        """
        if step.kind in BROUGHT_IN:
            self.undo.clear()
            self.redo.clear()
        elif step.undoes is None:
            self._push(step)
        elif self.undo and self.undo[-1].id == step.undoes:
            self.undo.pop()
            self.redo.append(Done(step.id, step.kind, (step,)))
        elif self.redo and self.redo[-1].id == step.undoes:
            self.redo.pop()
            self.undo.append(Done(step.id, step.kind, (step,)))

    def _push(self, step: Step) -> None:
        self.redo.clear()
        if self.undo and self.undo[-1].id == step.id:
            last = self.undo[-1]
            self.undo[-1] = Done(last.id, last.kind, (*last.writes, step))
        else:
            self.undo.append(Done(step.id, step.kind, (step,)))
