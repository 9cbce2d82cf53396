"""The few numbers a teacher reads, counted from the coding by the recipes of its scheme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle, EvidenceChoice
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding, Observation, Participant, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, response_window_of
from havenlens.domain.time import SECOND, Micros, in_seconds
from havenlens.services.feedback import BidCounts, EvidenceNumber, evidence_from
from havenlens.services.study import Study

if TYPE_CHECKING:
    from havenlens.sequences.acts import Act

_TRUSTED = (Purpose.CONSENSUS, Purpose.MASTER, Purpose.RESEARCH, Purpose.COACHING)
"""Whose coding the numbers are taken from, first choice first."""


def evidence_of(
    study: Study, cycle: CoachingCycle, observation: Observation, language: str
) -> tuple[EvidenceNumber, ...]:
    """Count what the coach chose to show; each seeker and window is counted once."""
    choices: dict[tuple[str, UUID | None, int], list[EvidenceChoice]] = {}
    for choice in cycle.evidence:
        choices.setdefault((choice.scheme, choice.seeker, choice.window), []).append(choice)
    numbers: list[EvidenceNumber] = []
    for (scheme, seeker, window), wanted in choices.items():
        coding = trusted_coding(study, observation, scheme)
        if coding is None:
            continue
        counts = count_bids(study, coding, observation, seeker=seeker, window=Micros(window))
        numbers += evidence_from(counts, [(choice.kind, choice.moment) for choice in wanted], language)
    return tuple(numbers)


def trusted_coding(study: Study, observation: Observation, scheme: str) -> Coding | None:
    """Give the coding that numbers about an observation are taken from: a consensus before any other."""
    versions = {row.id for row in study.store.schemes() if row.scheme == scheme}
    found = [
        coding
        for coding in study.store.list_codings()
        if coding.observation == observation.id and coding.purpose in _TRUSTED and coding.scheme in versions
    ]
    return min(found, key=lambda coding: _TRUSTED.index(coding.purpose), default=None)


def count_bids(
    study: Study, coding: Coding, observation: Observation, *, seeker: UUID | None, window: Micros
) -> BidCounts:
    """Count one seeker's bids and answers, and the time to repair, by the recipes of the scheme."""
    from havenlens.sequences.acts import coded  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.sequences.bids import bid_rows, summarise  # noqa: PLC0415
    from havenlens.sequences.episodes import episodes_of, repairs_of  # noqa: PLC0415

    scheme = study.scheme(coding.scheme)
    people = {person.id: person for person in study.store.participants()}
    known = {code.id for code in scheme.codes}
    acts = coded(
        [_act(event, people) for event in study.store.events_of(coding.id) if event.code in known],
        scheme,
        observation.duration,
        observation.name,
    )
    base = response_window_of(scheme)
    if base is None:
        raise StudyError("report.no_bids_in_scheme", scheme=scheme.ref)
    label = None if seeker is None else people[seeker].label
    summary = summarise([row for row in bid_rows(acts, base, window) if label in (None, row.seeker)])
    repairs: tuple[float, ...] = ()
    grouping = next((r for r in scheme.recipes if isinstance(r, EpisodeRecipe)), None)
    mending = next((r for r in scheme.recipes if isinstance(r, RepairRecipe)), None)
    if grouping is not None and mending is not None:
        runs = repairs_of(acts, mending, episodes_of(acts, grouping, base, window))
        repairs = tuple(
            in_seconds(run.act.onset - run.first_missed_bid)
            for run in runs
            if run.act is not None and label in (None, run.seeker)
        )
    median = summary.median_latency
    return BidCounts(
        seeker="" if seeker is None else people[seeker].pseudonym,
        window_s=window / SECOND,
        n_bids=summary.n_in_denominator,
        n_answered=summary.n_answered,
        n_sensitive=summary.n_sensitive,
        first_response_s=None if median is None else median / SECOND,
        repairs_s=repairs,
    )


def _act(event: Event, people: Mapping[UUID, Participant]) -> Act:
    from havenlens.sequences.acts import Act  # noqa: PLC0415 - NumPy is slow to import

    return Act(
        event.id,
        event.span.start,
        None if event.span.is_instant else event.span.end,
        event.code,
        people[event.actor].label,
        None if event.target is None else people[event.target].label,
        event.modifiers,
        event.link,
    )


def draft_schemes(study: Study, cycle: CoachingCycle) -> str:
    """Name the schemes behind the numbers that have not been validated."""
    used = {choice.scheme for choice in cycle.evidence}
    stored = used & {row.scheme for row in study.store.schemes()}
    schemes = [study.scheme(study.stored_scheme(name).id) for name in sorted(stored)]
    return ", ".join(scheme.name for scheme in schemes if scheme.status == "draft")
