"""When people cannot be seen or heard; what nobody could see is no silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
        after: Presence | None = None
        if begun is None:
            after = Presence(uuid4(), person, state, Span(at, None))
        elif at > begun.span.start:
            after = replace(begun, span=Span(begun.span.start, at))
        self.put(begun, after)
        return after

    def put(self, before: Presence | None, after: Presence | None) -> None:
        """Let a span be as it is to be: noted where there was none, moved, or taken away."""
        if after is None:
            self.remove([] if before is None else [before.id])
        elif before is None:
            self._add(after)
        else:
            self._store.change(
                "presence", _KIND, after.id, onset_us=after.span.start, offset_us=after.span.end
            )
            self.spans[[span.id for span in self.spans].index(after.id)] = after

    def find(self, presence_id: UUID) -> Presence | None:
        """Give a span by its id."""
        return next((span for span in self.spans if span.id == presence_id), None)

    def remove(self, ids: Sequence[UUID]) -> None:
        """Take spans away."""
        self._store.remove("presence", _KIND, ids)
        self.spans = [span for span in self.spans if span.id not in ids]

    def _add(self, made: Presence) -> None:
        row = {
            "id": made.id,
            "observation": self._observation,
            "participant": made.participant,
            "state": made.state,
            "onset_us": made.span.start,
            "offset_us": made.span.end,
        }
        self._store.add("presence", _KIND, [row])
        self.spans.append(made)
