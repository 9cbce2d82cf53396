"""Whatever a coder does: memory equals the store, and the stacks folded from the log equal the live ones."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.events import Flag
from havenlens.domain.problems import StudyError
from havenlens.services.history import History
from tests.support.memory_store import LEO, MAYA, Desk, at

CODES = ("upset", "calm", "speaks", "moves", "bids", "comforts", "returns")
moments = st.integers(0, 20)
LAG = at(0.5)

presses = st.tuples(
    st.just("press"), st.sampled_from(CODES), moments, st.booleans(), st.booleans(), st.booleans()
)
acts = st.one_of(
    presses,
    presses,
    st.tuples(st.just("answer"), st.sampled_from("129")),
    st.tuples(st.just("same_time")),
    st.tuples(st.just("focus"), st.sampled_from((MAYA.id, LEO.id))),
    st.tuples(st.just("move"), st.integers(0, 5), moments, moments),
    st.tuples(st.just("link"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("flag"), st.integers(0, 5)),
    st.tuples(st.just("delete"), st.sets(st.integers(0, 5), max_size=2)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(st.just("full"), st.booleans()),
    st.tuples(st.just("restart")),
)


def press(desk, code, second, restart, playing, slowly):
    desk.time += 1 if slowly else 0.1
    desk.session.press(code, at(second), restart=restart, playing=playing)


def move(desk, place, start, end):
    event = desk.session.events.get(chosen(desk, place))
    point = event is not None and event.span.is_instant
    desk.session.set_span(chosen(desk, place), at(start), at(start if point else end))


def restart(desk):
    desk.session = desk.reopened()
    desk.session.reaction_lag = LAG


def chosen(desk, place):
    ids = [event.id for event in desk.session.events]
    return ids[place % len(ids)] if ids else desk.coding.id


DO = {
    "press": press,
    "answer": lambda desk, digit: desk.session.answer(digit),
    "same_time": lambda desk: desk.session.same_time_next(),
    "focus": lambda desk, person: desk.session.focus_on(person),
    "move": move,
    "link": lambda desk, one, other: desk.session.edit(chosen(desk, one), link=chosen(desk, other)),
    "flag": lambda desk, place: desk.session.toggle_flag(chosen(desk, place), Flag.UNSURE),
    "delete": lambda desk, places: desk.session.delete([chosen(desk, place) for place in places]),
    "undo": lambda desk: desk.session.undo(),
    "redo": lambda desk: desk.session.redo(),
    "full": lambda desk, full: setattr(desk.store, "full", full),
    "restart": restart,
}


def assert_whole(desk: Desk) -> None:
    session = desk.session
    assert list(session.events) == list(desk.store.events_of(desk.coding.id))
    assert session.history == History.fold(desk.store.steps_of(desk.coding.id))
    for event in session.events:
        assert event.link is None or event.link in session.events
        if event.code in ("upset", "calm", "speaks"):
            assert session.events.in_the_way(event) is None
    question = session.question
    assert question is None or question.event in session.events


@settings(max_examples=80)
@given(st.lists(acts, max_size=30))
def test_memory_and_store_stay_one(intents):
    desk = Desk()
    desk.session.reaction_lag = LAG
    for name, *values in intents:
        try:
            DO[name](desk, *values)
        except StudyError as error:
            assert desk.store.full, error  # noqa: PT017 - the only thing that may go wrong here
        assert_whole(desk)


@settings(max_examples=40)
@given(st.lists(presses, max_size=15))
def test_all_undone_is_empty_and_all_redone_is_as_it_was(intents):
    desk = Desk()
    for name, *values in intents:
        DO[name](desk, *values)
    coded = list(desk.session.events)
    while not desk.session.undo().refused:
        pass
    assert list(desk.session.events) == []
    while not desk.session.redo().refused:
        pass
    assert list(desk.session.events) == coded


def test_a_step_that_takes_back_an_unknown_one_is_passed_over():
    desk = Desk()
    desk.press("upset", 1)
    desk.press("returns", 2)
    desk.session.undo()
    assert History.fold(desk.store.steps[1:]).undo == []
    assert History.fold(desk.store.steps[2:]) == History()
