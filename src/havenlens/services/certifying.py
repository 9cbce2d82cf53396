"""Check a coder against a training set: their codings beside the masters', rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.events import PeriodKind
from havenlens.domain.observation import Coding, Observation, Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.ratings import same_periods
from havenlens.services.agreement_pairs import CoderPair
from havenlens.services.certificate_rules import CertificateRules, Part, RuleVerdict, in_words
from havenlens.services.certificates import Entry, EntryKind, keep_entry, months_later, plain
from havenlens.services.certifying_events import judge_events
from havenlens.services.days import day_of
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN
from havenlens.services.training_sets import TrainingSet, masters_of
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.reliability.certification import MasterScore  # NumPy is slow to import

_Key = tuple[PeriodKind, int, str, UUID | None]

JUDGED = (Purpose.TRAINING, Purpose.RELIABILITY)
"""Purposes whose codings are held against the masters."""


@dataclass(frozen=True, slots=True)
class Check:
    """A coder held against a training set; ``handed_in_on`` is the day of the last of the codings."""

    coder: UUID
    set: TrainingSet
    passed: bool
    verdicts: tuple[RuleVerdict, ...]
    parts: tuple[Part, ...]
    codings: tuple[UUID, ...]
    handed_in_on: date | None = None

    @property
    def expires_on(self) -> date | None:
        """Give the last day a certificate holds: so many months after the codings it rests on."""
        if not self.passed or self.handed_in_on is None:
            return None
        return months_later(self.handed_in_on, self.set.rules.months)

    def as_json(self) -> dict[str, Any]:
        """Give it as it is kept and printed."""
        return {
            "set": self.set.id.hex,
            "set_name": self.set.name,
            "rules": self.set.rules.as_json(),
            "verdicts": [
                {
                    "what": one.what,
                    "value": one.value,
                    "passed": one.passed,
                    "reason": plain(one.reason),
                    "failing": list(one.failing),
                }
                for one in self.verdicts
            ],
            "parts": [
                {"kind": one.kind, "name": one.name, "measure": one.measure, "value": one.value}
                for one in self.parts
            ],
            "codings": [coding.hex for coding in self.codings],
        }


def check_coder(study: Study, chosen: TrainingSet, coder: UUID) -> Check:
    """Hold a coder's codings against the masters of a set; StudyError where one is missing on either side."""
    entries = _beside_masters(study, chosen, coder)
    scheme = study.scheme(chosen.scheme)
    pair = CoderPair(scheme, chosen.scheme, (tr("master"), _name(study, coder)), entries)
    verdicts: list[RuleVerdict] = []
    parts: list[Part] = []
    if chosen.rules.scores:
        found, figures = _judge_scores(study, pair, chosen.rules)
        verdicts += found
        parts += figures
    if chosen.rules.events:
        found, figures = judge_events(study, pair, chosen.rules.events)
        verdicts += found
        parts += figures
    days = [day_of(own.submitted_at) for _, _, own in entries if own.submitted_at is not None]
    passed = bool(verdicts) and all(one.passed for one in verdicts)
    own_codings = tuple(own.id for _, _, own in entries)
    return Check(
        coder, chosen, passed, tuple(verdicts), tuple(parts), own_codings, max(days) if days else None
    )


def issue(study: Study, check: Check, by: UUID | None = None) -> Entry:
    """Keep what a check found: a certificate with its last day, or a failure, which pauses the coder."""
    missed = [
        Problem("calibration.rule_missed", {"what": one.what, "why": one.reason.sentence})
        for one in check.verdicts
        if not one.passed
    ]
    return keep_entry(
        study,
        check.coder,
        check.set.scheme,
        EntryKind.CHECK,
        passed=check.passed,
        expires_on=check.expires_on,
        by=by,
        reasons=missed,
        **check.as_json(),
    )


def _name(study: Study, coder: UUID) -> str:
    return next(one.name for one in study.store.coders() if one.id == coder)


def _beside_masters(
    study: Study, chosen: TrainingSet, coder: UUID
) -> tuple[tuple[Observation, Coding, Coding], ...]:
    """Put the coding that counts of each observation beside its master."""
    places = {place.id: place for place in study.store.observations() if place.id in chosen.observations}
    masters = masters_of(study, chosen.scheme)
    name = _name(study, coder)
    own: dict[UUID, list[Coding]] = {}
    for one in study.store.list_codings():
        judged = one.purpose in JUDGED and one.status in HANDED_IN
        if judged and (one.coder, one.scheme) == (coder, chosen.scheme):
            own.setdefault(one.observation, []).append(one)
    gone = [place.name for place in places.values() if place.id not in masters]
    if gone or not places:
        scheme = study.scheme(chosen.scheme).name
        raise StudyError("calibration.no_master", observations=", ".join(gone) or "–", scheme=scheme)
    undone = [place.name for place in places.values() if place.id not in own]
    if undone:
        values = {"coder": name, "set": chosen.name, "observations": ", ".join(undone)}
        raise StudyError("calibration.not_all_coded", **values)
    if any(masters[place].coder == coder for place in places):
        raise StudyError("calibration.own_master", coder=name, set=chosen.name)
    at = -1 if chosen.rules.later_attempts else 0
    return tuple(
        (places[place], masters[place], sorted(own[place], key=_handed_in)[at])
        for place in chosen.observations
        if place in places
    )


def _handed_in(coding: Coding) -> tuple[bool, Any, int]:
    return (coding.submitted_at is None, coding.submitted_at, coding.attempt)


# --- scores -----------------------------------------------------------------------------------------


def _judge_scores(
    study: Study, pair: CoderPair, rules: CertificateRules
) -> tuple[list[RuleVerdict], list[Part]]:
    from havenlens.reliability.certification import certify  # noqa: PLC0415 - NumPy is slow to import

    scale = pair.scheme.scale
    names = {dimension.id: dimension.name for dimension in pair.scheme.dimensions}
    scores = [score for entry in pair.codings for score in _scores(study, entry, names)]
    values = [*scale.values] if scale is not None else []
    found = certify(
        scores,
        [rule.as_rule() for rule in rules.scores],
        tolerance=rules.tolerance,
        scale=values,
        missing="missed" if rules.missed else "left_out",
    )
    verdicts = [
        RuleVerdict(
            in_words(rule, rules.tolerance),
            verdict.value,
            verdict.passed,
            verdict.reason,
            verdict.failing,
        )
        for rule, verdict in zip(rules.scores, found.verdicts, strict=True)
    ]
    parts = [
        Part(kind, name, "within", value)
        for kind, shares in (("video", found.per_segment), ("dimension", found.per_dimension))
        for name, value in shares.items()
    ]
    return verdicts, parts


def _scores(
    study: Study, entry: tuple[Observation, Coding, Coding], names: Mapping[str, str]
) -> Iterator[MasterScore]:
    from havenlens.reliability.certification import MasterScore  # noqa: PLC0415 - NumPy is slow to import

    place, master, own = entry
    right, given = study.store.ratings_of(master.id), study.store.ratings_of(own.id)
    same = same_periods([period for period, _ in right], [period for period, _ in given])
    scored: dict[_Key, int | None] = {
        (period.kind, same[period.id], rating.dimension, rating.subject): rating.score
        for period, rating in given
        if period.id in same
    }
    for period, rating in right:
        if rating.score is None or rating.dimension not in names:
            continue
        key = (period.kind, period.ordinal, rating.dimension, rating.subject)
        yield MasterScore(place.name, names[rating.dimension], rating.score, scored.get(key))
