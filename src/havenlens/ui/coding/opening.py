"""Open a coding: its session, and what the page shows of its observation."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from time import monotonic
from uuid import UUID

from havenlens.domain.observation import TranscriptLine
from havenlens.domain.time import SECOND, Micros, TimeBase
from havenlens.services.coding import CodingSession
from havenlens.services.study import Study
from havenlens.words.catalogue import tr

_FALLBACK_DURATION = Micros(60 * SECOND)


@dataclass(frozen=True, slots=True)
class CodingView:
    """What the page needs of one coding; no video where it was rated live."""

    session: CodingSession
    title: str
    duration: Micros
    videos: tuple[tuple[Path, TimeBase], ...] = ()
    transcript: tuple[TranscriptLine, ...] = ()


def view_of(study: Study, coding_id: UUID) -> CodingView:
    """Load a coding with the people, the videos and the transcript of its observation."""
    coding = next(c for c in study.store.list_codings() if c.id == coding_id)
    observation = next(o for o in study.store.observations() if o.id == coding.observation)
    people = {person.id: person for person in study.store.participants()}
    present = [people[person] for person in observation.participants if person in people]
    session = CodingSession(study.store.codings, coding, study.scheme(coding.scheme), present, now=monotonic)
    coder = next(c.name for c in study.store.coders() if c.id == coding.coder)
    name = escape(f"{observation.name} {observation.title}")
    scheme = session.scheme
    draft = f" ({tr('draft')})" if scheme.status == "draft" else ""
    parts = (scheme.ref + draft, coder, tr(coding.purpose.value))
    files = observation.recordings[0].files if observation.recordings else ()
    return CodingView(
        session=session,
        title=f"<b>{name}</b> · " + " · ".join(escape(part) for part in parts),
        duration=observation.duration or _FALLBACK_DURATION,
        videos=tuple((study.media_path(file), file.time_base) for file in files),
        transcript=tuple(study.store.transcript_of(observation.id)),
    )
