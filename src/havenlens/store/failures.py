"""Turn what the database says into a sentence for a person."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from havenlens.domain.problems import StudyError

_MEANINGS = (
    (("disk is full",), "study.disk_full"),
    (("readonly", "read-only"), "study.read_only"),
    (("disk i/o", "unable to open"), "study.disk_failed"),
    (("locked", "busy"), "study.busy"),
    (("malformed", "not a database", "file is encrypted", "unsupported file format"), "study.damaged"),
)


def failure_code(error: DBAPIError | sqlite3.Error) -> str | None:
    """Name what the environment did to a study, or None where the error is the program's own."""
    text = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    return next((code for parts, code in _MEANINGS if any(part in text for part in parts)), None)


def write_failure(place: str, error: DBAPIError | sqlite3.Error) -> StudyError:
    """Say why a write to the study failed; an error that is no environment's fault is raised as it is."""
    code = failure_code(error)
    if code is None:
        raise error
    return StudyError(code, path=place)


def read_failure(place: str, error: DBAPIError | sqlite3.Error) -> StudyError:
    """Say why a study could not be read."""
    failure = write_failure(place, error)
    if failure.problem.code == "study.disk_failed":
        return StudyError("study.unreadable", path=place)
    return failure
