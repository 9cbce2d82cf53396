"""Coaching cycles in the study: write one down, and read it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.coaching import (
    ActionPlan,
    Clip,
    ClipType,
    CoachingCycle,
    CycleStep,
    EvidenceChoice,
    EvidenceKind,
    Exemplar,
    PlanReview,
    PlanStep,
    Prompt,
    QuotedLine,
    StepRecord,
)
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.study import Study
from havenlens.services.study_store import StudyStore


def add_cycle(study: Study, cycle: CoachingCycle, seen: Mapping[UUID, tuple[UUID, ...]]) -> None:
    """Write a cycle with its clips, prompts, answers and plan; ``seen`` names the people in each clip."""
    store = study.store
    with store.transaction():
        store.add("coaching_cycles", "coaching", [_cycle_row(cycle)])
        steps = [
            {
                "cycle": cycle.id,
                "step": record.step.value,
                "done_on": record.on,
                "who": record.who,
                "skipped_because": record.skipped_because,
            }
            for record in cycle.steps
        ]
        store.add("cycle_steps", "coaching", steps)
        for place, clip in enumerate(cycle.clips):
            _add_clip(store, cycle.id, place, clip, seen.get(clip.id, ()))
        plan = cycle.plan.steps if cycle.plan else ()
        store.add("plans", "coaching", [_plan_row(cycle.id, n, step) for n, step in enumerate(plan)])


def _cycle_row(cycle: CoachingCycle) -> dict[str, Any]:
    evidence = [
        {**asdict(choice), "kind": choice.kind.value, "seeker": choice.seeker and choice.seeker.hex}
        for choice in cycle.evidence
    ]
    return {
        "id": cycle.id,
        "teacher": cycle.teacher,
        "coach": cycle.coach,
        "number": cycle.number,
        "observation": cycle.observation,
        "filmed_on": cycle.filmed_on,
        "focus": cycle.focus,
        "focus_scheme": cycle.focus_scheme,
        "focus_dimension": cycle.focus_dimension,
        "title": cycle.title,
        "opening": cycle.opening,
        "summary": cycle.summary,
        "conference_notes": cycle.conference_notes,
        "evidence": evidence,
        "exemplar": None if cycle.exemplar is None else asdict(cycle.exemplar),
        "previous_plan": None if cycle.previous_plan is None else asdict(cycle.previous_plan),
    }


def _add_clip(store: StudyStore, cycle: UUID, place: int, clip: Clip, seen: tuple[UUID, ...]) -> None:
    row = {
        "id": clip.id,
        "cycle": cycle,
        "type": clip.type.value,
        "position": place,
        "title": clip.title,
        "onset_us": clip.span.start,
        "offset_us": clip.span.end,
        "still_us": clip.still_at,
        "still_shows": clip.still_shows,
    }
    store.add("clips", "coaching", [row])
    store.add("clip_participants", "coaching", [{"clip": clip.id, "participant": p} for p in seen])
    lines = [
        {
            "id": uuid4(),
            "clip": clip.id,
            "position": n,
            "at_us": line.at,
            "speaker": line.speaker,
            "text": line.text,
        }
        for n, line in enumerate(clip.lines)
    ]
    store.add("clip_lines", "coaching", lines)
    prompt = uuid4()
    words = {"id": prompt, "clip": clip.id, "text": clip.prompt.text, "question": clip.prompt.question}
    store.add("prompts", "coaching", [words])
    if clip.answer:
        store.add("answers", "coaching", [{"id": uuid4(), "prompt": prompt, "text": clip.answer}])


def _plan_row(cycle: UUID, place: int, step: PlanStep) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "cycle": cycle,
        "position": place,
        "at_what_time": step.when,
        "i_will": step.i_will,
        "with_whom": step.who,
        "i_will_know": step.i_will_know,
        "by_date": step.by,
    }


def cycle_of(study: Study, teacher: str, number: int) -> CoachingCycle:
    """Read a teacher's cycle; raise `StudyError` where there is none."""
    person = study.person(teacher)
    rows = study.store.rows_of("coaching_cycles", teacher=person.id, number=number)
    if not rows:
        raise StudyError("study.no_cycle", number=number, teacher=person.label)
    return _cycle(study.store, rows[0])


def list_cycles(study: Study) -> list[CoachingCycle]:
    """Read every cycle of a study, by teacher and number."""
    rows = study.store.rows_of("coaching_cycles")
    return [_cycle(study.store, row) for row in sorted(rows, key=lambda r: (str(r["teacher"]), r["number"]))]


def _cycle(store: StudyStore, row: Mapping[str, Any]) -> CoachingCycle:
    clips = sorted(store.rows_of("clips", cycle=row["id"]), key=lambda clip: clip["position"])
    plans = sorted(store.rows_of("plans", cycle=row["id"]), key=lambda plan: plan["position"])
    steps = store.rows_of("cycle_steps", cycle=row["id"])
    exemplar, previous = row["exemplar"], row["previous_plan"]
    return CoachingCycle(
        id=row["id"],
        teacher=row["teacher"],
        coach=row["coach"],
        observation=row["observation"],
        number=row["number"],
        title=row["title"],
        focus=row["focus"],
        filmed_on=row["filmed_on"],
        focus_scheme=row["focus_scheme"],
        focus_dimension=row["focus_dimension"],
        opening=row["opening"],
        clips=tuple(_clip(store, clip) for clip in clips),
        evidence=tuple(_choice(choice) for choice in row["evidence"]),
        exemplar=None if exemplar is None else Exemplar(**exemplar),
        previous_plan=None if previous is None else PlanReview(**previous),
        plan=ActionPlan(tuple(_plan(plan) for plan in plans)) if plans else None,
        summary=row["summary"],
        conference_notes=row["conference_notes"],
        steps=tuple(_step(step) for step in steps),
    )


def _clip(store: StudyStore, row: Mapping[str, Any]) -> Clip:
    prompt = store.rows_of("prompts", clip=row["id"])[0]
    answers = store.rows_of("answers", prompt=prompt["id"])
    lines = sorted(store.rows_of("clip_lines", clip=row["id"]), key=lambda line: line["position"])
    return Clip(
        id=row["id"],
        type=ClipType(row["type"]),
        title=row["title"],
        span=Span(row["onset_us"], row["offset_us"]),
        still_at=Micros(row["still_us"]),
        prompt=Prompt(prompt["text"], prompt["question"]),
        lines=tuple(QuotedLine(Micros(line["at_us"]), line["text"], line["speaker"]) for line in lines),
        answer=answers[-1]["text"] if answers else "",
        still_shows=row["still_shows"],
    )


def _choice(content: Mapping[str, Any]) -> EvidenceChoice:
    seeker = content["seeker"]
    return EvidenceChoice(
        kind=EvidenceKind(content["kind"]),
        scheme=content["scheme"],
        seeker=None if seeker is None else UUID(seeker),
        moment=Micros(content["moment"]),
        window=Micros(content["window"]),
    )


def _plan(row: Mapping[str, Any]) -> PlanStep:
    return PlanStep(row["at_what_time"], row["i_will"], row["with_whom"], row["i_will_know"], row["by_date"])


def _step(row: Mapping[str, Any]) -> StepRecord:
    return StepRecord(CycleStep(row["step"]), row["who"], row["done_on"] or date.min, row["skipped_because"])
