"""Put a coaching cycle together into the document a teacher reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from havenlens.domain.coaching import Clip, CoachingCycle, CycleStep, LibraryClip, in_reading_order
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.frames import FrameTimes
from havenlens.domain.masks import Mask, SoundCover, require_confirmed
from havenlens.domain.observation import Observation, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.coaching.cycles import cycle_of
from havenlens.services.coaching.editing import observation_of, video_of
from havenlens.services.coaching.evidence import draft_schemes, evidence_of, only_in_clips
from havenlens.services.coaching.footage import file_showing
from havenlens.services.coaching.library import library
from havenlens.services.coaching.progress import progress_of, scores_of
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.days import this_day
from havenlens.services.feedback import (
    ClipBlock,
    FeedbackDocument,
    SpokenLine,
)
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.services.study import Study
from havenlens.words.catalogue import document_languages, speaking
from havenlens.words.sentences import say

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
    language: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """What a still and a film are made of, whether it belongs to a cycle or to the library."""

    observation: Observation
    span: Span
    still_at: Micros
    masks: tuple[Mask, ...]
    covers: tuple[SoundCover, ...]


def build_feedback(
    study: Study,
    teacher: str,
    number: int,
    media: MediaLibrary,
    folder: Path,
    *,
    language: str = "",
    today: Callable[[], date] = this_day,
    cut_clips: bool = True,
    most_bytes: int | None = None,
    progress: Progress = no_progress,
) -> FeedbackDocument:
    """Cut the clips and stills of a cycle into a folder, count the evidence, and give the whole document.

    Paper needs no clips: without ``cut_clips`` the document names them, but they are not made. All films
    together stay below ``most_bytes`` where that is given. Clips that the teacher struck are left out. The
    language is the cycle's, or the study's, where none is asked for.
    """
    cycle, rules = cycle_of(study, teacher, number), coaching_rules(study)
    observation = video_of(study, cycle)
    language = _known(language or cycle.language or rules.language)
    names = {person.id: person.pseudonym for person in study.store.participants()}
    lines = tuple(study.store.transcript_of(observation.id))
    materials = _Materials(study, cycle, observation, names, lines, language)
    clips = in_reading_order(clip for clip in cycle.clips if not clip.struck)
    exemplar = _library_clip(study, cycle)
    films = len(clips) + (exemplar is not None)
    share = most_bytes and most_bytes // max(1, films)
    blocks = []
    for place, clip in enumerate(clips):
        require_confirmed(clip.masks)
        cut = _Cut(observation, clip.span, clip.still_at, clip.masks, clip.covers)
        film = folder / f"clip-{place + 1}.mp4"
        if cut_clips:
            _make_film(study, cut, media, film, share, partial(_tell_share, progress, place, films))
        still = _make_still(study, cut, media, film.with_suffix(".png"))
        blocks.append(_block(materials, clip, film, still, rules))
    document = _document(materials, tuple(blocks), language, today(), rules)
    if exemplar is not None:
        document = _with_exemplar(study, document, exemplar, media, folder, cut_clips, share)
    progress(max(1, films) * _SHARE, max(1, films) * _SHARE)
    return document


def _known(language: str) -> str:
    """Give a language that documents are written in; raise `StudyError` for another one."""
    known = document_languages()
    if not {language, language.replace("-", "_").split("_")[0]} & set(known):
        raise StudyError("report.no_language", language=language, known=", ".join(known))
    return language


def _document(
    materials: _Materials,
    blocks: tuple[ClipBlock, ...],
    language: str,
    written_on: date,
    rules: CoachingRules,
) -> FeedbackDocument:
    study, cycle, observation = materials.study, materials.cycle, materials.observation
    coders = {coder.id: coder.name for coder in study.store.coders()}
    return FeedbackDocument(
        id=cycle.id,
        language=language,
        written_on=written_on,
        teacher=materials.names[cycle.teacher],
        coach=coders[cycle.coach],
        number=cycle.number,
        title=cycle.title.strip() or cycle.focus.strip() or _said("report.feedback", language),
        focus=cycle.focus,
        blocks=blocks,
        filmed_on=cycle.filmed_on,
        video=observation.name,
        opening=cycle.opening,
        previous_plan=cycle.previous_plan,
        evidence=evidence_of(study, cycle, observation, language),
        clips_only=only_in_clips(study, cycle, observation),
        draft_scheme=draft_schemes(study, cycle),
        exemplar=cycle.exemplar,
        conference_notes=cycle.conference_notes,
        summary=cycle.summary,
        plan=cycle.plan.steps if cycle.plan else (),
        logo=rules.logo or None,
        footer_note=rules.footer,
        answers_by=cycle.due.get(CycleStep.RESPOND),
        progress=progress_of(study, cycle.teacher, cycle.number, scores=rules.shows_scores),
        scores=scores_of(study, cycle) if rules.shows_scores else (),
    )


# --- clips ------------------------------------------------------------------------------------------


def _tell_share(progress: Progress, place: int, clips: int, done: int, total: int) -> None:
    """Tell how far all clips are from how far one of them is."""
    progress(place * _SHARE + _SHARE * done // max(1, total), clips * _SHARE)


def _make_film(
    study: Study, cut: _Cut, media: MediaLibrary, film: Path, most_bytes: int | None, progress: Progress
) -> None:
    path, to_file = _video(study, cut)
    assert cut.span.end is not None
    media.clip(
        path,
        to_file(cut.span.start),
        to_file(cut.span.end),
        film,
        progress,
        height=_CLIP_HEIGHT,
        masks=tuple(mask.timed(to_file) for mask in cut.masks),
        covers=tuple(cover.timed(to_file) for cover in cut.covers),
        max_bytes=most_bytes,
    )


def _make_still(study: Study, cut: _Cut, media: MediaLibrary, still: Path) -> bytes:
    path, to_file = _video(study, cut)
    frames = media.open_frames(path)
    try:
        shown = _still_frame(cut, frames.times, to_file)
    finally:
        frames.close()
    media.still(path, shown, still, tuple(mask.timed(to_file) for mask in cut.masks))
    return still.read_bytes()


def _still_frame(cut: _Cut, times: FrameTimes, to_file: Callable[[int], Micros]) -> int:
    """Find the frame of a still among those of the clip: what masks hide is only reckoned with in there."""
    assert cut.span.end is not None
    first, end = to_file(cut.span.start), to_file(cut.span.end)
    shown = times.shown_at(min(max(to_file(cut.still_at), first), end - 1))
    begins_before = times.time_of(shown) < first
    follows = shown + 1 < len(times) and times.time_of(shown + 1) < end
    return shown + 1 if begins_before and follows else shown


def _block(materials: _Materials, clip: Clip, film: Path, still: bytes, rules: CoachingRules) -> ClipBlock:
    label = rules.labels.get(clip.type, "")
    return ClipBlock(
        id=clip.id,
        type=clip.type,
        title=clip.title.strip() or label or _said(f"report.{clip.type}", materials.language),
        span=clip.span,
        still=still,
        still_shows=clip.still_shows,
        clip=film,
        prompt=clip.prompt.text,
        question=clip.prompt.question,
        lines=tuple(_quoted(materials, clip)),
        captions=tuple(_captions(materials, clip)),
        answer=clip.answer,
        label=label,
    )


def _said(code: str, language: str) -> str:
    """Say something in the document's language: a heading must not be empty."""
    with speaking(language):
        return say(code)


