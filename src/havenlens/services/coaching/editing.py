"""Change a coaching cycle: each call is one step that is written at once and stands in the study's log.

What is removed is only set aside, so that it can be brought back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.coaching import (
    MOST_EVIDENCE,
    ActionPlan,
    Clip,
    ClipMark,
    ClipType,
    CoachingCycle,
    CycleNotes,
    EvidenceChoice,
    Exemplar,
    PlanReview,
    QuotedLine,
)
from havenlens.domain.frames import FrameTimes
from havenlens.domain.masks import Mask, SoundCover
from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span, clock
from havenlens.services.coaching.cycles import (
    KIND,
    add_clip,
    add_cycle,
    cycle_by_id,
    evidence_plain,
    exemplar_plain,
    line_rows,
    list_cycles,
    marks_of,
    plan_rows,
)
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.coaching.spans import snapped
from havenlens.services.coaching.steps import write_steps
from havenlens.services.study import Study

BEFORE_MARK = Micros(30 * SECOND)
AFTER_MARK = Micros(10 * SECOND)
MOST_PLAN_STEPS = 2


# --- cycles -----------------------------------------------------------------------------------------


def start_cycle(
    study: Study,
    teacher: UUID,
    coach: UUID,
    *,
    observation: UUID | None = None,
    filmed_on: date | None = None,
    focus: str = "",
    title: str = "",
    number: int | None = None,
    language: str = "",
) -> CoachingCycle:
    """Begin a teacher's next cycle; the last one's plan becomes the look-back of this one.

    Its steps are due counting from the day of filming, which is the observation's where none is given.
    """
    earlier = list_cycles(study, teacher=teacher)
    if filmed_on is None and observation is not None:
        filmed_on = observation_of(study, observation).filmed_on
    last = earlier[-1] if earlier else None
    cycle = CoachingCycle(
        id=uuid4(),
        teacher=teacher,
        coach=coach,
        observation=observation,
        number=number or (last.number if last else 0) + 1,
        title=title,
        focus=focus,
        filmed_on=filmed_on,
        previous_plan=looking_back(last),
        language=language,
        due=coaching_rules(study).due(filmed_on) if filmed_on else {},
    )
    add_cycle(study, cycle)
    return cycle


def looking_back(last: CoachingCycle | None) -> PlanReview | None:
    """Give a cycle's plan as the next cycle looks back at it; None where it had none."""
    if last is None or last.plan is None or not last.plan.steps:
        return None
    step = last.plan.steps[0]
    return PlanReview(i_will=step.i_will, when=step.when)


def write_cycle(study: Study, cycle: UUID, **values: Any) -> None:
    """Change plain parts of a cycle: its title, focus, opening, summary, notes and language."""
    study.store.change("coaching_cycles", KIND, cycle, **values)


def set_observation(study: Study, cycle: UUID, observation: UUID, filmed_on: date | None = None) -> None:
    """Say which observation a cycle is about, and reckon its days from when that was filmed."""
    day = filmed_on or observation_of(study, observation).filmed_on
    store = study.store
    with store.transaction():
        write_cycle(study, cycle, observation=observation, filmed_on=day)
        if day is not None:
            set_due(study, cycle, day)


def set_due(study: Study, cycle: UUID, filmed_on: date) -> None:
    """Reckon anew when each step of a cycle is due."""
    write_steps(study, cycle, cycle_by_id(study, cycle).steps, coaching_rules(study).due(filmed_on))


def set_evidence(study: Study, cycle: UUID, choices: Sequence[EvidenceChoice]) -> None:
    """Choose which numbers the teacher reads; raise `StudyError` for more than three."""
    if len(choices) > MOST_EVIDENCE:
        raise StudyError("cycle.most_evidence", most=MOST_EVIDENCE)
    write_cycle(study, cycle, evidence=evidence_plain(choices))


