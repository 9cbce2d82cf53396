"""Edits in a real study file: any sequence of them, undone and done again, also after closing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.domain.editing import (
    Edited,
    Ground,
    Outcome,
    by_time,
    merge,
    move_to,
    set_values,
    shift,
    split,
)
from havenlens.domain.events import Event, Flag
from havenlens.domain.replacing import Replacement, Where, replace
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coding import CodingSession
from havenlens.services.event_copies import copied, from_json, paste, to_json
from havenlens.services.event_history import history_of
from tests.support.studies import SmallStudy, small_study

FILM = Span(Micros(0), Micros(120 * SECOND))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    with small_study(tmp_path_factory.mktemp("edits") / "small.havenlens") as made:
        yield made


def ground(session: CodingSession) -> Ground:
    return Ground(session.scheme, session.coding.casting, session.events, session.names, FILM)


def do(session: CodingSession, kind: str, outcome: Outcome) -> bool:
    return isinstance(outcome, Edited) and not session.apply(kind, outcome.changes, outcome.said).refused


def by_id(events: Iterable[Event]) -> dict[UUID, Event]:
    return {event.id: event for event in events}


def stored(study: SmallStudy) -> dict[UUID, Event]:
    return by_id(study.file.codings.events_of(study.coding.id))


Deed = Callable[[CodingSession, list[Event], Micros], Outcome | None]


def _delete(session: CodingSession, events: list[Event], _at: Micros) -> None:
    session.delete([event.id for event in events])


def _press(session: CodingSession, _events: list[Event], at: Micros) -> None:
    session.press(("upset", "bids", "returns")[at // SECOND % 3], at)


DEEDS: dict[str, Deed] = {
    "press": _press,
    "press_too": _press,
    "split": lambda s, e, at: split(e, at, ground(s), uuid4),
    "merge": lambda s, e, _: merge(e, ground(s)),
    "shift": lambda s, e, at: shift(e, by_time(at - 60 * SECOND), ground(s)),
    "move": lambda s, e, _: move_to(e, ground(s), actor=s.coding.casting["seeker"][1]),
    "set": lambda s, e, at: set_values(e, ground(s), comment=str(at), flag_on=Flag.DISCUSS),
    "replace": lambda s, e, _: replace(e, Replacement(Where.COMMENTS, "0", "1"), ground(s)),
    "paste": lambda s, e, at: paste(from_json(to_json(copied(e, s.coding.casting))), ground(s), uuid4, at),
    "delete": _delete,
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 119), st.integers(0, 63)), min_size=1, max_size=9
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_edits_is_undone_to_the_start_and_memory_equals_the_store(study: SmallStudy, steps):
    session = study.session()
    start, done = by_id(session.events), len(session.history.undo)
    for name, second, mask in steps:
        events = [event for n, event in enumerate(session.events) if mask >> n % 6 & 1]
        outcome = DEEDS[name](session, events, Micros(second * SECOND)) if events or "press" in name else None
        if outcome is not None:
            do(session, name, outcome)
        assert by_id(session.events) == stored(study)
    end = by_id(session.events)
    again = study.session()  # as after closing and opening: the stacks come from the log
    made = len(again.history.undo) - done
    for _ in range(made):
        assert not again.undo().refused
    assert by_id(again.events) == start == stored(study)
    for _ in range(made):
        assert not again.redo().refused
    assert by_id(again.events) == end
    for _ in range(made):
        again.undo()


def test_a_refused_edit_leaves_nothing_behind(tmp_path: Path):
    with small_study(tmp_path / "refused.havenlens") as study:
        session = study.session()
        session.press("upset", Micros(2 * SECOND))
        session.press("upset", Micros(4 * SECOND))
        session.press("upset", Micros(6 * SECOND))
        session.press("upset", Micros(8 * SECOND))
        first, second = list(session.events)
        steps = list(study.file.codings.steps_of(session.coding.id))
        outcome = shift([first], by_time(3 * SECOND), ground(session))
        reply = session.apply("shift", outcome.changes, outcome.said)
        assert reply.refused
        assert reply.notice.sentence == (
            "Upset would overlap Upset from 00:00:06.000, which it excludes; shorten one of them."
        )
        assert list(session.events) == [first, second]
        assert list(study.file.codings.steps_of(session.coding.id)) == steps


def test_the_log_of_the_file_tells_an_event_s_history_after_reopening(tmp_path: Path):
    with small_study(tmp_path / "history.havenlens") as study:
        session = study.session()
        session.press("upset", Micros(2 * SECOND))
        session.press("upset", Micros(8 * SECOND))
        event = next(iter(session.events))
        assert do(session, "split", split([event], Micros(5 * SECOND), ground(session), uuid4))
        session.undo()
        session.delete([event.id])
        again = study.reopened()
        told = history_of(event.id, again.file.codings.steps_of(again.coding.id))
        assert [(h.kind, h.undone) for h in told] == [
            ("press", False),
            ("press", False),
            ("split", True),
            ("undo", False),
            ("delete", False),
        ]
        again.file.close()
