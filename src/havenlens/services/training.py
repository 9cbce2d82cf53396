"""Learn to code against the master: hidden until a trainee has handed in, then compared moment by moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, in_seconds
from havenlens.services.agreement import agreement_of_two
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.alternatives import Accepted, accepted_by_panels, credited
from havenlens.services.divergences import Divergence, Match, Part, diverging, matches, partners_of
from havenlens.services.sign_in import accounts
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN

_SAID = {
    Part.CODE: ("training.wrong_code",) * 2,
    Part.ONSET: ("training.onset_early", "training.onset_late"),
    Part.END: ("training.end_early", "training.end_late"),
    Part.TARGET: ("training.target",) * 2,
    Part.LINK: ("training.link",) * 2,
    Part.MODIFIER: ("training.modifier",) * 2,
}


class Kind(StrEnum):
    """How a trainee's event differs from the master's."""

    OMISSION = "omission"
    EXTRA = "extra"
    WRONG_CODE = "wrong_code"
    BOUNDARY = "boundary"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Difference:
    """One moment at which the two codings differ, with the events of both where there are any."""

    kind: Kind
    at: Micros
    said: Problem
    master: Event | None = None
    own: Event | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A training coding beside its master: coefficients by code, and every difference in time order."""

    master: Coding
    own: Coding
    results: tuple[AgreementResult, ...]
    differences: tuple[Difference, ...]
    matched: int
    master_events: tuple[Event, ...]

    def count(self, kind: Kind) -> int:
        """Count the differences of a kind."""
        return sum(one.kind is kind for one in self.differences)


def master_of(study: Study, coding: Coding) -> Coding | None:
    """Find the master coding of the same observation and scheme version: the latest attempt there is.

    What a panel is still at work on is no master yet.
    """
    unfinished = {row["result"] for row in study.store.rows_of("panels", closed_at=None)}
    found = [
        one
        for one in study.store.list_codings()
        if one.purpose is Purpose.MASTER
        and one.id not in unfinished
        and (one.observation, one.scheme) == (coding.observation, coding.scheme)
        and one.id != coding.id
    ]
    return max(found, key=_standing, default=None)


def _standing(master: Coding) -> tuple[bool, bool, int]:
    return (master.status is CodingStatus.LOCKED, master.status in HANDED_IN, master.attempt)


_BLIND = (Purpose.TRAINING, Purpose.RELIABILITY, Purpose.RESEARCH)
"""Purposes for which nobody may see what others made of the same before their own is handed in."""


def hidden_codings(study: Study, coder: UUID | None) -> frozenset[UUID]:
    """List what somebody may not see yet: others' codings of what they are to code and have not handed in.

    Where a study has leads and nobody says who they are, it is what any of the coders may not see.
    """
    known = accounts(study)
    person = next((one for one in known if one.id == coder), None)
    if person is not None:
        return frozenset() if person.reviews else _hidden_from(study, {person.id})
    if not any(one.reviews for one in known):
        return frozenset()
    return _hidden_from(study, {one.id for one in known if not one.reviews})


def _hidden_from(study: Study, coders: Collection[UUID]) -> frozenset[UUID]:
    """List what at least one of some coders may not see."""
    codings = study.store.list_codings()
    own = [c for c in codings if c.coder in coders and c.purpose in _BLIND]
    done = {(c.coder, c.observation, c.scheme, c.purpose.value) for c in own if c.status in HANDED_IN}
    blind: dict[tuple[UUID, UUID], set[UUID]] = {}
    for c in own:
        if c.status not in HANDED_IN:
            blind.setdefault((c.observation, c.scheme), set()).add(c.coder)
    only = {"coder": next(iter(coders))} if len(coders) == 1 else {}
    for row in study.store.rows_of("assignments", **only):
        who, place, scheme = row["coder"], row["observation"], row["scheme"]
        if who in coders and (who, place, scheme, row["purpose"]) not in done:
            blind.setdefault((place, scheme), set()).add(who)
    return frozenset(c.id for c in codings if blind.get((c.observation, c.scheme), set()) - {c.coder})


