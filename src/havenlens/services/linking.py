"""Which bid a response answers: the bids it may mean, and the question that sets the link."""

from __future__ import annotations

from typing import Any

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.queries import EventSeries
from havenlens.domain.recipes import response_window_of
from havenlens.domain.time import SECOND, clock
from havenlens.services.asking import Answer, Pick
from havenlens.services.coding_record import CodingRecord
from havenlens.words.catalogue import tr

_REACH = 120 * SECOND
"""How far back a bid may lie that a coder links by hand."""
_MOST = 9


def is_bid(event: Event, scheme: Scheme) -> bool:
    """Tell whether an event is a bid that can be answered."""
    return scheme.code_by_id[event.code].code_class == "bid"


def bids_before(event: Event, scheme: Scheme, events: EventSeries, reach: int = _REACH) -> tuple[Event, ...]:
    """List the bids that an event may answer, latest first: earlier ones, of its target where it has one."""
    earlier = events.starting_within(event.span.start - reach, event.span.start + 1)
    return tuple(
        bid
        for bid in reversed(earlier)
        if bid.id != event.id
        and is_bid(bid, scheme)
        and bid.actor != event.actor
        and (event.target is None or bid.actor == event.target)
        and (bid.target is None or bid.target == event.actor)
    )


def is_ambiguous(event: Event, scheme: Scheme, events: EventSeries) -> bool:
    """Tell whether an unlinked response falls into the windows of several bids: then only a link tells."""
    recipe = response_window_of(scheme)
    if recipe is None or event.link is not None or not recipe.target.selects(scheme.code_by_id[event.code]):
        return False
    given = {code.id for code in scheme.selected(recipe.given)}
    near = bids_before(event, scheme, events, recipe.window)
    return sum(1 for bid in near if bid.code in given) > 1


def which_bid(record: CodingRecord, event: Event) -> Pick | None:
    """Ask which bid an event answers, nearest first; 0 clears the link. None where there is no bid."""
    found = bids_before(event, record.scheme, record.events)[:_MOST]
    if not found:
        return None
    names = record.scheme.code_by_id
    answers = [
        Answer(
            str(place),
            f"{names[bid.code].name} · {record.names[bid.actor]} · {clock(bid.span.start)}",
            given=bid.id == event.link,
        )
        for place, bid in enumerate(found, start=1)
    ]
    none = Answer("0", tr("None of these"), given=event.link is None)
    title = tr("Which bid does it answer?")
    clears: dict[str, Any] = {} if event.link is None else {"link": None}
    values = (*({"link": bid.id} for bid in found), clears)
    return Pick(event.id, f"{names[event.code].name}: {title}", (*answers, none), values)
