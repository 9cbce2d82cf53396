"""When people cannot be seen or heard; what nobody could see is no silence."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from havenlens.domain.observation import Presence
from havenlens.domain.time import Micros, Span
from havenlens.services.study_store import StudyStore

OFF_CAMERA = "off_camera"
_KIND = "presence"


class PresenceLog:
    """The presence of everybody in one observation; it belongs to the observation, not to one coding."""

    def __init__(self, store: StudyStore, observation: UUID) -> None:
        self._store, self._observation = store, observation
        self.spans: list[Presence] = store.presence_of(observation)

    def open_span(self, person: UUID, state: str = OFF_CAMERA) -> Presence | None:
        """Give the span that has begun and not ended, for one person."""
        return next(
            (p for p in self.spans if p.participant == person and p.state == state and p.span.is_open), None
        )

    def toggle(self, person: UUID, at: Micros, state: str = OFF_CAMERA) -> Presence | None:
        """Begin a person's absence at a moment, or end the one that is open; None where it came to nothing.

        An absence that would end before it began is taken back.
        """
        begun = self.open_span(person, state)
        if begun is None:
            return self._add(person, state, Span(at, None))
        if at <= begun.span.start:
            self.remove([begun.id])
            return None
        self._store.change("presence", _KIND, begun.id, offset_us=at)
        ended = Presence(begun.id, person, state, Span(begun.span.start, at))
        self.spans[self.spans.index(begun)] = ended
        return ended

    def remove(self, ids: Sequence[UUID]) -> None:
        """Take spans away."""
        self._store.remove("presence", _KIND, ids)
        self.spans = [span for span in self.spans if span.id not in ids]

    def absent_at(self, person: UUID, at: Micros) -> bool:
        """Tell whether a person is off camera at a moment."""
        return any(
            p.participant == person and p.state == OFF_CAMERA and p.span.covers(at) for p in self.spans
        )

    def _add(self, person: UUID, state: str, span: Span) -> Presence:
        made = Presence(uuid4(), person, state, span)
        row = {
            "id": made.id,
            "observation": self._observation,
            "participant": person,
            "state": state,
            "onset_us": span.start,
            "offset_us": span.end,
        }
        self._store.add("presence", _KIND, [row])
        self.spans.append(made)
        return made
