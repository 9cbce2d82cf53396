"""The few numbers a teacher reads, counted from the coding by the recipes of its scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle, EvidenceChoice
from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding, CodingStatus, Observation, Participant, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow, response_window_of
from havenlens.domain.time import SECOND, Micros, Span, in_seconds
from havenlens.services.feedback import BidCounts, EvidenceNumber, evidence_from
from havenlens.services.study import Study

if TYPE_CHECKING:
    from havenlens.sequences.acts import Act, CodedActs

_TRUSTED = (Purpose.CONSENSUS, Purpose.MASTER, Purpose.RESEARCH, Purpose.COACHING)
"""Whose coding the numbers are taken from, first choice first."""

_DONE = (CodingStatus.SUBMITTED, CodingStatus.LOCKED)


def evidence_of(
    study: Study, cycle: CoachingCycle, observation: Observation, language: str
) -> tuple[EvidenceNumber, ...]:
    """Count what the coach chose to show; each seeker and window is counted once.

    Where only the clips were coded, only they are counted (`coded_in_clips`).
    """
    choices: dict[tuple[str, UUID | None, int], list[EvidenceChoice]] = {}
    for choice in cycle.evidence:
        choices.setdefault((choice.scheme, choice.seeker, choice.window), []).append(choice)
    numbers: list[EvidenceNumber] = []
    for (scheme, seeker, window), wanted in choices.items():
        coding = trusted_coding(study, observation, scheme)
        if coding is None:
            continue
        within = clip_spans(cycle) if coded_in_clips(study, cycle, coding) else ()
        counts = count_bids(study, coding, observation, seeker=seeker, window=Micros(window), within=within)
        numbers += evidence_from(counts, [(choice.kind, choice.moment) for choice in wanted], language)
    return tuple(numbers)


def clip_spans(cycle: CoachingCycle) -> tuple[Span, ...]:
    """Give the spans of the clips that the teacher reads about, in the order of time, each moment once."""
    spans: list[Span] = []
    for clip in sorted((clip for clip in cycle.clips if not clip.struck), key=lambda clip: clip.span.start):
        if spans and spans[-1].end is not None and clip.span.start <= spans[-1].end:
            assert clip.span.end is not None
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, clip.span.end))
        else:
            spans.append(clip.span)
    return tuple(spans)


def coded_in_clips(study: Study, cycle: CoachingCycle, coding: Coding) -> bool:
    """Tell whether a coding is a coach's own and says nothing about what lies outside the clips."""
    if coding.purpose is not Purpose.COACHING:
        return False
    spans = clip_spans(cycle)
    events = study.store.events_of(coding.id)
    return all(any(span.covers(event.span.start) for span in spans) for event in events)


def only_in_clips(study: Study, cycle: CoachingCycle, observation: Observation) -> bool:
    """Tell whether any number of a cycle rests on a coding of its clips alone."""
    codings = (trusted_coding(study, observation, name) for name in {c.scheme for c in cycle.evidence})
    return any(coded_in_clips(study, cycle, coding) for coding in codings if coding is not None)


def trusted_coding(study: Study, observation: Observation, scheme: str) -> Coding | None:
    """Give the coding that numbers about an observation are taken from: a consensus before any other.

    Of the same purpose, what was handed in goes before what somebody still works at.
    """
    versions = {row.id for row in study.store.schemes() if row.scheme == scheme}
    found = [
        coding
        for coding in study.store.list_codings()
        if coding.observation == observation.id and coding.purpose in _TRUSTED and coding.scheme in versions
    ]
    return min(
        found, key=lambda coding: (_TRUSTED.index(coding.purpose), coding.status not in _DONE), default=None
    )


def count_bids(
    study: Study,
    coding: Coding,
    observation: Observation,
    *,
    seeker: UUID | None,
    window: Micros,
    within: Sequence[Span] = (),
) -> BidCounts:
    """Count one seeker's bids and answers, and the time to repair, by the recipes of the scheme.

    With ``within``, only what lies in these spans is counted, each as if the video ended where it ends.
    """
    from havenlens.sequences.bids import bid_rows, by_seeker, summarise  # noqa: PLC0415 - NumPy is slow to import

    scheme = study.scheme(coding.scheme)
    base = response_window_of(scheme)
    if base is None:
        raise StudyError("report.no_bids_in_scheme", scheme=scheme.ref)
    people = {person.id: person for person in study.store.participants()}
    label = None if seeker is None else people[seeker].label
    parts = acts_of(study, coding, observation, within)
    rows = [row for acts in parts for row in bid_rows(acts, base, window) if label in (None, row.seeker)]
    summary = summarise(rows)
    median = summary.median_latency
    names = {person.label: person.pseudonym or person.label for person in people.values()}
    each = sorted(by_seeker(rows).items(), key=lambda item: names[item[0]])
    return BidCounts(
        seeker="" if seeker is None else people[seeker].pseudonym,
        window_s=window / SECOND,
        n_bids=summary.n_in_denominator,
        n_answered=summary.n_answered,
        n_sensitive=summary.n_sensitive,
        first_response_s=None if median is None else median / SECOND,
        repairs_s=tuple(_repairs(parts, scheme, base, window, label)),
        of_each=tuple((names[who], part.n_answered, part.n_in_denominator) for who, part in each),
    )


def acts_of(
    study: Study, coding: Coding, observation: Observation, within: Sequence[Span] = ()
) -> tuple[CodedActs, ...]:
    """Give a coding as the sequence analyses read it: as one stretch, or as one for each of some spans."""
    from havenlens.sequences.acts import coded  # noqa: PLC0415 - NumPy is slow to import

    scheme = study.scheme(coding.scheme)
    people = {person.id: person for person in study.store.participants()}
    known = {code.id for code in scheme.codes}
    events = [event for event in study.store.events_of(coding.id) if event.code in known]
    if not within:
        acts = [_act(event, people) for event in events]
        return (coded(acts, scheme, observation.film, observation.name),)
    return tuple(
        coded(
            [_act(event, people) for event in events if span.covers(event.span.start)],
            scheme,
            span,
            observation.name,
        )
        for span in within
    )


def _repairs(
    parts: Sequence[CodedActs], scheme: Scheme, base: ResponseWindow, window: Micros, seeker: str | None
) -> Iterator[float]:
    """Give the seconds from the first missed bid of each repaired run to what repaired it."""
    from havenlens.sequences.episodes import episodes_of, repairs_of  # noqa: PLC0415 - as above

    grouping = next((r for r in scheme.recipes if isinstance(r, EpisodeRecipe)), None)
    mending = next((r for r in scheme.recipes if isinstance(r, RepairRecipe)), None)
    if grouping is None or mending is None:
        return
    for acts in parts:
        for run in repairs_of(acts, mending, episodes_of(acts, grouping, base, window)):
            if run.act is not None and seeker in (None, run.seeker):
                yield in_seconds(run.act.onset - run.first_missed_bid)


def _act(event: Event, people: Mapping[UUID, Participant]) -> Act:
    from havenlens.sequences.acts import Act  # noqa: PLC0415 - NumPy is slow to import

    return Act(
        event.id,
        event.span.start,
        event.span.end,
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
