"""Which codings are compared: pairs of coders who coded the same observations with one scheme version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.observation import Coding, CodingStatus, Observation, Purpose
from havenlens.domain.problems import StudyError
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.study import Study
from havenlens.words.sentences import say

COMPARED = (Purpose.TRAINING, Purpose.RELIABILITY, Purpose.RESEARCH, Purpose.MASTER)
"""Purposes whose codings are compared, the last first where a coder has several."""

_REPEATED = (Purpose.RELIABILITY, Purpose.RESEARCH)

HANDED_IN = (CodingStatus.SUBMITTED, CodingStatus.LOCKED)


@dataclass(frozen=True, slots=True)
class CoderPair:
    """Two coders who coded the same observations with the same scheme version; the master comes first."""

    scheme: Scheme
    scheme_id: UUID
    coders: tuple[str, str]
    codings: tuple[tuple[Observation, Coding, Coding], ...]
    several_versions: bool = False
    """Whether the study compares codings with another version of the scheme as well."""

    @property
    def scheme_name(self) -> str:
        """Name the scheme, with its version where another version of it stands beside it."""
        return f"{self.scheme.name} {self.scheme.version}" if self.several_versions else self.scheme.name


def counting_rule() -> str:
    """Say which codings are compared; every output prints it."""
    return say("agreement.counting_rule")


def coder_pairs(study: Study, hidden: Collection[UUID] = ()) -> list[CoderPair]:
    """Find the pairs of coders with an observation in common, by scheme version; latest attempts count.

    Only codings that were handed in are compared, so that nobody sees another's before their own is done.
    Codings that are ``hidden`` from the person who looks are left out. A coder who coded an observation
    twice is compared with themselves. A master that a panel made of somebody's coding is not compared with
    that coding: they agree because one was made of the other.
    """
    coders = {coder.id: coder.name for coder in study.store.coders()}
    masters = {coder.id for coder in study.store.coders() if coder.role == "master"}
    observations = {observation.id: observation for observation in study.store.observations()}
    handed_in = [
        coding
        for coding in study.store.list_codings()
        if coding.purpose in COMPARED and coding.status in HANDED_IN and coding.id not in hidden
    ]
    latest: dict[tuple[UUID, UUID, UUID], Coding] = {}
    for coding in handed_in:
        key = (coding.scheme, coding.observation, coding.coder)
        if key not in latest or _weight(latest[key]) <= _weight(coding):
            latest[key] = coding
    made_of = {
        (row["result"], UUID(str(coding)))
        for row in study.store.rows_of("panels")
        for coding in row["codings"]
    }
    repeated = _by_observation(coding for coding in handed_in if coding.purpose in _REPEATED)
    shared: dict[tuple[UUID, UUID, UUID], list[tuple[Observation, Coding, Coding]]] = {}
    for (scheme, place), codings in _by_observation(latest.values()).items():
        ordered = sorted(codings, key=lambda c: (c.coder not in masters, coders[c.coder]))
        for first, second in [*combinations(ordered, 2), *_coded_again(repeated.get((scheme, place), ()))]:
            if (first.id, second.id) in made_of or (second.id, first.id) in made_of:
                continue
            entry = (observations[place], first, second)
            shared.setdefault((scheme, first.coder, second.coder), []).append(entry)
    versions = Counter(study.scheme(scheme).id for scheme in {key[0] for key in shared})
    return [
        CoderPair(
            study.scheme(scheme),
            scheme,
            _names(coders[first], coders[second]),
            tuple(entries),
            versions[study.scheme(scheme).id] > 1,
        )
        for (scheme, first, second), entries in shared.items()
        if study.scheme(scheme).measurement
    ]


def pair_of(study: Study, asked: AgreementResult, hidden: Collection[UUID]) -> CoderPair:
    """Find the pair that a result is about; StudyError where its codings are not compared any more."""
    for pair in coder_pairs(study, hidden):
        if (pair.scheme.id, pair.scheme.version, pair.coders) == (asked.scheme, asked.version, asked.coders):
            return pair
    raise StudyError("agreement.nobody_twice")


def _coded_again(codings: Sequence[Coding]) -> Iterator[tuple[Coding, Coding]]:
    """Give the first and the latest coding of whoever coded one observation twice."""
    own: dict[UUID, list[Coding]] = {}
    for coding in codings:
        own.setdefault(coding.coder, []).append(coding)
    for each in own.values():
        if len(each) > 1:
            ordered = sorted(each, key=lambda c: (c.submitted_at is None, c.submitted_at, c.attempt))
            yield ordered[0], ordered[-1]


def _names(first: str, second: str) -> tuple[str, str]:
    return (first, say("agreement.again", coder=second)) if first == second else (first, second)


def _weight(coding: Coding) -> tuple[int, int]:
    return (COMPARED.index(coding.purpose), coding.attempt)


def _by_observation(codings: Iterable[Coding]) -> dict[tuple[UUID, UUID], list[Coding]]:
    found: dict[tuple[UUID, UUID], list[Coding]] = {}
    for coding in codings:
        found.setdefault((coding.scheme, coding.observation), []).append(coding)
    return found
