"""Moments worth a clip, found in what was coded: each with its reason and a span.

Three kinds are looked for, by the recipes of the scheme. *Working well*: a run of warm acts towards one
person, an answer to a bid or one that makes good for a miss. *Worth another look*: bids that got no answer
which met the need. *Cause and effect*: a warm act that relief follows soon.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.coaching import Clip, ClipType
from havenlens.domain.frames import FrameTimes
from havenlens.domain.observation import Observation
from havenlens.domain.problems import Problem
from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow, response_window_of
from havenlens.domain.time import SECOND, Micros, Span, in_seconds, short_clock
from havenlens.services.coaching.evidence import acts_of, trusted_coding
from havenlens.services.coaching.spans import shared, snapped, stretched
from havenlens.services.study import Study
from havenlens.words.reports import number

if TYPE_CHECKING:  # NumPy is slow to import
    from havenlens.sequences.acts import Act, CodedActs
    from havenlens.sequences.bids import BidRow
    from havenlens.sequences.episodes import Repair

BEFORE = {
    ClipType.STRENGTH: 8 * SECOND,
    ClipType.LOOK_AGAIN: 2 * SECOND,
    ClipType.LINK: SECOND // 2,
}
"""What is shown before it begins: much of what led to a warm act, little before a bid."""

TOGETHER = 10 * SECOND
"""Warm acts towards the same person no farther apart are one run; so are signs of relief."""

SOON = 15 * SECOND
"""Relief that comes no later after an act may have come of it."""

AFTERWARDS = 12 * SECOND
"""So long after relief is looked for what the two do next, which is shown too."""

_TAIL, _LONG_TAIL, _UNANSWERED_TAIL = SECOND // 2, 2 * SECOND, 6 * SECOND
_TOO_ALIKE = 0.5
MOST_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A moment that may be worth a clip: ``at`` is what it is about, a higher ``weight`` is a better one."""

    type: ClipType
    span: Span
    at: Micros
    reason: Problem
    weight: float


def suggestions_of(
    study: Study,
    observation: Observation,
    times: FrameTimes | None = None,
    hidden: Collection[UUID] = (),
) -> tuple[Suggestion, ...]:
    """Suggest moments from the trusted codings of an observation.

    ``times`` are its frames in observation time; codings that are ``hidden`` are not looked at. There are
    none where nothing fit for it was coded.
    """
    names = {person.label: person.pseudonym for person in study.store.participants()}
    schemes = {row.id: row.scheme for row in study.store.schemes()}
    coded_with = {
        schemes[coding.scheme]
        for coding in study.store.list_codings()
        if coding.observation == observation.id and coding.id not in hidden
    }
    found: list[Suggestion] = []
    for scheme in sorted(coded_with):
        coding = trusted_coding(study, observation, scheme)
        if coding is None or coding.id in hidden or response_window_of(study.scheme(coding.scheme)) is None:
            continue
        [acts] = acts_of(study, coding, observation)
        found += suggest(acts, names)
    return tuple(replace(one, span=snapped(one.span, times)) for one in found)


def not_taken(found: Iterable[Suggestion], clips: Sequence[Clip]) -> tuple[Suggestion, ...]:
    """Leave out what there is a clip of already, in the same block."""
    return tuple(
        one
        for one in found
        if not any(clip.type is one.type and shared(clip.span, one.span) > _TOO_ALIKE for clip in clips)
    )


def suggest(coding: CodedActs, names: Mapping[str, str]) -> tuple[Suggestion, ...]:
    """Suggest moments from one coding, the best of each kind first; ``names`` are pseudonyms by label."""
    finder = _Finder.of(coding, names)
    if finder is None:
        return ()
    kinds = (finder.strengths(), finder.misses(), finder.links())
    return tuple(one for kind in kinds for one in _best(kind))


def _best(found: Iterable[Suggestion]) -> list[Suggestion]:
    kept: list[Suggestion] = []
    for one in sorted(found, key=lambda s: (-s.weight, s.span.start)):
        if not any(shared(one.span, other.span) > _TOO_ALIKE for other in kept):
            kept.append(one)
    return kept[:MOST_OF_A_KIND]


