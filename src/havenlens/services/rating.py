"""Rate the periods of a coding: what is given, what is only begun, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from havenlens.domain.codebook import Dimension, Kind
from havenlens.domain.events import Changes, Event, PeriodKind, Rating, RatingChange, RatingPeriod
from havenlens.domain.problems import Problem
from havenlens.domain.ratings import RatingUnit, lay_periods, next_period, rated_people, rating_units
from havenlens.domain.time import Micros, Span
from havenlens.services.coding_record import CodingRecord, Reply
from havenlens.services.rating_words import period_name, reason_text, span_text

RATINGS_BEGUN = "ratings_begun"
"""Under this name a coding keeps notes and evidence of ratings that have no score yet."""

PAUSING = "ratings_pause"
"""Under this name a coding keeps whether playing pauses at the end of a period."""

KIND = "rating"
"""The kind of the steps that rate."""

NO_OPPORTUNITY = "no_opportunity"
_REASONS = (NO_OPPORTUNITY, "not_seen", "not_heard", "broken_off")


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written for a rating that has no score yet."""

    note: str = ""
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """How many ratings of a period are given, of how many."""

    given: int
    expected: int

    @property
    def is_complete(self) -> bool:
        """Tell whether none is blank."""
        return self.given >= self.expected


@dataclass(frozen=True, slots=True)
class MissingRating:
    """What is missing in one period, with the sentence that says so and the moment to go to."""

    code: str
    values: Mapping[str, Any]
    at: Micros | None
    period: RatingPeriod | None = None
    units: tuple[RatingUnit, ...] = ()


def reasons_for(dimension: Dimension) -> tuple[str, ...]:
    """List the reasons to choose from: "no opportunity" only where the scheme has a rule for it."""
    return _REASONS if dimension.not_observed_rule else _REASONS[1:]


class Periods:
    """The periods of a coding: those the scheme lays over the observation, and those rated apart."""

    def __init__(self, session: CodingRecord, duration: Micros | None) -> None:
        self._session, self._duration = session, duration
        self._added: list[RatingPeriod] = []
        self._version = (-1, 0)
        self._regular: tuple[RatingPeriod, ...] = ()

    @property
    def is_live(self) -> bool:
        """Tell whether nobody knows how long the observation lasts, so that there may be more periods."""
        return self._duration is None

    def lay(self, duration: Micros | None) -> None:
        """Lay the scheme's periods over an observation that lasts for another time than it did."""
        self._duration, self._version = duration, (-1, 0)

    @property
    def regular(self) -> tuple[RatingPeriod, ...]:
        """List the periods that the scheme lays, and others of their kind that have ratings."""
        version = (self._session.ratings.version, len(self._added))
        if version != self._version:
            self._version, self._regular = version, self._find()
        return self._regular

    def _find(self) -> tuple[RatingPeriod, ...]:
        coding, stored = self._session.coding.id, self._session.ratings.periods
        laid = lay_periods(coding, self._session.scheme, self._duration)
        numbered = {(period.kind, period.ordinal): period for period in stored}
        found = [_met(period, coding, numbered) for period in laid]
        kinds = {period.kind for period in laid} - {PeriodKind.CLIP, PeriodKind.EPISODE}
        known = {period.id for period in found}
        more = [p for p in (*stored, *self._added) if p.kind in kinds and p.id not in known]
        return (*found, *sorted({p.id: p for p in more}.values(), key=lambda period: period.ordinal))

    @property
    def apart(self) -> tuple[RatingPeriod, ...]:
        """List the episodes and clips, and other periods that the scheme does not lay."""
        regular = {period.id for period in self.regular}
        stored = {period.id: period for period in (*self._added, *self._session.ratings.periods)}
        return tuple(
            sorted(
                (period for period in stored.values() if period.id not in regular),
                key=lambda period: (tuple(PeriodKind).index(period.kind), period.ordinal),
            )
        )

    @property
    def all(self) -> tuple[RatingPeriod, ...]:
        """List the regular periods, then the others."""
        return (*self.regular, *self.apart)

    def find(self, known: RatingPeriod) -> RatingPeriod:
        """Give a period as it is now: it may have got its time, or another one; else as it was."""
        return next((period for period in self.all if period.id == known.id), known)

    def add(self, kind: PeriodKind, span: Span | None) -> RatingPeriod:
        """Give the period of a kind with a stretch; a new one is kept with its first rating."""
        if span is not None:
            for period in self.all:
                if period.kind is kind and period.span == span:
                    return period
        made = next_period(self._session.coding.id, kind, span, self.all)
        self._added.append(made)
        return made

    def keep(self, periods: Iterable[RatingPeriod]) -> None:
        """Go on listing periods that the scheme would not lay now."""
        self._added.extend(periods)

    def at(self, at: int) -> RatingPeriod | None:
        """Give the regular period at a moment, else the last one before it."""
        timed = [p for p in self.regular if p.span is not None and p.span.start <= at]
        return timed[-1] if timed else next(iter(self.regular), None)

    def ending_between(self, before: int, at: int) -> RatingPeriod | None:
        """Give the last regular period whose end lies in ``(before, at]``."""
        ended = [
            p
            for p in self.regular
            if p.span is not None and p.span.end is not None and before < p.span.end <= at
        ]
        return ended[-1] if ended else None


