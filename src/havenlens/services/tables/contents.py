"""What of a study goes into its tables, and by which names it is called there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.observation import Coding, Observation, Participant
from havenlens.domain.problems import Problem
from havenlens.services.study import Study

Recode = Callable[[str, Any], Any]
"""Gives what stands in the table for a variable's value, by the variable's name; None where nothing does."""


def _as_it_is(_name: str, value: Any) -> Any:
    return value


def _ignore(_notice: Problem) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Contents:
    """A study's codings, observations and people, and their names in tables.

    Events and ratings about somebody in ``left_out`` are not in the tables. Where ``with_words`` is false,
    comments, notes, titles and pseudonyms are not either. With a ``first_day``, days are counted from it.
    ``notice`` is told of what is odd in the data and is in the tables all the same.
    """

    study: Study
    codings: tuple[Coding, ...]
    observations: tuple[Observation, ...]
    people: tuple[Participant, ...]
    coder_names: Mapping[UUID, str]
    place_names: Mapping[UUID, str]
    labels: Mapping[UUID, str]
    left_out: frozenset[UUID] = frozenset()
    with_words: bool = True
    first_day: date | None = None
    recoded: Recode = _as_it_is
    notice: Callable[[Problem], None] = field(default=_ignore)

    @property
    def for_deposit(self) -> bool:
        """Tell whether days are counted and words left out."""
        return not self.with_words

    def scheme(self, coding: Coding) -> Scheme:
        """Give the scheme of a coding."""
        return self.study.scheme(coding.scheme)

    def label(self, person: UUID | None) -> str | None:
        """Name a person; None for nobody."""
        return None if person is None else self.labels.get(person)

    def facts_of(self, coding: Coding) -> dict[str, Any]:
        """Give the cells that tell which coding a row belongs to."""
        scheme = self.scheme(coding)
        return {
            "observation": self.place_names[coding.observation],
            "scheme": scheme.id,
            "scheme_version": scheme.version,
            "coder": self.coder_names.get(coding.coder),
            "purpose": coding.purpose.value,
            "attempt": coding.attempt,
        }

    def day_of(self, day: date | datetime | None) -> int | None:
        """Count a day from the first one."""
        if day is None or self.first_day is None:
            return None
        return ((day.date() if isinstance(day, datetime) else day) - self.first_day).days


CODING_FACTS = ("observation", "scheme", "scheme_version", "coder", "purpose", "attempt")
"""The columns by which a coding is known in every table."""


def contents_of(
    study: Study,
    hidden: Collection[UUID] = (),
    notice: Callable[[Problem], None] = _ignore,
) -> Contents:
    """Take a whole study by its own names, without the codings that are ``hidden`` from who exports."""
    people = tuple(study.store.participants())
    observations = tuple(study.store.observations())
    return Contents(
        study=study,
        codings=tuple(coding for coding in study.store.list_codings() if coding.id not in hidden),
        observations=observations,
        people=people,
        coder_names={coder.id: coder.name for coder in study.store.coders()},
        place_names={place.id: place.name for place in observations},
        labels={person.id: person.label for person in people},
        notice=notice,
    )
