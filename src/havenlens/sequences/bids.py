"""Bids and what became of them: answered or not, how soon, and how well."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar

from havenlens.domain.time import in_seconds
from havenlens.inference.coefficient import Interval
from havenlens.inference.intervals import wilson
from havenlens.sequences.acts import Act, CodedActs, optional_seconds

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.events import ModifierValue
    from havenlens.domain.recipes import ResponseWindow

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class BidRow:
    """One bid with its answers in time order; ``at`` is the moment from which the window is counted.

    ``modifiers`` are those by which the recipe splits its results. ``linked`` tells that the coder's own
    links named the answers. A censored bid has no answer, and its window runs past the end.
    """

    bid: Act
    at: int
    answers: tuple[Act, ...]
    first_class: str | None
    best_class: str | None
    sensitive: bool
    censored: bool
    linked: bool
    modifiers: Mapping[str, ModifierValue | None]

    @property
    def seeker(self) -> str:
        """Give who made the bid."""
        return self.bid.actor

    @property
    def latency(self) -> int | None:
        """Give the microseconds to the first answer."""
        return self.answers[0].onset - self.at if self.answers else None

    def as_json(self) -> dict[str, Any]:
        """Give the row as plain values, times in seconds."""
        return {
            "bid": in_seconds(self.at),
            "code": self.bid.code,
            "seeker": self.seeker,
            **self.modifiers,
            "latency": optional_seconds(self.latency),
            "first_class": self.first_class,
            "best_class": self.best_class,
            "censored": self.censored,
        }


@dataclass(frozen=True, slots=True)
class BidSummary:
    """Counts of bids, which add up over observations; shares leave censored bids out."""

    n_bids: int
    n_censored: int
    n_answered: int
    n_sensitive: int
    latencies: tuple[int, ...]

    def __add__(self, other: BidSummary) -> BidSummary:
        return BidSummary(
            self.n_bids + other.n_bids,
            self.n_censored + other.n_censored,
            self.n_answered + other.n_answered,
            self.n_sensitive + other.n_sensitive,
            self.latencies + other.latencies,
        )

    @property
    def n_in_denominator(self) -> int:
        """Give how many bids the shares rest on."""
        return self.n_bids - self.n_censored

    @property
    def share_answered(self) -> float | None:
        """Give the share of bids with any answer; None where every bid is censored or there is none."""
        return self.n_answered / self.n_in_denominator if self.n_in_denominator else None

    @property
    def share_sensitive(self) -> float | None:
        """Give the share of bids with a sensitive answer."""
        return self.n_sensitive / self.n_in_denominator if self.n_in_denominator else None

    @property
    def median_latency(self) -> float | None:
        """Give the median microseconds to the first answer, of the answered bids."""
        return median(self.latencies) if self.latencies else None

    def answered_interval(self, level: float = 0.95) -> Interval | None:
        """Give Wilson's interval of the share answered."""
        return wilson(self.n_answered, self.n_in_denominator, level)

    def sensitive_interval(self, level: float = 0.95) -> Interval | None:
        """Give Wilson's interval of the share answered sensitively."""
        return wilson(self.n_sensitive, self.n_in_denominator, level)

    def as_json(self) -> dict[str, Any]:
        """Give the summary as plain values, unrounded."""
        middle = self.median_latency
        return {
            "n_bids": self.n_bids,
            "n_censored": self.n_censored,
            "n_in_denominator": self.n_in_denominator,
            "n_answered": self.n_answered,
            "share_answered": self.share_answered,
            "n_sensitive": self.n_sensitive,
            "share_sensitive": self.share_sensitive,
            "median_latency_s": None if middle is None else middle / 1_000_000,
        }


