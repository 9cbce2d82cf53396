"""Every table of a study."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from havenlens.services.study import Study
from havenlens.services.tables.changes import change_source
from havenlens.services.tables.columns import TableSource
from havenlens.services.tables.contents import Contents, contents_of
from havenlens.services.tables.events import FramesOf, event_source, no_frames
from havenlens.services.tables.plain import (
    coding_source,
    observation_source,
    participant_source,
    work_source,
)
from havenlens.services.tables.ratings import rating_source


def study_tables(
    study: Study, frames_of: FramesOf = no_frames, hidden: Collection[UUID] = ()
) -> list[TableSource]:
    """Make every table of a study by its own names; ``hidden`` codings are left out."""
    return tables_of(contents_of(study, hidden), frames_of)


def tables_of(
    contents: Contents, frames_of: FramesOf = no_frames, only: str | None = None
) -> list[TableSource]:
    """Make every table of what is in the contents, or one of `PLAIN_TABLES` only."""
    return [make(contents, frames_of) for name, make in _MAKERS.items() if only in (None, name)]


def _plain(make: Callable[[Contents], TableSource]) -> Callable[[Contents, FramesOf], TableSource]:
    return lambda contents, _: make(contents)


_MAKERS: Mapping[str, Callable[[Contents, FramesOf], TableSource]] = {
    "events": event_source,
    "ratings": _plain(rating_source),
    "observations": _plain(observation_source),
    "participants": _plain(participant_source),
    "codings": _plain(coding_source),
    "work": _plain(work_source),
    "change_log": _plain(change_source),
}
PLAIN_TABLES = tuple(_MAKERS)
"""The names of tables that are in a study as they are; those of analyses are made elsewhere."""