def _video(study: Study, cut: _Cut) -> tuple[Path, Callable[[int], Micros]]:
    file = file_showing(cut.observation, cut.span)
    return study.media_path(file), file.time_base.to_presentation


def _quoted(materials: _Materials, clip: Clip) -> list[SpokenLine]:
    """Give the lines that stand beside a clip, but for those whose sound is covered in it."""
    spans = {line.span.start: line.span for line in materials.transcript}
    return [
        SpokenLine(
            spans.get(line.at, Span.instant(line.at)),
            materials.names.get(line.speaker, "") if line.speaker else "",
            line.text,
            by_teacher=line.speaker == materials.cycle.teacher,
        )
        for line in clip.lines
        if not _is_touched(clip.covers, spans.get(line.at, Span.instant(line.at)))
    ]


def _is_touched(covers: Sequence[SoundCover], said: Span) -> bool:
    """Tell whether any of a line is covered: its words are then not written down either."""
    return any(said.overlaps(cover.span) for cover in covers)


def _captions(materials: _Materials, clip: Clip) -> list[SpokenLine]:
    """Give every line that is heard in a clip; what is covered is not written down either."""
    return [
        SpokenLine(
            line.span,
            materials.names.get(line.speaker, "") if line.speaker else "",
            line.text,
            by_teacher=line.speaker == materials.cycle.teacher,
        )
        for line in materials.transcript
        if line.span.overlaps(clip.span) and not _is_touched(clip.covers, line.span)
    ]


# --- the clip to watch ------------------------------------------------------------------------------


def _library_clip(study: Study, cycle: CoachingCycle) -> LibraryClip | None:
    """Find the library clip a cycle names; None where it is not in this library, or lost its video."""
    if cycle.exemplar is None or cycle.exemplar.clip is None:
        return None
    found = next((clip for clip in library(study) if clip.id == cycle.exemplar.clip), None)
    if found is None or not observation_of(study, found.observation).files:
        return None
    return found


def _with_exemplar(
    study: Study,
    document: FeedbackDocument,
    clip: LibraryClip,
    media: MediaLibrary,
    folder: Path,
    cut_clips: bool,
    most_bytes: int | None,
) -> FeedbackDocument:
    require_confirmed(clip.masks)
    cut = _Cut(observation_of(study, clip.observation), clip.span, clip.still_at, clip.masks, clip.covers)
    film = folder / "exemplar.mp4"
    if cut_clips:
        _make_film(study, cut, media, film, most_bytes, no_progress)
    names = {person.id: person.pseudonym for person in study.store.participants()}
    captions = tuple(
        SpokenLine(
            Span(
                Micros(max(0, line.span.start - clip.span.start)),
                Micros(max(0, (line.span.end or line.span.start) - clip.span.start)),
            ),
            names.get(line.speaker, "") if line.speaker else "",
            line.text,
        )
        for line in study.store.transcript_of(clip.observation)
        if line.span.overlaps(clip.span) and not _is_touched(clip.covers, line.span)
    )
    return replace(
        document,
        exemplar_still=_make_still(study, cut, media, film.with_suffix(".png")),
        exemplar_shows=clip.still_shows,
        exemplar_clip=film if cut_clips else None,
        exemplar_captions=captions,
    )