def compare(study: Study, coding: Coding) -> Comparison:
    """Compare a training coding that was handed in with its master; StudyError where there is none."""
    master = master_of(study, coding)
    if master is None:
        raise StudyError("training.no_master")
    if coding.status not in HANDED_IN:
        raise StudyError("training.not_handed_in")
    first, second = study.store.events_of(master.id), study.store.events_of(coding.id)
    scheme = study.scheme(coding.scheme)
    names = {person.id: person.pseudonym for person in study.store.participants()}
    accepted = accepted_by_panels(study, master.id)
    found, matched = differences(scheme, names, first, second, accepted)
    results = tuple(agreement_of_two(study, master, coding))
    return Comparison(master, coding, results, found, matched, tuple(first))


def new_attempt(study: Study, coding: Coding) -> Coding:
    """Begin the next attempt at what was trained on, with the same casting."""
    same = [
        one.attempt
        for one in study.store.list_codings()
        if (one.observation, one.scheme, one.coder, one.purpose)
        == (coding.observation, coding.scheme, coding.coder, coding.purpose)
    ]
    with study.store.transaction():
        made = study.add_coding(
            coding.observation,
            coding.scheme,
            coding.coder,
            coding.purpose,
            coding.casting,
            attempt=max(same) + 1,
        )
        for row in study.store.rows_of("assignments", coding=coding.id):
            study.store.change("assignments", "assignment", row["id"], coding=made.id)
    return made


def differences(
    scheme: Scheme,
    names: Mapping[UUID, str],
    master: Sequence[Event],
    own: Sequence[Event],
    accepted: Sequence[Accepted] = (),
) -> tuple[tuple[Difference, ...], int]:
    """List in time order how a coding differs from its master, and count the events that are alike.

    Events of one person in one group are matched by onset, at most two seconds apart. What a panel
    ``accepted`` beside the master's own event counts as alike.
    """
    words = _Words(scheme, names)
    right, coded = credited(master, own, accepted)
    matched = matches(scheme, right, coded)
    partners = partners_of(matched)
    found: list[Difference] = []
    alike = len(master) - len(right)
    for one in matched:
        told = _differ(words, one, partners)
        alike += not told and one.first is not None
        found += told
    return tuple(sorted(found, key=lambda one: one.at)), alike


@dataclass(frozen=True, slots=True)
class _Words:
    scheme: Scheme
    names: Mapping[UUID, str]

    def code(self, event: Event) -> str:
        return self.scheme.code_by_id[event.code].name

    def who(self, person: UUID | None) -> str:
        return "–" if person is None else self.names.get(person, "–")

    def shown(self, event: Event, modifier: str) -> str:
        one = next(m for m in self.scheme.modifiers if m.id == modifier)
        return one.shown(event.modifiers[modifier]) if modifier in event.modifiers else "–"


def _differ(words: _Words, one: Match, partners: Mapping[UUID, UUID]) -> list[Difference]:
    told = (_told(words, each) for each in diverging(words.scheme, one, partners))
    return [difference for difference in told if difference is not None]


def _told(words: _Words, one: Divergence) -> Difference | None:
    """Say how an event of a trainee's differs from the master's; None where the master leaves it open."""
    master, own = one.first, one.second
    if master is None or own is None:
        event = Match(master, own).event
        values = {"code": words.code(event), "who": words.who(event.actor)}
        said = Problem("training.extra" if master is None else "training.omission", values)
        kind = Kind.EXTRA if master is None else Kind.OMISSION
        return Difference(kind, event.span.start, said, master, own)
    name, kind, values = words.code(master), Kind.DETAIL, {}
    said_as = _SAID[one.part][one.by > 0]
    match one.part:
        case Part.CODE:
            kind, name, values = Kind.WRONG_CODE, words.code(own), {"master": name}
        case Part.ONSET | Part.END:
            kind, values = Kind.BOUNDARY, {"seconds": f"{in_seconds(abs(one.by)):.1f}"}
        case Part.TARGET:
            values = {"own": words.who(own.target), "master": words.who(master.target)}
        case Part.MODIFIER:
            if one.modifier not in master.modifiers:
                return None
            asked = next(m for m in words.scheme.modifiers if m.id == one.modifier)
            shown = {"own": words.shown(own, one.modifier), "master": words.shown(master, one.modifier)}
            values = {"modifier": asked.name, **shown}
    return Difference(kind, one.at, Problem(said_as, {"code": name, **values}), master, own)
