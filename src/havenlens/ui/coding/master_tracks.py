"""The master's events as faint tracks under the coder's own. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from havenlens.domain.events import Event
from havenlens.domain.time import Micros, Span
from havenlens.services.coding import CodingSession
from havenlens.ui.coding.timeline_content import content_with_threads, item_of
from havenlens.ui.theme.colours import blend
from havenlens.ui.timeline.model import TimelineContent
from havenlens.ui.timeline.scene import TimelineScene
from havenlens.words.catalogue import tr

_FAINT = 0.45
_GROUND = "#808A94"
"""Half way between the grounds of both themes, so that faint is faint on either."""


def with_master(session: CodingSession, scene: TimelineScene, master: Sequence[Event]) -> TimelineContent:
    """Give what the timeline shows, with the master's track below each of the coder's.

    What others have put there stays: periods, spoken lines, and when people were off camera.
    """
    own = content_with_threads(session, Span(Micros(scene.first), Micros(scene.last)))
    tracks = [
        track
        for one in own.tracks
        for track in (one, replace(one, key=_key(one.key), label=f"{one.label} · {tr('master')}"))
    ]
    known = {track.key for track in own.tracks}
    items = [item_of(event, session) for event in master if event.actor in session.names]
    faint = [
        item._replace(track=_key(item.track), colour=blend(item.colour, _GROUND, _FAINT))
        for item in items
        if item.track in known
    ]
    more = [track for key, track in scene.tracks.items() if key not in {one.key for one in tracks}]
    theirs = (scene.get(item) for track in more for item in scene.rows[track.key].keys)
    return replace(
        own,
        tracks=(*tracks, *more),
        items=(*own.items, *faint, *(item for item in theirs if item is not None)),
        transcript=scene.transcript,
        cycles=scene.cycles,
    )


def _key(track: str) -> str:
    return f"master/{track}"
