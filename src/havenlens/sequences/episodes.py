"""Bids taken together as episodes, and what made good for missed ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from havenlens.domain.time import in_seconds
from havenlens.inference.coefficient import Interval
from havenlens.inference.intervals import wilson
from havenlens.sequences.acts import Act, CodedActs, optional_seconds
from havenlens.sequences.bids import Answers

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow


class Episode(NamedTuple):
    """Bids of one person close to each other; times in microseconds, from the first bid.

    ``resolved`` is None where the recipe names nothing that resolves. What came of a ``withheld`` one is not
    told; it counts as censored.
    """

    seeker: str
    bids: tuple[Act, ...]
    start: int
    last_bid: int
    time_to_first_response: int | None
    time_to_first_sensitive: int | None
    censored: bool
    resolved: bool | None
    withheld: bool = False

    @property
    def missed(self) -> bool:
        """Tell whether it had its time and got no sensitive answer."""
        return not self.censored and self.time_to_first_sensitive is None

    def as_json(self) -> dict[str, Any]:
        """Give the episode as plain values, times in seconds."""
        return {
            "seeker": self.seeker,
            "start": in_seconds(self.start),
            "last_bid": in_seconds(self.last_bid),
            "n_bids": len(self.bids),
            "time_to_first_response_s": optional_seconds(self.time_to_first_response),
            "time_to_first_sensitive_s": optional_seconds(self.time_to_first_sensitive),
            "censored": self.censored,
        }


@dataclass(frozen=True, slots=True)
class Repair:
    """A run of missed episodes of one person, and the act that made good for it, if any.

    It is censored where nothing made good for it and the time in which something could runs past the end.
    What came of a ``withheld`` one is not told; it counts as censored.
    """

    seeker: str
    episodes: tuple[Episode, ...]
    act: Act | None
    explicit: bool
    censored: bool = False
    withheld: bool = False

    @property
    def first_missed_bid(self) -> int:
        """Give the time of the run's first bid."""
        return self.episodes[0].start

    @property
    def last_missed_bid(self) -> int:
        """Give the time of the run's last bid."""
        return self.episodes[-1].last_bid

    @property
    def time_to_repair(self) -> int | None:
        """Give the microseconds from the run's first bid to the act that made good for it."""
        return None if self.act is None else self.act.onset - self.first_missed_bid

    def as_json(self) -> dict[str, Any]:
        """Give the run as plain values, times in seconds."""
        at = None if self.act is None else self.act.onset
        return {
            "seeker": self.seeker,
            "missed_episodes": len(self.episodes),
            "first_missed_bid": in_seconds(self.first_missed_bid),
            "last_missed_bid": in_seconds(self.last_missed_bid),
            "repaired": self.act is not None,
            "repaired_at": optional_seconds(at),
            "by": None if self.act is None else self.act.code,
            "explicit": self.explicit,
            "time_to_repair_from_first_s": None if at is None else in_seconds(at - self.first_missed_bid),
            "time_to_repair_from_last_s": None if at is None else in_seconds(at - self.last_missed_bid),
        }


@dataclass(frozen=True, slots=True)
class EpisodeSummary:
    """Counts of episodes, which add up over observations; shares leave censored episodes out.

    ``n_resolved`` counts among ``n_resolvable``: those whose recipe says what resolves an episode.
    """

    n_episodes: int
    n_censored: int
    n_bids: int
    n_resolvable: int
    n_resolved: int
    to_first_response: tuple[int, ...]
    to_first_sensitive: tuple[int, ...]

    def __add__(self, other: EpisodeSummary) -> EpisodeSummary:
        return EpisodeSummary(
            self.n_episodes + other.n_episodes,
            self.n_censored + other.n_censored,
            self.n_bids + other.n_bids,
            self.n_resolvable + other.n_resolvable,
            self.n_resolved + other.n_resolved,
            self.to_first_response + other.to_first_response,
            self.to_first_sensitive + other.to_first_sensitive,
        )

    @property
    def n_in_denominator(self) -> int:
        """Give how many episodes the shares rest on."""
        return self.n_episodes - self.n_censored

    def as_json(self) -> dict[str, Any]:
        """Give the summary as plain values: medians in seconds, shares of the episodes not censored."""
        watched = self.n_in_denominator
        return {
            "n_episodes": self.n_episodes,
            "n_censored": self.n_censored,
            "bids_per_episode": _share(self.n_bids, self.n_episodes),
            "share_answered": _share(len(self.to_first_response), watched),
            "share_sensitive": _share(len(self.to_first_sensitive), watched),
            "time_to_first_response_s": _middle(self.to_first_response),
            "time_to_first_sensitive_s": _middle(self.to_first_sensitive),
            "share_resolved": _share(self.n_resolved, self.n_resolvable),
        }


