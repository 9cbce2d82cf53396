"""Find and replace in coded events."""

from __future__ import annotations

from dataclasses import replace as remade
from uuid import UUID

import pytest

from havenlens.domain.codebook import ModifierKind
from havenlens.domain.coding import Refused
from havenlens.domain.editing import Edited, Ground
from havenlens.domain.events import Event
from havenlens.domain.queries import EventSeries
from havenlens.domain.replacing import Replacement, Where, replace
from havenlens.domain.time import Micros, Span
from tests.support.memory_store import CASTING, LEO, MAYA, REYES, whole_scheme

SCHEME = whole_scheme()


def bid(number: int = 1, **values) -> Event:
    actor = values.pop("actor", MAYA.id)
    return Event(UUID(int=number), "bids", Span.instant(Micros(number)), actor, **values)


def after(event: Event, wanted: Replacement, scheme=SCHEME) -> Event | None:
    """Give the event after replacing, None where nothing was found."""
    ground = Ground(scheme, CASTING, EventSeries(scheme, [event]), {}, Span(Micros(0), None))
    outcome = replace([event], wanted, ground)
    return outcome.changes.replaced[0][1] if isinstance(outcome, Edited) else None


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "An X, an X and a whXle"),
        ({"match_case": True}, "An Ow, an X and a whXle"),
        ({"whole_words": True}, "An X, an X and a whowle"),
    ],
)
def test_words_are_replaced_in_comments_as_they_are_meant(options, text):
    event = bid(comment="An Ow, an ow and a whowle")
    assert after(event, Replacement(Where.COMMENTS, "ow", "X", **options)).comment == text


def test_what_is_looked_for_is_text_and_no_pattern():
    event = bid(comment=r"a.c (1) \d")
    assert after(event, Replacement(Where.COMMENTS, ".", r"\1")).comment == r"a\1c (1) \d"
    assert after(event, Replacement(Where.COMMENTS, "abc", "x")) is None


def test_a_code_is_replaced_with_what_fits():
    event = bid(modifiers={"need": "help"}, target=REYES.id)
    changed = after(event, Replacement(Where.CODES, "bids", "returns"))
    assert (changed.code, dict(changed.modifiers), changed.target) == ("returns", {}, None)
    assert after(event, Replacement(Where.CODES, "comforts", "returns")) is None


def test_a_person_is_replaced_as_actor_and_as_target():
    assert after(bid(), Replacement(Where.PEOPLE, MAYA.id, LEO.id)).actor == LEO.id
    spoken = Event(UUID(int=2), "speaks", Span(Micros(0), Micros(5)), REYES.id, MAYA.id)
    assert after(spoken, Replacement(Where.PEOPLE, MAYA.id, LEO.id)).target == LEO.id


def test_an_answer_is_replaced_or_taken_away():
    event = bid(modifiers={"need": "help", "loud": "soft"})
    changed = after(event, Replacement(Where.ANSWERS, "help", "comfort", "need"))
    assert dict(changed.modifiers) == {"need": "comfort", "loud": "soft"}
    assert dict(after(event, Replacement(Where.ANSWERS, "help", "", "need")).modifiers) == {"loud": "soft"}
    assert after(event, Replacement(Where.ANSWERS, "comfort", "help", "need")) is None


def test_one_of_several_answers_and_words_are_replaced():
    need, loud = (next(m for m in SCHEME.modifiers if m.id == name) for name in ("need", "loud"))
    others = tuple(m for m in SCHEME.modifiers if m not in (need, loud))
    several = remade(need, kind=ModifierKind.SEVERAL)
    words = remade(loud, kind=ModifierKind.TEXT, options=())
    scheme = remade(SCHEME, modifiers=(several, words, *others))
    event = bid(modifiers={"need": ("comfort", "help"), "loud": "a soft whisper"})
    changed = after(event, Replacement(Where.ANSWERS, "comfort", "help", "need"), scheme)
    assert changed.modifiers["need"] == ("help",)
    changed = after(event, Replacement(Where.ANSWERS, "soft", "low", "loud"), scheme)
    assert changed.modifiers["loud"] == "a low whisper"


def test_nothing_found_is_said():
    ground = Ground(SCHEME, CASTING, EventSeries(SCHEME, []), {}, Span(Micros(0), None))
    outcome = replace([], Replacement(Where.COMMENTS, "a", "b"), ground)
    assert isinstance(outcome, Refused)
    assert outcome.problem.sentence == ("Nothing was found to replace; change what is looked for, or where.")
    assert not Replacement(Where.COMMENTS, "a", "a").is_ready
