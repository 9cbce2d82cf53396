"""What the strip of a review shows of an observation: its length, its words and its trusted codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from havenlens.domain.observation import Observation, TranscriptLine
from havenlens.domain.recipes import response_window_of
from havenlens.domain.time import SECOND, Micros
from havenlens.services.coaching.evidence import trusted_coding
from havenlens.services.study import Study
from havenlens.ui.coaching.strip import StripContent, tracks_of

_UNKNOWN = Micros(60 * SECOND)


def strip_content(
    study: Study, place: Observation | None, lines: Sequence[TranscriptLine], hidden: Collection[UUID]
) -> StripContent:
    """Put together what is drawn; codes of a scheme with bids are shown before those of another one."""
    if place is None:
        return StripContent(_UNKNOWN)
    duration = place.duration or _UNKNOWN
    codings = [
        trusted_coding(study, place, name) for name in sorted({row.scheme for row in study.store.schemes()})
    ]
    known = [one for one in codings if one is not None and one.id not in hidden]
    known.sort(key=lambda one: response_window_of(study.scheme(one.scheme)) is None)
    if not known:
        return StripContent(duration, tuple(lines))
    scheme = study.scheme(known[0].scheme)
    names = {person.id: person.pseudonym for person in study.store.participants()}
    events = study.store.events_of(known[0].id)
    return StripContent(duration, tuple(lines), scheme, tracks_of(events, scheme, names))