def set_exemplar(study: Study, cycle: UUID, exemplar: Exemplar | None) -> None:
    """Choose the library clip that is to be watched, or none."""
    clip = None if exemplar is None else exemplar.clip
    write_cycle(study, cycle, exemplar=exemplar_plain(exemplar), library_clip=clip)


def set_plan(study: Study, cycle: UUID, plan: ActionPlan | None) -> None:
    """Write down what teacher and coach agreed on; raise `StudyError` for more than two steps."""
    steps = plan.steps if plan else ()
    if len(steps) > MOST_PLAN_STEPS:
        raise StudyError("cycle.most_steps", n=len(steps))
    study.store.replace("plans", KIND, "cycle", cycle, plan_rows(cycle, plan))


def review_plan(study: Study, cycle: UUID, review: PlanReview | None) -> None:
    """Write down whether the last plan was tried, and what happened."""
    write_cycle(study, cycle, previous_plan=None if review is None else asdict(review))


def set_notes(study: Study, cycle: UUID, notes: CycleNotes) -> None:
    """Write down what only the fidelity log asks for."""
    write_cycle(study, cycle, notes=asdict(notes))


# --- marks ------------------------------------------------------------------------------------------


def mark_moment(
    study: Study,
    cycle: CoachingCycle,
    at: Micros,
    clip_type: ClipType | None = None,
    note: str = "",
    times: FrameTimes | None = None,
) -> ClipMark:
    """Mark a moment while watching: from 30 s before to 10 s after it, within the video and on its frames."""
    place = video_of(study, cycle)
    start = max(0, at - BEFORE_MARK)
    end = at + AFTER_MARK if place.duration is None else min(place.duration, at + AFTER_MARK)
    span = snapped(Span(Micros(start), Micros(max(end, at + 1))), times)
    return add_mark(study, cycle.id, at, span, clip_type, note)


def add_mark(
    study: Study, cycle: UUID, at: Micros, span: Span, clip_type: ClipType | None = None, note: str = ""
) -> ClipMark:
    """Write down a marked moment with a span of its own, such as one that was suggested."""
    mark = ClipMark(uuid4(), at, span, clip_type, note)
    row = {
        "id": mark.id,
        "cycle": cycle,
        "at_us": at,
        "onset_us": span.start,
        "offset_us": span.end,
        "type": clip_type.value if clip_type else "",
        "note": note,
        "made_at": datetime.now(UTC),
    }
    study.store.add("clip_marks", KIND, [row])
    return mark


def change_mark(study: Study, mark: ClipMark) -> None:
    """Keep a mark's new span, block and note."""
    study.store.change(
        "clip_marks",
        KIND,
        mark.id,
        onset_us=mark.span.start,
        offset_us=mark.span.end,
        type=mark.type.value if mark.type else "",
        note=mark.note,
    )


def remove_mark(study: Study, mark: UUID) -> None:
    """Set a mark aside."""
    study.store.change("clip_marks", KIND, mark, removed_at=datetime.now(UTC))


def restore_mark(study: Study, mark: UUID) -> None:
    """Bring a mark back that was set aside."""
    study.store.change("clip_marks", KIND, mark, removed_at=None)


# --- clips ------------------------------------------------------------------------------------------


def choose_clip(study: Study, cycle: CoachingCycle, clip: Clip) -> None:
    """Put a clip into a cycle, after those that are there; raise `StudyError` past the end of the video."""
    check_span(study, cycle, clip.span)
    with study.store.transaction():
        add_clip(study.store, cycle.id, len(study.store.rows_of("clips", cycle=cycle.id)), clip)


def choose_mark(study: Study, cycle: CoachingCycle, mark: UUID, clip: Clip) -> None:
    """Make a clip of a mark, which is then done with."""
    with study.store.transaction():
        choose_clip(study, cycle, clip)
        if any(known.id == mark for known in marks_of(study, cycle.id)):
            remove_mark(study, mark)


