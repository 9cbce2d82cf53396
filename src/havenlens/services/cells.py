"""What lies behind one cell of a confusion table: the moments, the stretches of time, the rated units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from uuid import UUID

from havenlens.domain.codebook import CodeGroup, Exclusive, Kind, Scheme
from havenlens.domain.events import Event, Rating, RatingPeriod
from havenlens.domain.observation import Coding
from havenlens.domain.problems import Problem
from havenlens.domain.ratings import same_periods
from havenlens.domain.time import Micros, Span, in_seconds
from havenlens.services.disagreements import (
    Disagreement,
    DisagreementKind,
    Score,
    Sides,
    agreed,
    check_comparable,
    told,
)
from havenlens.services.divergences import Divergence, Matcher, Part, by_onset, lag_of, matches
from havenlens.services.presence import OFF_CAMERA
from havenlens.services.rating_words import period_name, reason_text
from havenlens.services.study import Study
from havenlens.words.catalogue import tr

MISSED = "missed"
"""The row and column of an event table for what the other coder has not."""

UNCODED = "uncoded"
"""The row and column of a time table for time without a code."""

NOT = "not "
"""What stands before a code in a table of one code against everything else."""

OVER_TIME = frozenset({"time_unit_kappa", "overlap_ratio"})
"""Methods whose tables count time; all others count events."""

CodingPairs = Sequence[tuple[Coding, Coding]]


def moments_in_cell(
    study: Study,
    pairs: CodingPairs,
    row: str,
    column: str,
    method: str,
    *,
    group: str = "",
    participant: str = "",
    matcher: Matcher | None = None,
    hidden: Collection[UUID] = (),
) -> tuple[Disagreement, ...]:
    """List the moments behind a cell: where the first coder has ``row`` and the second has ``column``.

    Rows and columns are called as in the tables: a code's id, ``missed``, ``uncoded``, ``calm+upset`` for
    states that hold together, or ``not upset`` in the table of one code. Event tables give matched and missed
    events in time order, matched by ``matcher`` (by onset, as the study's plan has it); time tables give
    stretches, the longest first. ``group`` is only needed where neither label names a code; ``participant``
    keeps to one person, by label. What happened while somebody was off camera is in neither.
    """
    found: list[Disagreement] = []
    labels = {person.label: person.id for person in study.store.participants()}
    only = {labels[participant]} if participant else set(labels.values())
    for first, second in pairs:
        check_comparable(study, first, second, hidden)
        sides = Sides.of(study, first, second)
        groups = _groups(sides.scheme, group, row, column)
        if method in OVER_TIME:
            for each in groups:
                found += _stretches(study, sides, each, (row, column), only)
        else:
            found += _events(study, sides, groups, (row, column), matcher, only)
    if method in OVER_TIME:
        found.sort(key=lambda one: one.span.length, reverse=True)
    return tuple(found)


def scores_in_cell(
    study: Study,
    pairs: CodingPairs,
    dimension: str,
    row: str,
    column: str,
    *,
    period: str | None = None,
    hidden: Collection[UUID] = (),
) -> tuple[Disagreement, ...]:
    """List the rated units for which the first coder gave the score ``row`` and the second ``column``.

    Each has both scores with their notes and the events they rest on; ``period`` keeps to one kind of unit.
    """
    found: list[Disagreement] = []
    for first, second in pairs:
        check_comparable(study, first, second, hidden)
        sides = Sides.of(study, first, second)
        found += [
            _scored(study, sides, one, other)
            for one, other in _rated_by_both(study, sides, dimension)
            if (str(one[1].score), str(other[1].score)) == (row, column)
            and period in (None, one[0].kind.value)
        ]
    return tuple(found)


def scores_beside(
    study: Study, first: Coding, second: Coding, ratings: tuple[UUID | None, UUID | None]
) -> Disagreement | None:
    """Put two ratings beside each other; None where one of them is not there any more."""
    found = [
        next(((p, r) for p, r in study.store.ratings_of(coding.id) if r.id == rating), None)
        for coding, rating in zip((first, second), ratings, strict=True)
    ]
    one, other = found
    if one is None or other is None:
        return None
    return _scored(study, Sides.of(study, first, second), one, other)


# --- events -----------------------------------------------------------------------------------------


def _groups(scheme: Scheme, group: str, *labels: str) -> tuple[CodeGroup, ...]:
    """Find the group that a table is of: the one named, or the one that its labels' codes are in."""
    if group:
        return (scheme.group_by_id[group],)
    parts = {part for label in labels for part in label.removeprefix(NOT).split("+")}
    named = {code.group for code in scheme.codes if code.id in parts}
    return tuple(one for one in scheme.groups if one.id in named) or scheme.groups


def _events(
    study: Study,
    sides: Sides,
    groups: Sequence[CodeGroup],
    cell: tuple[str, str],
    matcher: Matcher | None,
    only: Collection[UUID],
) -> Iterator[Disagreement]:
    place = next(o for o in study.store.observations() if o.id == sides.codings[0].observation)
    away = _absences(study, place.id)
    coded = [_seen(study.store.events_of(coding.id), away, place.film) for coding in sides.codings]
    matched = matches(sides.scheme, coded[0], coded[1], groups, matcher or by_onset(sides.tolerance))
    lag = lag_of(matched)
    for one in sorted(matched, key=lambda each: each.at):
        if one.event.actor not in only:
            continue
        if not all(_has(event, label) for event, label in zip((one.first, one.second), cell, strict=True)):
            continue
        if one.first is not None and one.second is not None and one.first.code == one.second.code:
            yield agreed(sides, one)
        else:
            part = Part.EVENT if one.first is None or one.second is None else Part.CODE
            yield told(sides, Divergence(part, one.first, one.second), lag)


def _has(event: Event | None, label: str) -> bool:
    if label.startswith(NOT):
        return event is None or event.code != label.removeprefix(NOT)
    return (MISSED if event is None else event.code) == label


def _seen(events: Iterable[Event], away: Mapping[UUID, Sequence[Span]], film: Span | None) -> list[Event]:
    """Keep what begins in the observation while its person is there; what was left open lasts to the end."""
    present = [e for e in events if not any(span.covers(e.span.start) for span in away.get(e.actor, ()))]
    if film is None or film.end is None:
        return present
    within = [e for e in present if film.start <= e.span.start <= film.end]
    return [e.with_(span=Span(e.span.start, film.end)) if e.span.is_open else e for e in within]


def _absences(study: Study, observation: UUID) -> Mapping[UUID, Sequence[Span]]:
    found: dict[UUID, list[Span]] = {}
    for one in study.store.presence_of(observation):
        if one.state == OFF_CAMERA:
            found.setdefault(one.participant, []).append(one.span)
    return found


# --- time -------------------------------------------------------------------------------------------


def _stretches(
    study: Study, sides: Sides, group: CodeGroup, cell: tuple[str, str], only: Collection[UUID]
) -> Iterator[Disagreement]:
    """Cut time where either coder changes anything, for each person; neighbours that say the same are one."""
    place = next(o for o in study.store.observations() if o.id == sides.codings[0].observation)
    away = _absences(study, place.id)
    states = {c.id for c in sides.scheme.codes_in(group.id) if c.kind is Kind.STATE}
    coded = [[e for e in study.store.events_of(coding.id) if e.code in states] for coding in sides.codings]
    film = place.film
    if film is None:
        ends = (e.span.end or e.span.start for own in coded for e in own)
        film = Span(Micros(0), Micros(max([0, *ends])))
    roles = {role for code in sides.scheme.codes_in(group.id) for role in code.actors}
    actors = dict.fromkeys(
        person
        for coding in sides.codings
        for role, people in coding.casting.items()
        if role in roles or not roles
        for person in people
    )
    for actor in dict.fromkeys((*actors, *(e.actor for own in coded for e in own))):
        if actor not in only:
            continue
        own = [[e for e in events if e.actor == actor] for events in coded]
        for span, held in _merged(_swept(own, away.get(actor, ()), film)):
            if _holds(held[0], cell[0], group) and _holds(held[1], cell[1], group):
                yield stretch(sides, group.id, actor, span, held)


Held = tuple[tuple[Event, ...], tuple[Event, ...]]


def _swept(own: Sequence[Sequence[Event]], away: Sequence[Span], film: Span) -> Iterator[tuple[Span, Held]]:
    first, end = film.start, film.start + film.length
    closed = [
        [
            (e, Span(e.span.start, e.span.end if e.span.end is not None else Micros(max(e.span.start, end))))
            for e in side
        ]
        for side in own
    ]
    edges = {int(first), end}
    for span in (*(span for side in closed for _, span in side), *away):
        edges |= {at for at in (span.start, span.end) if at is not None and first <= at <= end}
    for start, stop in pairwise(sorted(edges)):
        if any(span.covers(start) for span in away):
            continue
        held = tuple(tuple(e for e, span in side if span.covers(start)) for side in closed)
        yield Span(Micros(start), Micros(stop)), (held[0], held[1])


def _merged(stretches: Iterable[tuple[Span, Held]]) -> Iterator[tuple[Span, Held]]:
    last: tuple[Span, Held] | None = None
    for span, held in stretches:
        if last is not None and last[0].end == span.start and _codes(last[1]) == _codes(held):
            last = (Span(last[0].start, span.end), last[1])
            continue
        if last is not None:
            yield last
        last = (span, held)
    if last is not None:
        yield last


def _codes(held: Held) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(e.code for e in held[0]), frozenset(e.code for e in held[1])


def _holds(held: Sequence[Event], label: str, group: CodeGroup) -> bool:
    """Tell whether what somebody is in is what a row or column stands for."""
    on = {event.code for event in held}
    if label.startswith(NOT):
        return label.removeprefix(NOT) not in on
    if label == UNCODED:
        return not on
    wanted = set(label.split("+"))
    return wanted == on if group.exclusive is Exclusive.NONE else wanted <= on


def stretch(sides: Sides, group: str, actor: UUID | None, span: Span, held: Held) -> Disagreement:
    """Tell a stretch of one person's time: what each coder has on, of one group of codes."""
    one, other = (" + ".join(sorted({sides.code(e) for e in events})) or tr("no code") for events in held)
    codes = _codes(held)
    kind = DisagreementKind.WRONG_CODE
    missed = ""
    if codes[0] == codes[1]:
        kind = DisagreementKind.AGREED
    elif not (codes[0] and codes[1]):
        kind, missed = DisagreementKind.OMISSION, sides.coders[0 if codes[1] else 1]
    values = {"who": sides.who(actor), "seconds": f"{in_seconds(span.length):.1f}"}
    values |= {"one": one, "other": other, "first": sides.coders[0], "second": sides.coders[1]}
    return Disagreement(
        kind,
        *sides.codings,
        span,
        Problem("moment.stretch", values),
        held[0][0] if held[0] else None,
        held[1][0] if held[1] else None,
        missed,
        (one, other),
        group,
    )


# --- ratings ----------------------------------------------------------------------------------------

_Rated = tuple[RatingPeriod, Rating]


def _rated_by_both(study: Study, sides: Sides, dimension: str) -> Iterator[tuple[_Rated, _Rated]]:
    rated = [study.store.ratings_of(coding.id) for coding in sides.codings]
    same = same_periods(*([period for period, _ in ratings] for ratings in rated))
    theirs = {
        (period.kind, same[period.id], rating.subject): (period, rating)
        for period, rating in rated[1]
        if rating.dimension == dimension and period.id in same
    }
    for period, rating in rated[0]:
        other = theirs.get((period.kind, period.ordinal, rating.subject))
        if rating.dimension == dimension and other is not None:
            yield (period, rating), other


def _scored(study: Study, sides: Sides, one: _Rated, other: _Rated) -> Disagreement:
    period, rating = one
    scores = tuple(
        _score(study, coding, given) for coding, (_, given) in zip(sides.codings, (one, other), strict=True)
    )
    unit = period_name(period)
    if rating.subject is not None:
        unit += f" · {sides.who(rating.subject)}"
    values = {"dimension": sides.scheme.dimension_by_id[rating.dimension].name, "unit": unit}
    values |= {"one": scores[0].shown, "other": scores[1].shown}
    values |= {"first": sides.coders[0], "second": sides.coders[1]}
    span = Span.instant(Micros(0)) if period.span is None else period.span
    return Disagreement(
        DisagreementKind.SCORE,
        *sides.codings,
        Span(span.start, span.start if span.end is None else span.end),
        Problem("moment.score", values),
        labels=(scores[0].shown, scores[1].shown),
        scores=(scores[0], scores[1]),
    )


def _score(study: Study, coding: Coding, rating: Rating) -> Score:
    cited = {event.id: event for event in study.store.events_of(coding.id)} if rating.evidence else {}
    shown = str(rating.score) if rating.score is not None else reason_text(rating.reason or "")
    evidence = tuple(cited[one] for one in rating.evidence if one in cited)
    return Score(shown, rating.score, rating.note, evidence, rating.id)
