"""The ratings of a coding: what each is about, in which period, and what may be rated at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from havenlens.domain.codebook import Scheme
from havenlens.domain.coding import holders
from havenlens.domain.events import Changes, PeriodKind, Rating, RatingChange, RatingPeriod
from havenlens.domain.problems import Problem
from havenlens.domain.queries import EventSeries
from havenlens.domain.recipes import DyadRecipe, IntervalCorrelation
from havenlens.domain.time import SECOND, Micros, Span

REASON_LENGTH = 60
"""How many characters a reason may have; more belongs into the note."""

_HALF = 0.5
_LAID = (PeriodKind.CYCLE, PeriodKind.SEGMENT, PeriodKind.INTERVAL)


@dataclass(frozen=True, slots=True)
class RatingUnit:
    """What one score is about: a dimension, and who is rated where the scheme tells people apart."""

    dimension: str
    subject: UUID | None = None
    partner: UUID | None = None

    @classmethod
    def of(cls, rating: Rating) -> RatingUnit:
        """Give what a rating is about."""
        return cls(rating.dimension, rating.subject, rating.partner)


class RatingSeries:
    """The ratings of one coding with their periods, kept in step with `Changes`.

    ``version`` grows with every change, for those who keep what follows from the ratings.
    """

    def __init__(self, rated: Iterable[tuple[RatingPeriod, Rating]] = ()) -> None:
        self.version = 0
        self._periods: dict[UUID, RatingPeriod] = {}
        self._by_period: dict[UUID, dict[UUID, Rating]] = {}
        self._period_of: dict[UUID, UUID] = {}
        for period, rating in rated:
            self._put(period, rating)

    def __len__(self) -> int:
        return len(self._period_of)

    def __iter__(self) -> Iterator[tuple[RatingPeriod, Rating]]:
        for period in self.periods:
            ratings = self._by_period[period.id].values()
            yield from ((period, rating) for rating in sorted(ratings, key=_rating_order))

    def get(self, rating_id: UUID) -> Rating | None:
        """Give a rating by its id, or None."""
        period = self._period_of.get(rating_id)
        return None if period is None else self._by_period[period][rating_id]

    def apply(self, changes: Changes) -> None:
        """Take changes over that have been written."""
        for change in changes.ratings:
            self._drop(change.rating.id)
            if change.after is not None:
                self._put(change.period, change.after)
        self.version += bool(changes.ratings)

    @property
    def periods(self) -> tuple[RatingPeriod, ...]:
        """List the periods that have a rating, by kind and number."""
        return tuple(sorted(self._periods.values(), key=_order))

    def of(self, period: UUID) -> Mapping[RatingUnit, Rating]:
        """Give a period's ratings by what they are about."""
        return {RatingUnit.of(rating): rating for rating in self._by_period.get(period, {}).values()}

    def _put(self, period: RatingPeriod, rating: Rating) -> None:
        self._periods[period.id] = period
        self._by_period.setdefault(period.id, {})[rating.id] = rating
        self._period_of[rating.id] = period.id

    def _drop(self, rating_id: UUID) -> None:
        period = self._period_of.pop(rating_id, None)
        if period is not None:
            del self._by_period[period][rating_id]
            if not self._by_period[period]:
                del self._by_period[period], self._periods[period]

    def without_evidence(self, events: Collection[UUID]) -> tuple[RatingChange, ...]:
        """Give the changes that take events from the evidence of ratings which name them."""
        gone = set(events)
        return tuple(
            RatingChange(period, rating, replace(rating, evidence=_without(rating.evidence, gone)))
            for period, rating in self
            if not gone.isdisjoint(rating.evidence)
        )


def _without(evidence: tuple[UUID, ...], gone: set[UUID]) -> tuple[UUID, ...]:
    return tuple(event for event in evidence if event not in gone)


def _order(period: RatingPeriod) -> tuple[int, int]:
    return tuple(PeriodKind).index(period.kind), period.ordinal


def _rating_order(rating: Rating) -> tuple[str, bytes]:
    return rating.dimension, rating.id.bytes


def lay_periods(coding: UUID, scheme: Scheme, duration: Micros | None) -> tuple[RatingPeriod, ...]:
    """Lay the scheme's rating periods over an observation, from time zero.

    A rest of at least half a unit is a last, shorter period; less is left out. A recording shorter than one
    unit is rated once as a whole, as a clip, which stays out of the means of cycles. Without a duration
    (rated live) there are as many periods as the scheme plans, without times. A period's id follows from its
    coding, kind and number.
    """
    kind = next((kind for kind in _LAID if kind == scheme.unit), None)
    if not scheme.dimensions or kind is None or not scheme.unit_s:
        return ()
    unit = round(scheme.unit_s * SECOND)
    if duration is None:
        return tuple(_period(coding, kind, n + 1, None) for n in range(scheme.plan.min_units or 1))
    if duration < unit:
        return (_period(coding, PeriodKind.CLIP, 1, Span(Micros(0), duration)),)
    count, rest = divmod(duration, unit)
    ends = [unit * (n + 1) for n in range(count)] + ([duration] if 2 * rest >= unit else [])
    return tuple(
        _period(coding, kind, n + 1, Span(Micros(n * unit), Micros(end))) for n, end in enumerate(ends)
    )


