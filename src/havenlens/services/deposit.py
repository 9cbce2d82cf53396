"""What of a study may be deposited: everybody who allows it, by new names, without words and dates."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import combinations
from typing import Any
from uuid import UUID

from havenlens.domain.observation import Coding, Consent, Observation, Participant
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.coaching.consents import Standing, consents_now
from havenlens.services.rated_people import people_rated
from havenlens.services.study import Study
from havenlens.services.study_store import VariableType
from havenlens.services.tables import Column, Contents, Kind, TableSource, source_of_rows
from havenlens.services.tables.columns import BATCH
from havenlens.services.tables.events import about
from havenlens.services.tables.meanings import column
from havenlens.words.catalogue import tr

SMALL = 5
"""Fewer people than this are few enough to be known again."""
_MOST_VALUES = 12
"""A number with more values than this does not divide people into groups."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who does not allow sharing: the new name, and how much of theirs is left out."""

    label: str
    role: str
    consent: Consent
    events: int
    ratings: int


@dataclass(frozen=True)
class Deposit:
    """What is deposited, and what a reader has to be told of it."""

    contents: Contents
    left_out: tuple[LeftOut, ...]
    rows_left_out: Mapping[str, int]
    """How many events, ratings and observations are left out; what two people have a part in counts once."""
    recoded_variables: tuple[str, ...]
    small_cells: tuple[Mapping[str, Any], ...]
    study_hashes: Mapping[str, str]


def plan_deposit(study: Study, seed: int, today: date, notice: Callable[[Problem], None]) -> Deposit:
    """Decide what is deposited, with the consent that counts today; raise `StudyError` where that is nothing.

    ``notice`` is told, by the new names, of what is odd in the tables and cannot be analysed.

    New names are given in an order that is drawn with the seed and the study's own id, which is not
    deposited: who knows the seed cannot draw it again.
    """
    draw = _Draw(study.store.study_id, seed)
    standings = consents_now(study, today)
    gone = frozenset(one.person.id for one in standings if one.level is not Consent.PUBLICATION)
    people = [one.person for one in standings]
    names = draw.names((person.id for person in people), "P{:0{width}}")
    kept = tuple(sorted((p for p in people if p.id not in gone), key=lambda p: names[p.id]))
    if not kept:
        raise StudyError("deposit.nobody")
    everything = study.store.observations()
    places = draw.names((place.id for place in everything), "O{:0{width}}")
    observations = tuple(
        sorted((place for place in everything if set(place.participants) - gone), key=lambda p: places[p.id])
    )
    coders = draw.names(_coders(study), "coder_{}")
    called = {
        **{_spelled(each.name): coders[each.id] for each in study.store.coders()},
        **_called(people, names),
    }
    words = _Values(study, draw, called, _called([p for p in people if p.id in gone], names))
    first = min((place.filmed_on for place in everything if place.filmed_on), default=None)
    contents = Contents(
        study=study,
        codings=_codings(study, observations, places, coders),
        observations=observations,
        people=kept,
        coder_names=coders,
        place_names=places,
        labels=names,
        left_out=gone,
        with_words=False,
        first_day=first,
        recoded=words.of,
        notice=notice,
    )
    left_out, rows = _left_out(study, standings, names, gone)
    return Deposit(
        contents=contents,
        left_out=left_out,
        rows_left_out={**rows, "observations": len(everything) - len(observations)},
        recoded_variables=words.recoded,
        small_cells=tuple(_small_cells(contents, words)),
        study_hashes=study_hashes(study),
    )


class _Draw:
    """Gives new names in an order nobody can draw again without the study."""

    def __init__(self, study: UUID, seed: int) -> None:
        self._key = f"{study.hex}:{seed}"

    def shuffled(self, values: Iterable[Any], what: str) -> list[Any]:
        """Give values in a drawn order, the same for the same study and seed."""
        order = sorted(values, key=str)
        digest = sha256(f"{self._key}:{what}".encode()).digest()
        random.Random(int.from_bytes(digest)).shuffle(order)  # noqa: S311 - the key is what is secret
        return order

    def names(self, ids: Iterable[UUID], pattern: str) -> dict[UUID, str]:
        """Give ids numbers in a drawn order, all with as many digits."""
        order = self.shuffled(ids, pattern)
        width = max(3, len(str(len(order))))
        return {each: pattern.format(n, width=width) for n, each in enumerate(order, 1)}


class _Values:
    """Recodes the values of observation variables: names of people, and free texts.

    A value that is the name of somebody who is left out stands for nothing.
    """

    def __init__(self, study: Study, draw: _Draw, called: Mapping[str, str], gone: Collection[str]) -> None:
        self._called, self._gone = called, gone
        self.variables = study.store.variables()
        texts = {v.name for v in self.variables if v.type == VariableType.TEXT and not v.choices}
        values: dict[str, set[str]] = defaultdict(set)
        for place in study.store.observations():
            for name in texts & place.variables.keys():
                value = str(place.variables[name])
                if _spelled(value) not in called:
                    values[name].add(value)
        self._words = {
            name: {value: f"{name}_{n}" for n, value in enumerate(draw.shuffled(own, name), 1)}
            for name, own in values.items()
        }
        self.recoded = tuple(sorted(self._words))

    def of(self, name: str, value: Any) -> Any:
        """Give what stands for a value; None where nothing does."""
        if not isinstance(value, str):
            return value
        if _spelled(value) in self._gone:
            return None
        return self._called.get(_spelled(value)) or self._words.get(name, {}).get(value, value)

    def names_somebody(self, value: Any) -> bool:
        """Tell whether a recoded value stands for a person."""
        return value in self._called.values()


