"""What changed over a teacher's own cycles: single points, never beside another teacher's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.observation import Observation, Purpose
from havenlens.domain.recipes import response_window_of
from havenlens.domain.time import SECOND, Micros
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.coaching.evidence import (
    acts_of,
    clip_spans,
    coded_in_clips,
    trusted_coding,
)
from havenlens.services.feedback import CyclePoint, FeedbackProgress, FeedbackScore
from havenlens.services.study import Study

WINDOW = Micros(10 * SECOND)
_OF_RESEARCH = frozenset({Purpose.RESEARCH, Purpose.CONSENSUS, Purpose.MASTER})
"""A coach's own ratings are never put together with these."""


def progress_of(
    study: Study,
    teacher: UUID,
    until: int | None = None,
    *,
    scores: bool = False,
    hidden: Collection[UUID] = (),
) -> FeedbackProgress | None:
    """Give a point for each of a teacher's cycles up to one; None where there is nothing to compare.

    With ``scores``, the points of the last cycle's focus dimension are added. Codings that are ``hidden``
    from whoever looks are not counted.
    """
    cycles = [one for one in list_cycles(study, teacher=teacher) if until is None or one.number <= until]
    if len(cycles) < 2:
        return None
    tried = {
        before.number: (after.previous_plan.tried,)
        for before, after in pairwise(cycles)
        if before.plan is not None and after.previous_plan is not None
    }
    places = {place.id: place for place in study.store.observations()}
    label = next(person.label for person in study.store.participants() if person.id == teacher)
    focus = cycles[-1]
    points = []
    for cycle in cycles:
        n_bids, n_answered, seconds = _bids(study, cycle, places, hidden)
        points.append(
            CyclePoint(
                cycle.number,
                n_bids,
                n_answered,
                seconds,
                tried.get(cycle.number, ()),
                _points(study, cycle, label, focus, places.values(), hidden) if scores else (),
            )
        )
    lowest, highest, name = _scale(study, focus) if scores else (1.0, 7.0, "")
    return FeedbackProgress(tuple(points), WINDOW / SECOND, name, lowest, highest)


def scores_of(study: Study, cycle: CoachingCycle) -> tuple[FeedbackScore, ...]:
    """Give the scores of a cycle's focus dimension, each a point; nothing where there are none."""
    label = next((p.label for p in study.store.participants() if p.id == cycle.teacher), "")
    points = _points(study, cycle, label, cycle, study.store.observations())
    if not points:
        return ()
    lowest, highest, name = _scale(study, cycle)
    return (FeedbackScore(name, points, lowest, highest),)


def _bids(
    study: Study, cycle: CoachingCycle, places: dict[UUID, Observation], hidden: Collection[UUID]
) -> tuple[int, int, tuple[float, ...]]:
    """Count the bids of a cycle's own video in every scheme that has bids and was coded there."""
    from havenlens.sequences.bids import bid_rows, summarise  # noqa: PLC0415 - NumPy is slow to import

    place = places.get(cycle.observation) if cycle.observation else None
    if place is None:
        return 0, 0, ()
    chosen = [choice.scheme for choice in cycle.evidence]
    for name in dict.fromkeys((*chosen, *(row.scheme for row in study.store.schemes()))):
        coding = trusted_coding(study, place, name)
        base = response_window_of(study.scheme(coding.scheme)) if coding else None
        if coding is None or base is None or coding.id in hidden:
            continue
        within = clip_spans(cycle) if coded_in_clips(study, cycle, coding) else ()
        rows = [row for acts in acts_of(study, coding, place, within) for row in bid_rows(acts, base, WINDOW)]
        summary = summarise(rows)
        seconds = tuple(latency / SECOND for latency in summary.latencies)
        return summary.n_in_denominator, summary.n_answered, seconds
    return 0, 0, ()


def _points(
    study: Study,
    cycle: CoachingCycle,
    teacher: str,
    focus: CoachingCycle,
    places: Iterable[Observation],
    hidden: Collection[UUID] = (),
) -> tuple[float, ...]:
    """Give the scores of a dimension in what was filmed for a cycle, one for each rating period."""
    if not focus.focus_dimension:
        return ()
    wanted = {
        place.id
        for place in places
        if place.id == cycle.observation
        or (place.variables.get("teacher"), place.variables.get("coaching_cycle")) == (teacher, cycle.number)
    }
    versions = {row.id for row in study.store.schemes() if row.scheme == focus.focus_scheme}
    found: dict[tuple[UUID, str, int], list[int]] = {}
    for coding in study.store.list_codings():
        if coding.id in hidden:
            continue
        if coding.observation in wanted and coding.scheme in versions and coding.purpose in _OF_RESEARCH:
            for period, rating in study.store.ratings_of(coding.id):
                if rating.dimension == focus.focus_dimension and rating.score is not None:
                    key = (coding.observation, str(period.kind), period.ordinal)
                    found.setdefault(key, []).append(rating.score)
    return tuple(sum(scores) / len(scores) for _, scores in sorted(found.items(), key=lambda i: i[0][1:]))


def _scale(study: Study, cycle: CoachingCycle) -> tuple[float, float, str]:
    known = {row.scheme for row in study.store.schemes()}
    if cycle.focus_scheme in known:
        scheme = study.scheme(study.stored_scheme(cycle.focus_scheme).id)
        for dimension in scheme.dimensions:
            if dimension.id == cycle.focus_dimension:
                assert scheme.scale is not None
                return float(scheme.scale.minimum), float(scheme.scale.maximum), dimension.name
    return 1.0, 7.0, cycle.focus
