"""Bids and what became of them: answered or not, how soon, and how well."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from havenlens.domain.time import in_seconds
from havenlens.inference.coefficient import Interval
from havenlens.inference.intervals import wilson
from havenlens.sequences.acts import Act, CodedActs, optional_seconds

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.events import ModifierValue
    from havenlens.domain.recipes import ResponseWindow

Key = TypeVar("Key", bound=Hashable)


class BidRow(NamedTuple):
    """One bid with its answers in time order; ``at`` is the moment from which the window is counted.

    ``modifiers`` are those by which the recipe splits its results. ``linked`` tells that the coder's own
    links named the answers. A censored bid has no answer, and its window runs past the end. What came of a
    withheld one is not told; it counts as censored.
    """

    bid: Act
    at: int
    answers: tuple[Act, ...]
    first_class: str | None
    best_class: str | None
    latency_sensitive: int | None
    censored: bool
    linked: bool
    modifiers: Mapping[str, ModifierValue | None]
    withheld: bool = False

    @property
    def sensitive(self) -> bool:
        """Tell whether any answer was of a sensitive class."""
        return self.latency_sensitive is not None

    @property
    def seeker(self) -> str:
        """Give who made the bid."""
        return self.bid.actor

    @property
    def provider(self) -> str | None:
        """Give who answered first; where nobody did, who was addressed, or None."""
        return self.answers[0].actor if self.answers else self.bid.target

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
        return pool_bids([self, other])

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

    @property
    def latency_quartiles(self) -> tuple[float, float] | None:
        """Give the quartiles (type 7) of the microseconds to the first answer, from two answers on.

        >>> BidSummary(3, 0, 3, 3, (1, 2, 4)).latency_quartiles
        (1.5, 3.0)
        """
        if len(self.latencies) < 2:
            return None
        low, _, high = quantiles(self.latencies, n=4, method="inclusive")
        return low, high

    @property
    def iqr_latency(self) -> float | None:
        """Give the distance between the quartiles, in microseconds."""
        ends = self.latency_quartiles
        return None if ends is None else ends[1] - ends[0]

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
            "median_latency_s": optional_seconds(middle),
        }

    def with_intervals(self, level: float = 0.95) -> dict[str, Any]:
        """Give `as_json` with the quartiles' distance, and Wilson's interval of each share."""
        pairs = {"answered": self.answered_interval(level), "sensitive": self.sensitive_interval(level)}
        ends = {f"share_{name}_ci": None if ci is None else [ci.low, ci.high] for name, ci in pairs.items()}
        return {**self.as_json(), "iqr_latency_s": optional_seconds(self.iqr_latency), **ends}


class Answers:
    """Who may answer which bid of a coding: by the recipe's pairing, or by the coder's own links.

    A link of an answer to an earlier bid decides for both where the recipe says so: the answer counts for
    that bid only, and the bid counts its linked answers only, inside the window or not. A bid is here
    whatever is of the same class as the recipe's bids: what answers one that the recipe does not count
    answers none that it does.
    """

    def __init__(self, coding: CodedActs, recipe: ResponseWindow) -> None:
        self._addressed = recipe.pairing.value == "addressed"
        given = coding.select(recipe.given)
        moments = [(act, moment_of(act, coding, recipe)) for act in given]
        self.begins = tuple((act, at) for act, at in moments if at is not None)
        self._linked: dict[Hashable, list[Act]] = {}
        self._towards: dict[str | None, tuple[list[Act], list[int]]] = {}
        answers = coding.select(recipe.target)
        linked = recipe.link_overrides_window and any(answer.link is not None for answer in answers)
        begins = {bid.id: at for bid, at in self.begins} if linked else {}
        others = _like_bids(coding, recipe) if linked else {}
        for answer in answers:
            began = None if answer.link is None else begins.get(answer.link)
            if began is not None and answer.onset >= began:
                self._linked.setdefault(answer.link, []).append(answer)
                continue
            if answer.link is not None and others.get(answer.link, answer.onset + 1) <= answer.onset:
                continue
            key = answer.target if self._addressed else None
            towards = self._towards.get(key)
            if towards is None:
                towards = self._towards[key] = ([], [])
            towards[0].append(answer)
            towards[1].append(answer.onset)

    @classmethod
    def of(cls, coding: CodedActs, recipe: ResponseWindow) -> Answers:
        """Give who may answer whom; for the same coding and recipe it is worked out once."""
        found = coding.kept.get(id(recipe))
        if found is None or found[0] is not recipe:
            found = coding.kept[id(recipe)] = (recipe, cls(coding, recipe))
        answers: Answers = found[1]
        return answers

    def linked(self, bid: Act) -> tuple[Act, ...]:
        """Give the answers that the coder linked to a bid."""
        return tuple(self._linked.get(bid.id, ())) if self._linked else ()

    def within(self, bid: Act, start: int, end: int) -> tuple[Act, ...]:
        """Give the answers that may be one to this bid and begin in the closed time from start to end."""
        found = self._towards.get(bid.actor if self._addressed else None)
        if found is None:
            return ()
        acts, onsets = found
        low, high = bisect_left(onsets, start), bisect_right(onsets, end)
        if low == high:
            return ()
        addressed, own = bid.target if self._addressed else None, bid.id
        return tuple(
            answer
            for answer in acts[low:high]
            if (addressed is None or answer.actor == addressed) and answer.id != own
        )


def moment_of(bid: Act, coding: CodedActs, recipe: ResponseWindow) -> int | None:
    """Give the moment from which a bid's window is counted; None for the offset of an open state."""
    at_onset = recipe.given_at.value == "onset" or bid.code not in coding.states
    return bid.onset if at_onset else bid.offset


