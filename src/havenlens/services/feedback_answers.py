"""What a teacher gave back: an answer to each clip, clips to leave out, how useful the document was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from havenlens.domain.coaching import Clip, in_reading_order
from havenlens.services.feedback import FeedbackDocument


class AnswerSource(StrEnum):
    """How answers came back."""

    PAGE = "page"
    WORD = "word"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class FeedbackAnswers:
    """The answers to one document, which is named where the file says it: no answer is an empty text.

    ``answers`` are clip ids with texts, in the document's order; ``struck`` are the clips that the teacher
    leaves out. ``usefulness`` goes from 1 to 5, None where it was not told; ``saved_at`` is known for files
    of the page, and has a time zone.
    """

    document: UUID | None
    answers: tuple[tuple[UUID, str], ...]
    struck: frozenset[UUID] = frozenset()
    usefulness: int | None = None
    saved_at: datetime | None = None
    source: AnswerSource = AnswerSource.PAGE
    cycle: int | None = None

    @property
    def by_clip(self) -> Mapping[UUID, str]:
        """Give the answers by clip.

        >>> clip = UUID(int=1)
        >>> FeedbackAnswers(None, ((clip, "He waited."),)).by_clip[clip]
        'He waited.'
        """
        return dict(self.answers)

    @property
    def n_words(self) -> int:
        """Count the words of all answers."""
        return sum(len(text.split()) for _, text in self.answers)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was answered, struck or rated."""
        return not self.n_words and not self.struck and self.usefulness is None


@dataclass(frozen=True, slots=True)
class AskedClip:
    """What a teacher was asked about one clip; ``number`` is the clip's in the document, from 1."""

    clip: UUID
    number: int
    title: str
    prompt: str
    question: str
    label: str = ""


def asked_in(document: FeedbackDocument) -> tuple[AskedClip, ...]:
    """List what a document asks."""
    return tuple(
        AskedClip(block.id, number, block.title, block.prompt, block.question, block.label)
        for number, block in enumerate(document.shown_blocks, start=1)
    )


def asked_of(clips: Iterable[Clip]) -> tuple[AskedClip, ...]:
    """List what the clips of a cycle ask, numbered as their document numbers them."""
    shown = [clip for clip in in_reading_order(clips) if not clip.struck]
    return tuple(
        AskedClip(clip.id, number, clip.title, clip.prompt.text, clip.prompt.question)
        for number, clip in enumerate(shown, start=1)
    )