def _met(
    laid: RatingPeriod, coding: UUID, stored: Mapping[tuple[PeriodKind, int], RatingPeriod]
) -> RatingPeriod:
    """Give the stored period that a laid one is, with the laid one's times where it has none itself."""
    same = stored.get((laid.kind, laid.ordinal))
    if same is not None and (laid.kind is not PeriodKind.CLIP or same.span in (None, laid.span)):
        return replace(same, span=laid.span if same.span is None else same.span)
    if laid.kind is PeriodKind.CLIP:
        clips = [period for period in stored.values() if period.kind is laid.kind]
        whole = next((clip for clip in clips if clip.span == laid.span), None)
        return whole or (next_period(coding, laid.kind, laid.span, clips) if clips else laid)
    return laid


class RatingWork:
    """A coder's ratings of one coding; every one is a step to undo, as every event is.

    A score is a judgement: none is ever worked out from events or filled in beforehand.
    """

    def __init__(
        self,
        session: CodingRecord,
        duration: Micros | None,
        begun: Mapping[str, Any],
        keep: Callable[[Mapping[str, Any]], None],
    ) -> None:
        """Take over what was begun; ``keep`` is given it as plain values whenever it changes."""
        self.session, self._keep_begun = session, keep
        self.periods = Periods(session, duration)
        self.units = rating_units(session.scheme, session.coding.casting)
        self.people = rated_people(session.scheme, session.coding.casting)
        self._begun = _read_begun(begun)

    def lay(self, duration: Micros | None) -> None:
        """Lay the periods anew; one with a note or evidence that waits for its score is not lost."""
        before = self.periods.all
        self.periods.lay(duration)
        there = {period.id for period in self.periods.all}
        begun = {name.split(" ")[0] for name in self._begun}
        self.periods.keep(p for p in before if p.id not in there and p.id.hex in begun)

    def units_of(self, period: RatingPeriod) -> tuple[RatingUnit, ...]:
        """List what is rated in a period: what the scheme wants, and what else has a rating there."""
        return (*self.units, *(unit for unit in self.session.ratings.of(period.id) if unit not in self.units))

    def rating(self, period: RatingPeriod, unit: RatingUnit) -> Rating | None:
        """Give the rating of a unit in a period, or None while it is blank."""
        return self.session.ratings.of(period.id).get(unit)

    def written(self, period: RatingPeriod, unit: RatingUnit) -> Begun:
        """Give the note and the evidence, of a rating or of one that was only begun."""
        rating = self.rating(period, unit)
        begun = self._begun.get(_name(period, unit), Begun())
        if rating is not None:
            begun = Begun(rating.note, rating.evidence)
        return Begun(begun.note, tuple(e for e in begun.evidence if e in self.session.events))

    def given(self, period: RatingPeriod) -> Given:
        """Count what is given in a period."""
        rated = self.session.ratings.of(period.id)
        return Given(sum(unit in rated for unit in self.units), len(self.units))

    def blanks(self, period: RatingPeriod) -> tuple[RatingUnit, ...]:
        """List what has neither a score nor a reason in a period."""
        rated = self.session.ratings.of(period.id)
        return tuple(unit for unit in self.units if unit not in rated)

    def evidence_in(self, period: RatingPeriod) -> tuple[Event, ...]:
        """List the coder's own events that share time with a period, by onset."""
        events, scheme = self.session.events, self.session.scheme
        if period.span is None or period.span.end is None:
            return tuple(events)
        start, end = period.span.start, period.span.end
        states = [code.id for code in scheme.codes if code.kind is Kind.STATE]
        on = (events.state_at(p.id, code, start) for p in self.session.people for code in states)
        found = {event.id: event for event in (*on, *events.starting_within(start, end)) if event is not None}
        return tuple(sorted(found.values(), key=lambda event: (event.span.start, event.id.bytes)))

    # --- intents ------------------------------------------------------------------------------------

    def score(self, period: RatingPeriod, unit: RatingUnit, score: int) -> Reply:
        """Give a score; a reason there was is gone with it."""
        said = Problem("rating.scored", {**self._names(period, unit), "score": score})
        return self._rate(period, [self._as(period, unit, score=score, reason=None)], said)

    def excuse(self, period: RatingPeriod, units: Sequence[RatingUnit], reason: str) -> Reply:
        """Say why there is no score, for one unit or several at once."""
        named = {**self._names(period, *units), "reason": reason_text(reason)}
        ratings = [self._as(period, unit, score=None, reason=reason.strip()) for unit in units]
        return self._rate(period, ratings, Problem("rating.excused", named))

    def clear(self, period: RatingPeriod, unit: RatingUnit) -> Reply:
        """Leave a rating blank again; its note and its evidence are kept until it has a score."""
        before = self.rating(period, unit)
        if before is None:
            said = Problem("rating.cleared", self._names(period, unit))
            return Reply(Changes(), said, self.session.question)
        changes = Changes(ratings=(RatingChange(period, before, None),))
        reply = self.session.apply(KIND, changes, Problem("rating.cleared", self._names(period, unit)))
        if not reply.refused:
            self._keep(period, unit, Begun(before.note, before.evidence))
        return reply

    def note(self, period: RatingPeriod, unit: RatingUnit, text: str) -> Reply:
        """Write a note; before there is a score it is kept with the coding."""
        begun = replace(self.written(period, unit), note=text.strip())
        return self._write(period, unit, begun, Problem("rating.noted", self._names(period, unit)))

    def cite(self, period: RatingPeriod, unit: RatingUnit, event: UUID, *, cited: bool) -> Reply:
        """Name an event as evidence, or not any more."""
        old = self.written(period, unit)
        events = [one for one in old.evidence if one != event] + ([event] if cited else [])
        in_order = tuple(sorted(events, key=lambda one: self.session.events[one].span))
        named = {**self._names(period, unit), "n": len(in_order)}
        return self._write(period, unit, replace(old, evidence=in_order), Problem("rating.cited", named))

    # --- inside -------------------------------------------------------------------------------------

    def _rate(self, period: RatingPeriod, ratings: Sequence[Rating], said: Problem) -> Reply:
        changes = [RatingChange(period, self.session.ratings.get(rating.id), rating) for rating in ratings]
        made = tuple(change for change in changes if change.before != change.after)
        reply = self.session.apply(KIND, Changes(ratings=made), said)
        if not reply.refused:
            for rating in ratings:
                self._keep(period, RatingUnit.of(rating), None)
        return reply

    def _as(self, period: RatingPeriod, unit: RatingUnit, *, score: int | None, reason: str | None) -> Rating:
        before, written = self.rating(period, unit), self.written(period, unit)
        if before is not None:
            return replace(before, score=score, reason=reason)
        rating_id = uuid5(period.id, _name(period, unit))
        people = (unit.subject, unit.partner)
        return Rating(
            rating_id, period.id, unit.dimension, score, reason, *people, written.note, written.evidence
        )

    def _write(self, period: RatingPeriod, unit: RatingUnit, begun: Begun, said: Problem) -> Reply:
        rating = self.rating(period, unit)
        if rating is not None:
            return self._rate(period, [replace(rating, note=begun.note, evidence=begun.evidence)], said)
        if not self.session.editable:
            return Reply(Changes(), Problem("rating.closed"), self.session.question, refused=True)
        self._keep(period, unit, begun)
        return Reply(Changes(), Problem("rating.kept_back", self._names(period, unit)), self.session.question)

    def _keep(self, period: RatingPeriod, unit: RatingUnit, begun: Begun | None) -> None:
        name = _name(period, unit)
        if self._begun.get(name) == begun or (begun in (None, Begun()) and name not in self._begun):
            return
        if begun is None or begun == Begun():
            del self._begun[name]
        else:
            self._begun[name] = begun
        kept = {
            key: {"note": b.note, "evidence": [e.hex for e in b.evidence]} for key, b in self._begun.items()
        }
        self._keep_begun(kept)

    def _names(self, period: RatingPeriod, *units: RatingUnit) -> dict[str, Any]:
        scheme = self.session.scheme
        names = dict.fromkeys(scheme.dimension_by_id[unit.dimension].name for unit in units)
        return {"dimension": ", ".join(names), "period": period_name(period)}


