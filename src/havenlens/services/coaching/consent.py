"""The gate before a clip leaves: who is in it, what each of them allows, and who passed over it why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from havenlens.domain.coaching import Clip, LibraryClip
from havenlens.domain.masks import Mask
from havenlens.domain.observation import Consent, Participant
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
    """Somebody in a clip whose consent does not reach so far; ``has`` is what holds on the day asked for."""

    clip: UUID
    title: str
    person: Participant
    has: Consent
    needed: Consent

    @property
    def sentence(self) -> str:
        """Say who lacks what in which clip."""
        code = "consent.none_recorded" if self.has is Consent.NONE else "consent.lacks"
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
    study: Study, observation: UUID, clips: Iterable[Clip | LibraryClip], needed: Consent, on: date
) -> tuple[Lack, ...]:
    """List who in each clip lacks consent for a use on a day.

    A clip that names nobody is taken to show everybody of its observation. Somebody whom confirmed masks hide
    during the whole clip is not asked for.
    """
    held = consents_on(study, on)
    people = {person.id: person for person in study.store.participants()}
    everybody = observation_of(study, observation).participants
    return tuple(
        Lack(clip.id, clip.title, people[person], held[person], needed)
        for clip in clips
        for person in clip.people or everybody
        if person in people
        and _ORDER.index(held[person]) < _ORDER.index(needed)
        and not is_hidden(clip.masks, person, clip.span)
    )


def is_hidden(masks: Sequence[Mask], person: UUID, span: Span) -> bool:
    """Tell whether confirmed masks hide a person during a whole span."""
    spans = sorted(
        (mask.span.start, mask.span.end or mask.span.start)
        for mask in masks
        if mask.participant == person and not mask.proposed
    )
    reached: int = span.start
    for start, end in spans:
        if start > reached:
            return False
        reached = max(reached, end)
    return bool(spans) and span.end is not None and reached >= span.end


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
