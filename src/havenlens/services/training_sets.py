"""Training sets: observations with master codings, and what a certificate asks of a coder on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.problems import StudyError
from havenlens.services.certificate_rules import CertificateRules, checked
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN, may_review

_TABLE, _KIND = "training_sets", "training_set"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Observations that have a master coding with one scheme version, and the rules for a certificate."""

    id: UUID
    name: str
    scheme: UUID
    observations: tuple[UUID, ...]
    rules: CertificateRules
    made_at: datetime


def training_sets(study: Study) -> list[TrainingSet]:
    """List the training sets by name."""
    rows = study.store.rows_of(_TABLE)
    return sorted((_set_of(row) for row in rows), key=lambda one: one.name.casefold())


def training_set(study: Study, name: str) -> TrainingSet:
    """Find a training set by name."""
    listed = training_sets(study)
    found = next((one for one in listed if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in listed) or "–"
        raise StudyError("calibration.no_set", name=name, names=names)
    return found


def masters_of(study: Study, scheme: UUID) -> Mapping[UUID, Coding]:
    """Give the master coding of each observation that has one handed in with a scheme version."""
    masters = (
        one
        for one in study.store.list_codings()
        if one.purpose is Purpose.MASTER and one.scheme == scheme and one.status in HANDED_IN
    )
    return {one.observation: one for one in sorted(masters, key=lambda one: one.attempt)}


def make_set(
    study: Study,
    name: str,
    scheme: UUID,
    observations: Sequence[UUID],
    rules: CertificateRules,
    by: UUID | None = None,
) -> TrainingSet:
    """Make a training set; StudyError where something of it cannot be."""
    _check_reviewer(study, by)
    made = TrainingSet(uuid4(), name.strip(), scheme, tuple(observations), rules, datetime.now(UTC))
    row = _checked_row(study, made)
    study.store.add(_TABLE, _KIND, [{**row, "id": made.id, "made_at": made.made_at}])
    return training_set(study, made.name)


def change_set(study: Study, changed: TrainingSet, by: UUID | None = None) -> TrainingSet:
    """Keep a training set as it is now; certificates that were issued by it stay as they are."""
    _check_reviewer(study, by)
    if not study.store.rows_of(_TABLE, id=changed.id):
        names = ", ".join(one.name for one in training_sets(study)) or "–"
        raise StudyError("calibration.no_set", name=changed.name, names=names)
    study.store.change(_TABLE, _KIND, changed.id, **_checked_row(study, changed))
    return training_set(study, changed.name.strip())


def remove_set(study: Study, gone: TrainingSet, by: UUID | None = None) -> None:
    """Remove a training set; its videos, master codings and certificates stay."""
    _check_reviewer(study, by)
    study.store.remove(_TABLE, _KIND, [gone.id])


def _check_reviewer(study: Study, by: UUID | None) -> None:
    if not may_review(study, by):
        raise StudyError("work.leads_only")


def _checked_row(study: Study, one: TrainingSet) -> dict[str, Any]:
    name = one.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise StudyError("calibration.set_name", longest=_LONGEST_NAME)
    if any(other.name == name and other.id != one.id for other in training_sets(study)):
        raise StudyError("calibration.set_taken", name=name)
    schemes = study.store.schemes()
    if all(stored.id != one.scheme for stored in schemes):
        known = ", ".join(f"{stored.scheme} {stored.version}" for stored in schemes) or "–"
        raise StudyError("calibration.no_scheme", known=known)
    if not one.observations:
        raise StudyError("calibration.set_empty")
    places = {place.id: place.name for place in study.store.observations()}
    if any(place not in places for place in one.observations):
        raise StudyError("calibration.no_observation")
    masters = masters_of(study, one.scheme)
    without = [places[place] for place in one.observations if place not in masters]
    scheme = study.scheme(one.scheme)
    if without:
        raise StudyError("calibration.no_master", observations=", ".join(without), scheme=scheme.name)
    return {
        "name": name,
        "scheme": one.scheme,
        "observations": [place.hex for place in dict.fromkeys(one.observations)],
        "rules": checked(one.rules, scheme).as_json(),
    }


def _set_of(row: Mapping[str, Any]) -> TrainingSet:
    return TrainingSet(
        row["id"],
        row["name"],
        row["scheme"],
        tuple(UUID(place) for place in row["observations"]),
        CertificateRules.of_json(row["rules"]),
        row["made_at"],
    )
