"""Problems as a code and values; `words` makes the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from havenlens.words.sentences import say


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong or refused: what, with the values that say where and what to do.

    ``file`` and ``line`` (from 1) are given where the problem lies in a file a person can edit.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None

    @property
    def sentence(self) -> str:
        """Say it in one plain sentence, with file and line in front where they are known."""
        place = "" if self.file is None else self.file + (f":{self.line}: " if self.line else ": ")
        return place + say(self.code, **self.values)


class StudyError(Exception):
    """An error a person can do something about: a code and values, shown as one sentence."""

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, values)

    @classmethod
    def of(cls, problem: Problem) -> StudyError:
        """Raise a problem that was found earlier."""
        error = cls(problem.code, **problem.values)
        error.problem = problem
        return error

    def __str__(self) -> str:
        return self.problem.sentence
