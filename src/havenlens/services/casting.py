"""Propose who plays which role of a scheme, from the roles people have in the study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from havenlens.domain.codebook import Role, Scheme
from havenlens.domain.observation import Participant


def propose_casting(scheme: Scheme, people: Iterable[Participant]) -> Mapping[str, tuple[UUID, ...]]:
    """Cast everybody whose role is a scheme role's id or alias; a role for one person takes the first.

    A role that nobody matches stays empty, for a person to fill: nothing is guessed beyond the words.
    """
    listed = list(people)
    cast: dict[str, tuple[UUID, ...]] = {}
    for role in scheme.roles:
        found = tuple(person.id for person in listed if _matches(role, person.role))
        if not role.many:
            found = tuple(p for p in found if not any(p in others for others in cast.values()))[:1]
        if found:
            cast[role.id] = found
    return cast


def _matches(role: Role, name: str) -> bool:
    return name in (role.id, *role.aliases)
