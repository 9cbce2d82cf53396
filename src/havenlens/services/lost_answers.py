"""Answers that a new version of a scheme does not take: to which question, which ones, of how many events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from havenlens.domain.codebook import Modifier, ModifierKind, Scheme
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_MOST = 6
"""How many different answers are named; a number may have had very many."""


@dataclass(frozen=True, slots=True)
class LostAnswers:
    """What was answered to one question about one code, by their ids in the new version.

    ``answers`` are in the old version's words, each with how many events had it. What was written in words is
    not named: it stays in the coding of the old version, where a withdrawal finds it.
    """

    code: str
    question: str
    answers: tuple[tuple[str, int], ...]

    @property
    def events(self) -> int:
        """Count the events that lost an answer to this question."""
        return sum(count for _, count in self.answers)

    def words(self, scheme: Scheme) -> str:
        """Name the code, the question and the answers, the most frequent first, with their counts."""
        names = {modifier.id: modifier.name for modifier in scheme.modifiers}
        written = tr("in words")
        shown = [f"{answer or written} ({count})" for answer, count in self.answers[:_MOST]]
        code = scheme.code_by_id[self.code].name
        more = "…" if len(self.answers) > _MOST else ""
        values = {"code": code, "question": names[self.question], "answers": ", ".join(shown) + more}
        return say("recode.lost_answers", **values)

    def plain(self) -> dict[str, Any]:
        """Give plain values, as they are stored with what has to be looked at."""
        return {
            "codes": [self.code],
            "question": self.question,
            "answers": [list(one) for one in self.answers],
        }

    @classmethod
    def of_plain(cls, row: Mapping[str, Any]) -> LostAnswers:
        """Read what `plain` gave."""
        return cls(row["codes"][0], row["question"], tuple((answer, n) for answer, n in row["answers"]))

    @classmethod
    def counted(cls, code: str, question: str, found: Counter[str]) -> LostAnswers:
        """Put the most frequent answer first."""
        return cls(code, question, tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))))


def answer_words(asked: Modifier | None, value: object) -> str:
    """Give the words for an answer in the version it was given in; nothing for one that was written."""
    if asked is None or asked.kind is ModifierKind.TEXT:
        return ""
    return asked.shown(value)


def together(lost: Iterable[LostAnswers]) -> tuple[LostAnswers, ...]:
    """Add up what several codings lost, question by question."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for one in lost:
        found.setdefault((one.code, one.question), Counter()).update(dict(one.answers))
    return tuple(LostAnswers.counted(code, question, some) for (code, question), some in found.items())
