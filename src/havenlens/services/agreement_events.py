"""Agreement of two coders on events: the coefficients that suit each group of codes, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, CodeGroup, Exclusive, Kind, Scheme
from havenlens.domain.coding import holders
from havenlens.domain.observation import Coding, Observation
from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND
from havenlens.services.agreement_pairs import HANDED_IN, CoderPair
from havenlens.services.agreement_plan import AgreementPlan
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.services.presence import OFF_CAMERA
from havenlens.services.study import Study
from havenlens.services.study_store import TimedRows
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import
    from havenlens.reliability.codings import Agreement, DoubleCoding
    from havenlens.reliability.eventcolumns import EventColumns
    from havenlens.reliability.pooling import Resampling

Coded = tuple[Observation, Coding, Coding]


@dataclass(frozen=True, slots=True)
class GroupData:
    """What a pair of coders noted with the codes of one group, an entry for each observation."""

    pair: CoderPair
    group: CodeGroup
    names: tuple[str, ...]
    states: tuple[str, ...]
    doubles: tuple[DoubleCoding, ...]
    codings: tuple[Coded, ...]

    def result(
        self, scope: Scope, name: str, found: Coefficient, why: Problem | None = None
    ) -> AgreementResult:
        """Say what a coefficient is about."""
        scheme = self.pair.scheme
        names = {code.id: code.name for code in scheme.codes}
        return AgreementResult(
            scheme.id,
            scope,
            self.pair.coders,
            len(self.doubles),
            named(found, names),
            self.pair.scheme_name,
            name,
            why,
            tuple(names.items()),
            scheme.version,
        )


def named(found: Coefficient, names: Mapping[str, str]) -> Coefficient:
    """Say codes by their names in what is told of a coefficient; numbers and details keep the ids."""

    def told(problem: Problem) -> Problem:
        values = {
            key: ", ".join(names.get(part, part) for part in value.split(", "))
            if isinstance(value, str)
            else value
            for key, value in problem.values.items()
        }
        return replace(problem, values=values)

    undefined = None if found.undefined is None else told(found.undefined)
    return replace(found, undefined=undefined, warnings=tuple(map(told, found.warnings)))


def resampling_of(plan: AgreementPlan) -> Resampling:
    """Give how intervals are made under a plan."""
    from havenlens.reliability.pooling import Resampling  # noqa: PLC0415 - NumPy is slow to import

    return Resampling(plan.level, plan.bootstrap, plan.seed, plan.interval)  # type: ignore[arg-type]  # the plan is checked


def group_data(study: Study, pair: CoderPair) -> Iterator[GroupData]:
    """Read the events of a pair once, and give them group by group; nothing where one coded no events."""
    rows = _rows_of(study, pair)
    coded = _coded_by_events(study, pair, rows)
    if not coded:
        return
    labels = {person.id: person.label for person in study.store.participants()}
    away = {place.id: _away(study, place, labels) for place, _, _ in coded}
    split = {
        coding.id: _by_group(pair.scheme, rows[coding.id], labels, _bounds(place)[1])
        for place, one, two in coded
        for coding in (one, two)
    }
    for group in pair.scheme.groups:
        yield _of_group(pair, group, coded, split, labels, away)


def coded_by_events(study: Study, pair: CoderPair) -> tuple[Coded, ...]:
    """List the observations of a pair that both coded by events: those that `group_data` compares."""
    return _coded_by_events(study, pair, _rows_of(study, pair))


def _rows_of(study: Study, pair: CoderPair) -> Mapping[UUID, TimedRows]:
    return study.store.timed_rows([coding.id for _, one, two in pair.codings for coding in (one, two)])


def _coded_by_events(study: Study, pair: CoderPair, rows: Mapping[UUID, TimedRows]) -> tuple[Coded, ...]:
    return tuple(
        entry
        for entry in pair.codings
        if _bounds(entry[0])[1] and all(_coded(study, coding, rows[coding.id]) for coding in entry[1:])
    )


def _of_group(
    pair: CoderPair,
    group: CodeGroup,
    coded: tuple[Coded, ...],
    split: Mapping[UUID, Mapping[str, EventColumns]],
    labels: Mapping[UUID, str],
    away: Mapping[UUID, Mapping[str, Sequence[tuple[int, int]]]],
) -> GroupData:
    from havenlens.reliability.codings import DoubleCoding  # noqa: PLC0415 - NumPy is slow to import

    codes = pair.scheme.codes_in(group.id)
    roles = tuple(dict.fromkeys(role for code in codes for role in code.actors))
    doubles = tuple(
        DoubleCoding(
            split[one.id].get(group.id, []),
            split[two.id].get(group.id, []),
            *_bounds(place),
            [labels[p] for p in dict.fromkeys((*holders(roles, one.casting), *holders(roles, two.casting)))],
            place.name,
            away[place.id],
        )
        for place, one, two in coded
    )
    names = tuple(code.id for code in codes)
    states = tuple(code.id for code in codes if code.kind is Kind.STATE)
    return GroupData(pair, group, names, states, doubles, coded)


def _bounds(place: Observation) -> tuple[int, int]:
    """Give the first and the last moment that both coders could code; both 0 where no length is known."""
    film = place.film
    return (0, 0) if film is None or film.end is None else (film.start, film.end)


def _coded(study: Study, coding: Coding, rows: TimedRows) -> bool:
    """Tell whether a coding was made by events: who handed in none, and no ratings either, saw none."""
    waiting = rows.codes.index(UNLABELLED) if UNLABELLED in rows.codes else -1
    if (rows.code != waiting).any():
        return True
    return coding.status in HANDED_IN and not study.store.ratings_of(coding.id)


def _by_group(
    scheme: Scheme, rows: TimedRows, labels: Mapping[UUID, str], end: int
) -> dict[str, EventColumns]:
    """Give the events of each group; a state that was left open lasts to the end of the observation."""
    import numpy as np  # noqa: PLC0415 - slow to import

    from havenlens.reliability.eventcolumns import EventColumns, numbered  # noqa: PLC0415

    groups = {code.id: code.group for code in scheme.codes}
    names = list(dict.fromkeys(groups.values()))
    group_of = numbered([groups.get(code, "") for code in rows.codes], names)[rows.code]
    offset = np.where(rows.is_open, np.maximum(rows.onset, end), rows.offset)
    lasts = rows.is_open | (offset != rows.onset)
    people = tuple(labels[who] for who in rows.people)
    events = EventColumns(rows.onset, offset, lasts, rows.code, rows.actor, rows.codes, people)
    return {
        name: events.kept(group_of == number)
        for number, name in enumerate(names)
        if (group_of == number).any()
    }


def _away(study: Study, place: Observation, labels: Mapping[UUID, str]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for one in study.store.presence_of(place.id):
        if one.state == OFF_CAMERA:
            end = one.span.end if one.span.end is not None else max(_bounds(place)[1], one.span.start)
            found.setdefault(labels[one.participant], []).append((one.span.start, end))
    return found


def recommended_events(data: GroupData, plan: AgreementPlan) -> Iterator[AgreementResult]:
    """Compute what suits a group: kappa over time where states last, kappa over events always."""
    from havenlens.reliability.eventkappa import event_kappa  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.timeunits import time_unit_kappa  # noqa: PLC0415

    shared: dict[str, Any] = {"coders": data.pair.coders, "resampling": resampling_of(plan)}
    if data.states:
        over_time = time_unit_kappa(
            data.doubles,
            data.states,
            exclusive=data.group.exclusive is Exclusive.PER_ACTOR,
            exhaustive=data.group.exhaustive,
            unit=None if plan.unit is None else round(plan.unit * SECOND),
            tolerance=0 if plan.unit is None else plan.unit_tolerance,
            **shared,
        )
        yield from scoped(data, over_time, Problem("why.time_unit_kappa"))
    over_events = event_kappa(data.doubles, data.names, **linking_of(plan), **shared)
    yield from scoped(data, over_events, Problem("why.event_kappa"))


def linking_of(plan: AgreementPlan) -> dict[str, Any]:
    """Give the rule by which two events are one: by onset, and by overlap too where the plan asks for it."""
    rule: dict[str, Any] = {"tolerance": round(plan.tolerance * SECOND)}
    if plan.overlap is not None:
        rule |= {"by": "onset and overlap", "overlap": plan.overlap}
    return rule


def scoped(data: GroupData, found: Agreement, why: Problem | None = None) -> Iterator[AgreementResult]:
    """Give the pooled value with those of its codes and people behind it: it never stands alone."""
    group = data.group.id
    yield data.result(Scope(group=group), data.group.name, found.pooled, why)
    for code, coefficient in found.per_code.items():
        name = data.pair.scheme.code_by_id[code].name
        yield data.result(Scope(group=group, code=code), name, coefficient, why)
    if len(found.per_actor) > 1:
        for actor, coefficient in found.per_actor.items():
            yield data.result(Scope(group=group, participant=actor), actor, coefficient, why)
    for over, coefficient in found.averaged.items():
        if coefficient.estimate is None:
            continue
        name = _AVERAGES[over]()
        yield data.result(Scope(group=group, average=over), name, coefficient, why)


_AVERAGES: Mapping[str, Callable[[], str]] = {
    "observations": partial(tr, "mean of observations"),
    "codes": partial(tr, "mean of codes"),
}
