"""What each person allows, from which day to which: write it down, change it, and read its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.observation import Consent, Participant
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.access import Action, log_access
from havenlens.services.study import Study

KIND = "consent"
"""The kind of a row of consent in the study's log."""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """That somebody allows a level from a first to a last day; None is from ever, or without an end."""

    id: UUID
    participant: UUID
    level: Consent
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day; the last day counts."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody, and the row of consent that counts on a day; None where nothing holds."""

    person: Participant
    row: ConsentRow | None

    @property
    def level(self) -> Consent:
        """Give what is allowed."""
        return Consent.NONE if self.row is None else self.row.level


def participant_named(study: Study, name: str) -> Participant:
    """Find somebody by label, or by a pseudonym that only one person has."""
    people = study.store.participants()
    found = [person for person in people if person.label == name]
    found = found or [person for person in people if person.pseudonym == name]
    if len(found) != 1:
        labels = ", ".join(sorted(person.label for person in people)) or "–"
        raise StudyError("consent.nobody", person=name, labels=labels)
    return found[0]


def record_consent(
    study: Study,
    participant: UUID,
    level: Consent,
    valid_from: date | None = None,
    valid_to: date | None = None,
    *,
    coder: UUID | None = None,
) -> ConsentRow:
    """Write down what somebody allows; a row that begins on the same day gives way to it.

    ``valid_from`` of None is from ever. What was written stands in the access log as well. Raise `StudyError`
    for a last day before the first.
    """
    same = [row for row in consent_history(study, participant) if row.valid_from == valid_from]
    made = ConsentRow(uuid4(), participant, level, valid_from, valid_to)
    _require_order(made)
    with study.store.transaction():
        study.store.remove("consents", KIND, [row.id for row in same])
        _add(study, made)
        _log(study, made, coder)
    return made


def change_consent(study: Study, row: ConsentRow, *, coder: UUID | None = None) -> None:
    """Correct a row of consent: its level and its days; a row that begins on the same day gives way to it."""
    _require_order(row)
    others = [one for one in consent_history(study, row.participant) if one.id != row.id]
    with study.store.transaction():
        gone = [one.id for one in others if one.valid_from == row.valid_from]
        study.store.remove("consents", KIND, gone)
        values = {"level": row.level.value, "valid_from": row.valid_from, "valid_to": row.valid_to}
        study.store.change("consents", KIND, row.id, **values)
        _log(study, row, coder)


def consent_history(study: Study, participant: UUID) -> tuple[ConsentRow, ...]:
    """List everything that somebody allowed, the latest first day on top."""
    rows = (_row(row) for row in study.store.rows_of("consents", participant=participant))
    return tuple(sorted(rows, key=lambda row: row.valid_from or date.min, reverse=True))


def set_consents(
    study: Study, participant: UUID, rows: tuple[ConsentRow, ...], *, coder: UUID | None = None
) -> None:
    """Put a whole history in the place of another one, as taking back a change does."""
    with study.store.transaction():
        study.store.remove("consents", KIND, [row.id for row in consent_history(study, participant)])
        for row in rows:
            _add(study, row)
        if rows:
            _log(study, rows[0], coder)


def consents_now(study: Study, day: date) -> tuple[Standing, ...]:
    """List everybody by label with the consent that counts on a day: of those that hold, the latest begun."""
    found: dict[UUID, ConsentRow] = {}
    rows = sorted(map(_row, study.store.rows_of("consents")), key=lambda row: row.valid_from or date.min)
    for row in rows:
        if row.holds_on(day):
            found[row.participant] = row
    people = sorted(study.store.participants(), key=lambda person: person.label.casefold())
    return tuple(Standing(person, found.get(person.id)) for person in people)


def _row(row: Mapping[str, Any]) -> ConsentRow:
    return ConsentRow(
        row["id"], row["participant"], Consent(row["level"]), row["valid_from"], row["valid_to"]
    )


def _add(study: Study, row: ConsentRow) -> None:
    plain = {
        "id": row.id,
        "participant": row.participant,
        "level": row.level.value,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
    study.store.add("consents", KIND, [plain])


def _log(study: Study, row: ConsentRow, coder: UUID | None) -> None:
    details = {"participant": row.participant.hex, "level": row.level.value}
    days = {"from": row.valid_from, "to": row.valid_to}
    details |= {name: day.isoformat() for name, day in days.items() if day is not None}
    log_access(study, Action.ALLOWED, coder=coder, subject="participant", details=details)


def _require_order(row: ConsentRow) -> None:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise StudyError("consent.ends_before", first=row.valid_from, last=row.valid_to)
