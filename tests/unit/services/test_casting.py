"""Who plays which role, as far as words say it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from havenlens.domain.codebook import Role
from havenlens.domain.observation import Participant
from havenlens.services.casting import propose_casting
from tests.support.memory_store import LEO, MAYA, REYES, whole_scheme


def roles(scheme, *wanted: Role):
    return replace(scheme, roles=wanted)


def person(number: int, role: str) -> Participant:
    return Participant(UUID(int=number), f"P{number}", f"Person {number}", role)


def test_everybody_is_cast_by_the_words_of_the_role():
    cast = propose_casting(whole_scheme(), [REYES, MAYA, LEO])
    assert cast == {"seeker": (MAYA.id, LEO.id), "provider": (REYES.id,)}


def test_an_alias_is_as_good_as_the_role():
    scheme = roles(whole_scheme(), Role("seeker", "Seeker", True, ("child", "partner")))
    assert propose_casting(scheme, [person(1, "child"), person(2, "cook")]) == {"seeker": (UUID(int=1),)}


def test_a_role_for_one_takes_the_first_who_has_none():
    scheme = roles(
        whole_scheme(),
        Role("talks", "Talks", False, ("partner",)),
        Role("hears", "Hears", False, ("partner",)),
    )
    cast = propose_casting(scheme, [person(1, "partner"), person(2, "partner"), person(3, "partner")])
    assert cast == {"talks": (UUID(int=1),), "hears": (UUID(int=2),)}
