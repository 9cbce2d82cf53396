"""Which other codings of an observation may be shown beside the one that is open."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.problems import Problem
from havenlens.services.study import Study


@dataclass(frozen=True, slots=True)
class Beside:
    """Another coding of the same observation; ``refusal`` says why it may not be shown, where that is so."""

    coding: UUID
    name: str
    refusal: Problem | None = None


def codings_beside(study: Study, coding: Coding) -> tuple[Beside, ...]:
    """List a coder's other codings of an observation, those that must stay apart with the reason.

    What other coders did is not even named while this coding, or theirs, is not locked.
    """
    names = {coder.id: coder.name for coder in study.store.coders()}
    own = study.scheme(coding.scheme)
    found = []
    for other in study.store.list_codings():
        if other.observation != coding.observation or other.id == coding.id:
            continue
        mine = other.coder == coding.coder
        if not mine and {coding.status, other.status} != {CodingStatus.LOCKED}:
            continue
        scheme = study.scheme(other.scheme)
        name = scheme.name if mine else f"{scheme.name} ({names.get(other.coder, '')})"
        if other.scheme == coding.scheme and mine:
            name = f"{scheme.name} {other.attempt} ({other.purpose.value})"
        apart = kept_apart(own, scheme) or _repeated_blind(coding, other)
        found.append(
            Beside(other.id, name, Problem("seeing.kept_apart", {"scheme": name}) if apart else None)
        )
    return tuple(found)


def kept_apart(one: Scheme, other: Scheme) -> bool:
    """Tell whether a code of one scheme is not to be offered beside the other."""
    return any(
        there.id in code.hidden_with for here, there in ((one, other), (other, one)) for code in here.codes
    )


def _repeated_blind(coding: Coding, other: Coding) -> bool:
    """Tell whether one is the repetition of the other, made to see whether a coder agrees with themselves."""
    return coding.scheme == other.scheme and Purpose.RELIABILITY in (coding.purpose, other.purpose)
