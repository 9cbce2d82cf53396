"""What a panel accepts beside the event it chose: another code, another time, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from havenlens.domain.events import Event, ModifierValue
from havenlens.domain.time import Micros, Span
from havenlens.services.divergences import BOUNDARY, TOLERANCE, unordered
from havenlens.services.study import Study

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Alternative:
    """An event that somebody may have coded in place of another one."""

    code: str
    span: Span
    actor: UUID
    target: UUID | None = None
    modifiers: Mapping[str, ModifierValue] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Event) -> Alternative:
        """Make one of an event as somebody coded it."""
        return cls(event.code, event.span, event.actor, event.target, event.modifiers)

    @classmethod
    def of_plain(cls, row: Mapping[str, Any]) -> Alternative:
        """Read one as it is kept."""
        end = row["offset_us"]
        return cls(
            row["code"],
            Span(Micros(row["onset_us"]), None if end is None else Micros(end)),
            UUID(row["actor"]),
            UUID(row["target"]) if row["target"] else None,
            {k: tuple(v) if isinstance(v, list) else v for k, v in row["modifiers"].items()},
        )

    def plain(self) -> dict[str, Any]:
        """Give it as it is kept."""
        return {
            "code": self.code,
            "onset_us": self.span.start,
            "offset_us": self.span.end,
            "actor": self.actor.hex,
            "target": self.target.hex if self.target else None,
            "modifiers": {k: list(v) if isinstance(v, tuple) else v for k, v in self.modifiers.items()},
        }

    def fits(self, event: Event) -> bool:
        """Tell whether an event is this one, give or take the time within which events are matched."""
        same = (event.code, event.actor, event.target) == (self.code, self.actor, self.target)
        return same and abs(event.span.start - self.span.start) <= TOLERANCE


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is accepted in place of a master event, or beside none; ``nothing`` where it may be missing."""

    event: UUID | None
    alternatives: tuple[Alternative, ...] = ()
    nothing: bool = False

    @classmethod
    def of_plain(cls, event: UUID | None, rows: Sequence[Mapping[str, Any]]) -> Accepted:
        """Read what a decision keeps."""
        others = tuple(Alternative.of_plain(row) for row in rows if _NOTHING not in row)
        return cls(event, others, any(_NOTHING in row for row in rows))

    def plain(self) -> list[dict[str, Any]]:
        """Give the rows that a decision keeps."""
        return [*(one.plain() for one in self.alternatives), *([{_NOTHING: True}] if self.nothing else [])]


def accepted_by_panels(study: Study, coding: UUID) -> tuple[Accepted, ...]:
    """List what the panel that made a coding accepts beside its events."""
    return tuple(
        Accepted.of_plain(row["result"], row["alternatives"])
        for panel in study.store.rows_of("panels", result=coding)
        for row in study.store.rows_of("panel_decisions", panel=panel["id"])
        if row["alternatives"]
    )


def credited(
    master: Sequence[Event], own: Sequence[Event], accepted: Sequence[Accepted]
) -> tuple[list[Event], list[Event]]:
    """Give both codings with what was accepted taken as right, so that only what is left counts as different.

    An event that fits an alternative stands where the master's own event does, as far off as it is from the
    alternative; where the master has none, it is left out. A master event that may be missing is left out
    where nothing was coded in its place.
    """
    masters = {event.id: event for event in master}
    coded = list(own)
    for one in accepted:
        right = masters.get(one.event) if one.event is not None else None
        if right is not None and any(_is_that(event, right) for event in coded):
            continue
        fit = next(((a, e) for e in coded for a in one.alternatives if a.fits(e)), None)
        if fit is not None:
            place = coded.index(fit[1])
            coded[place : place + 1] = [] if right is None else [_stands_for(fit[1], fit[0], right)]
        elif right is not None and one.nothing and not any(_is_near(event, right) for event in coded):
            del masters[right.id]
    return list(masters.values()), coded


def _is_that(event: Event, right: Event) -> bool:
    same = (event.code, event.actor) == (right.code, right.actor)
    return same and abs(event.span.start - right.span.start) <= BOUNDARY


def _is_near(event: Event, right: Event) -> bool:
    return event.actor == right.actor and abs(event.span.start - right.span.start) <= TOLERANCE


def _stands_for(event: Event, alternative: Alternative, right: Event) -> Event:
    start = Micros(right.span.start + event.span.start - alternative.span.start)
    end = right.span.end
    if right.span.is_instant:
        end = start
    elif None not in (end, event.span.end, alternative.span.end) and not alternative.span.is_instant:
        assert end is not None
        assert event.span.end is not None
        assert alternative.span.end is not None
        end = Micros(max(start, end + event.span.end - alternative.span.end))
    answered = {k: unordered(v) for k, v in event.modifiers.items()}
    asked = {k: unordered(v) for k, v in alternative.modifiers.items()}
    return event.with_(
        code=right.code,
        span=Span(start, None if end is None else Micros(max(start, end))),
        target=right.target,
        modifiers=right.modifiers if answered == asked else event.modifiers,
    )
