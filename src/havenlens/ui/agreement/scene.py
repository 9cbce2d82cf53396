"""Several codings of one observation, with what it takes to show them beside its video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding
from havenlens.domain.time import Span
from havenlens.services.study import Study
from havenlens.ui.coding.opening import filmed_views
from havenlens.ui.player.reel import Part


@dataclass(frozen=True, slots=True)
class Strip:
    """One coding as it is drawn: its coder's name and its events."""

    name: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """An observation with the codings that are compared; no parts where there is no video."""

    title: str
    scheme: Scheme
    people: Mapping[UUID, str]
    strips: tuple[Strip, ...]
    parts: tuple[Part, ...] = ()
    film: Span | None = None

    @property
    def coders(self) -> tuple[str, ...]:
        """Name whose codings they are."""
        return tuple(strip.name for strip in self.strips)


def scene_of(study: Study, codings: Sequence[Coding]) -> Scene:
    """Load codings of one observation; the video is that of its first view."""
    place = next(o for o in study.store.observations() if o.id == codings[0].observation)
    names = {coder.id: coder.name for coder in study.store.coders()}
    coders = [coding.coder for coding in codings]
    strips = tuple(
        Strip(
            f"{names[one.coder]} {one.attempt}" if coders.count(one.coder) > 1 else names[one.coder],
            tuple(study.store.events_of(one.id)),
        )
        for one in codings
    )
    views = filmed_views(study, place)
    files = views[0].files if views else ()
    return Scene(
        f"{place.name} {place.title}".strip(),
        study.scheme(codings[0].scheme),
        {person.id: person.pseudonym for person in study.store.participants()},
        strips,
        tuple(Part(file.path, file.base) for file in files),
        place.film,
    )