def _called(people: Sequence[Participant], names: Mapping[UUID, str]) -> dict[str, str]:
    """Give the new name for each label and pseudonym, as `_spelled` gives these."""
    return {_spelled(old): names[p.id] for p in people for old in (p.pseudonym, p.label) if old}


def _spelled(name: str) -> str:
    """Give a name as it is compared: however it was typed, it is the same person."""
    return " ".join(name.split()).casefold()


def _coders(study: Study) -> list[UUID]:
    return [coder.id for coder in study.store.coders()]


def _codings(
    study: Study,
    observations: Sequence[Observation],
    places: Mapping[UUID, str],
    coders: Mapping[UUID, str],
) -> tuple[Coding, ...]:
    """List the codings of what is kept, in an order that says nothing about when they were made."""
    kept = {place.id for place in observations}

    def order(coding: Coding) -> tuple[Any, ...]:
        scheme = study.scheme(coding.scheme)
        number = int(coders[coding.coder].rsplit("_", 1)[1])
        return (places[coding.observation], scheme.ref, number, coding.purpose.value, coding.attempt)

    codings = (coding for coding in study.store.list_codings() if coding.observation in kept)
    return tuple(sorted(codings, key=order))


def _left_out(
    study: Study,
    standings: Sequence[Standing],
    names: Mapping[UUID, str],
    gone: frozenset[UUID],
) -> tuple[tuple[LeftOut, ...], dict[str, int]]:
    """Count what is left out, of each person and in all: events they have a part in, ratings of them."""
    whole = {"events": 0, "ratings": 0}
    if not gone:
        return (), whole
    codings = study.store.list_codings()
    events: Counter[str] = Counter()
    for batch in study.store.event_batches([coding.id for coding in codings], BATCH):
        whole["events"] += int(about(batch, gone).sum())
        actors, targets = batch.actor.read(), batch.target.read()
        events.update(actor for actor in actors if actor is not None)
        events.update(t for a, t in zip(actors, targets, strict=True) if t is not None and t != a)
    ratings: Counter[UUID] = Counter()
    filmed = {place.id: place.participants for place in study.store.observations()}
    for coding in codings:
        for _, rating in study.store.ratings_of(coding.id):
            people = people_rated(rating, coding, filmed[coding.observation]) & gone
            ratings.update(people)
            whole["ratings"] += bool(people)
    found = [
        LeftOut(
            names[one.person.id],
            one.person.role,
            one.level,
            events[one.person.id.hex],
            ratings[one.person.id],
        )
        for one in standings
        if one.person.id in gone
    ]
    return tuple(sorted(found, key=lambda one: one.label)), whole


def _small_cells(contents: Contents, words: _Values) -> Iterable[Mapping[str, Any]]:
    """List groups of fewer than `SMALL` people: by role, and by up to two variables besides."""
    groups: dict[tuple[Any, ...], set[UUID]] = defaultdict(set)
    kept = {person.id: person for person in contents.people}
    dividing = _dividing(contents, words)
    for place in contents.observations:
        values = [
            (name, value)
            for name in dividing
            if (value := words.of(name, place.variables.get(name))) is not None
            and not words.names_somebody(value)
        ]
        cells: list[tuple[tuple[str, Any], ...]] = [(), *((one,) for one in values), *combinations(values, 2)]
        for person in place.participants:
            if person in kept:
                for cell in cells:
                    groups[(kept[person].role, *cell)].add(person)
    for group, members in sorted(groups.items(), key=lambda item: (len(item[0]), str(item[0]))):
        if len(members) < SMALL:
            row: dict[str, Any] = {"role": group[0], "n": len(members)}
            for number, (name, value) in enumerate(group[1:], 1):
                row |= {f"variable_{number}": name, f"value_{number}": str(value)}
            yield row


def _dividing(contents: Contents, words: _Values) -> list[str]:
    """List the variables that divide people into groups."""
    found = []
    for variable in words.variables:
        values = {place.variables.get(variable.name) for place in contents.observations} - {None}
        is_count = variable.type in (VariableType.INTEGER, VariableType.NUMBER)
        if variable.type != VariableType.DATE and (not is_count or len(values) <= _MOST_VALUES):
            found.append(variable.name)
    return found


def study_hashes(study: Study) -> dict[str, str]:
    """Give the hash at the end of the study's own log, and one over the ends of all logs."""
    ends = {row["chain"]: row["hash"] for row in study.store.rows_of("chain_ends")}
    lines = "\n".join(sorted(ends.values()))
    return {
        "study_log": ends.get(study.store.study_id, ""),
        "all_logs": sha256(lines.encode()).hexdigest(),
    }


def left_out_source(deposit: Deposit) -> TableSource:
    """Make the table of those who are left out."""
    rows = [
        {
            "label": one.label,
            "role": one.role,
            "consent": one.consent.value,
            "events": one.events,
            "ratings": one.ratings,
        }
        for one in deposit.left_out
    ]
    columns = [
        *(column(name) for name in ("label", "role", "consent")),
        Column("events", Kind.INTEGER, tr("events left out, in which the person acts or is aimed at")),
        Column("ratings", Kind.INTEGER, tr("ratings of the person left out")),
    ]
    return source_of_rows("left_out", columns, rows)


def small_cell_source(deposit: Deposit) -> TableSource:
    """Make the table of groups so small that somebody may be known again."""
    columns = [column("role")]
    for number in (1, 2):
        columns += [
            Column(f"variable_{number}", Kind.CATEGORY, tr("variable by which people are counted")),
            Column(f"value_{number}", Kind.CATEGORY, tr("its value")),
        ]
    columns.append(Column("n", Kind.INTEGER, tr("so many people")))
    return source_of_rows("small_cells", columns, deposit.small_cells)
