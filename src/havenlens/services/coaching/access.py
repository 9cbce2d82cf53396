"""Who opened, exported, sent or took in what: a log that stands in the study and in its chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from havenlens.services.study import Study


class Action(StrEnum):
    """What somebody did with what a study holds; what a person allows is logged as allowed."""

    OPENED = "opened"
    EXPORTED = "exported"
    SENT = "sent"
    TOOK_IN = "took_in"
    OVERRODE = "overrode"
    DELETED = "deleted"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the log; ``subject`` says what ``subject_id`` is: study, cycle, clip or observation."""

    at: datetime
    action: Action
    coder: UUID | None = None
    subject: str = ""
    subject_id: UUID | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def log_access(
    study: Study,
    action: Action,
    *,
    coder: UUID | None = None,
    subject: str = "",
    subject_id: UUID | None = None,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write down that something was opened or left; ``details`` name files and formats."""
    row = {
        "id": uuid4(),
        "at": datetime.now(UTC),
        "coder": coder,
        "action": action.value,
        "subject": subject,
        "subject_id": subject_id,
        "details": dict(details or {}),
        "reason": reason.strip(),
    }
    study.store.add("access_log", "access", [row])


def accesses(study: Study, **equal: Any) -> tuple[Access, ...]:
    """List the log, latest first; only lines whose columns equal the given values."""
    rows = study.store.rows_of("access_log", **equal)
    return tuple(
        Access(
            row["at"],
            Action(row["action"]),
            row["coder"],
            row["subject"],
            row["subject_id"],
            row["details"],
            row["reason"],
        )
        for row in sorted(rows, key=lambda row: row["at"], reverse=True)
    )
