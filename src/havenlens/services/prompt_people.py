"""Whom a prompt is read with: who the teacher and the children are, what was said, what may be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from havenlens.domain.coaching import MOST_PROMPT_WORDS, ClipType
from havenlens.domain.feedback_words import WordLists
from havenlens.services.feedback import SpokenLine
from havenlens.services.prompt_words import word_lists

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class LintContext:
    """What the lint knows about the study: pseudonyms only, never a real name.

    ``pseudonyms`` are the pseudonyms and labels of everybody in the study, and whatever else may be named
    (the coach, a school). ``lines`` are what is said in the clip. ``scale_tops`` are the highest scores
    there are. ``words`` replaces the shipped lists where a study has lists of its own.
    """

    language: str = "en"
    clip_type: ClipType | None = None
    teacher: str = ""
    children: tuple[str, ...] = ()
    pseudonyms: tuple[str, ...] = ()
    lines: tuple[SpokenLine, ...] = ()
    dimensions: tuple[str, ...] = ()
    focus: str = ""
    scores_allowed: bool = False
    scale_tops: tuple[int, ...] = (7,)
    max_words: int = MOST_PROMPT_WORDS
    words: WordLists | None = field(default=None)

    @property
    def lists(self) -> WordLists:
        """Give the lists to read with."""
        return self.words or word_lists(self.language)

    @property
    def people(self) -> frozenset[str]:
        """Give every word of a pseudonym or label, as it is written."""
        return _people((self.teacher, *self.children, *self.pseudonyms))


@lru_cache(maxsize=256)
def _people(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for name in names for word in _WORD.findall(name)) | frozenset(names)


def words_of(name: str) -> tuple[str, ...]:
    """Cut a pseudonym into its words: ("Ms", "Reyes")."""
    return tuple(_WORD.findall(name))