def _name(period: RatingPeriod, unit: RatingUnit) -> str:
    people = (person.hex for person in (unit.subject, unit.partner) if person is not None)
    return " ".join((period.id.hex, unit.dimension, *people))


def _read_begun(kept: Mapping[str, Any]) -> dict[str, Begun]:
    return {
        name: Begun(part["note"], tuple(UUID(event) for event in part["evidence"]))
        for name, part in kept.items()
    }


def missing_ratings(session: CodingRecord, duration: Micros | None) -> list[MissingRating]:
    """List what is not rated, a line for each period, in the order of the periods.

    Where the scheme wants every unit rated these are all periods it lays; elsewhere, and for episodes and
    clips rated apart, those in which a rating was begun. ``duration`` is the observation's where it is known.
    """
    scheme = session.scheme
    if not scheme.dimensions:
        return []
    periods, units = Periods(session, duration), rating_units(scheme, session.coding.casting)
    begun = {period.id for period in session.ratings.periods}
    found: list[MissingRating] = []
    for period in periods.all:
        rated = session.ratings.of(period.id)
        blank = tuple(unit for unit in units if unit not in rated)
        wanted = scheme.plan.rate_each_unit and period in periods.regular
        if blank and (wanted or period.id in begun):
            found.append(_missing(session, period, blank))
    if scheme.unit == PeriodKind.EPISODE and scheme.plan.rate_each_unit and not begun:
        found.append(MissingRating("rating.missing_episodes", {}, None))
    return found


def _missing(session: CodingRecord, period: RatingPeriod, blank: tuple[RatingUnit, ...]) -> MissingRating:
    scheme = session.scheme
    names = list(dict.fromkeys(scheme.dimension_by_id[unit.dimension].name for unit in blank))
    values = {
        "period": period_name(period),
        "span": span_text(period.span),
        "dimensions": ", ".join(names),
    }
    at = None if period.span is None else period.span.start
    return MissingRating("rating.missing", values, at, period, blank)
