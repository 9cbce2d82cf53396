"""Agreement on what was noted about events that both saw: which bid they answer, and their modifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.events import Event
from havenlens.services.agreement_events import GroupData, linking_of, resampling_of
from havenlens.services.agreement_plan import AgreementPlan
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.services.study import Study
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.reliability.notes import NotedCoding, NotedEvent  # NumPy is slow to import


def noted_results(study: Study, data: GroupData, plan: AgreementPlan) -> Iterator[AgreementResult]:
    """Compare links, where a coder made any, and each modifier of the group's codes."""
    from havenlens.reliability.links import link_agreement  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.modifiers import modifier_agreement  # noqa: PLC0415

    noted = _noted(study, data)
    shared = {**linking_of(plan), "coders": data.pair.coders, "resampling": resampling_of(plan)}
    targets = _linked_to(noted, data.names)
    if targets:
        found = link_agreement(noted, data.names, targets, **shared).pooled
        yield data.result(Scope(group=data.group.id, modifier="link"), tr("Links"), found)
    asked = {one.id: one.name for code in data.names for one in data.pair.scheme.modifiers_of(code)}
    if asked:
        by_modifier = modifier_agreement(noted, data.names, modifiers=list(asked), **shared)
        for modifier, agreement in by_modifier.items():
            scope = Scope(group=data.group.id, modifier=modifier)
            yield data.result(scope, asked[modifier], agreement.pooled)


def _noted(study: Study, data: GroupData) -> list[NotedCoding]:
    from havenlens.reliability.notes import NotedCoding  # noqa: PLC0415 - NumPy is slow to import

    labels = {person.id: person.label for person in study.store.participants()}
    found = []
    for (place, one, two), double in zip(data.codings, data.doubles, strict=True):
        sides = [_events(study, data, coding.id, labels, double.end) for coding in (one, two)]
        found.append(NotedCoding(sides[0], sides[1], double.start, double.end, place.name, double.away))
    return found


def _events(
    study: Study, data: GroupData, coding: UUID, labels: dict[UUID, str], end: int
) -> list[NotedEvent]:
    from havenlens.reliability.codings import TimedEvent  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.notes import NotedEvent  # noqa: PLC0415

    known = data.pair.scheme.code_by_id

    def noted(event: Event) -> NotedEvent:
        span = event.span
        stop = None if span.is_instant else max(span.start, end) if span.is_open else span.end
        timed = TimedEvent(span.start, stop, event.code, labels[event.actor])
        return NotedEvent(timed, event.id, event.link, event.modifiers)

    return [noted(event) for event in study.store.events_of(coding) if event.code in known]


def _linked_to(noted: list[NotedCoding], names: tuple[str, ...]) -> list[str]:
    """List the codes that events of the group are linked to by anybody."""
    found: dict[str, None] = {}
    for coding in noted:
        for events in (coding.first, coding.second):
            codes = {each.id: each.event.code for each in events}
            for each in events:
                if each.event.code in names and each.link in codes:
                    found[codes[each.link]] = None
    return list(found)
