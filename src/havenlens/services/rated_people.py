"""Whom a rating is about."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from havenlens.domain.events import Rating
from havenlens.domain.observation import Coding


def people_rated(rating: Rating, coding: Coding, filmed: Collection[UUID]) -> set[UUID]:
    """Give the people a rating is about.

    One of nobody in particular is about those whom its coding casts, or, where that casts nobody, about all
    who were ``filmed``.
    """
    named = {person for person in (rating.subject, rating.partner) if person is not None}
    if rating.subject is not None:
        return named
    cast = {person for people in coding.casting.values() for person in people}
    return named | (cast or set(filmed))
