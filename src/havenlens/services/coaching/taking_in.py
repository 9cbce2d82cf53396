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
from havenlens.services.coaching.editing import answer_prompt, prompt_of, set_notes, strike_clip
from havenlens.services.feedback import writable
from havenlens.services.feedback_answers import FeedbackAnswers
from havenlens.services.study import Study


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What answers changed: how many are new, how many clips were struck, and how many were there already.

    ``older`` answers were kept as well, below the later ones that are shown.
    """

    cycle: CoachingCycle
    new: int
    same: int
    struck: int
    older: int = 0


def cycle_answered(study: Study, answers: FeedbackAnswers, source: Path | None = None) -> CoachingCycle:
    """Find the cycle whose document was answered; raise `StudyError` where it is not one of this study.

    A file that no longer says which document it is still names the clips.
    """
    clips = set(answers.by_clip)
    found = next(
        (
            one
            for one in list_cycles(study)
            if one.id == answers.document
            or (answers.document is None and not clips.isdisjoint(clip.id for clip in one.clips))
        ),
        None,
    )
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
    at = min(answers.saved_at or datetime.now(UTC), datetime.now(UTC))  # a clock may run ahead
    given = {clip: writable(text).strip() for clip, text in answers.answers if text.strip()}
    before = _answers_before(study, now)
    new = {clip: text for clip, text in given.items() if text != clips[clip].answer}
    known = {clip for clip, text in new.items() if (text, at) in before[clip]}
    new = {clip: text for clip, text in new.items() if clip not in known}
    older = sum(any(then > at for _, then in before[clip]) for clip in new)
    is_late = any(then > at for each in before.values() for _, then in each)
    struck = [clip for clip in answers.struck if not clips[clip].struck]
    with study.store.transaction():
        for clip, text in new.items():
            answer_prompt(study, clip, text, answers.source.value, at)
        for clip in struck:
            strike_clip(study, clip)
        useful = now.notes.usefulness
        if answers.usefulness not in (None, useful) and not (is_late and useful is not None):
            set_notes(study, now.id, replace(now.notes, usefulness=answers.usefulness))
        details = {"answers": len(new), "struck": len(struck), "by": answers.source.value}
        log_access(study, Action.TOOK_IN, coder=coder, subject="cycle", subject_id=now.id, details=details)
    return TakenIn(cycle_by_id(study, now.id), len(new) - older, len(given) - len(new), len(struck), older)


def _answers_before(study: Study, cycle: CoachingCycle) -> dict[UUID, list[tuple[str, datetime]]]:
    """List every answer to each clip of a cycle, with when it was given."""
    found = {}
    for clip in cycle.clips:
        rows = study.store.rows_of("answers", prompt=prompt_of(study, clip.id))
        found[clip.id] = [(row["text"], row["answered_at"]) for row in rows if row["answered_at"]]
    return found