def _period(coding: UUID, kind: PeriodKind, ordinal: int, span: Span | None) -> RatingPeriod:
    return RatingPeriod(uuid5(coding, f"{kind} {ordinal}"), kind, ordinal, span)


def next_period(
    coding: UUID, kind: PeriodKind, span: Span | None, taken: Iterable[RatingPeriod]
) -> RatingPeriod:
    """Give one more period of a kind; its id follows from its stretch, so that it is found again."""
    ordinal = 1 + max((period.ordinal for period in taken if period.kind is kind), default=0)
    stretch = "" if span is None else f"{span.start} {span.end}"
    return RatingPeriod(uuid5(coding, f"{kind} {ordinal} {stretch}".strip()), kind, ordinal, span)


def rating_units(scheme: Scheme, casting: Mapping[str, tuple[UUID, ...]]) -> tuple[RatingUnit, ...]:
    """List what is rated in every period: each dimension, for each person where people are told apart.

    They are told apart where the scheme sets people's ratings side by side or follows them within a person,
    and where one role has several holders, so that the casting does not say whom a score is about.
    """
    pairs = rated_people(scheme, casting) or ((None, None),)
    return tuple(RatingUnit(d.id, subject, partner) for subject, partner in pairs for d in scheme.dimensions)


def rated_people(
    scheme: Scheme, casting: Mapping[str, tuple[UUID, ...]]
) -> tuple[tuple[UUID, UUID | None], ...]:
    """List who is rated, each with the partner where there is one; empty where nobody is told apart."""
    wanted = any(
        isinstance(recipe, DyadRecipe) or (isinstance(recipe, IntervalCorrelation) and recipe.within_person)
        for recipe in scheme.recipes
    )
    crews = [holders((role.id,), casting) for role in scheme.roles]
    if not wanted or all(len(crew) < 2 for crew in crews):
        return ()
    people = tuple(dict.fromkeys(person for crew in crews for person in crew))
    return tuple(
        (person, next(other for other in people if other != person) if len(people) == 2 else None)
        for person in people
    )


def check_rating(change: RatingChange, scheme: Scheme, events: EventSeries) -> Problem | None:
    """Say what is wrong with a rating as it would be: its dimension, its score, its reason or its evidence.

    ``events`` are those of the coding, to which evidence belongs.
    """
    rating, n = change.after, change.period.ordinal
    if rating is None:
        return None
    dimension = scheme.dimension_by_id.get(rating.dimension)
    if dimension is None or scheme.scale is None:
        return Problem("coding.unknown_dimension", {"scheme": scheme.ref, "dimension": rating.dimension})
    if rating.score is not None and rating.score not in scheme.scale.values:
        low, high = scheme.scale.minimum, scheme.scale.maximum
        values = {"score": rating.score, "low": low, "high": high, "dimension": dimension.name}
        return Problem("coding.score_outside", values)
    if rating.reason is not None and not rating.reason.strip():
        return Problem("coding.score_or_reason", {"dimension": dimension.name, "n": n})
    if rating.reason is not None and len(rating.reason) > REASON_LENGTH:
        return Problem("rating.long_reason", {"dimension": dimension.name, "most": REASON_LENGTH})
    if any(event not in events for event in rating.evidence):
        return Problem("rating.foreign_evidence", {"dimension": dimension.name})
    return None


def same_periods(ones: Iterable[RatingPeriod], others: Iterable[RatingPeriod]) -> Mapping[UUID, int]:
    """Say which period of one coder each period of another is: its id, and the number of the first one's.

    Cycles, segments and intervals are laid, so that their numbers say it. Where an episode or a clip begins
    and ends is the coder's choice: it is the one of the same kind that it shares most time with, at least
    half of what both cover together. One that is nobody's is left out.
    """
    listed, found = list(ones), {}
    for period in others:
        same = [one for one in listed if one.kind is period.kind]
        numbered = next((one for one in same if one.ordinal == period.ordinal), None)
        if period.kind in _LAID or period.span is None or any(one.span is None for one in same):
            best = numbered
        else:
            best = max(same, key=lambda one: _shared(one.span, period.span), default=None)
            best = best if best is not None and _shared(best.span, period.span) >= _HALF else None
        if best is not None:
            found[period.id] = best.ordinal
    return found


def _shared(one: Span | None, other: Span | None) -> float:
    """Give the time two stretches share, as a part of what they cover together."""
    if one is None or other is None or one.end is None or other.end is None:
        return 0.0
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(0, both) / max(1, max(one.end, other.end) - min(one.start, other.start))
