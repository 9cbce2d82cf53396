"""Every disagreement of two codings of one observation: what kind it is, both events, what to watch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND, Micros, Span, in_seconds, seconds
from havenlens.services.agreement_plan import plan_of
from havenlens.services.divergences import (
    Divergence,
    Lag,
    Match,
    Part,
    by_onset,
    diverging,
    lag_of,
    matches,
    partners_of,
)
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN, told_status
from havenlens.words.catalogue import tr

AROUND = Micros(2 * SECOND)
"""How much is watched before and after a moment."""

_DETAIL_LENGTH = Micros(8 * SECOND)
"""How much of a long event is watched where only a detail of it is in question."""


class DisagreementKind(StrEnum):
    """How two coders differ; the last two are what cells of tables hold beside disagreements."""

    OMISSION = "omission"
    WRONG_CODE = "wrong_code"
    BOUNDARY = "boundary"
    LAG = "lag"
    DETAIL = "detail"
    AGREED = "agreed"
    SCORE = "score"


TYPES = (
    DisagreementKind.OMISSION,
    DisagreementKind.WRONG_CODE,
    DisagreementKind.BOUNDARY,
    DisagreementKind.LAG,
    DisagreementKind.DETAIL,
)
"""The kinds that a person may give a disagreement by hand."""


def lead_in(at: Micros, by: int) -> Micros:
    """Give a time earlier by some microseconds; not before 0, unless it lies there itself.

    >>> lead_in(Micros(3), 2), lead_in(Micros(1), 2), lead_in(Micros(-1), 2)
    (1, 0, -3)
    """
    return Micros(at - by if at < 0 else max(0, at - by))


@dataclass(frozen=True, slots=True)
class Score:
    """One coder's rating of a unit, with the note and the events it rests on; ``shown`` is how it is read."""

    shown: str
    score: int | None = None
    note: str = ""
    evidence: tuple[Event, ...] = ()
    rating: UUID | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A moment at which two codings may differ: the events of both where there are any.

    ``span`` is what it is about and never open; ``missed_by`` names the coder who has no event;
    ``labels`` are what each of the two put there, as a person reads it.
    """

    kind: DisagreementKind
    first_coding: Coding
    second_coding: Coding
    span: Span
    said: Problem
    first: Event | None = None
    second: Event | None = None
    missed_by: str = ""
    labels: tuple[str, str] = ("", "")
    group: str = ""
    scores: tuple[Score, Score] | None = None

    @property
    def observation(self) -> UUID:
        """Give the observation that both codings are of."""
        return self.first_coding.observation

    @property
    def scheme(self) -> UUID:
        """Give the stored scheme version that both codings use."""
        return self.first_coding.scheme

    @property
    def key(self) -> tuple[tuple[UUID, UUID], tuple[UUID | None, UUID | None], Span]:
        """Give what makes two of them the same moment, whatever kind it is judged to be.

        These are the codings, the events (or the ratings that are compared), and the span.
        """
        codings = (self.first_coding.id, self.second_coding.id)
        if self.scores is not None:
            return codings, (self.scores[0].rating, self.scores[1].rating), self.span
        events = (self.first.id if self.first else None, self.second.id if self.second else None)
        return codings, events, self.span

    @property
    def at(self) -> Micros:
        """Give the moment itself."""
        return self.span.start

    @property
    def watch(self) -> Span:
        """Give the span to watch: two seconds before to two seconds after."""
        assert self.span.end is not None
        return Span(lead_in(self.span.start, AROUND), Micros(self.span.end + AROUND))

    def typed(self, kind: DisagreementKind) -> Disagreement:
        """Give the same moment as another kind, as somebody judged it by eye."""
        return replace(self, kind=kind)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two codings that are compared, with what it takes to speak of them, and the limits of the plan."""

    scheme: Scheme
    codings: tuple[Coding, Coding]
    coders: tuple[str, str]
    people: Mapping[UUID, str]
    tolerance: Micros
    limit: Micros

    @classmethod
    def of(cls, study: Study, first: Coding, second: Coding) -> Sides:
        """Look up the names; two codings of one coder are told apart by their attempts."""
        known = {coder.id: coder.name for coder in study.store.coders()}
        names = (known[first.coder], known[second.coder])
        if first.coder == second.coder:
            names = (f"{names[0]} {first.attempt}", f"{names[1]} {second.attempt}")
        people = {person.id: person.pseudonym for person in study.store.participants()}
        plan = plan_of(study).plan
        times = (seconds(plan.tolerance), seconds(plan.boundary))
        return cls(study.scheme(first.scheme), (first, second), names, people, *times)

    def code(self, event: Event) -> str:
        """Name an event's code."""
        return self.scheme.code_by_id[event.code].name

    def who(self, person: UUID | None) -> str:
        """Name a person."""
        return "–" if person is None else self.people.get(person, "–")