def trim_clip(study: Study, cycle: CoachingCycle, clip: Clip, span: Span) -> None:
    """Change where a clip begins and ends; its still picture moves into it where it has to."""
    check_span(study, cycle, span)
    assert span.end is not None
    still = clip.still_at if span.covers(clip.still_at) else Micros((span.start + span.end) // 2)
    write_clip(study, clip.id, onset_us=span.start, offset_us=span.end, still_us=still)


def write_clip(study: Study, clip: UUID, **values: Any) -> None:
    """Change plain parts of a clip: title, type, still_us, still_shows, position."""
    study.store.change("clips", KIND, clip, **values)


def remove_clip(study: Study, clip: UUID) -> None:
    """Set a clip aside."""
    write_clip(study, clip, removed_at=datetime.now(UTC))


def restore_clip(study: Study, clip: UUID) -> None:
    """Bring a clip back that was set aside."""
    write_clip(study, clip, removed_at=None)


def strike_clip(study: Study, clip: UUID, *, struck: bool = True) -> None:
    """Keep that the teacher struck a clip, or took that back."""
    write_clip(study, clip, struck_at=datetime.now(UTC) if struck else None)


def write_prompt(study: Study, clip: UUID, text: str, question: str) -> None:
    """Change what is said and asked about a clip."""
    study.store.change("prompts", KIND, prompt_of(study, clip), text=text, question=question)


def answer_prompt(study: Study, clip: UUID, text: str, came_by: str = "", at: datetime | None = None) -> None:
    """Keep a teacher's answer; the ones before it stay in the study."""
    row = {"id": uuid4(), "prompt": prompt_of(study, clip), "text": text, "came_by": came_by}
    study.store.add("answers", KIND, [{**row, "answered_at": at or datetime.now(UTC)}])


def quote_lines(study: Study, clip: UUID, lines: Sequence[QuotedLine]) -> None:
    """Choose which spoken lines stand beside a clip."""
    study.store.replace("clip_lines", KIND, "clip", clip, line_rows(clip, lines))


def set_people(study: Study, clip: UUID, people: Sequence[UUID]) -> None:
    """Say who can be seen or heard in a clip."""
    rows = [{"clip": clip, "participant": person} for person in dict.fromkeys(people)]
    study.store.replace("clip_participants", KIND, "clip", clip, rows)


def set_masks(study: Study, clip: UUID, masks: Sequence[Mask]) -> None:
    """Keep the boxes that hide somebody in a clip."""
    write_clip(study, clip, masks=[mask.plain() for mask in masks])


def set_covers(study: Study, clip: UUID, covers: Sequence[SoundCover]) -> None:
    """Keep the spans of a clip that are not to be heard."""
    write_clip(study, clip, covers=[cover.plain() for cover in covers])


# --- what a cycle is about --------------------------------------------------------------------------


def prompt_of(study: Study, clip: UUID) -> UUID:
    """Find the prompt of a clip; raise `StudyError` where the clip is gone."""
    rows = study.store.rows_of("prompts", clip=clip)
    if not rows:
        raise StudyError("cycle.clip_gone")
    found: UUID = rows[0]["id"]
    return found


def observation_of(study: Study, observation: UUID) -> Observation:
    """Find an observation by its id."""
    return next(place for place in study.store.observations() if place.id == observation)


def video_of(study: Study, cycle: CoachingCycle) -> Observation:
    """Give the observation a cycle is about; raise `StudyError` where it has no video."""
    if cycle.observation is None:
        raise StudyError("cycle.no_video", observation=cycle.title or f"#{cycle.number}")
    place = observation_of(study, cycle.observation)
    if not place.files:
        raise StudyError("cycle.no_video", observation=place.name)
    return place


def check_span(study: Study, cycle: CoachingCycle, span: Span) -> None:
    """Raise `StudyError` for a span without length, or one that passes the end of the video."""
    if span.end is None or span.is_instant:
        raise StudyError("cycle.no_length", start=clock(span.start))
    last = video_of(study, cycle).duration
    if last is not None and span.end > last:
        raise StudyError("cycle.past_the_end", end=clock(span.end), last=clock(last))
