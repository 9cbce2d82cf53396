"""Turn a coding into what the timeline shows. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from havenlens.domain.codebook import Kind
from havenlens.domain.coding import holders
from havenlens.domain.events import Event
from havenlens.domain.observation import Presence, TranscriptLine
from havenlens.domain.time import Span
from havenlens.services.bid_threads import Found, ThreadRule
from havenlens.services.coding import CodingSession
from havenlens.services.ports import Waveform
from havenlens.ui.timeline.item_table import ItemTable
from havenlens.ui.timeline.model import (
    TimelineContent,
    TimelineItem,
    TimelineThread,
    TimelineTrack,
    TranscriptItem,
    shapes_of_groups,
)
from havenlens.words.catalogue import tr


def track_key(person: UUID, group: str) -> str:
    """Name the track of a person in a group."""
    return f"{person.hex}/{group}"


def tracks_of(session: CodingSession) -> tuple[TimelineTrack, ...]:
    """List a track for each group and everybody who may act in it, in the scheme's order."""
    scheme, cast = session.scheme, session.coding.casting
    shapes = shapes_of_groups(group.id for group in scheme.groups)
    tracks = []
    for group in scheme.groups:
        roles = tuple(dict.fromkeys(role for code in scheme.codes_in(group.id) for role in code.actors))
        for person in holders(roles, cast):
            name = session.names[person]
            tracks.append(
                TimelineTrack(
                    track_key(person, group.id),
                    f"{name} · {group.name.lower()}",
                    name,
                    group.id,
                    shapes[group.id],
                )
            )
    return tuple(tracks)


def item_of(event: Event, session: CodingSession) -> TimelineItem:
    """Give the item that draws an event."""
    code = session.scheme.code_by_id[event.code]
    return TimelineItem(
        id=event.id,
        track=track_key(event.actor, code.group),
        span=event.span,
        letter=code.key,
        name=code.name,
        colour=code.colour,
        kind=code.kind,
        who=session.names[event.actor],
        whom="" if event.target is None else session.names[event.target],
        flags=event.flags,
    )


PRESENCE = "presence"
"""The key of the track that shows when people were off camera."""


def presence_track() -> TimelineTrack:
    """Give the row that shows when people were off camera."""
    return TimelineTrack(PRESENCE, tr("Off camera"))


def presence_item(span: Presence, session: CodingSession) -> TimelineItem:
    """Give the item that draws an absence."""
    who = session.names.get(span.participant, "")
    return TimelineItem(
        span.id, PRESENCE, span.span, "–", f"{who} · {tr('off camera')}", "#8A94A0", Kind.STATE, who
    )


def content_of(
    session: CodingSession,
    film: Span,
    lines: Sequence[TranscriptLine] = (),
    waveform: Waveform | None = None,
) -> TimelineContent:
    """Give what the timeline shows of a coding, but for the threads, which take longer to find."""
    said = tuple(
        TranscriptItem(line.span, line.text, session.names.get(line.speaker, "") if line.speaker else "")
        for line in lines
    )
    return TimelineContent(
        duration=film.length,
        first=film.start,
        tracks=tracks_of(session),
        items=_items_of(session),
        transcript=said,
        waveform=waveform,
    )


def content_with_threads(
    session: CodingSession, film: Span, lines: Sequence[TranscriptLine] = ()
) -> TimelineContent:
    """Give everything the timeline shows of a coding."""
    found = ThreadRule(session.scheme).in_all(session.events, film)
    return replace(content_of(session, film, lines), threads=threads_of(found))


def _items_of(session: CodingSession) -> ItemTable[Event]:
    """Give the items of all events, to be made when they are asked for; look up once what looks the same."""
    # Events share their actors and flags, so those are told apart by where they lie: comparing takes longer.
    numbers: dict[tuple[str, int, int], int] = {}
    samples: list[TimelineItem] = []
    events, found = list(session.events), []
    for event in events:
        look = (event.code, id(event.actor), id(event.flags))
        number = numbers.get(look)
        if number is None:
            number = numbers[look] = len(samples)
            samples.append(item_of(event, session))
        found.append(number)
    make = partial(item_of, session=session)
    return ItemTable(events, session.events.by_id(), make, (samples, found))


def threads_of(found: Found) -> tuple[TimelineThread, ...]:
    """List what is drawn of the threads that were found."""
    return tuple(TimelineThread(*thread) for threads in found.values() for thread in threads)
