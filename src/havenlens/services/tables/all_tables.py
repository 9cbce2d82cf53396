"""Every table of a study."""

from __future__ import annotations

from collections.abc import Collection
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


def tables_of(contents: Contents, frames_of: FramesOf = no_frames) -> list[TableSource]:
    """Make every table of what is in the contents; those of analyses are made elsewhere."""
    return [
        event_source(contents, frames_of),
        rating_source(contents),
        observation_source(contents),
        participant_source(contents),
        coding_source(contents),
        work_source(contents),
        change_source(contents),
    ]
