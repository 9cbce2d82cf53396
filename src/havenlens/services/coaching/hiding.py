"""Who in a clip has to be hidden before it may leave, and when they are still seen or heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from havenlens.domain.coaching import Clip
from havenlens.domain.masks import Mask
from havenlens.domain.observation import Consent, Participant, TranscriptLine
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coaching.consent import consents_on, heard_in, is_covered
from havenlens.services.coaching.editing import observation_of
from havenlens.services.study import Study

_ORDER = tuple(Consent)
_QUOTED = 3 * SECOND


@dataclass(frozen=True, slots=True)
class Exposed:
    """Somebody whose consent does not reach so far: when nothing hides them, and when they are heard."""

    person: Participant
    has: Consent
    gaps: tuple[Span, ...]
    heard: tuple[Span, ...] = ()


def gaps(masks: Sequence[Mask], person: UUID, span: Span) -> tuple[Span, ...]:
    """List when in a span no confirmed mask hides a person."""
    end = span.start if span.end is None else span.end
    hidden = sorted(
        (mask.span.start, mask.span.end or mask.span.start)
        for mask in masks
        if mask.participant == person and not mask.proposed
    )
    found, reached = [], span.start
    for start, stop in hidden:
        if start > reached:
            found.append(Span(reached, Micros(min(start, end))))
        reached = Micros(max(reached, stop))
        if reached >= end:
            break
    if reached < end:
        found.append(Span(reached, end))
    return tuple(one for one in found if not one.is_instant)


def heard(clip: Clip, person: UUID, lines: Sequence[TranscriptLine]) -> tuple[Span, ...]:
    """List when somebody speaks in a clip and no cover keeps it from being heard.

    A quoted line that the transcript does not have is taken to last three seconds.
    """
    assert clip.span.end is not None
    said = [(line.speaker, line.span) for line in lines if line.span.overlaps(clip.span)]
    known = {span.start for _, span in said}
    quoted = (line for line in clip.lines if line.at not in known and clip.span.covers(line.at))
    said += [(line.speaker, Span(line.at, Micros(line.at + _QUOTED))) for line in quoted]
    found = []
    for speaker, span in said:
        end = clip.span.end if span.end is None else span.end
        within = Span(max(span.start, clip.span.start), min(end, clip.span.end))
        if speaker == person and not is_covered(clip.covers, within, clip.span):
            found.append(within)
    return tuple(sorted(found, key=lambda span: span.start))


def exposed(study: Study, observation: UUID, clip: Clip, needed: Consent, on: date) -> tuple[Exposed, ...]:
    """List everybody in a clip who lacks consent for a use on a day, hidden already or not."""
    held = consents_on(study, on)
    people = {person.id: person for person in study.store.participants()}
    lines = study.store.transcript_of(observation)
    seen = clip.people or observation_of(study, observation).participants
    found = []
    for person in dict.fromkeys((*seen, *heard_in(clip, lines))):
        if person in people and _ORDER.index(held[person]) < _ORDER.index(needed):
            bare = gaps(clip.masks, person, clip.span) if person in seen else ()
            found.append(Exposed(people[person], held[person], bare, heard(clip, person, lines)))
    return tuple(found)