@dataclass(frozen=True, slots=True)
class RepairSummary:
    """Counts of runs of missed episodes, which add up; the share repaired leaves censored runs out."""

    n_misses: int
    n_censored: int
    n_repaired: int
    n_explicit: int
    to_repair: tuple[int, ...]

    def __add__(self, other: RepairSummary) -> RepairSummary:
        return RepairSummary(
            self.n_misses + other.n_misses,
            self.n_censored + other.n_censored,
            self.n_repaired + other.n_repaired,
            self.n_explicit + other.n_explicit,
            self.to_repair + other.to_repair,
        )

    @property
    def n_in_denominator(self) -> int:
        """Give how many runs the share repaired rests on."""
        return self.n_misses - self.n_censored

    def repaired_interval(self, level: float = 0.95) -> Interval | None:
        """Give Wilson's interval of the share repaired."""
        return wilson(self.n_repaired, self.n_in_denominator, level)

    def as_json(self) -> dict[str, Any]:
        """Give the summary as plain values; explicit repairs are a share of all repairs."""
        return {
            "n_misses": self.n_misses,
            "n_censored": self.n_censored,
            "n_repaired": self.n_repaired,
            "share_repaired": _share(self.n_repaired, self.n_in_denominator),
            "time_to_repair_s": _middle(self.to_repair),
            "share_explicit": _share(self.n_explicit, self.n_repaired),
        }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _middle(times: Sequence[int]) -> float | None:
    return median(times) / 1_000_000 if times else None


def summarise_episodes(episodes: Iterable[Episode]) -> EpisodeSummary:
    """Count episodes, answers and what was resolved.

    >>> summarise_episodes([]).as_json()["share_resolved"] is None
    True
    """
    found = list(episodes)
    return EpisodeSummary(
        n_episodes=len(found),
        n_censored=sum(one.censored for one in found),
        n_bids=sum(len(one.bids) for one in found),
        n_resolvable=sum(one.resolved is not None for one in found),
        n_resolved=sum(one.resolved is True for one in found),
        to_first_response=tuple(
            one.time_to_first_response for one in found if one.time_to_first_response is not None
        ),
        to_first_sensitive=tuple(
            one.time_to_first_sensitive for one in found if one.time_to_first_sensitive is not None
        ),
    )


def summarise_repairs(repairs: Iterable[Repair]) -> RepairSummary:
    """Count runs of missed episodes and what made good for them."""
    found = list(repairs)
    times = [one.time_to_repair for one in found]
    return RepairSummary(
        n_misses=len(found),
        n_censored=sum(one.censored for one in found),
        n_repaired=sum(one.act is not None for one in found),
        n_explicit=sum(one.explicit for one in found),
        to_repair=tuple(time for time in times if time is not None),
    )


def episodes_of(
    coding: CodedActs, recipe: EpisodeRecipe, base: ResponseWindow, window: int | None = None
) -> tuple[Episode, ...]:
    """Give the episodes of a coding in time order.

    Bids of the same person at most ``recipe.merge_gap`` apart belong together. Answers count from the first
    bid to the last bid plus the window of ``base`` (the recipe that ``recipe.builds_on`` names); linked
    answers count for the episode of their bid. Without an answer, an episode is censored when that time runs
    past the end.
    """
    reach = base.window if window is None else window
    answers = Answers.of(coding, base)
    own: dict[str, list[tuple[Act, int]]] = {}
    for bid, at in answers.begins:
        own.setdefault(bid.actor, []).append((bid, at))
    resolving = _onsets_by(coding.select(recipe.resolved_by), lambda act: act.actor)
    named = resolving_named(recipe)
    found = []
    for seeker, bids in own.items():
        groups = list(_together(sorted(bids, key=lambda bid: bid[1]), recipe.merge_gap))
        starts: list[int | None] = [group[0][1] for group in groups]
        resolved = resolving.get(seeker, ([], []))[1]
        for group, following in zip(groups, [*starts[1:], None], strict=True):
            place = bisect_left(resolved, group[0][1])
            before = place < len(resolved) and (following is None or resolved[place] < following)
            found.append(_episode(coding, base, answers, group, reach, before if named else None))
    return tuple(sorted(found, key=lambda episode: (episode.start, episode.seeker)))