def check_comparable(study: Study, first: Coding, second: Coding, hidden: Collection[UUID] = ()) -> None:
    """Refuse two codings that are not a pair, not both handed in, or ``hidden`` from whoever looks.

    Hidden are the masters of what somebody still trains on: `services.training.hidden_codings`.
    """
    same = (first.observation, first.scheme) == (second.observation, second.scheme)
    if first.id == second.id or not same:
        raise StudyError("moment.not_a_pair")
    if {first.id, second.id} & set(hidden):
        raise StudyError("training.hidden")
    for coding in (first, second):
        if coding.status not in HANDED_IN:
            place = next(o for o in study.store.observations() if o.id == coding.observation)
            coder = next(c for c in study.store.coders() if c.id == coding.coder)
            raise StudyError(
                "moment.blind",
                observation=place.name,
                coder=coder.name,
                status=told_status(coding.status),
            )


def disagreements_of(
    study: Study,
    first: Coding,
    second: Coding,
    group: str | None = None,
    *,
    hidden: Collection[UUID] = (),
) -> tuple[Disagreement, ...]:
    """List in time order how two codings of one observation disagree, in all groups or in one.

    Events of one person in one group are matched by onset. How far onsets of one event may lie apart, and how
    far an edge may be off before it is told, is the study's plan. An edge is a *lag* where the pair's usual
    shift accounts for it. Raise `StudyError` for codings that may not be compared.
    """
    check_comparable(study, first, second, hidden)
    sides, matched = _matched(study, first, second)
    lag, partners = lag_of(matched), partners_of(matched)
    found = [
        told(sides, divergence, lag)
        for one in matched
        if group is None or sides.scheme.code_by_id[one.event.code].group == group
        for divergence in diverging(sides.scheme, one, partners, sides.limit)
    ]
    return tuple(sorted(found, key=lambda each: each.at))


def lag_between(study: Study, first: Coding, second: Coding, *, hidden: Collection[UUID] = ()) -> Lag:
    """Give the shift between two coders' onsets on one observation: positive where the second is later."""
    check_comparable(study, first, second, hidden)
    return lag_of(_matched(study, first, second)[1])


def lag_in_words(lag: Lag, first: str, second: str) -> Problem:
    """Say how late one coder's onsets are."""
    late, early = (second, first) if lag.median > 0 else (first, second)
    if not lag.is_systematic:
        return Problem("moment.no_lag", {"seconds": f"{in_seconds(lag.median):.2f}", "n": lag.n})
    shift, share = f"{in_seconds(abs(lag.median)):.2f}", round(100 * lag.one_way)
    values = {"late": late, "early": early, "seconds": shift, "n": lag.n, "share": share}
    return Problem("moment.lag", values)


