"""Hand a coding in, and what becomes of it then: submitted, locked, returned, reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from havenlens.domain.observation import Coding, CodingStatus
from havenlens.domain.problems import StudyError
from havenlens.services.checklist import Missing
from havenlens.services.sign_in import accounts
from havenlens.services.study import Study
from havenlens.words.catalogue import tr

OPEN = frozenset({CodingStatus.ASSIGNED, CodingStatus.IN_PROGRESS, CodingStatus.RETURNED})
HANDED_IN = frozenset({CodingStatus.SUBMITTED, CodingStatus.LOCKED})


def told_status(status: CodingStatus) -> str:
    """Give a status in words."""
    return tr(status.value).replace("_", " ")


def may_review(study: Study, coder: UUID | None) -> bool:
    """Tell whether somebody may lock, return and reopen: the lead, or anybody where the study has none.

    In a hand-out the study's leads are not listed, so that nobody else takes their place.
    """
    leading = [one.id for one in accounts(study) if one.reviews]
    return coder in leading or (not leading and study.handed_out is None)


def submit(study: Study, coding: Coding, found: Sequence[Missing] = ()) -> Coding:
    """Hand a coding in; StudyError where something that must be there is missing, or it is in already.

    From here on it is read only, and what was done before cannot be undone any more.
    """
    if coding.status not in OPEN:
        raise StudyError("work.not_open", status=tr(coding.status.value))
    blocking = sum(one.blocks for one in found)
    if blocking:
        raise StudyError("work.not_complete", n=blocking)
    now = datetime.now(UTC)
    _change(study, coding, CodingStatus.SUBMITTED, "submit", submitted_at=now, status_note="")
    return replace(coding, status=CodingStatus.SUBMITTED, submitted_at=now)


def lock(study: Study, coding: Coding, by: UUID | None) -> Coding:
    """Close a submitted coding for good, so that it can be compared."""
    _check(study, coding, by, {CodingStatus.SUBMITTED})
    return _change(study, coding, CodingStatus.LOCKED, "lock")


def give_back(study: Study, coding: Coding, by: UUID | None, note: str) -> Coding:
    """Return a submitted coding to its coder, saying why; it can be changed again."""
    _check(study, coding, by, {CodingStatus.SUBMITTED})
    if not note.strip():
        raise StudyError("work.note_missing")
    if any(coding.id.hex in row["codings"] for row in study.store.rows_of("panels")):
        raise StudyError("panel.used")
    return _change(study, coding, CodingStatus.RETURNED, "return", status_note=note.strip())


def reopen(study: Study, coding: Coding, by: UUID | None) -> Coding:
    """Take the lock off a coding: it is submitted again, and can be returned from there."""
    _check(study, coding, by, {CodingStatus.LOCKED})
    return _change(study, coding, CodingStatus.SUBMITTED, "reopen")


def note_on(study: Study, coding: UUID) -> str:
    """Give the note that came back with a returned coding."""
    rows = study.store.rows_of("codings", id=coding)
    return str(rows[0]["status_note"]) if rows else ""


def _check(study: Study, coding: Coding, by: UUID | None, allowed: set[CodingStatus]) -> None:
    if not may_review(study, by):
        raise StudyError("work.leads_only")
    if coding.status not in allowed:
        raise StudyError("work.wrong_status", status=tr(coding.status.value))


def _change(study: Study, coding: Coding, status: CodingStatus, kind: str, **values: object) -> Coding:
    study.store.change("codings", kind, coding.id, status=status.value, **values)
    return replace(coding, status=status)
