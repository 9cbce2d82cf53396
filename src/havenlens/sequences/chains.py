"""Chains of steps around one person, such as a secure-base script: how far they get, and how fast."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from havenlens.domain.time import in_seconds
from havenlens.inference.coefficient import Interval
from havenlens.inference.intervals import wilson
from havenlens.sequences.acts import Act, CodedActs

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import ChainRecipe, ChainStep


class Closing(StrEnum):
    """How a chain came to its end.

    ``finished``: at the last step. ``reopened``: the person's next opening. ``gave_out``: the next step did
    not come within the gap. ``cut_off``: the observation ended before that gap was over.
    """

    FINISHED = "finished"
    REOPENED = "reopened"
    GAVE_OUT = "gave_out"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Chain:
    """One person's chain: the act of each step reached, in order; ``breaks`` came while it went on."""

    seeker: str
    acts: tuple[tuple[str, Act], ...]
    breaks: tuple[Act, ...]
    required: tuple[str, ...]
    closing: Closing

    @property
    def steps(self) -> dict[str, int]:
        """Give the time of each step reached, in microseconds."""
        return {name: act.onset for name, act in self.acts}

    @property
    def furthest(self) -> str:
        """Name the last step reached."""
        return self.acts[-1][0]

    @property
    def n_required_reached(self) -> int:
        """Count the required steps reached."""
        reached = self.steps
        return sum(name in reached for name in self.required)

    @property
    def complete(self) -> bool:
        """Tell whether every required step was reached."""
        return self.n_required_reached == len(self.required)

    @property
    def completeness(self) -> float:
        """Give the share of required steps that were reached."""
        return self.n_required_reached / len(self.required)

    @property
    def stages(self) -> dict[tuple[str, str], int]:
        """Give the microseconds between neighbouring required steps that were both reached."""
        reached = self.steps
        return {
            (one, other): reached[other] - reached[one]
            for one, other in pairwise(self.required)
            if one in reached and other in reached
        }

    @property
    def total(self) -> int | None:
        """Give the microseconds from the first required step to the last; None unless complete."""
        reached = self.steps
        return reached[self.required[-1]] - reached[self.required[0]] if self.complete else None

    def as_json(self) -> dict[str, Any]:
        """Give the chain as plain values, times in seconds."""
        total = self.total
        return {
            "seeker": self.seeker,
            "steps": {name: in_seconds(at) for name, at in self.steps.items()},
            "complete": self.complete,
            "completeness_score": self.completeness,
            "n_breaks": len(self.breaks),
            **{f"{one}_to_{other}_s": in_seconds(time) for (one, other), time in self.stages.items()},
            "total_s": None if total is None else in_seconds(total),
            "furthest_step": self.furthest,
            "closed": self.closing.value,
        }


@dataclass(frozen=True, slots=True)
class ChainSummary:
    """Counts of chains, which add up over observations.

    Chains that were cut off before they were complete are counted, and left out of the share complete.
    ``furthest`` holds the last step of each chain and ``totals`` the microseconds of complete ones.
    """

    n_chains: int
    n_cut_off: int
    n_complete: int
    n_breaks: int
    reached: int
    required: int
    furthest: tuple[str, ...]
    totals: tuple[int, ...]
    stages: tuple[tuple[str, int], ...]

    def __add__(self, other: ChainSummary) -> ChainSummary:
        return ChainSummary(
            self.n_chains + other.n_chains,
            self.n_cut_off + other.n_cut_off,
            self.n_complete + other.n_complete,
            self.n_breaks + other.n_breaks,
            self.reached + other.reached,
            self.required + other.required,
            self.furthest + other.furthest,
            self.totals + other.totals,
            self.stages + other.stages,
        )

    @property
    def n_in_denominator(self) -> int:
        """Give how many chains the share complete rests on."""
        return self.n_chains - self.n_cut_off

    @property
    def share_complete(self) -> float | None:
        """Give the share complete of the chains that had their time."""
        return self.n_complete / self.n_in_denominator if self.n_in_denominator else None

    def complete_interval(self, level: float = 0.95) -> Interval | None:
        """Give Wilson's interval of the share complete."""
        return wilson(self.n_complete, self.n_in_denominator, level)

    def as_json(self) -> dict[str, Any]:
        """Give the summary as plain values; times are medians in seconds."""
        names = dict.fromkeys(name for name, _ in self.stages)
        times = {name: [time for other, time in self.stages if other == name] for name in names}
        return {
            "n_episodes": self.n_chains,
            "n_censored": self.n_cut_off,
            "n_complete": self.n_complete,
            "share_complete": self.share_complete,
            "furthest_step": dict(Counter(self.furthest)),
            "completeness_score": self.reached / self.required if self.required else None,
            "n_breaks": self.n_breaks,
            "step_durations_s": {name: median(part) / 1_000_000 for name, part in times.items()},
            "total_s": median(self.totals) / 1_000_000 if self.totals else None,
        }


