"""The gate before a clip leaves: who is in it, what each of them allows, and who passed over it why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from havenlens.domain.coaching import Clip, LibraryClip
from havenlens.domain.masks import Mask, SoundCover
from havenlens.domain.observation import Consent, Participant, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span
from havenlens.services.coaching.access import Action, log_access
from havenlens.services.coaching.editing import observation_of
from havenlens.services.study import Study
from havenlens.words.privacy import allows
from havenlens.words.sentences import say

_ORDER = tuple(Consent)


@dataclass(frozen=True, slots=True)
class Lack:
    """Somebody in a clip whose consent does not reach so far; ``has`` is what holds on the day asked for.

    ``only_heard`` is somebody who is hidden all the time, or named by nobody as seen, and still speaks.
    """

    clip: UUID
    title: str
    person: Participant
    has: Consent
    needed: Consent
    only_heard: bool = False

    @property
    def sentence(self) -> str:
        """Say who lacks what in which clip."""
        code = "consent.none_recorded" if self.has is Consent.NONE else "consent.lacks"
        if self.only_heard:
            code = "consent.heard"
        values = {"clip": self.title, "has": allows(self.has), "needed": allows(self.needed)}
        return say(code, person=self.person.pseudonym or self.person.label, **values)


@dataclass(frozen=True, slots=True)
class Override:
    """A coach's decision to let clips leave all the same, and why."""

    coder: UUID
    reason: str


def consents_on(study: Study, day: date) -> Mapping[UUID, Consent]:
    """Give what each participant allows on a day; who has no row that holds then allows nothing.

    Where several rows hold, the one that began last counts.
    """
    held: dict[UUID, Consent] = {person.id: Consent.NONE for person in study.store.participants()}
    rows = study.store.rows_of("consents")
    for row in sorted(rows, key=lambda row: row["valid_from"] or date.min):
        begun = row["valid_from"] is None or row["valid_from"] <= day
        over = row["valid_to"] is not None and row["valid_to"] < day
        if begun and not over:
            held[row["participant"]] = Consent(row["level"])
    return held


def lacking(
    study: Study,
    observation: UUID,
    clips: Iterable[Clip | LibraryClip],
    needed: Consent,
    on: date,
    teacher: UUID | None = None,
) -> tuple[Lack, ...]:
    """List who in each clip lacks consent for a use on a day.

    A clip that names nobody is taken to show everybody of its observation, or its ``teacher`` where that
    names nobody either. Somebody whom confirmed masks hide during the whole clip is not asked for, unless
    they are heard: a box hides no voice, and what is said stands in the captions.
    """
    held = consents_on(study, on)
    people = {person.id: person for person in study.store.participants()}
    everybody = observation_of(study, observation).participants or ((teacher,) if teacher else ())
    lines = study.store.transcript_of(observation)
    found = []
    for clip in clips:
        heard = heard_in(clip, lines)
        seen = [p for p in clip.people or everybody if not is_hidden(clip.masks, p, clip.span)]
        for person in dict.fromkeys((*seen, *heard)):
            if person in people and _ORDER.index(held[person]) < _ORDER.index(needed):
                hidden = person not in seen
                found.append(Lack(clip.id, clip.title, people[person], held[person], needed, hidden))
    return tuple(found)


def heard_in(clip: Clip | LibraryClip, lines: Iterable[TranscriptLine]) -> tuple[UUID, ...]:
    """List who speaks in a clip where no cover keeps it from being heard, in the order of time."""
    quoted = clip.lines if isinstance(clip, Clip) else ()
    said = [line for line in lines if line.span.overlaps(clip.span)]
    speaking = [line.speaker for line in said if not is_covered(clip.covers, line.span, clip.span)]
    known = {line.span.start for line in said}
    speaking += [
        line.speaker
        for line in quoted
        if line.at not in known and not any(cover.span.covers(line.at) for cover in clip.covers)
    ]
    return tuple(dict.fromkeys(person for person in speaking if person is not None))


def is_covered(covers: Sequence[SoundCover], said: Span, clip: Span) -> bool:
    """Tell whether nothing of a spoken line is heard in a clip."""
    assert clip.end is not None
    start = max(said.start, clip.start)
    end = min(clip.end, said.start if said.end is None else said.end)
    return _reaches(((cover.span.start, cover.span.end) for cover in covers), start, end)


def is_hidden(masks: Sequence[Mask], person: UUID, span: Span) -> bool:
    """Tell whether confirmed masks hide a person during a whole span."""
    mine = (mask for mask in masks if mask.participant == person and not mask.proposed)
    return span.end is not None and _reaches(((m.span.start, m.span.end) for m in mine), span.start, span.end)


def _reaches(spans: Iterable[tuple[int, int | None]], start: int, end: int) -> bool:
    """Tell whether spans together leave no gap from a start to an end, or lie over an instant."""
    reached, met = start, False
    for first, last in sorted((first, first if last is None else last) for first, last in spans):
        if first > reached:
            break
        met = met or last > reached
        reached = max(reached, last)
    return met and reached >= end


def may_override(study: Study, coder: UUID) -> bool:
    """Tell whether a coach is allowed to pass over a missing consent."""
    rows = study.store.rows_of("coders", id=coder)
    return bool(rows and rows[0]["may_override"])


def allow_override(study: Study, coder: UUID, *, allowed: bool = True) -> None:
    """Let a coach pass over missing consent, or no longer; the change stands in the study's log."""
    study.store.change("coders", "coder", coder, may_override=allowed)


def require_consent(study: Study, lacks: Sequence[Lack], override: Override | None = None) -> None:
    """Raise `StudyError` that names everybody who lacks consent, unless an authorised coach says why not.

    What was passed over, by whom and why, is written into the access log before anything leaves.
    """
    if not lacks:
        return
    if override is None:
        raise StudyError("consent.refused", lacks=" ".join(lack.sentence for lack in lacks))
    names = {coder.id: coder.name for coder in study.store.coders()}
    if not may_override(study, override.coder):
        raise StudyError("consent.not_authorised", coach=names.get(override.coder, "–"))
    if not override.reason.strip():
        raise StudyError("consent.no_reason")
    with study.store.transaction():
        for lack in lacks:
            log_access(
                study,
                Action.OVERRODE,
                coder=override.coder,
                subject="clip",
                subject_id=lack.clip,
                details={
                    "participant": lack.person.id.hex,
                    "has": lack.has.value,
                    "needed": lack.needed.value,
                },
                reason=override.reason,
            )