def _onsets_by(
    acts: Iterable[Act], key: Callable[[Act], str | None]
) -> dict[str | None, tuple[list[Act], list[int]]]:
    """Sort acts by somebody, each with the onsets beside them to look them up by."""
    found: dict[str | None, tuple[list[Act], list[int]]] = {}
    for act in acts:
        own, onsets = found.setdefault(key(act), ([], []))
        own.append(act)
        onsets.append(act.onset)
    return found


def resolving_named(recipe: EpisodeRecipe) -> bool:
    """Tell whether a recipe names anything that resolves an episode."""
    return bool(recipe.resolved_by.codes or recipe.resolved_by.classes or recipe.resolved_by.groups)


def _together(bids: Sequence[tuple[Act, int]], gap: int) -> Iterator[list[tuple[Act, int]]]:
    group: list[tuple[Act, int]] = []
    for bid in bids:
        if group and bid[1] - group[-1][1] > gap:
            yield group
            group = []
        group.append(bid)
    if group:
        yield group


def _episode(
    coding: CodedActs,
    base: ResponseWindow,
    answers: Answers,
    bids: Sequence[tuple[Act, int]],
    reach: int,
    resolved: bool | None,
) -> Episode:
    start, last = bids[0][1], bids[-1][1]
    found = [
        answer
        for bid, _ in bids
        for answer in (answers.linked(bid) or answers.within(bid, start, last + reach))
    ]
    if len(bids) > 1:  # those of one bid are in time order
        found.sort(key=lambda answer: answer.onset)
    classes = base.sensitive_classes
    return Episode(
        seeker=bids[0][0].actor,
        bids=tuple(bid for bid, _ in bids),
        start=start,
        last_bid=last,
        time_to_first_response=found[0].onset - start if found else None,
        time_to_first_sensitive=next(
            (answer.onset - start for answer in found if coding.class_of(answer) in classes), None
        ),
        censored=not found and last + reach > coding.end,
        resolved=resolved,
    )


def repairs_of(coding: CodedActs, recipe: RepairRecipe, episodes: Sequence[Episode]) -> tuple[Repair, ...]:
    """Give each person's runs of missed episodes with the act that repaired them.

    A run is repaired by the first act of ``recipe.repaired_by`` towards the seeker after the run's last bid
    that comes at most ``recipe.max_gap`` later or while the seeker is in a state of ``recipe.while_in``.
    Censored episodes neither end a run nor belong to one.
    """
    repairing = _onsets_by(coding.select(recipe.repaired_by), lambda act: act.target)
    states = _onsets_by(coding.select(recipe.while_in), lambda act: act.actor)
    own: dict[str, list[Episode]] = {}
    for episode in episodes:
        if not episode.censored:
            own.setdefault(episode.seeker, []).append(episode)
    found = []
    for seeker, mine in own.items():
        acts, onsets = repairing.get(seeker, ([], []))
        lasting = states.get(seeker, ([], []))[0]
        for run in _runs(mine):
            last = run[-1].last_bid
            later = acts[bisect_right(onsets, last) :]
            act = next(
                (
                    act
                    for act in later
                    if act.onset - last <= recipe.max_gap
                    or any(coding.lasts(state, act.onset) for state in lasting)
                ),
                None,
            )
            cut_off = act is None and last + recipe.max_gap > coding.end
            found.append(Repair(seeker, run, act, _is_explicit(recipe, act), cut_off))
    return tuple(sorted(found, key=lambda repair: (repair.first_missed_bid, repair.seeker)))


def _runs(episodes: Iterable[Episode]) -> Iterator[tuple[Episode, ...]]:
    run: list[Episode] = []
    for episode in episodes:
        if episode.missed:
            run.append(episode)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _is_explicit(recipe: RepairRecipe, act: Act | None) -> bool:
    if act is None or recipe.explicit_modifier is None:
        return False
    return act.modifiers.get(recipe.explicit_modifier) == recipe.explicit_option
