"""Ask for edits that were worked out, and name events in few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.coding import Refused
from havenlens.domain.editing import Edited, Ground, Outcome, set_values
from havenlens.domain.events import Event
from havenlens.domain.observation import CodingStatus
from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coding import CodingSession
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.ui.coding.desk import Desk

_ALL_TIME = Span(Micros(0), None)


def ground_of(session: CodingSession, film: Span = _ALL_TIME) -> Ground:
    """Give what edits of a coding stand on."""
    return Ground(session.scheme, session.coding.casting, session.events, session.names, film)


def film_of(desk: Desk) -> Span:
    """Give the span that events may lie in: the recording's, or all time where nothing was recorded."""
    times, film = desk.player.times, desk.view.film
    if times is None or not len(times):
        return film if desk.view.views else _ALL_TIME
    assert film.end is not None
    end = max(film.end, times.end_of(len(times) - 1))
    return Span(min(film.start, times.time_of(0)), Micros(end))


def carry_out(bridge: CodingBridge, kind: str, outcome: Outcome) -> bool:
    """Write what was worked out as one step, or say why it cannot be; tell whether it was done."""
    if isinstance(outcome, Refused):
        bridge.said.emit(outcome.problem, True)
        return False
    return bridge.do(lambda: bridge.session.apply(kind, outcome.changes, outcome.said))


def carry_out_or_why(bridge: CodingBridge, kind: str, outcome: Outcome) -> str | None:
    """Write what was worked out as one step; give the sentence that says why it was refused, else None.

    Where the write itself failed, the sentence is empty: the bridge has told of it.
    """
    refusals: list[str] = []
    hear = partial(_note_refusal, refusals)
    bridge.said.connect(hear)
    try:
        done = carry_out(bridge, kind, outcome)
    finally:
        bridge.said.disconnect(hear)
    return None if done else refusals[-1] if refusals else ""


def _note_refusal(refusals: list[str], problem: Problem, refused: bool) -> None:
    if refused:
        refusals.append(problem.sentence)


def change(bridge: CodingBridge, events: Sequence[Event], **values: Any) -> bool:
    """Give some events the same values as one step; tell whether it was done."""
    outcome = set_values(events, ground_of(bridge.session), **values)
    if isinstance(outcome, Edited) and len(events) == 1:
        code = "coding.unchanged" if outcome.changes.is_empty else "coding.edited"
        name = bridge.session.scheme.code_by_id[values.get("code", events[0].code)].name
        outcome = replace(outcome, said=Problem(code, {"code": name}))
    return carry_out(bridge, "edit", outcome)


def events_of(session: CodingSession, event_ids: Iterable[UUID]) -> list[Event]:
    """Look events up, those that are there."""
    return [event for event_id in event_ids if (event := session.events.get(event_id)) is not None]


def why_not(session: CodingSession) -> Problem | None:
    """Say why a coding may not be changed; None where it may."""
    if session.editable or session.barred is not None:
        return session.barred
    if session.coding.status in (CodingStatus.SUBMITTED, CodingStatus.LOCKED):
        return Problem("coding.not_open", {"status": tr(session.coding.status.value)})
    return Problem("coding.read_only")


def brief_time(at: int) -> str:
    """Write a moment with tenths of a second.

    >>> brief_time(14_600_000), brief_time(75_040_000)
    ('0:14.6', '1:15.0')
    """
    tenths = abs(at) // (SECOND // 10)
    sign = "-" if at < 0 else ""
    return f"{sign}{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def brief_event(event: Event, session: CodingSession) -> str:
    """Name an event by its code, its time and its person."""
    code = session.scheme.code_by_id[event.code].name
    return f"{code} {brief_time(event.span.start)} ({session.names.get(event.actor, '')})"