def chains_of(coding: CodedActs, recipe: ChainRecipe) -> tuple[Chain, ...]:
    """Follow every chain of a coding, person by person, and give them by their first step's time.

    The people are the holders of the role ``recipe.same``; where it was not cast, whoever makes or gets an
    act that opens a chain and may hold that role. Each step is the first act of its codes with the person as
    actor or target, at or after the step before and at most ``recipe.max_gap`` later. An optional step that
    comes only after the next required one is passed over: taking it would lose the required one. Breaks are
    those of the person or towards the person, and those towards nobody, while the chain goes on.

    Where the recipe names what opens a chain, the person's next opening closes it. Where it does not, the
    first step opens one only when none is going on: need and bid come again and again until somebody answers.
    """
    found: list[Chain] = []
    for person, acts in _people(coding, recipe):
        found.extend(_PersonsChains(coding, recipe, person, acts).follow())
    return tuple(sorted(found, key=lambda chain: (chain.acts[0][1].onset, chain.seeker)))


def _people(coding: CodedActs, recipe: ChainRecipe) -> Iterable[tuple[str, list[Act]]]:
    codes = {code for step in recipe.steps for code in step.codes}
    codes |= {act.code for act in coding.select(recipe.opens_with)}
    own: dict[str, list[Act]] = {}
    for act in coding.acts:
        if act.code in codes:
            own.setdefault(act.actor, []).append(act)
            if act.target is not None and act.target != act.actor:
                own.setdefault(act.target, []).append(act)
    cast = coding.roles.get(recipe.same)
    if cast is not None:
        return [(person, own[person]) for person in sorted(set(cast)) if person in own]
    return [(person, own[person]) for person in sorted(_likely(coding, recipe)) if person in own]


def _likely(coding: CodedActs, recipe: ChainRecipe) -> set[str]:
    """Name those who open a chain in the role it is about, as far as the scheme's codes tell."""
    found = set()
    opening = coding.select(recipe.opens_with) or _of(coding.acts, recipe.steps[0])
    for act in opening:
        code = coding.scheme.code_by_id[act.code]
        if recipe.same in code.actors or not code.actors:
            found.add(act.actor)
        elif recipe.same in code.targets and act.target is not None:
            found.add(act.target)
    return found


def _of(acts: Iterable[Act], step: ChainStep) -> list[Act]:
    return [act for act in acts if act.code in step.codes]


def _by_step(acts: Sequence[Act], recipe: ChainRecipe) -> Iterator[tuple[ChainStep, list[Act]]]:
    """Sort acts by the steps they may be; one walk through them all serves every step."""
    by_code: dict[str, list[Act]] = {}
    for act in acts:
        by_code.setdefault(act.code, []).append(act)
    for step in recipe.steps:
        there = [code for code in step.codes if code in by_code]
        yield step, by_code[there[0]] if len(there) == 1 else _of(acts, step)


