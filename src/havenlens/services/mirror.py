"""A coder's own page: how late their onsets are, which codes they mix up, where they are going.

It is made for whoever is signed in, of their own codings, and for nobody else, leads included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, Scheme
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.time import Micros
from havenlens.services.divergences import Lag, Match, lag_of, matches
from havenlens.services.drift_watch import DriftSeries, drift_of
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study
from havenlens.services.training import hidden_codings

DONE = frozenset({CodingStatus.SUBMITTED, CodingStatus.LOCKED})
"""Only what both have handed in is compared."""
MOST = 5
"""How many confusions of each kind are shown."""

_OWN = frozenset({Purpose.RESEARCH, Purpose.RELIABILITY, Purpose.TRAINING})
_OTHERS = _OWN | {Purpose.MASTER}


@dataclass(frozen=True, slots=True)
class GroupLag:
    """How late the coder's onsets are in one group of codes; negative is early."""

    name: str
    lag: Lag


@dataclass(frozen=True, slots=True)
class MixedUp:
    """How often the coder gave one code where the others (or the master) gave another."""

    own: str
    others: str
    times: int
    of: int
    """How many events the others had with their code."""


@dataclass(frozen=True, slots=True)
class Missed:
    """How often the coder had no event where the others had one, or had one alone."""

    code: str
    times: int
    of: int


@dataclass(frozen=True, slots=True)
class Mirror:
    """What a coder sees of themselves with one scheme version; ``compared`` is how many codings."""

    scheme: UUID
    scheme_name: str
    compared: int
    lag: Lag
    lags: tuple[GroupLag, ...]
    mixed_up: tuple[MixedUp, ...]
    missed: tuple[Missed, ...]
    alone: tuple[Missed, ...]
    drift: tuple[DriftSeries, ...]


def mirror_of(study: Study, signed_in: UUID, progress: Progress = no_progress) -> list[Mirror]:
    """Hold what the person signed in has handed in against others' codings of the same, scheme by scheme.

    The master's coding stands for the others' where there is one that the coder may see. Other people are
    never named.
    """
    hidden = hidden_codings(study, signed_in)
    codings = [one for one in study.store.list_codings() if one.status in DONE and one.id not in hidden]
    found = []
    for stored in study.store.schemes():
        scheme = study.scheme(stored.id)
        pairs = _pairs([one for one in codings if one.scheme == stored.id], signed_in)
        if pairs:
            watched = scheme.measurement
            drift = drift_of(study, stored.id, hidden, signed_in, progress) if watched else ()
            found.append(_mirror(study, scheme, stored.id, pairs, tuple(drift)))
    return found


def _pairs(codings: Sequence[Coding], coder: UUID) -> list[tuple[Coding, Coding]]:
    """Put beside each of the coder's codings the master's, or else every other coder's latest."""
    own: dict[UUID, Coding] = {}
    others: dict[tuple[UUID, UUID], Coding] = {}
    for one in sorted(codings, key=lambda one: one.attempt):
        if one.coder == coder and one.purpose in _OWN:
            own[one.observation] = one
        elif one.coder != coder and one.purpose in _OTHERS:
            others[one.observation, one.coder] = one
    pairs = []
    for place, mine in own.items():
        there = [one for (observation, _), one in others.items() if observation == place]
        masters = [one for one in there if one.purpose is Purpose.MASTER]
        pairs += [(one, mine) for one in masters or there if masters or one.purpose is not Purpose.TRAINING]
    return pairs


def _mirror(
    study: Study,
    scheme: Scheme,
    scheme_id: UUID,
    pairs: Sequence[tuple[Coding, Coding]],
    drift: tuple[DriftSeries, ...],
) -> Mirror:
    seen: dict[UUID, Sequence[Event]] = {}
    matched: list[Match] = []
    for other, mine in pairs:
        for one in (other, mine):
            if one.id not in seen:
                seen[one.id] = [e for e in study.store.events_of(one.id) if e.code != UNLABELLED]
        matched += matches(scheme, seen[other.id], seen[mine.id])
    groups = {code.id: code.group for code in scheme.codes}
    lags = [
        GroupLag(group.name, lag_of([one for one in matched if groups[one.event.code] == group.id]))
        for group in scheme.groups
    ]
    return Mirror(
        scheme_id,
        scheme.name,
        len({mine.id for _, mine in pairs}),
        lag_of(matched),
        tuple(one for one in lags if one.lag.n),
        *_confusions(scheme, matched),
        drift,
    )


def _confusions(
    scheme: Scheme, matched: Sequence[Match]
) -> tuple[tuple[MixedUp, ...], tuple[Missed, ...], tuple[Missed, ...]]:
    names = {code.id: code.name for code in scheme.codes}
    wrong: Counter[tuple[str, str]] = Counter()
    missed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    mine: Counter[str] = Counter()
    for one in matched:
        if one.first is not None:
            theirs[one.first.code] += 1
        if one.second is not None:
            mine[one.second.code] += 1
        if one.first is None or one.second is None:
            (missed if one.second is None else alone)[one.event.code] += 1
        elif one.first.code != one.second.code:
            wrong[one.second.code, one.first.code] += 1
    return (
        tuple(
            MixedUp(names[own], names[others], times, theirs[others])
            for (own, others), times in wrong.most_common(MOST)
        ),
        tuple(Missed(names[code], times, theirs[code]) for code, times in missed.most_common(MOST)),
        tuple(Missed(names[code], times, mine[code]) for code, times in alone.most_common(MOST)),
    )


def in_seconds_signed(at: Micros) -> str:
    """Write a lag with its sign, as +0.4 or −1.2 seconds.

    >>> in_seconds_signed(Micros(-1_240_000))
    '−1.24'
    """
    return f"{at / 1_000_000:+.2f}".replace("-", "−")
