"""What the lint finds, and the texts it looks in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from havenlens.domain.feedback_words import LintRule, Sentence, masked, sentences, split_prompt
from havenlens.domain.problems import Problem


class Part(StrEnum):
    """Which text the place of a finding counts in."""

    WHOLE = "whole"
    TEXT = "text"
    QUESTION = "question"
    OPENING = "opening"
    TITLE = "title"
    CLIP_TITLE = "clip_title"
    WATCH_FOR = "watch_for"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One hint: the rule, the sentence about it, and where: characters ``start`` up to ``end`` of ``part``.

    ``WHOLE`` is about all of it and has nothing to underline. ``suggestion`` may stand in the place instead,
    "" where there is none. ``clip`` is given where a whole document is read.
    """

    rule: LintRule
    problem: Problem
    start: int = 0
    end: int = 0
    suggestion: str = ""
    part: Part = Part.WHOLE
    clip: UUID | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, once as it is and once without its quotations; ``offset`` is where it begins in its field."""

    part: Part
    offset: int
    original: str
    text: str
    sentences: tuple[Sentence, ...]


def piece_of(part: Part, offset: int, text: str) -> Piece:
    """Hide the quotations of a text and cut the rest into sentences."""
    hidden = masked(text)
    return Piece(part, offset, text, hidden, sentences(hidden))


def pieces_of(text: str, question: str) -> tuple[Piece, Piece]:
    """Give what is told and what is asked; the question may stand at the end of the text."""
    if question.strip():
        return piece_of(Part.TEXT, 0, text), piece_of(Part.QUESTION, 0, question)
    told, asked = split_prompt(text)
    return piece_of(Part.TEXT, 0, told), piece_of(Part.TEXT, len(text) - len(asked), asked)


def finding_at(
    piece: Piece, rule: LintRule, problem: Problem, start: int, end: int, suggestion: str = ""
) -> LintFinding:
    """Make a finding at a place of a piece, in the characters of its field."""
    return LintFinding(rule, problem, piece.offset + start, piece.offset + end, suggestion, piece.part)
