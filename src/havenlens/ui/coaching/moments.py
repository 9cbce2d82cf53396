"""What a coach chooses from: clips, marked moments and suggestions, as one kind of thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from havenlens.domain.coaching import Clip, ClipMark, ClipType, in_reading_order
from havenlens.domain.time import Micros, Span
from havenlens.services.coaching.suggestions import Suggestion
from havenlens.words.catalogue import ntr, tr

_SUGGESTED = UUID("6f1d0c52-8f0d-4d36-9f1e-6a1b8f6f3c21")


class MomentKind(StrEnum):
    """Where a moment comes from; the order is that of the list."""

    CLIP = "clip"
    MARK = "mark"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Moment:
    """A clip of the document, a moment that was marked, or one that is suggested."""

    id: UUID
    kind: MomentKind
    type: ClipType | None
    span: Span
    still: Micros
    words: str
    source: Clip | ClipMark | Suggestion


def moments_of(
    clips: Iterable[Clip], marks: Iterable[ClipMark], suggestions: Sequence[Suggestion]
) -> tuple[Moment, ...]:
    """List clips in reading order, then marks by time, then suggestions, the best of each kind first."""
    return (
        *(_clip(clip) for clip in in_reading_order(clips)),
        *(_mark(mark) for mark in marks),
        *(_suggestion(one) for one in suggestions),
    )


def _clip(clip: Clip) -> Moment:
    words = clip.title or tr("no title yet")
    if clip.struck:
        words = tr("left out by the teacher · {title}").format(title=words)
    elif not clip.prompt.n_words:
        words += " · " + tr("no prompt yet")
    else:
        words += " · " + ntr("{n} word", "{n} words", clip.prompt.n_words)
    return Moment(clip.id, MomentKind.CLIP, clip.type, clip.span, clip.still_at, words, clip)


def _mark(mark: ClipMark) -> Moment:
    words = mark.note or tr("Enter makes a clip of it")
    return Moment(mark.id, MomentKind.MARK, mark.type, mark.span, mark.at, words, mark)


def _suggestion(one: Suggestion) -> Moment:
    own = uuid5(_SUGGESTED, f"{one.type} {one.span.start} {one.at}")
    return Moment(own, MomentKind.SUGGESTION, one.type, one.span, one.at, one.reason.sentence, one)