@dataclass(frozen=True)
class _Finder:
    """One coding with what its recipes found in it."""

    coding: CodedActs
    names: Mapping[str, str]
    base: ResponseWindow
    rows: tuple[BidRow, ...]
    repairs: tuple[Repair, ...]
    warm: tuple[Act, ...]
    relief: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, coding: CodedActs, names: Mapping[str, str]) -> _Finder | None:
        """Look through a coding; None where its scheme says of no bids."""
        from havenlens.sequences.bids import bid_rows  # noqa: PLC0415 - NumPy is slow to import
        from havenlens.sequences.episodes import episodes_of, repairs_of  # noqa: PLC0415

        base = response_window_of(coding.scheme)
        if base is None:
            return None
        grouping = next((r for r in coding.scheme.recipes if isinstance(r, EpisodeRecipe)), None)
        mending = next((r for r in coding.scheme.recipes if isinstance(r, RepairRecipe)), None)
        repairs: tuple[Repair, ...] = ()
        if grouping is not None and mending is not None:
            repairs = repairs_of(coding, mending, episodes_of(coding, grouping, base))
        kind, mended = base.sensitive_classes, () if mending is None else coding.select(mending.repaired_by)
        warm = {act.id: act for act in coding.select(base.target) if coding.class_of(act) in kind}
        warm |= {act.id: act for act in mended}
        ordered = sorted(warm.values(), key=lambda act: act.onset)
        relief = sorted(_relief(coding, grouping, mending), key=lambda sign: sign[1])
        rows = bid_rows(coding, base)
        return cls(coding, names, base, rows, repairs, tuple(ordered), tuple(relief))

    # --- working well -------------------------------------------------------------------------------

    def strengths(self) -> list[Suggestion]:
        """Find runs of warm acts towards one person."""
        mended = {repair.act.id: repair for repair in self.repairs if repair.act is not None}
        found = []
        for person in sorted({act.target for act in self.warm if act.target is not None}):
            for run in _runs([act for act in self.warm if act.target == person]):
                repair = next((mended[act.id] for act in run if act.id in mended), None)
                found.append(self._strength(person, run, repair))
        return found

    def _strength(self, person: str, run: Sequence[Act], repair: Repair | None) -> Suggestion:
        bid = self._asked(run[0])
        start = run[0].onset if bid is None else min(bid.at, run[0].onset)
        eased = self._eased(person, run[-1].onset, TOGETHER)
        end = run[-1].onset + _LONG_TAIL if eased is None else eased + _TAIL
        values = {"adult": self._name(run[0].actor), "child": self._name(person)}
        values["at"] = short_clock(run[0].onset)
        if repair is not None:
            n = sum(len(episode.bids) for episode in repair.episodes)
            reason = Problem("cycle.suggest_repaired", {**values, "n": n})
        elif bid is not None and bid.latency is not None:
            seconds = number(in_seconds(run[0].onset - bid.at))
            reason = Problem("cycle.suggest_answered", {**values, "seconds": seconds})
        else:
            reason = Problem("cycle.suggest_unasked", values)
        weight = len(run) + (5 if repair is not None else 0) + (1 if eased is not None else 0)
        return self._made(ClipType.STRENGTH, start, end, run[0].onset, reason, weight)

    # --- worth another look -------------------------------------------------------------------------

    def misses(self) -> list[Suggestion]:
        """Find runs of bids that got no answer which met the need."""
        return [self._miss(repair) for repair in self.repairs]

    def _miss(self, repair: Repair) -> Suggestion:
        last = repair.last_missed_bid
        followed = self._around(repair.seeker, last, last + self.base.window)
        end = max(followed, default=None)
        end = last + _UNANSWERED_TAIL if end is None else end + _TAIL
        n = sum(len(episode.bids) for episode in repair.episodes)
        values = {"child": self._name(repair.seeker), "n": n}
        values |= {"first": short_clock(repair.first_missed_bid), "last": short_clock(last)}
        if repair.act is None:
            reason = Problem("cycle.suggest_missed", values)
        else:
            values |= {"adult": self._name(repair.act.actor), "at": short_clock(repair.act.onset)}
            reason = Problem("cycle.suggest_missed_repaired", values)
        weight = n + (2 if repair.act is not None else 0)
        first = repair.first_missed_bid
        return self._made(ClipType.LOOK_AGAIN, first, end, first, reason, weight)

    # --- cause and effect ---------------------------------------------------------------------------

    def links(self) -> list[Suggestion]:
        """Find warm acts that relief follows soon."""
        found = []
        for person in sorted({who for who, _ in self.relief}):
            signs = [at for who, at in self.relief if who == person]
            for first, last in _stretches(signs):
                acts = [
                    act for act in self.warm if act.target == person and first - SOON <= act.onset <= first
                ]
                if acts:
                    found.append(self._link(person, acts[-1], first, last))
        return found

    def _link(self, person: str, act: Act, first: int, last: int) -> Suggestion:
        bid = self._asked(act)
        start = act.onset if bid is None else min(bid.at, act.onset)
        followed = self._around(person, last, last + AFTERWARDS)
        end = max(followed, default=last) + _LONG_TAIL
        reason = Problem(
            "cycle.suggest_relief",
            {
                "adult": self._name(act.actor),
                "child": self._name(person),
                "at": short_clock(act.onset),
                "code": self.coding.scheme.code_by_id[act.code].name,
                "seconds": number(in_seconds(first - act.onset)),
            },
        )
        weight = 1 + (SOON - (first - act.onset)) / SOON + (1 if bid is not None else 0)
        return self._made(ClipType.LINK, start, end, act.onset, reason, weight)

    # --- what they look at --------------------------------------------------------------------------

    def _asked(self, act: Act) -> BidRow | None:
        """Give the bid that an act answers, the latest of several."""
        bids = [row for row in self.rows if any(answer.id == act.id for answer in row.answers)]
        return max(bids, key=lambda row: row.at, default=None)

    def _eased(self, person: str, since: int, within: int) -> int | None:
        return next((at for who, at in self.relief if who == person and since <= at <= since + within), None)

    def _around(self, person: str, start: int, end: int) -> list[int]:
        """Give when anything begins after a moment that somebody does or that is done to them."""
        return [
            act.onset
            for act in self.coding.acts
            if person in (act.actor, act.target) and start < act.onset <= end
        ]

    def _name(self, label: str) -> str:
        return self.names.get(label, label)

    def _made(
        self, kind: ClipType, start: int, end: int, at: int, reason: Problem, weight: float
    ) -> Suggestion:
        span = Span(Micros(max(0, start - BEFORE[kind])), Micros(min(end, self.coding.end)))
        return Suggestion(kind, stretched(span, Micros(self.coding.end)), Micros(at), reason, weight)


