"""Take in what a teacher gave back: answers, clips to leave out, how useful the document was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.access import Action, log_access
from havenlens.services.coaching.cycles import cycle_by_id, list_cycles
from havenlens.services.coaching.editing import answer_prompt, set_notes, strike_clip
from havenlens.services.feedback_answers import FeedbackAnswers
from havenlens.services.study import Study


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What answers changed: how many are new, how many clips were struck, and how many were there already."""

    cycle: CoachingCycle
    new: int
    same: int
    struck: int


def cycle_answered(study: Study, answers: FeedbackAnswers, source: Path | None = None) -> CoachingCycle:
    """Find the cycle whose document was answered; raise `StudyError` where it is not one of this study."""
    found = next((one for one in list_cycles(study) if one.id == answers.document), None)
    if found is None:
        raise StudyError("answers.another_document", path=source or "–")
    return found


def take_in_answers(
    study: Study,
    answers: FeedbackAnswers,
    *,
    cycle: UUID | None = None,
    source: Path | None = None,
    coder: UUID | None = None,
) -> TakenIn:
    """Keep a teacher's answers in one step; taking in the same ones twice changes nothing.

    ``cycle`` is the one at hand, where answers came without saying whose they are. Raise `StudyError` where
    there are none, for answers to another document, and for clips that this document does not have.
    """
    if answers.is_empty:
        raise StudyError("answers.nothing", path=source or "–")
    now = cycle_by_id(study, cycle) if cycle and answers.document is None else None
    if now is None:
        now = cycle_answered(study, answers, source)
    if cycle is not None and now.id != cycle:
        raise StudyError("answers.another_cycle", path=source or "–", number=now.number)
    clips = {clip.id: clip for clip in now.clips}
    strangers = (set(answers.by_clip) | answers.struck) - clips.keys()
    if strangers:
        raise StudyError("answers.another_clip", path=source or "–", n=len(strangers))
    given = {clip: text.strip() for clip, text in answers.answers if text.strip()}
    new = {clip: text for clip, text in given.items() if clips[clip].answer != text}
    struck = [clip for clip in answers.struck if not clips[clip].struck]
    with study.store.transaction():
        for clip, text in new.items():
            answer_prompt(study, clip, text, answers.source.value, answers.saved_at or datetime.now(UTC))
        for clip in struck:
            strike_clip(study, clip)
        if answers.usefulness is not None and answers.usefulness != now.notes.usefulness:
            set_notes(study, now.id, replace(now.notes, usefulness=answers.usefulness))
        details = {"answers": len(new), "struck": len(struck), "by": answers.source.value}
        log_access(study, Action.TOOK_IN, coder=coder, subject="cycle", subject_id=now.id, details=details)
    return TakenIn(cycle_by_id(study, now.id), len(new), len(given) - len(new), len(struck))