class Answers:
    """Who may answer which bid of a coding: by the recipe's pairing, or by the coder's own links.

    A link of an answer to an earlier bid decides for both where the recipe says so: the answer counts for
    that bid only, and the bid counts its linked answers only, inside the window or not.
    """

    def __init__(self, coding: CodedActs, recipe: ResponseWindow) -> None:
        from havenlens.domain.recipes import Pairing  # noqa: PLC0415 - late, as recipes are slow to define

        self._addressed = recipe.pairing is Pairing.ADDRESSED
        self.bids = tuple(act for act in coding.select(recipe.given) if moment_of(act, recipe) is not None)
        self._linked: dict[Hashable, list[Act]] = {}
        self._towards: dict[str | None, list[Act]] = {}
        begins = {bid.id: moment_of(bid, recipe) for bid in self.bids}
        for answer in coding.select(recipe.target):
            began = begins.get(answer.link) if recipe.link_overrides_window else None
            if began is not None and answer.onset >= began:
                self._linked.setdefault(answer.link, []).append(answer)
                continue
            key = answer.target if self._addressed else None
            self._towards.setdefault(key, []).append(answer)

    def linked(self, bid: Act) -> tuple[Act, ...]:
        """Give the answers that the coder linked to a bid."""
        return tuple(self._linked.get(bid.id, ()))

    def within(self, bid: Act, start: int, end: int) -> tuple[Act, ...]:
        """Give the answers that may be one to this bid and begin in the closed time from start to end."""
        addressed = self._addressed
        return tuple(
            answer
            for answer in self._towards.get(bid.actor if addressed else None, ())
            if start <= answer.onset <= end
            and answer.id != bid.id
            and (not addressed or bid.target is None or answer.actor == bid.target)
        )


def moment_of(bid: Act, recipe: ResponseWindow) -> int | None:
    """Give the moment from which a bid's window is counted; None for the offset of an open state."""
    from havenlens.domain.recipes import Edge  # noqa: PLC0415 - late, as recipes are slow to define

    return bid.onset if recipe.given_at is Edge.ONSET else bid.offset


def bid_rows(coding: CodedActs, recipe: ResponseWindow, window: int | None = None) -> tuple[BidRow, ...]:
    """Give every bid with its answers in the closed window ``[0, window]`` (microseconds; the recipe's own).

    A bid is answered by any answer of the recipe that starts in the window, made towards the seeker by the
    person addressed, or by anybody where nobody was. One answer may answer several bids. What nobody
    answered is found here; coders never code "nothing happened".
    """
    reach = recipe.window if window is None else window
    answers = Answers(coding, recipe)
    return tuple(_row(coding, recipe, answers, bid, reach) for bid in answers.bids)


def _row(coding: CodedActs, recipe: ResponseWindow, answers: Answers, bid: Act, reach: int) -> BidRow:
    at = moment_of(bid, recipe)
    assert at is not None
    linked = answers.linked(bid)
    found = linked or answers.within(bid, at, at + reach)
    classes = [coding.class_of(answer) for answer in found]
    return BidRow(
        bid=bid,
        at=at,
        answers=found,
        first_class=classes[0] if classes else None,
        best_class=_best(classes, recipe.quality_order),
        sensitive=any(each in recipe.sensitive_classes for each in classes),
        censored=not found and at + reach > coding.end,
        linked=bool(linked),
        modifiers={name: bid.modifiers.get(name) for name in recipe.by.modifiers},
    )


def _best(classes: Sequence[str], order: Sequence[str]) -> str | None:
    """Give the best class that occurs; classes outside the order come last, the earlier one first."""
    rank = {each: place for place, each in enumerate(order)}
    return min(classes, key=lambda each: rank.get(each, len(rank)), default=None)


def summarise(rows: Iterable[BidRow]) -> BidSummary:
    """Count bids and answers.

    >>> summarise([]).share_answered is None
    True
    """
    found = list(rows)
    return BidSummary(
        n_bids=len(found),
        n_censored=sum(row.censored for row in found),
        n_answered=sum(bool(row.answers) for row in found),
        n_sensitive=sum(row.sensitive for row in found),
        latencies=tuple(row.latency for row in found if row.latency is not None),
    )


def summarise_by(rows: Iterable[BidRow], key: Callable[[BidRow], Key]) -> dict[Key, BidSummary]:
    """Count bids and answers for each value of a key, in the order of the values' names."""
    parts: dict[Key, list[BidRow]] = {}
    for row in rows:
        parts.setdefault(key(row), []).append(row)
    return {value: summarise(parts[value]) for value in sorted(parts, key=str)}


def by_seeker(rows: Iterable[BidRow]) -> dict[str, BidSummary]:
    """Count bids and answers for each person who made bids."""
    return summarise_by(rows, lambda row: row.seeker)


def sweep(coding: CodedActs, recipe: ResponseWindow) -> dict[int, BidSummary]:
    """Count again with each other window of the recipe (microseconds)."""
    return {window: summarise(bid_rows(coding, recipe, window)) for window in recipe.sweep}


def window_name(window: int) -> str:
    """Name a window in results.

    >>> window_name(10_000_000), window_name(2_500_000)
    ('k10', 'k2.5')
    """
    return f"k{in_seconds(window):g}"
