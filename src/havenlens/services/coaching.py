"""Put a coaching cycle together into the document a teacher reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.coaching import Clip, CoachingCycle, EvidenceChoice, in_reading_order
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding, Observation, Participant, Purpose, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, response_window_of
from havenlens.domain.time import SECOND, Micros, Span, in_seconds
from havenlens.services.cycles import cycle_of
from havenlens.services.feedback import (
    BidCounts,
    ClipBlock,
    EvidenceNumber,
    FeedbackDocument,
    SpokenLine,
    evidence_from,
)
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.services.study import Study

if TYPE_CHECKING:
    from havenlens.sequences.acts import Act

_TRUSTED = (Purpose.CONSENSUS, Purpose.MASTER, Purpose.RESEARCH, Purpose.COACHING)
"""Whose coding the numbers are taken from, first choice first."""

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
    observation = next(o for o in study.store.observations() if o.id == cycle.observation)
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
        evidence=_evidence(materials, language),
        draft_scheme=_draft_scheme(materials),
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


# --- evidence ---------------------------------------------------------------------------------------


def _evidence(materials: _Materials, language: str) -> tuple[EvidenceNumber, ...]:
    """Count what the coach chose to show; each seeker and window is counted once."""
    choices: dict[tuple[str, UUID | None, int], list[EvidenceChoice]] = {}
    for choice in materials.cycle.evidence:
        choices.setdefault((choice.scheme, choice.seeker, choice.window), []).append(choice)
    numbers: list[EvidenceNumber] = []
    for (scheme, seeker, window), wanted in choices.items():
        coding = _trusted_coding(materials, scheme)
        if coding is None:
            continue
        counts = count_bids(
            materials.study, coding, materials.observation, seeker=seeker, window=Micros(window)
        )
        numbers += evidence_from(counts, [(choice.kind, choice.moment) for choice in wanted], language)
    return tuple(numbers)


def _trusted_coding(materials: _Materials, scheme: str) -> Coding | None:
    store = materials.study.store
    versions = {row.id for row in store.schemes() if row.scheme == scheme}
    found = [
        coding
        for coding in store.list_codings()
        if coding.observation == materials.observation.id
        and coding.purpose in _TRUSTED
        and coding.scheme in versions
    ]
    return min(found, key=lambda coding: _TRUSTED.index(coding.purpose), default=None)


def count_bids(
    study: Study, coding: Coding, observation: Observation, *, seeker: UUID | None, window: Micros
) -> BidCounts:
    """Count one seeker's bids and answers, and the time to repair, by the recipes of the scheme."""
    from havenlens.sequences.acts import coded  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.sequences.bids import bid_rows, summarise  # noqa: PLC0415
    from havenlens.sequences.episodes import episodes_of, repairs_of  # noqa: PLC0415

    scheme = study.scheme(coding.scheme)
    people = {person.id: person for person in study.store.participants()}
    known = {code.id for code in scheme.codes}
    acts = coded(
        [_act(event, people) for event in study.store.events_of(coding.id) if event.code in known],
        scheme,
        observation.duration,
        observation.name,
    )
    base = response_window_of(scheme)
    if base is None:
        raise StudyError("report.no_bids_in_scheme", scheme=scheme.ref)
    label = None if seeker is None else people[seeker].label
    summary = summarise([row for row in bid_rows(acts, base, window) if label in (None, row.seeker)])
    repairs: tuple[float, ...] = ()
    grouping = next((r for r in scheme.recipes if isinstance(r, EpisodeRecipe)), None)
    mending = next((r for r in scheme.recipes if isinstance(r, RepairRecipe)), None)
    if grouping is not None and mending is not None:
        runs = repairs_of(acts, mending, episodes_of(acts, grouping, base, window))
        repairs = tuple(
            in_seconds(run.act.onset - run.first_missed_bid)
            for run in runs
            if run.act is not None and label in (None, run.seeker)
        )
    median = summary.median_latency
    return BidCounts(
        seeker="" if seeker is None else people[seeker].pseudonym,
        window_s=window / SECOND,
        n_bids=summary.n_in_denominator,
        n_answered=summary.n_answered,
        n_sensitive=summary.n_sensitive,
        first_response_s=None if median is None else median / SECOND,
        repairs_s=repairs,
    )


def _act(event: Event, people: Mapping[UUID, Participant]) -> Act:
    from havenlens.sequences.acts import Act  # noqa: PLC0415 - NumPy is slow to import

    return Act(
        event.id,
        event.span.start,
        None if event.span.is_instant else event.span.end,
        event.code,
        people[event.actor].label,
        None if event.target is None else people[event.target].label,
        event.modifiers,
        event.link,
    )


def _draft_scheme(materials: _Materials) -> str:
    used = {choice.scheme for choice in materials.cycle.evidence}
    stored = used & {row.scheme for row in materials.study.store.schemes()}
    schemes = [materials.study.scheme(materials.study.stored_scheme(name).id) for name in sorted(stored)]
    return ", ".join(scheme.name for scheme in schemes if scheme.status == "draft")
