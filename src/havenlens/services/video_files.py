"""Find out which videos are there, however long the disk they are on takes to answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from havenlens.domain.observation import Observation
from havenlens.services.ports import Progress, no_progress


def videos_there(
    videos: Mapping[UUID, Path],
    progress: Progress = no_progress,
    exists: Callable[[Path], bool] = os.path.exists,
) -> Mapping[UUID, bool]:
    """Tell of each observation whether its video is there.

    A share that sleeps or is gone may take seconds for each answer, so this belongs in a job; and a folder
    that is not there is not asked for each of its files. ``exists`` never raises.
    """
    folders: dict[Path, bool] = {}
    found: dict[UUID, bool] = {}
    for done, (observation, path) in enumerate(videos.items()):
        progress(done, len(videos))
        folder = path.parent
        if folder not in folders:
            folders[folder] = exists(folder)
        found[observation] = folders[folder] and exists(path)
    return found


def first_video(observation: Observation, folder: Path) -> Path | None:
    """Give where the first file of an observation should be; ``folder`` is the study's."""
    files = observation.files
    return folder / files[0].root / files[0].path if files else None
