"""Until when videos may stay: the days, the list of what is due, and deleting the files for good."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.access import Action, log_access
from havenlens.services.coaching.editing import observation_of
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.study import Study
from havenlens.words.reports import day


@dataclass(frozen=True, slots=True)
class StoredVideo:
    """A video that is on the disk: its last day, None for no end, and whether that day is its own."""

    observation: Observation
    until: date | None
    is_own: bool
    files: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Give how many bytes deleting it frees."""
        return sum(path.stat().st_size for path in self.files)

    def is_due(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return self.until is not None and self.until < today


def keep_until(study: Study, observation: UUID, until: date | None) -> None:
    """Set the last day on which an observation's video may stay; None leaves it to the study's rule."""
    study.store.change("observations", "retention", observation, keep_until=until)


def last_day(rules: CoachingRules, observation: Observation, own: date | None) -> date | None:
    """Give the last day of a video: its own, or so many days after filming; None for no end."""
    if own is not None or rules.keep_days is None or observation.filmed_on is None:
        return own
    return observation.filmed_on + timedelta(days=rules.keep_days)


def stored_videos(study: Study) -> tuple[StoredVideo, ...]:
    """List every video that is there: by its last day, those without one at the end."""
    rules = coaching_rules(study)
    own = {row["id"]: row["keep_until"] for row in study.store.rows_of("observations")}
    found = []
    for observation in study.store.observations():
        files = tuple(path for path in map(study.media_path, observation.files) if path.is_file())
        until = last_day(rules, observation, own[observation.id])
        if files:
            found.append(StoredVideo(observation, until, own[observation.id] is not None, files))
    return tuple(sorted(found, key=lambda one: (one.until or date.max, one.observation.name)))


def delete_video(
    study: Study, observation: UUID, today: date, coder: UUID | None = None, reason: str = ""
) -> tuple[Path, ...]:
    """Delete an observation's video files for good; codings, ratings and texts stay.

    Before its last day is over a reason is asked for, also where that is another observation's that uses the
    same file. What was deleted stands in the access log. Raise `StudyError` where a file cannot be deleted;
    those that could be are named in the log all the same.
    """
    place = observation_of(study, observation)
    files = tuple(path for path in map(study.media_path, place.files) if path.is_file())
    if not files:
        raise StudyError("retention.no_files", observation=place.name)
    if not reason.strip():
        for each in (place, *_sharing(study, place, files)):
            _require_due(study, each, today)
    gone: list[Path] = []
    try:
        for path in files:
            path.unlink()
            gone.append(path)
    except OSError as error:
        raise StudyError("retention.stuck", path=path) from error
    finally:
        if gone:
            log_access(
                study,
                Action.DELETED,
                coder=coder,
                subject="observation",
                subject_id=observation,
                details={"files": len(gone)},
                reason=reason,
            )
    return tuple(gone)


def _sharing(study: Study, place: Observation, files: Collection[Path]) -> list[Observation]:
    """List the other observations that would lose their video with these files."""
    gone = {path.resolve() for path in files}
    return [
        other
        for other in study.store.observations()
        if other.id != place.id and any(study.media_path(file).resolve() in gone for file in other.files)
    ]


def _require_due(study: Study, place: Observation, today: date) -> None:
    """Raise `StudyError` where the last day of a video is not over."""
    video = next((one for one in stored_videos(study) if one.observation.id == place.id), None)
    if video is None or not video.is_due(today):
        if video is None or video.until is None:
            raise StudyError("retention.no_last_day", observation=place.name)
        raise StudyError("retention.not_due", observation=place.name, until=day(video.until))
