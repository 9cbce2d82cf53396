"""What the command line and the desktop app write: the tables of an open study."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import UUID

from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.exchange.tables import write_tables
from havenlens.services.ports import FrameSource, MediaLibrary, Progress, no_progress
from havenlens.services.study import Study
from havenlens.services.tables import DataTable, study_tables


def export_study(
    study: Study,
    folder: Path,
    media: MediaLibrary,
    progress: Progress = no_progress,
    others: Sequence[DataTable] = (),
    hidden: Collection[UUID] = (),
) -> list[Path]:
    """Write every table of a study, and others, as CSV with a data dictionary.

    Onsets get their frame numbers. Codings that are ``hidden`` are left out.
    """
    frames = _Frames(study, media)
    try:
        return write_tables([*study_tables(study, frames.frame_of, progress, hidden), *others], folder)
    finally:
        frames.close()


class _Frames:
    """Finds frame numbers; a video that cannot be read has none, and the table is written all the same."""

    def __init__(self, study: Study, media: MediaLibrary) -> None:
        self._study, self._media = study, media
        self._sources: dict[UUID, FrameSource | None] = {}

    def frame_of(self, observation: Observation, at: int) -> int | None:
        files = [file for film in observation.recordings[:1] for file in film.files]
        if not files:
            return None
        if observation.id not in self._sources:
            try:
                source = self._media.open_frames(self._study.media_path(files[0]))
            except StudyError:
                source = None
            self._sources[observation.id] = source
        source = self._sources[observation.id]
        if source is None or not source.has_pictures:
            return None
        return source.times.shown_at(files[0].time_base.to_presentation(at))

    def close(self) -> None:
        for source in self._sources.values():
            if source is not None:
                source.close()
