"""Who asks, who is answered, and whether responses are spread as bids are: of moments, not of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from havenlens.inference.coefficient import Interval
from havenlens.sequences.acts import CodedActs
from havenlens.sequences.bids import BidRow, BidSummary, bid_rows, summarise

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import PerSubject, ResponseWindow


@dataclass(frozen=True, slots=True)
class PersonsBids:
    """One person's bids, and the responses made towards them, whether to a bid or not."""

    bids: BidSummary
    n_responses: int

    def __add__(self, other: PersonsBids) -> PersonsBids:
        return PersonsBids(self.bids + other.bids, self.n_responses + other.n_responses)


@dataclass(frozen=True, slots=True)
class EquityRow:
    """What became of one person's bids, beside everybody's.

    ``fair_share`` is one over the number of people. Rates are None where they are ``suppressed``: fewer bids
    than the recipe asks for say too little about anybody.
    """

    person: str
    n_bids: int
    n_in_denominator: int
    suppressed: bool
    share_answered: float | None
    answered_interval: Interval | None
    share_sensitive: float | None
    sensitive_interval: Interval | None
    median_latency: float | None
    n_responses: int
    share_of_bids: float | None
    share_of_responses: float | None
    fair_share: float

    @property
    def beyond_bids(self) -> float | None:
        """Give the share of all responses minus the share of all bids: above 0, more came than was asked."""
        if self.share_of_responses is None or self.share_of_bids is None:
            return None
        return self.share_of_responses - self.share_of_bids

    def as_json(self) -> dict[str, Any]:
        """Give the row as plain values, times in seconds."""
        middle = self.median_latency
        return {
            "n_bids": self.n_bids,
            "n_in_denominator": self.n_in_denominator,
            "suppressed": self.suppressed,
            "share_answered": self.share_answered,
            "share_sensitive": self.share_sensitive,
            "median_latency_s": None if middle is None else middle / 1_000_000,
            "n_responses": self.n_responses,
            "share_of_all_bids": self.share_of_bids,
            "share_of_all_responses": self.share_of_responses,
            "share_if_equal": self.fair_share,
            "responses_minus_bids": self.beyond_bids,
        }


@dataclass(frozen=True, slots=True)
class Equity:
    """The bids and responses of everybody in a role, which add up over observations.

    ``n_to_nobody`` counts responses that name no target: they are in nobody's share.
    """

    people: Mapping[str, PersonsBids]
    least: int
    n_to_nobody: int

    def __add__(self, other: Equity) -> Equity:
        return sum_equity([self, other], self.least)

    def by_group(self, groups: Mapping[str, str]) -> Equity:
        """Put people together as a project's own groups say; whoever is in none is left out."""
        parts = [
            Equity({groups[name]: found}, self.least, 0)
            for name, found in self.people.items()
            if name in groups
        ]
        return sum_equity(parts, self.least)

    def rows(self, level: float = 0.95) -> tuple[EquityRow, ...]:
        """Give a row for each person, by name."""
        bids = sum(person.bids.n_bids for person in self.people.values())
        responses = sum(person.n_responses for person in self.people.values())
        return tuple(self._row(name, person, bids, responses, level) for name, person in self.people.items())

    def _row(self, name: str, person: PersonsBids, bids: int, responses: int, level: float) -> EquityRow:
        found = person.bids
        few = found.n_in_denominator < self.least
        return EquityRow(
            person=name,
            n_bids=found.n_bids,
            n_in_denominator=found.n_in_denominator,
            suppressed=few,
            share_answered=None if few else found.share_answered,
            answered_interval=None if few else found.answered_interval(level),
            share_sensitive=None if few else found.share_sensitive,
            sensitive_interval=None if few else found.sensitive_interval(level),
            median_latency=None if few else found.median_latency,
            n_responses=person.n_responses,
            share_of_bids=found.n_bids / bids if bids else None,
            share_of_responses=person.n_responses / responses if responses else None,
            fair_share=1 / len(self.people),
        )

    @property
    def gini_of_responses(self) -> float | None:
        """Give Gini's index of the responses per person."""
        return gini([person.n_responses for person in self.people.values()])

    @property
    def gini_of_bids(self) -> float | None:
        """Give Gini's index of the bids per person."""
        return gini([person.bids.n_bids for person in self.people.values()])

    def as_json(self) -> dict[str, Any]:
        """Give everybody's row by name, with the indices."""
        return {
            "people": {row.person: row.as_json() for row in self.rows()},
            "min_bids_for_rate": self.least,
            "n_responses_to_nobody": self.n_to_nobody,
            "gini_of_responses": self.gini_of_responses,
            "gini_of_bids": self.gini_of_bids,
        }


def equity_of(
    coding: CodedActs, recipe: PerSubject, base: ResponseWindow, rows: Sequence[BidRow] | None = None
) -> Equity:
    """Count each person's bids and the responses towards them.

    The people are the holders of ``recipe.role``, also those who made no bid, and whoever made one. ``rows``
    saves finding the bids of ``base`` again.
    """
    found = bid_rows(coding, base) if rows is None else rows
    own: dict[str, list[BidRow]] = {name: [] for name in coding.roles.get(recipe.role, ())}
    for row in found:
        own.setdefault(row.seeker, []).append(row)
    towards = dict.fromkeys(own, 0)
    nobody = 0
    for act in coding.select(base.target):
        if act.target is None:
            nobody += 1
        elif act.target in towards:
            towards[act.target] += 1
    people = {name: PersonsBids(summarise(own[name]), towards[name]) for name in sorted(own)}
    return Equity(people, recipe.min_bids_for_rate, nobody)


def sum_equity(parts: Iterable[Equity], least: int = 5) -> Equity:
    """Put observations together; a person in several of them counts once."""
    people: dict[str, PersonsBids] = {}
    nobody = 0
    for part in parts:
        least, nobody = max(least, part.least), nobody + part.n_to_nobody
        for name, found in part.people.items():
            people[name] = people[name] + found if name in people else found
    return Equity(dict(sorted(people.items())), least, nobody)


def gini(counts: Sequence[float]) -> float | None:
    """Give Gini's index of counts: 0 where all are the same, up to ``(n − 1)/n`` where one has all.

    ``Σ (2i − n − 1) x_(i) / (n Σ x)`` over the counts in order; None without people or where all are 0.
    Gini, C. (1912), Variabilità e mutabilità.

    >>> gini([5, 5, 5, 5]), gini([0, 0, 0, 8]), gini([1, 2, 3, 4])
    (0.0, 0.75, 0.25)
    """
    ordered = np.sort(np.asarray(counts, dtype=np.float64))
    total = float(ordered.sum())
    if ordered.size == 0 or total <= 0:
        return None
    places = 2 * np.arange(1, ordered.size + 1) - ordered.size - 1
    return float(places @ ordered / (ordered.size * total))
