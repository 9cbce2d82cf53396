"""A coder's part of a study as a file of its own: what marks it, what is asked for, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from havenlens.domain.observation import Purpose
from havenlens.domain.problems import Problem, StudyError

MARK = "handed_out"
"""Where the mark stands in the settings of a study file."""
HANDED_OUT = (Purpose.RESEARCH, Purpose.RELIABILITY, Purpose.TRAINING)
"""What is handed out; masters, consensus and coaching are made in the study itself."""
KEPT_IN_THE_STUDY = (Purpose.MASTER, Purpose.CONSENSUS)
"""What is never taken in from a hand-out."""


@dataclass(frozen=True, slots=True)
class HandOutMark:
    """Says in a file to whom it was handed out, when, and from where in the log of the whole study."""

    id: UUID
    coder: UUID
    at: datetime
    seq: int
    head: str

    def as_json(self) -> dict[str, Any]:
        """Write it for the settings and the log."""
        return {
            "id": self.id.hex,
            "coder": self.coder.hex,
            "at": self.at.isoformat(),
            "from": {"seq": self.seq, "hash": self.head},
        }

    @classmethod
    def of_settings(cls, settings: Mapping[str, Any]) -> HandOutMark | None:
        """Read it from a study's settings; None where the file is no hand-out."""
        found = settings.get(MARK)
        if not isinstance(found, dict):
            return None
        try:
            begun = found["from"]
            at = datetime.fromisoformat(found["at"])
            return cls(UUID(found["id"]), UUID(found["coder"]), at, int(begun["seq"]), str(begun["hash"]))
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class HandOutOrder:
    """What is to be handed out: to whom, and where each media root lies as seen from the new file."""

    id: UUID
    coder: UUID
    at: datetime
    roots: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class HandOutContents:
    """What went into the file; ``codings`` gives the length of each coding's log."""

    mark: HandOutMark
    schemes: tuple[UUID, ...]
    observations: int
    assignments: int
    codings: Mapping[UUID, int]

    def as_json(self, file: str) -> dict[str, Any]:
        """Write it for the study's list of hand-outs."""
        return {
            "file": file,
            "from": {"seq": self.mark.seq, "hash": self.mark.head},
            "schemes": [scheme.hex for scheme in self.schemes],
            "observations": self.observations,
            "assignments": self.assignments,
            "codings": {coding.hex: rows for coding, rows in self.codings.items()},
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """What came back: codings that are new, that went on, and that were in the study as they are.

    ``news`` tells whether anything was written; ``notices`` is what somebody should know.
    """

    coder: str
    new: int
    further: int
    same: int
    events: int
    news: bool
    notices: tuple[Problem, ...] = ()


class MergeError(StudyError):
    """Nothing was merged, for one or more reasons; each is a sentence of its own."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].code, **problems[0].values)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(problem.sentence for problem in self.problems)
