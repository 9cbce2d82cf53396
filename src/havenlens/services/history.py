"""What was done to a coding, step by step; the undo stack is folded from the change log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from havenlens.domain.events import Changes


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


@dataclass(frozen=True, slots=True)
class Done:
    """A whole step on the undo or the redo stack: every change made under its id, folded."""

    id: UUID
    kind: str
    changes: Changes


@dataclass
class History:
    """The undo and redo stacks of one coding."""

    undo: list[Done] = field(default_factory=list)
    redo: list[Done] = field(default_factory=list)

    @classmethod
    def fold(cls, steps: Iterable[Step]) -> History:
        """Rebuild the stacks from the log, oldest step first."""
        history = cls()
        for step in steps:
            history.record(step)
        return history

    def record(self, step: Step) -> None:
        """Take a written step over: push it, fold it into the last one, or move between the stacks."""
        if step.undoes is None:
            self._push(step)
        elif self.undo and self.undo[-1].id == step.undoes:
            self.undo.pop()
            self.redo.append(Done(step.id, step.kind, step.changes))
        elif self.redo and self.redo[-1].id == step.undoes:
            self.redo.pop()
            self.undo.append(Done(step.id, step.kind, step.changes))

    def _push(self, step: Step) -> None:
        self.redo.clear()
        if self.undo and self.undo[-1].id == step.id:
            last = self.undo[-1]
            self.undo[-1] = Done(last.id, last.kind, last.changes.then(step.changes))
        else:
            self.undo.append(Done(step.id, step.kind, step.changes))
