"""What a document would tell somebody who still has to code the same without having seen it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.coaching.evidence import trusted_coding
from havenlens.services.study import Study


def rests_on_hidden(study: Study, cycle: CoachingCycle, hidden: Collection[UUID]) -> bool:
    """Tell whether the numbers or the progress of a cycle's document are counted in hidden codings."""
    if not hidden:
        return False
    places = {place.id: place for place in study.store.observations()}
    asked = {(cycle.observation, choice.scheme) for choice in cycle.evidence}
    earlier = [one for one in list_cycles(study, teacher=cycle.teacher) if one.number <= cycle.number]
    if len(earlier) > 1:  # from then on progress is drawn
        schemes = {row.scheme for row in study.store.schemes()}
        asked |= {(one.observation, scheme) for one in earlier for scheme in schemes}
    codings = (
        trusted_coding(study, places[place], scheme) for place, scheme in asked if place in places and place
    )
    return any(coding is not None and coding.id in hidden for coding in codings)