class _PersonsChains:
    """Follow one person's chains; each step's acts are kept with their onsets, to look forward quickly."""

    def __init__(self, coding: CodedActs, recipe: ChainRecipe, person: str, acts: Sequence[Act]) -> None:
        self._coding, self._recipe, self._person = coding, recipe, person
        self._steps = [(step, *_with_onsets(own)) for step, own in _by_step(acts, recipe)]
        opening = {act.code for act in coding.select(recipe.opens_with)}
        self._named = bool(opening) or _names_any(recipe)
        codes = opening if self._named else set(recipe.steps[0].codes)
        self._openings = [act for act in acts if act.code in codes]
        self._breaks = [
            act
            for act in coding.select(recipe.breaks)
            if act.target is None or person in (act.actor, act.target)
        ]

    def follow(self) -> Iterable[Chain]:
        starts = [act.onset for act in self._openings]
        over: int | None = None
        for number, at in enumerate(starts):
            if not self._named and over is not None and at <= over:
                continue
            following = starts[number + 1] if self._named and number + 1 < len(starts) else None
            chain = self._from(at, following)
            if chain is None:
                continue
            last = chain.acts[-1][1].onset
            over = last if chain.closing is Closing.FINISHED else last + self._recipe.max_gap
            yield chain

    def _from(self, at: int, following: int | None) -> Chain | None:
        reached: list[tuple[str, Act]] = []
        for place, (step, acts, onsets) in enumerate(self._steps):
            act = self._next(acts, onsets, at, following, first=not reached)
            if act is None:
                if step.optional:
                    continue
                break
            if step.optional and self._comes_first(place, act, at, following):
                continue
            reached.append((step.name, act))
            at = act.onset
        if not reached:
            return None
        closing = self._closing(reached, following)
        begin = reached[0][1].onset
        last = reached[-1][1].onset
        until = last if closing is Closing.FINISHED else min(last + self._recipe.max_gap, self._coding.end)
        until = until if following is None else min(until, following - 1)
        breaks = tuple(act for act in self._breaks if begin <= act.onset <= until)
        required = tuple(step.name for step in self._recipe.required)
        return Chain(self._person, tuple(reached), breaks, required, closing)

    def _next(
        self, acts: list[Act], onsets: list[int], at: int, following: int | None, *, first: bool
    ) -> Act | None:
        place = bisect_left(onsets, at)
        if place == len(acts):
            return None
        act = acts[place]
        late = not first and act.onset - at > self._recipe.max_gap
        return None if late or (following is not None and act.onset >= following) else act

    def _comes_first(self, place: int, act: Act, at: int, following: int | None) -> bool:
        """Tell whether the next required step can be reached from here, and before this optional one."""
        for step, acts, onsets in self._steps[place + 1 :]:
            if not step.optional:
                other = self._next(acts, onsets, at, following, first=False)
                return other is not None and other.onset < act.onset
        return False

    def _closing(self, reached: Sequence[tuple[str, Act]], following: int | None) -> Closing:
        name, act = reached[-1]
        if name == self._recipe.steps[-1].name:
            return Closing.FINISHED
        over = act.onset + self._recipe.max_gap
        if following is not None and following <= over:
            return Closing.REOPENED
        return Closing.CUT_OFF if over > self._coding.end else Closing.GAVE_OUT


def _names_any(recipe: ChainRecipe) -> bool:
    opening = recipe.opens_with
    return bool(opening.codes or opening.classes or opening.groups)


def _with_onsets(acts: list[Act]) -> tuple[list[Act], list[int]]:
    return acts, [act.onset for act in acts]


def summarise_chains(chains: Iterable[Chain]) -> ChainSummary:
    """Count chains, how far they came and how long they took.

    >>> summarise_chains([]).share_complete is None
    True
    """
    found = list(chains)
    complete, cut_off, breaks, n_reached, n_required = 0, 0, 0, 0, 0
    totals, stages = list[int](), list[tuple[str, int]]()
    for one in found:
        required, steps = one.required, one.steps
        reached = [name for name in required if name in steps]
        if len(reached) == len(required):
            complete += 1
            totals.append(steps[required[-1]] - steps[required[0]])
        else:
            cut_off += one.closing is Closing.CUT_OFF
        breaks += len(one.breaks)
        n_reached += len(reached)
        n_required += len(required)
        if len(reached) > 1:
            stages += [(f"{a}_to_{b}", time) for (a, b), time in one.stages.items()]
    return ChainSummary(
        n_chains=len(found),
        n_cut_off=cut_off,
        n_complete=complete,
        n_breaks=breaks,
        reached=n_reached,
        required=n_required,
        furthest=tuple([one.furthest for one in found]),
        totals=tuple(totals),
        stages=tuple(stages),
    )
