"""Open a coding: its session, and what the page shows of its observation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

from havenlens.domain.observation import Observation, Purpose, TranscriptLine
from havenlens.domain.time import SECOND, Micros, Span, TimeBase
from havenlens.services.coding import CodingSession
from havenlens.services.study import Study
from havenlens.services.views import view_name
from havenlens.words.catalogue import tr

_NOT_NAMED = (Purpose.RESEARCH, Purpose.RELIABILITY)
_FALLBACK_DURATION = Micros(60 * SECOND)


@dataclass(frozen=True, slots=True)
class ViewFile:
    """One file of a view: where it is, its clock, and what is known of it; ``length`` may be unknown."""

    path: Path
    base: TimeBase = field(default_factory=TimeBase)
    fingerprint: str = ""
    length: Micros | None = None

    @property
    def span(self) -> Span | None:
        """Give the observation time that the file covers; None where its length is not known."""
        if self.length is None:
            return None
        return Span(self.base.to_observation(0), self.base.to_observation(self.length))


@dataclass(frozen=True, slots=True)
class FilmedView:
    """One camera's recording of the observation, its files in order."""

    id: UUID
    name: str
    files: tuple[ViewFile, ...]

    def shows(self, at: int) -> bool:
        """Tell whether there is a picture at a time, as far as that is known."""
        spans = [file.span for file in self.files]
        return any(span is None or span.covers(at) for span in spans)


@dataclass(frozen=True, slots=True)
class CodingView:
    """What the page needs of one coding; no video where it was rated live."""

    session: CodingSession
    name: str
    """What was filmed."""
    about: str
    """With which scheme, by whom and for what it is coded."""
    film: Span
    """The time that all views cover together."""
    duration: Micros | None
    """How long the observation lasts by its own clock, that of the first view; None where nobody knows."""
    views: tuple[FilmedView, ...] = ()
    transcript: tuple[TranscriptLine, ...] = ()
    state: dict[str, Any] = field(default_factory=dict)
    """Where the coder is with this coding, as the workspace keeps it: its pass, its walk."""

    @property
    def videos(self) -> tuple[tuple[Path, TimeBase], ...]:
        """List the files of the first view, whose frames time what is coded until another one leads."""
        return tuple((file.path, file.base) for file in self.views[0].files) if self.views else ()

    def shows_all_of(self, span: Span) -> bool:
        """Tell whether a stretch lies inside the time that the views cover together."""
        end = span.start if span.end is None else span.end
        return self.film.start <= span.start and (self.film.end is None or end <= self.film.end)

    def filmed_as(self, study: Study) -> CodingView:
        """Give the same coding with what is known now of its observation's views and of their files."""
        wanted = self.session.coding.observation
        observation = next(o for o in study.store.observations() if o.id == wanted)
        return replace(
            self,
            film=_film(observation),
            duration=observation.duration,
            views=filmed_views(study, observation),
        )


def filmed_views(study: Study, observation: Observation) -> tuple[FilmedView, ...]:
    """List the views of an observation with the places of their files."""
    return tuple(
        FilmedView(
            recording.id,
            view_name(recording),
            tuple(
                ViewFile(study.media_path(file), file.time_base, file.fingerprint, file.duration)
                for file in recording.files
            ),
        )
        for recording in observation.recordings
        if recording.files
    )


def view_of(study: Study, coding_id: UUID) -> CodingView:
    """Load a coding with the people, the videos and the transcript of its observation."""
    coding = next(c for c in study.store.list_codings() if c.id == coding_id)
    observation = next(o for o in study.store.observations() if o.id == coding.observation)
    people = {person.id: person for person in study.store.participants()}
    present = [people[person] for person in observation.participants if person in people]
    session = CodingSession(study.store.codings, coding, study.scheme(coding.scheme), present, now=monotonic)
    coder = next(c.name for c in study.store.coders() if c.id == coding.coder)
    scheme = session.scheme
    draft = f" ({tr('draft')})" if scheme.status == "draft" else ""
    # Who codes for reliability is not to know it, so neither it nor research is named.
    named = () if coding.purpose in _NOT_NAMED else (tr(coding.purpose.value),)
    parts = (scheme.ref + draft, coder, *named)
    return CodingView(
        session=session,
        name=f"{observation.name} {observation.title}".strip(),
        about=" · ".join(parts),
        film=_film(observation),
        duration=observation.duration,
        views=filmed_views(study, observation),
        transcript=tuple(study.store.transcript_of(observation.id)),
        state=dict(study.store.rows_of("codings", id=coding_id)[0]["state"] or {}),
    )


def _film(observation: Observation) -> Span:
    """Give the time to show: what the views cover together, or a minute where that is not known."""
    film = observation.film
    return Span(Micros(0), _FALLBACK_DURATION) if film is None else film
