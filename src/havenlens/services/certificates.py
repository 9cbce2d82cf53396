"""Certificates of coders: issued, expired, failed; who is paused and why, and how a pause is lifted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.days import day_of
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN, may_review

TABLE, KIND = "certificates", "certificate"

PAUSED_FROM = frozenset({Purpose.RESEARCH, Purpose.RELIABILITY, Purpose.MASTER, Purpose.CONSENSUS})
"""Purposes that a paused coder is given no new assignments for; training goes on."""

_IN_DOUBT = frozenset({Purpose.RESEARCH, Purpose.RELIABILITY})


class EntryKind(StrEnum):
    """What a row of the table says: a check against a training set, drift that was found, a pause lifted."""

    CHECK = "check"
    DRIFT = "drift"
    LIFT = "lift"


class State(StrEnum):
    """Where a coder stands with one scheme version."""

    CERTIFIED = "certified"
    EXPIRED = "expired"
    FAILED = "failed"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Entry:
    """One check, one drift that was found, or one lifted pause; a passed check is the certificate."""

    id: UUID
    coder: UUID
    scheme: UUID
    at: datetime
    kind: EntryKind
    passed: bool = False
    expires_on: date | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def set_name(self) -> str:
        """Name the training set of a check."""
        return str(self.content.get("set_name", ""))

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """Say what was not met, or why a pause was lifted."""
        return tuple(Problem(row["code"], row["values"]) for row in self.content.get("reasons", ()))

    def holds(self, today: date) -> bool:
        """Tell whether it is a certificate that has not expired."""
        return self.passed and (self.expires_on is None or self.expires_on >= today)


@dataclass(frozen=True, slots=True)
class CoderStanding:
    """A coder and a scheme version: the state, the certificate there is, and why they are paused."""

    coder: UUID
    scheme: UUID
    state: State = State.NEVER
    certificate: Entry | None = None
    paused_by: Entry | None = None

    @property
    def is_paused(self) -> bool:
        """Tell whether no new assignments can be made."""
        return self.paused_by is not None


def entries_of(study: Study, coder: UUID | None = None, scheme: UUID | None = None) -> list[Entry]:
    """List checks, drifts and lifted pauses, the oldest first, of one coder or scheme where one is named."""
    wanted = {name: value for name, value in (("coder", coder), ("scheme", scheme)) if value is not None}
    found = (_entry(row) for row in study.store.rows_of(TABLE, **wanted))
    return sorted(found, key=lambda one: one.at)


def certificates_of(study: Study, coder: UUID | None = None, scheme: UUID | None = None) -> list[Entry]:
    """List the checks that were passed, the oldest first."""
    return [one for one in entries_of(study, coder, scheme) if one.kind is EntryKind.CHECK and one.passed]


def standing_of(study: Study, coder: UUID, scheme: UUID, today: date) -> CoderStanding:
    """Say where a coder stands with a scheme version."""
    return _standing(coder, scheme, entries_of(study, coder, scheme), today)


def standings(study: Study, today: date) -> list[CoderStanding]:
    """Say where every coder stands with each scheme version that certificates are asked for, or were."""
    listed = entries_of(study)
    asked = {row["scheme"] for row in study.store.rows_of("training_sets")}
    schemes = [one.id for one in study.store.schemes() if one.id in asked | {e.scheme for e in listed}]
    made: dict[tuple[UUID, UUID], list[Entry]] = {}
    for one in listed:
        made.setdefault((one.coder, one.scheme), []).append(one)
    return [
        _standing(coder.id, scheme, made.get((coder.id, scheme), ()), today)
        for scheme in schemes
        for coder in study.store.coders()
        if coder.role != "master" or (coder.id, scheme) in made
    ]


def _standing(coder: UUID, scheme: UUID, entries: Sequence[Entry], today: date) -> CoderStanding:
    checks = [one for one in entries if one.kind is EntryKind.CHECK]
    passed = [one for one in checks if one.passed]
    best = max(passed, key=lambda one: (one.expires_on is None, one.expires_on or today), default=None)
    if best is not None and checks[-1].passed:
        state = State.CERTIFIED if best.holds(today) else State.EXPIRED
    else:
        state = State.FAILED if checks else State.NEVER
    return CoderStanding(coder, scheme, state, best, _pausing(entries))


def _pausing(entries: Sequence[Entry]) -> Entry | None:
    """Give the latest check or drift that paused a coder, unless they passed or were let on since."""
    paused = None
    for one in entries:
        paused = None if one.passed or one.kind is EntryKind.LIFT else one
    return paused


def paused_by(study: Study, coder: UUID, scheme: UUID) -> Entry | None:
    """Give what paused a coder with a scheme version; None where they may go on."""
    return _pausing(entries_of(study, coder, scheme))


def why_paused(study: Study, entry: Entry) -> Problem:
    """Say why a coder is paused, to the coder and to whoever assigns."""
    name = next((one.name for one in study.store.coders() if one.id == entry.coder), "–")
    values = {
        "coder": name,
        "scheme": study.scheme(entry.scheme).name,
        "day": day_of(entry.at).isoformat(),
        "why": " ".join(dict.fromkeys(reason.sentence for reason in entry.reasons)),
    }
    if entry.kind is EntryKind.DRIFT:
        return Problem("calibration.paused_by_drift", values)
    return Problem("calibration.paused_by_check", {**values, "set": entry.set_name})


def refuse_paused(study: Study, coders: Collection[UUID], scheme: UUID, purpose: Purpose) -> None:
    """Raise `StudyError` where somebody among the coders is paused and would be given more than training."""
    if purpose not in PAUSED_FROM:
        return
    for coder in coders:
        entry = paused_by(study, coder, scheme)
        if entry is not None:
            raise StudyError("calibration.no_new_work", why=why_paused(study, entry).sentence)


def lift(study: Study, coder: UUID, scheme: UUID, reason: str, by: UUID | None) -> None:
    """Let a paused coder go on, in the change log; StudyError without a reason, or for others than leads."""
    if not may_review(study, by):
        raise StudyError("work.leads_only")
    if paused_by(study, coder, scheme) is None:
        raise StudyError("calibration.not_paused")
    if not reason.strip():
        raise StudyError("calibration.lift_reason")
    told = Problem("calibration.lifted", {"reason": reason.strip()})
    keep_entry(study, coder, scheme, EntryKind.LIFT, by=by, reasons=(told,))


def since_last_pass(study: Study, coder: UUID, scheme: UUID) -> list[Coding]:
    """List the codings for research and reliability that a coder handed in after their last pass."""
    passes = certificates_of(study, coder, scheme)
    last = passes[-1].at if passes else None
    found = [
        one
        for one in study.store.list_codings()
        if (one.coder, one.scheme) == (coder, scheme)
        and one.purpose in _IN_DOUBT
        and one.status in HANDED_IN
        and (last is None or (one.submitted_at is not None and one.submitted_at > last))
    ]
    return sorted(found, key=lambda one: one.submitted_at or datetime.min.replace(tzinfo=UTC))


def keep_entry(
    study: Study,
    coder: UUID,
    scheme: UUID,
    kind: EntryKind,
    *,
    passed: bool = False,
    expires_on: date | None = None,
    by: UUID | None = None,
    reasons: Sequence[Problem] = (),
    **content: Any,
) -> Entry:
    """Keep a check, a drift or a lifted pause in the study's log."""
    result = {
        "kind": kind.value,
        "passed": passed,
        "by": None if by is None else by.hex,
        "reasons": [plain(reason) for reason in reasons],
        **content,
    }
    made = uuid4()
    row = {
        "id": made,
        "coder": coder,
        "scheme": scheme,
        "issued_at": datetime.now(UTC),
        "expires_on": expires_on,
        "result": result,
    }
    study.store.add(TABLE, KIND, [row])
    return _entry(row)


def plain(problem: Problem) -> dict[str, Any]:
    """Give a sentence's code and values as they are kept."""
    return {"code": problem.code, "values": dict(problem.values)}


def months_later(day: date, months: int) -> date:
    """Give the same day so many months on, or the last one of a shorter month.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _entry(row: Mapping[str, Any]) -> Entry:
    content = row["result"]
    return Entry(
        row["id"],
        row["coder"],
        row["scheme"],
        row["issued_at"],
        EntryKind(content.get("kind", EntryKind.CHECK)),
        bool(content.get("passed", False)),
        row["expires_on"],
        content,
    )