def told(sides: Sides, one: Divergence, lag: Lag) -> Disagreement:
    """Make a disagreement of a divergence: its kind, its sentence, what to watch."""
    event = Match(one.first, one.second).event
    values = {"code": sides.code(event), "who": sides.who(event.actor)}
    kind, missed = DisagreementKind.DETAIL, ""
    first, second = sides.coders
    match one.part:
        case Part.EVENT:
            kind = DisagreementKind.OMISSION
            missed, coder = (second, first) if one.second is None else (first, second)
            said = Problem("moment.omission", {**values, "coder": coder, "missed": missed})
        case Part.CODE:
            kind = DisagreementKind.WRONG_CODE
            said = Problem("moment.wrong_code", {"who": values["who"], **_both(sides, one)})
        case Part.ONSET | Part.END:
            usual = lag.explains(one.by, sides.limit)
            kind = DisagreementKind.LAG if usual else DisagreementKind.BOUNDARY
            late, early = (second, first) if one.by > 0 else (first, second)
            off = f"{in_seconds(abs(one.by)):.1f}"
            said = Problem(_EDGES[one.part][usual], {**values, "late": late, "early": early, "seconds": off})
        case Part.LINK:
            said = Problem("moment.link", {**values, "first": first, "second": second})
        case Part.TARGET:
            said = Problem("moment.target", {**values, **_both(sides, one)})
        case Part.MODIFIER:
            asked = next(m for m in sides.scheme.modifiers if m.id == one.modifier)
            said = Problem("moment.modifier", {**values, "modifier": asked.name, **_both(sides, one)})
    return Disagreement(
        kind,
        *sides.codings,
        _span_of(one),
        said,
        one.first,
        one.second,
        missed,
        _labels(sides, one.first, one.second),
        sides.scheme.code_by_id[event.code].group,
    )


def agreed(sides: Sides, one: Match) -> Disagreement:
    """Make a moment of two events with one code."""
    event = one.event
    said = Problem("moment.agreed", {"code": sides.code(event), "who": sides.who(event.actor)})
    return Disagreement(
        DisagreementKind.AGREED,
        *sides.codings,
        _whole(one.first, one.second),
        said,
        one.first,
        one.second,
        labels=_labels(sides, one.first, one.second),
        group=sides.scheme.code_by_id[event.code].group,
    )


_EDGES = {
    Part.ONSET: ("moment.onset", "moment.onset_lag"),
    Part.END: ("moment.end", "moment.end_lag"),
}


def _matched(study: Study, first: Coding, second: Coding) -> tuple[Sides, tuple[Match, ...]]:
    sides = Sides.of(study, first, second)
    coded = (study.store.events_of(first.id), study.store.events_of(second.id))
    return sides, matches(sides.scheme, *coded, matcher=by_onset(sides.tolerance))


def _labels(sides: Sides, *events: Event | None) -> tuple[str, str]:
    one, other = (tr("missed") if event is None else sides.code(event) for event in events)
    return one, other


def _both(sides: Sides, one: Divergence) -> dict[str, str]:
    """Give both coders, and what each has there."""
    assert one.first is not None
    assert one.second is not None
    shown: Sequence[str]
    if one.part is Part.MODIFIER:
        asked = next(m for m in sides.scheme.modifiers if m.id == one.modifier)
        given = [event.modifiers.get(asked.id) for event in (one.first, one.second)]
        shown = ["–" if answer is None else asked.shown(answer) for answer in given]
    elif one.part is Part.TARGET:
        shown = [sides.who(event.target) for event in (one.first, one.second)]
    else:
        shown = [sides.code(event) for event in (one.first, one.second)]
    return {"first": sides.coders[0], "second": sides.coders[1], "one": shown[0], "other": shown[1]}


def _span_of(one: Divergence) -> Span:
    """Give what a divergence is about: the edge in question, the beginning for a detail, else all of it."""
    whole = _whole(one.first, one.second)
    assert whole.end is not None
    match one.part:
        case Part.ONSET:
            starts = sorted(e.span.start for e in (one.first, one.second) if e is not None)
            return Span(starts[0], starts[-1])
        case Part.END:
            ends = sorted(
                e.span.end for e in (one.first, one.second) if e is not None and e.span.end is not None
            )
            return Span(ends[0], ends[-1])
        case Part.TARGET | Part.LINK | Part.MODIFIER:
            return Span(whole.start, Micros(min(whole.end, whole.start + _DETAIL_LENGTH)))
    return whole


def _whole(*events: Event | None) -> Span:
    there = [event.span for event in events if event is not None]
    start = min(span.start for span in there)
    return Span(start, max([start, *(span.end for span in there if span.end is not None)]))
