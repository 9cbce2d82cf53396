"""A study as it is listed to somebody: observations, people, and the codings this person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from havenlens.domain.observation import Coding, Observation, Participant
from havenlens.services.study import Study
from havenlens.services.submitting import may_review
from havenlens.services.training import hidden_codings


@dataclass(frozen=True, slots=True)
class Overview:
    """What was read of a study at once, in few questions however large it is.

    ``codings`` are those that may be seen, by observation, with how many ``events`` and ``ratings`` each has;
    ``hidden`` are the observations with codings that may not be seen yet. ``variables`` names those that
    coders may see, ``coders`` everybody by id; ``leads`` tells whether the reader leads the study.
    """

    observations: Sequence[Observation]
    people: Sequence[Participant]
    codings: Mapping[UUID, Sequence[Coding]]
    hidden: frozenset[UUID]
    variables: tuple[str, ...]
    coders: Mapping[UUID, str]
    events: Mapping[UUID, int]
    ratings: Mapping[UUID, int]
    leads: bool


def study_overview(study: Study, coder: UUID | None) -> Overview:
    """Read what is in a study as a coder may see it; None is somebody who did not say who they are."""
    store, kept_back = study.store, hidden_codings(study, coder)
    codings: dict[UUID, list[Coding]] = {}
    hidden = set()
    for coding in store.list_codings():
        if coding.id in kept_back:
            hidden.add(coding.observation)
        else:
            codings.setdefault(coding.observation, []).append(coding)
    return Overview(
        observations=store.observations(),
        people=store.participants(),
        codings=codings,
        hidden=frozenset(hidden),
        variables=tuple(one.name for one in store.variables() if not one.hidden_from_coders),
        coders={one.id: one.name for one in store.coders()},
        events=store.event_counts(),
        ratings=store.rating_counts(),
        leads=may_review(study, coder),
    )
