"""Put a coaching cycle together into the document a teacher reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from havenlens.domain.coaching import Clip, CoachingCycle, in_reading_order
from havenlens.domain.observation import Observation, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.coaching.cycles import cycle_of
from havenlens.services.coaching.editing import video_of
from havenlens.services.coaching.evidence import draft_schemes, evidence_of
from havenlens.services.feedback import (
    ClipBlock,
    FeedbackDocument,
    SpokenLine,
)
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.services.study import Study

_CLIP_HEIGHT = 540
"""Rows of a clip in a document: sharp at the width of a page, and half the work of 720."""

_SHARE = 1000
"""Steps of progress for each clip."""


@dataclass(frozen=True, slots=True)
class _Materials:
    study: Study
    cycle: CoachingCycle
    observation: Observation
    names: Mapping[UUID, str]
    transcript: tuple[TranscriptLine, ...]


def build_feedback(
    study: Study,
    teacher: str,
    number: int,
    media: MediaLibrary,
    folder: Path,
    *,
    language: str = "en",
    today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    cut_clips: bool = True,
    progress: Progress = no_progress,
) -> FeedbackDocument:
    """Cut the clips and stills of a cycle into a folder, count the evidence, and give the whole document.

    Paper needs no clips: without ``cut_clips`` the document names them, but they are not made.
    """
    cycle = cycle_of(study, teacher, number)
    observation = video_of(study, cycle)
    names = {person.id: person.pseudonym for person in study.store.participants()}
    lines = tuple(study.store.transcript_of(observation.id))
    materials = _Materials(study, cycle, observation, names, lines)
    clips = in_reading_order(cycle.clips)
    blocks = []
    for place, clip in enumerate(clips):
        film = folder / f"clip-{place + 1}.mp4"
        if cut_clips:
            share = partial(_tell_share, progress, place, len(clips))
            _cut(materials, clip, media, film, share)
        blocks.append(_block(materials, clip, film, media))
    progress(len(clips) * _SHARE, len(clips) * _SHARE)
    coders = {coder.id: coder.name for coder in study.store.coders()}
    return FeedbackDocument(
        id=cycle.id,
        language=language,
        written_on=today(),
        teacher=names[cycle.teacher],
        coach=coders[cycle.coach],
        number=cycle.number,
        title=cycle.title,
        focus=cycle.focus,
        blocks=tuple(blocks),
        filmed_on=cycle.filmed_on,
        video=observation.name,
        opening=cycle.opening,
        previous_plan=cycle.previous_plan,
        evidence=evidence_of(study, cycle, observation, language),
        draft_scheme=draft_schemes(study, cycle),
        exemplar=cycle.exemplar,
        conference_notes=cycle.conference_notes,
        summary=cycle.summary,
        plan=cycle.plan.steps if cycle.plan else (),
    )


# --- clips ------------------------------------------------------------------------------------------


def _tell_share(progress: Progress, place: int, clips: int, done: int, total: int) -> None:
    """Tell how far all clips are from how far one of them is."""
    progress(place * _SHARE + _SHARE * done // max(1, total), clips * _SHARE)


def _cut(materials: _Materials, clip: Clip, media: MediaLibrary, film: Path, progress: Progress) -> None:
    path, to_file = _video(materials)
    assert clip.span.end is not None
    start, end = to_file(clip.span.start), to_file(clip.span.end)
    media.clip(path, start, end, film, progress, height=_CLIP_HEIGHT)


def _block(materials: _Materials, clip: Clip, film: Path, media: MediaLibrary) -> ClipBlock:
    path, to_file = _video(materials)
    frames = media.open_frames(path)
    try:
        shown = frames.times.shown_at(to_file(clip.still_at))
    finally:
        frames.close()
    still = film.with_suffix(".png")
    media.still(path, shown, still)
    return ClipBlock(
        id=clip.id,
        type=clip.type,
        title=clip.title,
        span=clip.span,
        still=still.read_bytes(),
        still_shows=clip.still_shows,
        clip=film,
        prompt=clip.prompt.text,
        question=clip.prompt.question,
        lines=tuple(_quoted(materials, clip)),
        captions=tuple(_captions(materials, clip.span)),
        answer=clip.answer,
    )


def _video(materials: _Materials) -> tuple[Path, Callable[[Micros], Micros]]:
    files = materials.observation.files
    if not files:
        raise StudyError("report.no_video", observation=materials.observation.name)
    file = files[0]
    return materials.study.media_path(file), file.time_base.to_presentation


def _quoted(materials: _Materials, clip: Clip) -> list[SpokenLine]:
    spans = {line.span.start: line.span for line in materials.transcript}
    return [
        SpokenLine(
            spans.get(line.at, Span.instant(line.at)),
            materials.names.get(line.speaker, "") if line.speaker else "",
            line.text,
            by_teacher=line.speaker == materials.cycle.teacher,
        )
        for line in clip.lines
    ]


def _captions(materials: _Materials, span: Span) -> list[SpokenLine]:
    return [
        SpokenLine(
            line.span,
            materials.names.get(line.speaker, "") if line.speaker else "",
            line.text,
            by_teacher=line.speaker == materials.cycle.teacher,
        )
        for line in materials.transcript
        if line.span.overlaps(span)
    ]
