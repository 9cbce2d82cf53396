"""What a document still lacks before it is sent: each gap in words, and where to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from havenlens.domain.coaching import MOST_PROMPT_WORDS, Clip, ClipType, CoachingCycle, in_reading_order
from havenlens.domain.observation import Observation
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import clock
from havenlens.services.coaching.footage import file_showing
from havenlens.services.coaching.spans import length_note
from havenlens.services.study import Study


class Weight(StrEnum):
    """How much a gap matters: without this there is no document; or it would be a better one with it."""

    NEEDED = "needed"
    WISHED = "wished"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing; ``clip`` is where it is, None where it stands around the clips."""

    problem: Problem
    weight: Weight = Weight.WISHED
    clip: UUID | None = None


def gaps_of(study: Study, cycle: CoachingCycle, observation: Observation | None) -> tuple[Gap, ...]:
    """List what a cycle's document lacks, what it needs first."""
    found = [*_of_video(study, cycle, observation), *_of_blocks(cycle), *_around(cycle)]
    clips = in_reading_order(clip for clip in cycle.clips if not clip.struck)
    for number, clip in enumerate(clips, start=1):
        found += _of_clip(number, clip, observation)
    order = list(Weight)
    return tuple(sorted(found, key=lambda gap: order.index(gap.weight)))


def _of_video(study: Study, cycle: CoachingCycle, observation: Observation | None) -> Iterator[Gap]:
    if observation is None or not observation.files:
        name = cycle.title or f"#{cycle.number}" if observation is None else observation.name
        yield Gap(Problem("cycle.no_video", {"observation": name}), Weight.NEEDED)
        return
    for file in observation.files:
        path: Path = study.media_path(file)
        if not path.is_file():
            yield Gap(Problem("media.missing", {"path": path.name}), Weight.NEEDED)


def _of_blocks(cycle: CoachingCycle) -> Iterator[Gap]:
    if not any(not clip.struck for clip in cycle.clips):
        yield Gap(Problem("report.no_clips"), Weight.NEEDED)
        return
    there = {clip.type for clip in cycle.clips if not clip.struck}
    for kind in ClipType:
        if kind not in there:
            yield Gap(Problem(f"cycle.gap_no_{kind.value}"))


def _around(cycle: CoachingCycle) -> Iterator[Gap]:
    for words, code in (
        (cycle.title, "cycle.gap_no_title"),
        (cycle.focus, "cycle.gap_no_focus"),
        (cycle.opening, "cycle.gap_no_opening"),
    ):
        if not words.strip():
            yield Gap(Problem(code))


def _of_clip(number: int, clip: Clip, observation: Observation | None) -> Iterator[Gap]:
    values = {"clip": number}
    last = None if observation is None else observation.duration
    if last is not None and clip.span.end is not None and clip.span.end > last:
        past = Problem("cycle.past_the_end", {"end": clock(clip.span.end), "last": clock(last)})
        yield Gap(past, Weight.NEEDED, clip.id)
    yield from _of_files(clip, observation)
    waiting = sum(mask.proposed for mask in clip.masks)
    if waiting:
        yield Gap(Problem("cycle.gap_unconfirmed", {**values, "n": waiting}), Weight.NEEDED, clip.id)
    for missing, code in (
        (not clip.prompt.text.strip(), "cycle.gap_no_prompt"),
        (not clip.prompt.question.strip(), "cycle.gap_no_question"),
        (not clip.title.strip(), "cycle.gap_no_clip_title"),
        (not clip.people, "cycle.gap_nobody"),
        (not clip.lines, "cycle.gap_no_lines"),
        (not clip.still_shows.strip(), "cycle.gap_no_alternative"),
    ):
        if missing:
            yield Gap(Problem(code, values), clip=clip.id)
    if clip.prompt.n_words > MOST_PROMPT_WORDS:
        words = {**values, "n": clip.prompt.n_words, "most": MOST_PROMPT_WORDS}
        yield Gap(Problem("cycle.gap_long_prompt", words), clip=clip.id)
    if length_note(clip.span) is not None:
        yield Gap(Problem("cycle.gap_length", values), clip=clip.id)


def _of_files(clip: Clip, observation: Observation | None) -> Iterator[Gap]:
    """Say where a clip is in two files, which are not put together."""
    if observation is None or not observation.files:
        return
    try:
        file_showing(observation, clip.span)
    except StudyError as error:
        yield Gap(error.problem, Weight.NEEDED, clip.id)
