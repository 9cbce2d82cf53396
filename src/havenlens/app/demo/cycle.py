"""Read the demo's coaching cycle from demo.yaml."""

from __future__ import annotations

from collections.abc import Mapping
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
from havenlens.domain.observation import TranscriptLine
from havenlens.domain.time import Span, seconds
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.study import Study


def cycle_from(study: Study, content: Mapping[str, Any], people: Mapping[str, UUID]) -> CoachingCycle:
    """Make a cycle; everybody who is in the observation is in each of its clips."""
    observation = study.observation(content["observation"])
    transcript = study.store.transcript_of(observation.id)
    clips = tuple(_clip(clip, transcript, observation.participants) for clip in content["clips"])
    exemplar, previous = content.get("exemplar"), content.get("previous_plan")
    return CoachingCycle(
        id=uuid4(),
        teacher=people[content["teacher"]],
        coach=study.coder(content["coach"]).id,
        observation=observation.id,
        number=content["cycle"],
        title=content["title"],
        focus=content["focus"]["name"],
        filmed_on=content["filmed_on"],
        focus_scheme=content["focus"]["scheme"],
        focus_dimension=content["focus"]["dimension"],
        opening=content["opening"],
        clips=clips,
        evidence=tuple(_evidence(choice, people) for choice in content["evidence"]),
        exemplar=exemplar
        and Exemplar(exemplar["title"], exemplar["watch_for"], seconds(exemplar["duration_s"])),
        previous_plan=previous
        and PlanReview(previous["i_will"], previous["when"], previous["tried"], previous["what_happened"]),
        plan=ActionPlan(tuple(_step(step) for step in content["action_plan"])),
        summary=content["summary"],
        conference_notes=content["conference_notes"],
        steps=tuple(
            StepRecord(CycleStep(step), done["who"], done["done_on"])
            for step, done in content["steps"].items()
        ),
        due=coaching_rules(study).due(content["filmed_on"]),
    )


def _clip(content: Mapping[str, Any], transcript: list[TranscriptLine], people: tuple[UUID, ...]) -> Clip:
    starts = [seconds(start) for start in content["transcript_lines"]]
    lines = tuple(
        QuotedLine(line.span.start, line.text, line.speaker)
        for line in transcript
        if line.span.start in starts
    )
    return Clip(
        id=uuid4(),
        type=ClipType(content["type"]),
        title=content["title"],
        span=Span(seconds(content["in"]), seconds(content["out"])),
        still_at=seconds(content["still_at"]),
        prompt=Prompt(content["prompt"], content["question"]),
        lines=lines,
        answer=content["response"],
        still_shows=content.get("still_shows", ""),
        people=people,
    )


def _evidence(content: Mapping[str, Any], people: Mapping[str, UUID]) -> EvidenceChoice:
    return EvidenceChoice(
        kind=EvidenceKind(content["id"]),
        scheme=content["scheme"],
        seeker=people[content["seeker"]],
        moment=seconds(content["moment"]),
        window=seconds(content["from"].get("window_s", 10)),
    )


def _step(content: Mapping[str, Any]) -> PlanStep:
    return PlanStep(content["when"], content["i_will"], content["who"], content["i_will_know"], content["by"])
