"""Say again what a moment that was kept is about, from the two codings as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from havenlens.domain.events import Event
from havenlens.domain.observation import Coding
from havenlens.domain.time import Span
from havenlens.services.cells import stretch
from havenlens.services.disagreements import Disagreement, Sides, agreed, told
from havenlens.services.divergences import Match, by_onset, diverging, lag_of, matches, partners_of
from havenlens.services.study import Study


class KeptMoments:
    """Two codings with what of them was matched: worked out once, for any number of moments between them."""

    def __init__(self, study: Study, first: Coding, second: Coding) -> None:
        self._sides = Sides.of(study, first, second)
        one, other = study.store.events_of(first.id), study.store.events_of(second.id)
        self._events = (one, other)
        self._known = tuple({event.id: event for event in events} for events in self._events)
        matched = matches(self._sides.scheme, one, other, matcher=by_onset(self._sides.tolerance))
        self._lag, self._partners = lag_of(matched), partners_of(matched)

    def told(self, ids: tuple[UUID | None, UUID | None], span: Span) -> Disagreement | None:
        """Put the two events beside each other as the span has it: an edge, a detail, a stretch of time.

        Where nothing has that span any more, the first difference is told; None where the events are gone.
        """
        first, second = (
            None if one is None else known.get(one) for known, one in zip(self._known, ids, strict=True)
        )
        if first is None and second is None:
            return self._silence(span) if ids == (None, None) else None
        pair = Match(first, second)
        found = [
            told(self._sides, each, self._lag)
            for each in diverging(self._sides.scheme, pair, self._partners, self._sides.limit)
        ] or [agreed(self._sides, pair)]
        alike = next((one for one in found if one.span == span), None)
        return alike or self._stretch(pair, span) or found[0]

    def _stretch(self, pair: Match, span: Span) -> Disagreement | None:
        """Tell a stretch in which the events go on; None where they do not."""
        there = [event for event in (pair.first, pair.second) if event is not None]
        if not span.length or not all(_goes_on(event, span) for event in there):
            return None
        actor, group = pair.event.actor, self._sides.scheme.code_by_id[pair.event.code].group
        held = tuple(
            tuple(e for e in self._of_group(events, group) if e.actor == actor and e.span.covers(span.start))
            for events in self._events
        )
        return stretch(self._sides, group, actor, span, (held[0], held[1]))

    def _silence(self, span: Span) -> Disagreement:
        return stretch(self._sides, "", None, span, ((), ()))

    def _of_group(self, events: Sequence[Event], group: str) -> list[Event]:
        codes = {code.id for code in self._sides.scheme.codes_in(group)}
        return [event for event in events if event.code in codes]


def _goes_on(event: Event, span: Span) -> bool:
    if event.span.start > span.start or event.span.is_instant or span.end is None:
        return False
    return event.span.end is None or event.span.end >= span.end
