"""The small numbers that could be shown to a teacher, each as it would read and with a moment of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle, EvidenceChoice, EvidenceKind
from havenlens.domain.observation import Observation
from havenlens.domain.recipes import response_window_of
from havenlens.domain.time import Micros
from havenlens.services.coaching.evidence import (
    acts_of,
    clip_spans,
    coded_in_clips,
    count_bids,
    trusted_coding,
)
from havenlens.services.feedback import BidCounts, EvidenceNumber, evidence_from
from havenlens.services.study import Study

if TYPE_CHECKING:  # NumPy is slow to import
    from havenlens.sequences.acts import CodedActs
    from havenlens.sequences.bids import BidRow


@dataclass(frozen=True, slots=True)
class NumberOffer:
    """A number as the document would say it, and the choice that puts it there.

    ``clips_only``: only the clips were coded, so it holds in them alone.
    """

    choice: EvidenceChoice
    number: EvidenceNumber
    chosen: bool
    clips_only: bool = False


def numbers_of(
    study: Study, cycle: CoachingCycle, observation: Observation, language: str, hidden: Collection[UUID] = ()
) -> tuple[NumberOffer, ...]:
    """List the numbers that the codings of an observation give: those chosen first, then by seeker.

    Each begins with a moment that shows it; a number that nothing was coded for is not there. Nothing is read
    from codings that are ``hidden``.
    """
    offers: list[NumberOffer] = []
    chosen = {_key(one) for one in cycle.evidence}
    possible = [*cycle.evidence]
    possible += [one for one in _possible(study, observation, hidden) if _key(one) not in chosen]
    counted: dict[tuple[str, UUID | None, Micros], tuple[BidCounts, bool] | None] = {}
    for choice in possible:
        about = (choice.scheme, choice.seeker, choice.window)
        if about not in counted:
            counted[about] = _count(study, cycle, observation, choice, hidden)
        found = counted[about]
        if found is not None:
            counts, within = found
            numbers = evidence_from(counts, [(choice.kind, choice.moment)], language)
            offers += [NumberOffer(choice, number, _key(choice) in chosen, within) for number in numbers]
    return tuple(offers)


def _count(
    study: Study,
    cycle: CoachingCycle,
    observation: Observation,
    choice: EvidenceChoice,
    hidden: Collection[UUID],
) -> tuple[BidCounts, bool] | None:
    """Count what several numbers rest on, and tell whether only the clips were coded."""
    coding = trusted_coding(study, observation, choice.scheme)
    if coding is None or coding.id in hidden:
        return None
    within = coded_in_clips(study, cycle, coding)
    spans = clip_spans(cycle) if within else ()
    window = choice.window
    return count_bids(study, coding, observation, seeker=choice.seeker, window=window, within=spans), within


def _key(choice: EvidenceChoice) -> tuple[EvidenceKind, str, UUID | None]:
    return choice.kind, choice.scheme, choice.seeker


def _possible(study: Study, observation: Observation, hidden: Collection[UUID]) -> Iterator[EvidenceChoice]:
    from havenlens.sequences.bids import bid_rows  # noqa: PLC0415 - NumPy is slow to import

    people = {person.label: person.id for person in study.store.participants()}
    for name in sorted({row.scheme for row in study.store.schemes()}):
        coding = trusted_coding(study, observation, name)
        if coding is None or coding.id in hidden:
            continue
        base = response_window_of(study.scheme(coding.scheme))
        if base is None:
            continue
        [acts] = acts_of(study, coding, observation)
        rows = bid_rows(acts, base)
        seekers = sorted({row.seeker for row in rows}, key=lambda who: -sum(r.seeker == who for r in rows))
        for seeker in seekers:
            own = [row for row in rows if row.seeker == seeker]
            for kind in EvidenceKind:
                if kind is not EvidenceKind.WHO_WAS_ANSWERED:
                    moment = _moment(kind, own, acts)
                    yield EvidenceChoice(kind, name, people[seeker], moment, base.window)
        if len(seekers) > 1:
            moment = _moment(EvidenceKind.WHO_WAS_ANSWERED, rows, acts)
            yield EvidenceChoice(EvidenceKind.WHO_WAS_ANSWERED, name, None, moment, base.window)


def _moment(kind: EvidenceKind, rows: Sequence[BidRow], acts: CodedActs) -> Micros:
    """Choose a moment that shows a number: what was missed, what was answered well, what made good for it."""
    missed = next((row.at for row in rows if not row.sensitive and not row.censored), None)
    met = next((row.answers[0].onset for row in rows if row.sensitive and row.answers), None)
    answered = next((row.answers[0].onset for row in rows if row.answers), None)
    wanted = {
        EvidenceKind.BIDS_ANSWERED: missed,
        EvidenceKind.BIDS_ANSWERED_SENSITIVELY: met,
        EvidenceKind.TIME_TO_FIRST_RESPONSE: answered,
        EvidenceKind.TIME_TO_REPAIR: missed,
    }.get(kind)
    first = rows[0].at if rows else 0
    return Micros(min(first if wanted is None else wanted, acts.end))