def _like_bids(coding: CodedActs, recipe: ResponseWindow) -> dict[Hashable, int]:
    """Give the onset of every act whose class is one of the recipe's bids, by the act's id."""
    classes = {code.code_class for code in coding.scheme.selected(recipe.given)}
    return {act.id: act.onset for act in coding.acts if coding.class_of(act) in classes}


def bid_rows(coding: CodedActs, recipe: ResponseWindow, window: int | None = None) -> tuple[BidRow, ...]:
    """Give every bid with its answers in the closed window ``[0, window]`` (microseconds; the recipe's own).

    A bid is answered by any answer of the recipe that starts in the window, made towards the seeker by the
    person addressed, or by anybody where nobody was. One answer may answer several bids. What nobody
    answered is found here; coders never code "nothing happened".
    """
    reach = recipe.window if window is None else window
    answers = Answers.of(coding, recipe)
    return tuple([_row(coding, recipe, answers, bid, at, reach) for bid, at in answers.begins])


def rows_within(rows: Iterable[BidRow], coding: CodedActs, recipe: ResponseWindow) -> tuple[BidRow, ...]:
    """Give the rows of the recipe's own window from those of a wider one, as `bid_rows` would find them."""
    window, answers = recipe.window, Answers.of(coding, recipe)
    found = []
    for row in rows:
        end = row.at + window
        is_same = row.answers[-1].onset <= end if row.answers else row.censored == (end > coding.end)
        found.append(row if row.linked or is_same else _row(coding, recipe, answers, row.bid, row.at, window))
    return tuple(found)


def _row(
    coding: CodedActs, recipe: ResponseWindow, answers: Answers, bid: Act, at: int, reach: int
) -> BidRow:
    linked = answers.linked(bid)
    found = linked or answers.within(bid, at, at + reach)
    first = best = sensitive = None
    if found:
        classes = [coding.class_of(answer) for answer in found]
        first, best = classes[0], _best(classes, recipe.quality_order)
        kind = recipe.sensitive_classes
        later = (answer.onset - at for answer, each in zip(found, classes, strict=True) if each in kind)
        sensitive = next(later, None)
    return BidRow(
        bid=bid,
        at=at,
        answers=found,
        first_class=first,
        best_class=best,
        latency_sensitive=sensitive,
        censored=not found and at + reach > coding.end,
        linked=bool(linked),
        modifiers={name: bid.modifiers.get(name) for name in recipe.by.modifiers},
    )


