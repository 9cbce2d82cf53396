"""Learn to code against the master: hidden until a trainee has handed in, then compared moment by moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event, ModifierValue
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND, Micros, in_seconds
from havenlens.services.agreement import AgreementResult, agreement_of_two
from havenlens.services.sign_in import accounts
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN

BOUNDARY = Micros(500_000)
"""How far an onset or an end may be off before it is told."""

TOLERANCE = Micros(2 * SECOND)
"""How far apart two onsets may lie to be of one event."""


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
    """Find the master coding of the same observation and scheme version: the latest attempt there is."""
    found = [
        one
        for one in study.store.list_codings()
        if one.purpose is Purpose.MASTER
        and (one.observation, one.scheme) == (coding.observation, coding.scheme)
        and one.id != coding.id
    ]
    return max(found, key=lambda one: (one.status is CodingStatus.LOCKED, one.attempt), default=None)


def hidden_masters(study: Study, coder: UUID | None) -> frozenset[UUID]:
    """List the master codings that somebody may not see yet: of what they train on and have not handed in.

    Where a study has leads and nobody says who they are, it is what any trainee may not see.
    """
    known = accounts(study)
    person = next((one for one in known if one.id == coder), None)
    if person is not None:
        return frozenset() if person.reviews else _hidden_from(study, person.id, study.store.list_codings())
    if not any(one.reviews for one in known):
        return frozenset()
    codings = study.store.list_codings()
    return frozenset().union(*(_hidden_from(study, one.id, codings) for one in known if not one.reviews))


def _hidden_from(study: Study, coder: UUID, codings: Sequence[Coding]) -> frozenset[UUID]:
    own = [c for c in codings if c.coder == coder and c.purpose is Purpose.TRAINING]
    done = {(c.observation, c.scheme) for c in own if c.status in HANDED_IN}
    begun = {(c.observation, c.scheme) for c in own if c.status not in HANDED_IN}
    rows = study.store.rows_of("assignments", coder=coder, purpose=Purpose.TRAINING.value)
    assigned = {(row["observation"], row["scheme"]) for row in rows} - done
    masters = (c for c in codings if c.purpose is Purpose.MASTER and c.coder != coder)
    return frozenset(c.id for c in masters if (c.observation, c.scheme) in begun | assigned)


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
    found, matched = differences(scheme, names, first, second)
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
    scheme: Scheme, names: Mapping[UUID, str], master: Sequence[Event], own: Sequence[Event]
) -> tuple[tuple[Difference, ...], int]:
    """List in time order how a coding differs from its master, and count the events that are alike.

    Events of one person in one group are matched by onset, at most two seconds apart.
    """
    from havenlens.reliability.codings import TimedEvent  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.eventmatch import match_events  # noqa: PLC0415

    found: list[Difference] = []
    alike = 0
    words = _Words(scheme, names)
    for group in scheme.groups:
        sides: list[dict[int, Event]] = []
        listed: list[list[TimedEvent]] = []
        for events in (master, own):
            kept = [e for e in events if scheme.code_by_id[e.code].group == group.id]
            timed = [TimedEvent(e.span.start, e.span.end, e.code, e.actor.hex) for e in kept]
            sides.append({id(one): event for one, event in zip(timed, kept, strict=True)})
            listed.append(timed)
        for pair in match_events(listed[0], listed[1], TOLERANCE):
            told = _differ(
                words,
                None if pair.first is None else sides[0][id(pair.first)],
                None if pair.second is None else sides[1][id(pair.second)],
            )
            alike += not told
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


def _differ(words: _Words, master: Event | None, own: Event | None) -> list[Difference]:
    if master is None or own is None:
        one = master or own
        assert one is not None
        values = {"code": words.code(one), "who": words.who(one.actor)}
        said = Problem("training.extra" if master is None else "training.omission", values)
        kind = Kind.EXTRA if master is None else Kind.OMISSION
        return [Difference(kind, one.span.start, said, master, own)]
    at = Micros(min(master.span.start, own.span.start))

    def told(kind: Kind, said: str, /, **values: Any) -> Difference:
        return Difference(kind, at, Problem(said, values), master, own)

    name = words.code(master)
    if own.code != master.code:
        return [told(Kind.WRONG_CODE, "training.wrong_code", code=words.code(own), master=name)]
    return [*_edges(told, name, master, own), *_details(told, words, master, own)]


def _edges(told: Callable[..., Difference], name: str, master: Event, own: Event) -> list[Difference]:
    found = []
    early = own.span.start - master.span.start
    if abs(early) > BOUNDARY:
        code = "training.onset_late" if early > 0 else "training.onset_early"
        found.append(told(Kind.BOUNDARY, code, code=name, seconds=f"{in_seconds(abs(early)):.1f}"))
    if master.span.end is not None and own.span.end is not None and not master.span.is_instant:
        late = own.span.end - master.span.end
        if abs(late) > BOUNDARY:
            code = "training.end_late" if late > 0 else "training.end_early"
            found.append(told(Kind.BOUNDARY, code, code=name, seconds=f"{in_seconds(abs(late)):.1f}"))
    return found


def _details(told: Callable[..., Difference], words: _Words, master: Event, own: Event) -> list[Difference]:
    found = []
    name = words.code(master)
    if own.target != master.target:
        values = {"code": name, "own": words.who(own.target), "master": words.who(master.target)}
        found.append(told(Kind.DETAIL, "training.target", **values))
    for modifier in words.scheme.modifiers_of(master.code):
        mine, theirs = own.modifiers.get(modifier.id), master.modifiers.get(modifier.id)
        if theirs is not None and _unordered(mine) != _unordered(theirs):
            shown = {"own": words.shown(own, modifier.id), "master": words.shown(master, modifier.id)}
            found.append(
                told(Kind.DETAIL, "training.modifier", **{"code": name, "modifier": modifier.name, **shown})
            )
    return found


def _unordered(answer: ModifierValue | None) -> object:
    """Several answers are the same in any order."""
    return frozenset(answer) if isinstance(answer, tuple) else answer
