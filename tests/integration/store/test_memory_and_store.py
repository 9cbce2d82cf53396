"""A law: whatever a coder does, memory equals the store, and the store opens again to the same."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.events import Flag
from havenlens.domain.time import Micros
from havenlens.services.coding import CodingSession
from havenlens.services.history import History
from tests.support.studies import SmallStudy, make_small, open_small

moments = st.integers(0, 12).map(lambda second: Micros(second * 1_000_000))
deeds = st.one_of(
    st.tuples(
        st.just("press"), st.sampled_from(["upset", "bids", "comforts", "returns"]), moments, st.booleans()
    ),
    st.tuples(st.just("answer"), st.sampled_from(["1", "2", "9"])),
    st.tuples(st.just("focus"), st.integers(0, 2)),
    st.tuples(st.just("comment"), st.integers(0, 30), st.sampled_from(["", "loud", "Ümläut \u2028 'x' {y}"])),
    st.tuples(st.just("span"), st.integers(0, 30), moments, st.none() | moments),
    st.tuples(st.just("flag"), st.integers(0, 30), st.sampled_from(Flag)),
    st.tuples(st.just("link"), st.integers(0, 30), st.integers(0, 30)),
    st.tuples(st.just("actor"), st.integers(0, 30), st.integers(0, 1)),
    st.tuples(st.just("delete"), st.sets(st.integers(0, 30), min_size=1, max_size=3)),
    st.just(("undo",)),
    st.just(("undo",)),
    st.just(("redo",)),
    st.just(("same time",)),
    st.just(("skip",)),
    st.just(("reopen",)),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_small(tmp_path_factory.mktemp("law") / "small.havenlens")
    made.file.close()
    return made.path


def do(small: SmallStudy, session: CodingSession, deed: tuple[object, ...]) -> None:
    """Do one deed; numbers pick an event that is there, whatever there is."""
    match deed:
        case ("press", str(code), int(at), bool(again)):
            session.press(code, Micros(at), restart=again)
        case ("answer", str(key)):
            session.answer(key)
        case ("focus", int(place)):
            session.focus_on((small.mia, small.amir, small.dale)[place])
        case ("undo",):
            session.undo()
        case ("redo",):
            session.redo()
        case ("same time",):
            session.same_time_next()
        case ("skip",):
            session.skip_question()
        case (str(name), *values) if len(session.events):
            edit(small, session, name, values)


def edit(small: SmallStudy, session: CodingSession, name: str, values: list[object]) -> None:
    """Change or delete events that are there."""
    ids = [event.id for event in session.events]

    def pick(place: object) -> object:
        assert isinstance(place, int)
        return ids[place % len(ids)]

    match name, values:
        case "comment", (place, text):
            session.edit(pick(place), comment=text)  # type: ignore[arg-type]
        case "span", (place, start, end):
            session.set_span(pick(place), start, end)  # type: ignore[arg-type]
        case "flag", (place, flag):
            session.toggle_flag(pick(place), flag)  # type: ignore[arg-type]
        case "link", (place, other):
            session.edit(pick(place), link=pick(other))  # type: ignore[arg-type]
        case "actor", (place, child):
            session.edit(pick(place), actor=(small.mia, small.amir)[child])  # type: ignore[arg-type,index]
        case "delete", (places,):
            session.delete({pick(place) for place in places})  # type: ignore[arg-type,attr-defined]


def stacks(history: History) -> tuple[list[object], list[object]]:
    """Give what can be undone and redone, with the order of parts inside a step left out."""
    return tuple(
        [
            (
                step.id,
                sorted(step.changes.added, key=str),
                sorted(step.changes.removed, key=str),
                sorted(step.changes.replaced, key=str),
            )
            for step in stack
        ]
        for stack in (history.undo, history.redo)
    )


def by_id(events) -> list[object]:
    return sorted(events, key=lambda event: event.id)


def same(small: SmallStudy, session: CodingSession) -> None:
    """Memory holds what the store holds."""
    store = small.file.codings
    assert by_id(session.events) == by_id(store.events_of(small.coding.id))
    assert stacks(session.history) == stacks(History.fold(store.steps_of(small.coding.id)))


@settings(max_examples=25)
@given(st.lists(deeds, max_size=25))
def test_memory_equals_the_store_whatever_is_done(template: Path, deeds: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.havenlens"
        shutil.copyfile(template, path)
        small = open_small(path)
        try:
            session = small.session()
            assert session.history.undo == []
            for deed in deeds:
                if deed == ("reopen",):
                    small = small.reopened()
                    session = small.session()
                else:
                    do(small, session, deed)
                same(small, session)
            assert small.file.check() == []
            small = small.reopened()
            same(small, small.session())
            assert by_id(small.session().events) == by_id(session.events)
            assert stacks(small.session().history) == stacks(session.history)
        finally:
            small.file.close()


@settings(max_examples=10)
@given(st.lists(deeds.filter(lambda deed: deed[0] not in ("undo", "redo", "reopen")), max_size=12))
def test_undoing_everything_gives_nothing_and_redoing_gives_it_back(
    template: Path, deeds: list[tuple[object, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.havenlens"
        shutil.copyfile(template, path)
        small = open_small(path)
        try:
            for deed in deeds:
                session = small.session()
                do(small, session, deed)
            session = small.session()
            done = by_id(session.events)
            steps = len(session.history.undo)
            while not session.undo().refused:
                pass
            assert len(session.events) == 0
            small = small.reopened()
            session = small.session()
            assert len(session.history.redo) == steps
            while not session.redo().refused:
                pass
            assert by_id(session.events) == done
            same(small, session)
            assert small.file.check() == []
        finally:
            small.file.close()