def _runs(acts: Sequence[Act]) -> list[list[Act]]:
    """Take acts together that follow each other closely; they come in the order of time."""
    runs: list[list[Act]] = []
    for act in acts:
        if runs and act.onset - runs[-1][-1].onset <= TOGETHER:
            runs[-1].append(act)
        else:
            runs.append([act])
    return runs


def _stretches(times: Sequence[int]) -> list[tuple[int, int]]:
    """Give the first and the last of moments that follow each other closely."""
    found: list[tuple[int, int]] = []
    for at in times:
        if found and at - found[-1][1] <= TOGETHER:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _relief(
    coding: CodedActs, grouping: EpisodeRecipe | None, mending: RepairRecipe | None
) -> Iterable[tuple[str, int]]:
    """Give who is relieved when: what resolves an episode, and where distress ends without going on."""
    if grouping is not None:
        yield from ((act.actor, act.onset) for act in coding.select(grouping.resolved_by))
    if mending is None:
        return
    states = coding.select(mending.while_in)
    for person in sorted({state.actor for state in states}):
        own = [state for state in states if state.actor == person]
        for state, following in pairwise([*own, None]):
            assert state is not None
            ends = coding.ends(state)
            goes_on = following is not None and following.onset - ends < SECOND
            if ends < coding.end and not goes_on:
                yield person, ends
