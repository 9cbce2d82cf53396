"""What is missing before a coding can be handed in."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.codebook import UNLABELLED
from havenlens.domain.observation import Presence
from havenlens.domain.time import Span
from havenlens.services.checklist import missing
from tests.support.memory_store import LEO, MAYA, REYES, Desk, at

FILM = Span(at(0), at(60))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def exhaustive(desk: Desk) -> None:
    groups = tuple(replace(g, exhaustive=g.id == "states") for g in desk.session.scheme.groups)
    desk.session.scheme = replace(desk.session.scheme, groups=groups)


def found(desk: Desk, *, blocks: bool = True, film: Span | None = FILM, presence=()) -> list[tuple]:
    return [(m.code, m.at, m.event) for m in missing(desk.session, film, presence) if m.blocks is blocks]


def test_nothing_coded_misses_nothing(desk):
    assert found(desk) == []


def test_an_open_state_must_be_ended(desk):
    event = desk.coded("upset", 5)
    assert found(desk) == [("missing.end", at(5), event.id)]
    assert missing(desk.session, FILM)[0].sentence == "Upset · Maya from 00:00:05.000 is still open."


def test_a_required_answer_and_a_required_target_must_be_there(desk):
    event = desk.coded("bids", 5)
    assert ("missing.answer", at(5), event.id) in found(desk)
    desk.session.edit(event.id, modifiers={"need": "help"}, target=None)
    assert found(desk) == [("missing.target", at(5), event.id)]
    desk.session.edit(event.id, target=REYES.id)
    assert found(desk) == []


def test_a_target_is_not_asked_for_where_nobody_could_be_it():
    desk = Desk(casting={"seeker": (MAYA.id,)})
    event = desk.coded("bids", 5)
    desk.session.edit(event.id, modifiers={"need": "help"})
    assert found(desk) == []


def test_a_marked_stretch_needs_its_code(desk):
    event = desk.coded("speaks", 5)
    desk.coded("speaks", 8)
    desk.session.edit(event.id, code=UNLABELLED)
    assert ("missing.label", at(5), event.id) in found(desk)


def test_a_state_shorter_than_the_scheme_asks_for_is_a_hint(desk):
    event = desk.coded("upset", 5)
    desk.coded("upset", 6)
    assert ("missing.too_short", at(5), event.id) in found(desk, blocks=False)
    assert found(desk) == []


def test_what_lies_outside_the_recording_is_told(desk):
    event = desk.coded("returns", 61)
    assert found(desk) == [("missing.outside", at(61), event.id)]
    assert found(desk, film=None) == []


def test_passes_that_left_nothing_are_hints(desk):
    desk.coded("returns", 5)
    assert [m.values["number"] for m in missing(desk.session, FILM) if m.code == "missing.pass_empty"] == [1]


def test_gaps_of_an_exhaustive_group_are_told_for_each_person(desk):
    desk.coded("upset", 0)
    desk.coded("calm", 20)
    desk.coded("calm", 30)
    exhaustive(desk)
    gaps = [m for m in missing(desk.session, FILM) if m.code == "missing.gap"]
    assert [(m.values["who"], m.values["start"], m.values["end"]) for m in gaps] == [
        ("Leo", "00:00:00.000", "00:01:00.000"),
        ("Maya", "00:00:30.000", "00:01:00.000"),
    ]


def test_nobody_has_to_be_coded_while_away(desk):
    desk.coded("upset", 0)
    desk.coded("upset", 30)
    exhaustive(desk)
    own = UUID(int=900)
    there = [
        Presence(own, LEO.id, "off_camera", FILM),
        Presence(own, MAYA.id, "visible", Span(at(0), at(20))),
        Presence(own, MAYA.id, "audible", Span(at(10), at(40))),
        Presence(own, MAYA.id, "off_camera", Span(at(35), at(40))),
    ]
    gaps = [m for m in missing(desk.session, FILM, there) if m.code == "missing.gap"]
    assert [(m.values["who"], m.values["start"], m.values["end"]) for m in gaps] == [
        ("Maya", "00:00:30.000", "00:00:35.000")
    ]


def test_a_gap_no_longer_than_the_last_frame_is_not_told(desk):
    for who in (LEO, MAYA):
        desk.session.focus_on(who.id)
        desk.coded("calm", 0)
        desk.coded("calm", 59.96)
    exhaustive(desk)
    assert found(desk) == []


@given(st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=5))
def test_gaps_and_states_make_up_the_film(pairs):
    desk = Desk(casting={"seeker": (MAYA.id,), "provider": (REYES.id,)})
    for one, other in pairs:
        desk.press("upset", one)
        desk.press("calm", other)
    exhaustive(desk)
    covered = set()
    for event in desk.session.events:
        end = 60 if event.span.end is None else event.span.end // 1_000_000
        covered |= set(range(event.span.start // 1_000_000, end))
    gaps = set()
    for one in missing(desk.session, FILM):
        if one.code == "missing.gap":
            start, end = (int(one.values[k][3:5]) * 60 + int(one.values[k][6:8]) for k in ("start", "end"))
            gaps |= set(range(start, end))
    assert gaps == set(range(60)) - covered


def test_what_must_be_done_comes_before_hints(desk):
    desk.coded("bids", 30)
    desk.coded("upset", 5)
    listed = missing(desk.session, FILM)
    assert [m.blocks for m in listed] == sorted((m.blocks for m in listed), reverse=True)
