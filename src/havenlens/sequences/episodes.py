"""Bids taken together as episodes, and what made good for missed ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from havenlens.domain.time import in_seconds
from havenlens.sequences.acts import Act, CodedActs, optional_seconds
from havenlens.sequences.bids import Answers, moment_of

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow


@dataclass(frozen=True, slots=True)
class Episode:
    """Bids of one person close to each other; times in microseconds, from the first bid.

    ``resolved`` is None where the recipe names nothing that resolves.
    """

    seeker: str
    bids: tuple[Act, ...]
    start: int
    last_bid: int
    time_to_first_response: int | None
    time_to_first_sensitive: int | None
    censored: bool
    resolved: bool | None

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
    """A run of missed episodes of one person, and the act that made good for it, if any."""

    seeker: str
    episodes: tuple[Episode, ...]
    act: Act | None
    explicit: bool

    @property
    def first_missed_bid(self) -> int:
        """Give the time of the run's first bid."""
        return self.episodes[0].start

    @property
    def last_missed_bid(self) -> int:
        """Give the time of the run's last bid."""
        return self.episodes[-1].last_bid

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
    answers = Answers(coding, base)
    resolving = coding.select(recipe.resolved_by)
    found: list[Episode] = []
    for seeker in sorted({bid.actor for bid in answers.bids}):
        own = sorted((bid for bid in answers.bids if bid.actor == seeker), key=lambda bid: _at(bid, base))
        groups = list(_together(own, base, recipe.merge_gap))
        starts = [_at(group[0], base) for group in groups]
        for group, following in zip(groups, [*starts[1:], None], strict=True):
            resolved = any(
                act.actor == seeker
                and act.onset >= _at(group[0], base)
                and (following is None or act.onset < following)
                for act in resolving
            )
            found.append(
                _episode(coding, base, answers, group, reach, resolved if resolving_named(recipe) else None)
            )
    return tuple(sorted(found, key=lambda episode: episode.start))


def resolving_named(recipe: EpisodeRecipe) -> bool:
    """Tell whether a recipe names anything that resolves an episode."""
    return bool(recipe.resolved_by.codes or recipe.resolved_by.classes or recipe.resolved_by.groups)


def _at(bid: Act, base: ResponseWindow) -> int:
    at = moment_of(bid, base)
    assert at is not None
    return at


def _together(bids: Sequence[Act], base: ResponseWindow, gap: int) -> Iterator[tuple[Act, ...]]:
    group: list[Act] = []
    for bid in bids:
        if group and _at(bid, base) - _at(group[-1], base) > gap:
            yield tuple(group)
            group = []
        group.append(bid)
    if group:
        yield tuple(group)


def _episode(
    coding: CodedActs,
    base: ResponseWindow,
    answers: Answers,
    bids: tuple[Act, ...],
    reach: int,
    resolved: bool | None,
) -> Episode:
    start, last = _at(bids[0], base), _at(bids[-1], base)
    found = [
        answer for bid in bids for answer in (answers.linked(bid) or answers.within(bid, start, last + reach))
    ]
    sensitive = [answer for answer in found if coding.class_of(answer) in base.sensitive_classes]
    return Episode(
        seeker=bids[0].actor,
        bids=bids,
        start=start,
        last_bid=last,
        time_to_first_response=_soonest(found, start),
        time_to_first_sensitive=_soonest(sensitive, start),
        censored=not found and last + reach > coding.end,
        resolved=resolved,
    )


def _soonest(acts: Iterable[Act], start: int) -> int | None:
    return min((act.onset - start for act in acts), default=None)


def repairs_of(coding: CodedActs, recipe: RepairRecipe, episodes: Sequence[Episode]) -> tuple[Repair, ...]:
    """Give each person's runs of missed episodes with the act that repaired them.

    A run is repaired by the first act of ``recipe.repaired_by`` towards the seeker after the run's last bid
    that comes at most ``recipe.max_gap`` later or while the seeker is in a state of ``recipe.while_in``.
    Censored episodes neither end a run nor belong to one.
    """
    repairing, states = coding.select(recipe.repaired_by), coding.select(recipe.while_in)
    found = []
    for seeker in sorted({episode.seeker for episode in episodes}):
        own = [episode for episode in episodes if episode.seeker == seeker and not episode.censored]
        for run in _runs(own):
            act = next(
                (
                    act
                    for act in repairing
                    if act.target == seeker
                    and act.onset > run[-1].last_bid
                    and (act.onset - run[-1].last_bid <= recipe.max_gap or _lasts(states, seeker, act.onset))
                ),
                None,
            )
            found.append(Repair(seeker, run, act, _is_explicit(recipe, act)))
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


def _lasts(states: Iterable[Act], actor: str, at: int) -> bool:
    return any(
        state.actor == actor and state.onset <= at and (state.offset is None or at < state.offset)
        for state in states
    )


def _is_explicit(recipe: RepairRecipe, act: Act | None) -> bool:
    if act is None or recipe.explicit_modifier is None:
        return False
    return act.modifiers.get(recipe.explicit_modifier) == recipe.explicit_option
