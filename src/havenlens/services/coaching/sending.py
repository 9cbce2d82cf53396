"""What leaves a study as feedback: in which formats, past whose missing consent, and how big it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import short_clock
from havenlens.services.coaching.access import Action, log_access
from havenlens.services.coaching.consent import Lack, Override, lacking, require_consent
from havenlens.services.coaching.editing import observation_of
from havenlens.services.coaching.library import library
from havenlens.services.study import Study

FORMATS = (".html", ".pdf", ".docx", ".zip")
"""A ZIP file is a send pack: the page with its clips, and the PDF beside it."""

Passed = tuple[UUID, UUID]
"""A clip, and somebody in it whose missing consent was passed over."""


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How documents are written; empty is as the cycle and the study have it.

    ``password`` encrypts a send pack (AES-256). ``passed`` is what `pass_the_gate` gave.
    """

    language: str = ""
    paper: Literal["a4", "letter"] = "a4"
    password: str = ""
    passed: frozenset[Passed] = frozenset()


def missing_consents(study: Study, cycle: CoachingCycle, on: date) -> tuple[Lack, ...]:
    """List who lacks consent in what a cycle's document shows: its clips, and the clip to watch.

    Raise `StudyError` for a clip of which nobody knows who is in it.
    """
    if cycle.observation is None:
        return ()
    shown = [clip for clip in cycle.clips if not clip.struck]
    unknown = next((clip for clip in shown if not clip.people), None)
    if unknown is not None and not observation_of(study, cycle.observation).participants:
        raise StudyError("consent.nobody_named", clip=unknown.title or short_clock(unknown.span.start))
    lacks = lacking(study, cycle.observation, shown, Consent.FEEDBACK, on, cycle.teacher)
    wanted = cycle.exemplar.clip if cycle.exemplar else None
    for clip in library(study):
        if clip.id == wanted:
            lacks += lacking(study, clip.observation, [clip], Consent.EXEMPLAR, on)
    return lacks


def pass_the_gate(
    study: Study, cycle: CoachingCycle, on: date, override: Override | None = None
) -> frozenset[Passed]:
    """Let a cycle's clips leave, or raise `StudyError`; give what was passed over and logged."""
    lacks = missing_consents(study, cycle, on)
    require_consent(study, lacks, override)
    return frozenset((lack.clip, lack.person.id) for lack in lacks)


def check_gate(study: Study, cycle: CoachingCycle, on: date, passed: Collection[Passed]) -> None:
    """Raise `StudyError` where somebody lacks consent who was not passed over."""
    lacks = missing_consents(study, cycle, on)
    require_consent(study, [lack for lack in lacks if (lack.clip, lack.person.id) not in passed])


def check_formats(paths: Sequence[Path], *, encrypted: bool = False) -> None:
    """Raise `StudyError` for a file that is none of the formats, and for one that cannot be encrypted."""
    for path in paths:
        if path.suffix.lower() not in FORMATS:
            raise StudyError("report.no_format", path=path)
        if encrypted and path.suffix.lower() != ".zip":
            raise StudyError("pack.only_packs", path=path)


def log_sending(study: Study, cycle: CoachingCycle, paths: Sequence[Path], coder: UUID | None = None) -> None:
    """Write down which files of a cycle left the study; a send pack counts as sent."""
    for path in paths:
        action = Action.SENT if path.suffix.lower() == ".zip" else Action.EXPORTED
        details = {"file": path.name, "bytes": path.stat().st_size}
        log_access(study, action, coder=coder, subject="cycle", subject_id=cycle.id, details=details)
