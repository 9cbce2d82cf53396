"""Turn what the database says into a sentence for a person."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from havenlens.domain.problems import StudyError


def write_failure(place: str, error: DBAPIError) -> StudyError:
    """Say why a write to the study failed; an error that is no environment's fault is raised as it is."""
    text = str(error.orig).lower()
    if "full" in text:
        return StudyError("study.disk_full", path=place)
    if "readonly" in text or "read-only" in text:
        return StudyError("study.read_only", path=place)
    if "disk i/o" in text or "unable to open" in text:
        return StudyError("study.disk_failed", path=place)
    if "locked" in text or "busy" in text:
        return StudyError("study.busy", path=place)
    if "malformed" in text or "not a database" in text:
        return StudyError("study.damaged", path=place)
    raise error
