"""The exemplar library: responsive moments of the study that other teachers may watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.coaching import Clip, CoachingCycle, Exemplar, LibraryClip
from havenlens.domain.masks import covers_from, masks_from
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.coaching.consent import Override, heard_in, lacking, require_consent
from havenlens.services.coaching.cycles import KIND
from havenlens.services.coaching.editing import observation_of
from havenlens.services.study import Study


def as_exemplar(cycle: CoachingCycle, clip: Clip, watch_for: str, code: str = "") -> LibraryClip:
    """Make a library clip of a cycle's clip, by the dimension of the cycle's focus."""
    assert cycle.observation is not None
    return LibraryClip(
        id=uuid4(),
        observation=cycle.observation,
        title=clip.title,
        span=clip.span,
        still_at=clip.still_at,
        watch_for=watch_for,
        scheme=cycle.focus_scheme,
        dimension=cycle.focus_dimension,
        code=code,
        still_shows=clip.still_shows,
        people=clip.people,
        masks=clip.masks,
        covers=clip.covers,
    )


def add_to_library(
    study: Study, clip: LibraryClip, on: date, coder: UUID | None = None, override: Override | None = None
) -> None:
    """Put a clip into the library; raise `StudyError` without a note or somebody's consent."""
    if not clip.watch_for.strip():
        raise StudyError("library.no_note", clip=clip.title)
    _require_people(study, clip)
    store = study.store
    with store.transaction():
        require_consent(study, lacking(study, clip.observation, [clip], Consent.EXEMPLAR, on), override)
        row = {
            "id": clip.id,
            "observation": clip.observation,
            **_texts(clip),
            "masks": [mask.plain() for mask in clip.masks],
            "covers": [cover.plain() for cover in clip.covers],
            "coder": coder,
            "added_at": datetime.now(UTC),
        }
        store.add("library_clips", KIND, [row])
        people = [{"clip": clip.id, "participant": person} for person in clip.people]
        store.add("library_clip_participants", KIND, people)


def _require_people(study: Study, clip: LibraryClip) -> None:
    """Raise `StudyError` where nobody is known whose consent could be asked for."""
    if clip.people or observation_of(study, clip.observation).participants:
        return
    if not heard_in(clip, study.store.transcript_of(clip.observation)):
        raise StudyError("library.nobody", clip=clip.title)


def change_in_library(study: Study, clip: LibraryClip) -> None:
    """Keep a library clip's new title, note, span, still, dimension and code."""
    study.store.change("library_clips", KIND, clip.id, **_texts(clip))


def remove_from_library(study: Study, clip: UUID) -> None:
    """Set a library clip aside; documents that name it keep its title."""
    study.store.change("library_clips", KIND, clip, removed_at=datetime.now(UTC))


def restore_to_library(study: Study, clip: UUID) -> None:
    """Bring a library clip back that was set aside."""
    study.store.change("library_clips", KIND, clip, removed_at=None)


def library(study: Study, dimension: str = "", code: str = "", text: str = "") -> tuple[LibraryClip, ...]:
    """List the library by title: all of it, or what fits a dimension, a code and words in title or note."""
    found = [_clip(study, row) for row in study.store.rows_of("library_clips") if row["removed_at"] is None]
    words = text.casefold().split()
    return tuple(
        clip
        for clip in sorted(found, key=lambda clip: clip.title.casefold())
        if dimension in ("", clip.dimension)
        and code in ("", clip.code)
        and all(word in f"{clip.title} {clip.watch_for}".casefold() for word in words)
    )


def to_watch(clip: LibraryClip) -> Exemplar:
    """Give a library clip as a cycle names it."""
    return Exemplar(clip.title, clip.watch_for, clip.span.length, clip.id)


def _texts(clip: LibraryClip) -> dict[str, Any]:
    return {
        "title": clip.title,
        "onset_us": clip.span.start,
        "offset_us": clip.span.end,
        "still_us": clip.still_at,
        "still_shows": clip.still_shows,
        "scheme": clip.scheme,
        "dimension": clip.dimension,
        "code": clip.code,
        "watch_for": clip.watch_for,
    }


def _clip(study: Study, row: Any) -> LibraryClip:
    people = study.store.rows_of("library_clip_participants", clip=row["id"])
    return replace(
        LibraryClip(
            row["id"],
            row["observation"],
            row["title"],
            Span(row["onset_us"], row["offset_us"]),
            Micros(row["still_us"]),
        ),
        watch_for=row["watch_for"],
        scheme=row["scheme"],
        dimension=row["dimension"],
        code=row["code"],
        still_shows=row["still_shows"],
        people=tuple(seen["participant"] for seen in people),
        masks=masks_from(row["masks"]),
        covers=covers_from(row["covers"]),
    )