def _best(classes: Sequence[str], order: Sequence[str]) -> str | None:
    """Give the best class that occurs; classes outside the order come last, the earlier one first."""
    if len(classes) == 1:
        return classes[0]
    rank = {each: place for place, each in enumerate(order)}
    return min(classes, key=lambda each: rank.get(each, len(rank)), default=None)


def summarise(rows: Iterable[BidRow]) -> BidSummary:
    """Count bids and answers.

    >>> summarise([]).share_answered is None
    True
    """
    n, censored, sensitive, latencies = 0, 0, 0, list[int]()
    for row in rows:
        n += 1
        if row.answers:
            latencies.append(row.answers[0].onset - row.at)
            sensitive += row.latency_sensitive is not None
        else:
            censored += row.censored
    return BidSummary(n, censored, len(latencies), sensitive, tuple(latencies))


def pool_bids(parts: Iterable[BidSummary]) -> BidSummary:
    """Add the counts of many observations up."""
    found = list(parts)
    return BidSummary(
        sum(one.n_bids for one in found),
        sum(one.n_censored for one in found),
        sum(one.n_answered for one in found),
        sum(one.n_sensitive for one in found),
        tuple(latency for one in found for latency in one.latencies),
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


def break_down(
    rows: Sequence[BidRow], recipe: ResponseWindow
) -> dict[str, dict[str | float | None, BidSummary]]:
    """Count for each modifier, each role and the code that a recipe splits by: ``{"need": {"help": …}}``.

    ``seeker`` and ``provider`` stand for whoever made the bid and whoever answered first or was addressed;
    None is a bid without the modifier, or one to nobody that nobody answered.
    """
    keys: dict[str, Callable[[BidRow], Any]] = {}
    for modifier in recipe.by.modifiers:
        keys[modifier] = partial(_answer, modifier=modifier)
    if recipe.by.roles:
        keys |= {"seeker": lambda row: row.seeker, "provider": lambda row: row.provider}
    if recipe.by.code:
        keys["code"] = lambda row: row.bid.code
    return {name: summarise_by(rows, key) for name, key in keys.items()}


def _answer(row: BidRow, modifier: str) -> Any:
    value = row.modifiers[modifier]
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def narrow(rows: Iterable[BidRow], window: int, end: int) -> BidSummary:
    """Count rows that were made with a wider window again with a narrower one (microseconds).

    Linked answers count in any window; ``end`` is that of the coded time.
    """
    latencies, n, censored, sensitive = [], 0, 0, 0
    for row in rows:
        n += 1
        first = row.latency
        if first is None or (first > window and not row.linked):
            censored += row.withheld or row.at + window > end
            continue
        latencies.append(first)
        if row.sensitive:
            least = row.latency_sensitive
            sensitive += row.linked or (least is not None and least <= window)
    return BidSummary(n, censored, len(latencies), sensitive, tuple(latencies))


def sweep(
    coding: CodedActs, recipe: ResponseWindow, windows: Sequence[int] | None = None
) -> dict[int, BidSummary]:
    """Count again with other windows (microseconds; those of the recipe), from one search for the widest."""
    chosen = recipe.sweep if windows is None else windows
    if not chosen:
        return {}
    rows = bid_rows(coding, recipe, max(chosen))
    return {window: narrow(rows, window, coding.end) for window in chosen}


def window_name(window: int) -> str:
    """Name a window in results.

    >>> window_name(10_000_000), window_name(2_500_000)
    ('k10', 'k2.5')
    """
    return f"k{in_seconds(window):g}"
