"""What Ctrl+Z takes back after a coding was opened: a coder's own steps, and never what was brought in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.domain.events import Changes, Event
from havenlens.domain.observation import CodingStatus
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.history import IMPORT, History, Step
from tests.support.studies import SmallStudy, now, small_study


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as made:
        yield made


def brought_in(small: SmallStudy, count: int = 3) -> tuple[Event, ...]:
    """Write events as an import does, in one step."""
    made = tuple(
        Event(uuid4(), "bids", Span.instant(Micros(n * SECOND)), small.mia, small.dale) for n in range(count)
    )
    step = Step(uuid4(), IMPORT, Changes(added=made), now(), small.coding.coder)
    small.study.store.write_events(small.coding.id, step)
    return made


def test_an_import_is_no_step_to_undo(small: SmallStudy) -> None:
    brought_in(small)
    session = small.session()
    assert session.undo().notice.sentence == "There is nothing to undo."
    assert len(session.events) == 3


def test_an_imported_coding_that_was_returned_keeps_its_import_whatever_is_undone(small: SmallStudy) -> None:
    made = brought_in(small)
    small.study.store.change("codings", "return", small.coding.id, status=CodingStatus.RETURNED)
    small = small.reopened()
    session = small.session()
    session.press("upset", Micros(5 * SECOND))
    session.delete([made[0].id])
    small = small.reopened()
    session = small.session()
    for _ in range(5):
        session.undo()
    assert list(session.events) == list(made)
    small.file.close()


def test_what_was_coded_before_an_import_stands(small: SmallStudy) -> None:
    small.session().press("upset", Micros(60 * SECOND))
    brought_in(small)
    session = small.session()
    assert session.undo().refused
    assert len(session.events) == 4


def test_what_was_done_after_the_clock_was_set_back_can_be_undone(small: SmallStudy) -> None:
    small.session().press("upset", Micros(0))
    handed_in = {"status": CodingStatus.RETURNED, "submitted_at": now() + timedelta(days=400)}
    small.study.store.change("codings", "return", small.coding.id, **handed_in)
    small = small.reopened()
    small.session().press("bids", Micros(5 * SECOND))
    small = small.reopened()
    session = small.session()
    assert not session.undo().refused
    assert session.undo().refused
    assert [event.code for event in session.events] == ["upset"]
    small.file.close()


def test_the_stacks_are_folded_without_reading_what_steps_changed(
    small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small.session()
    for second in range(5):
        session.press("bids", Micros(second * SECOND))
        session.answer("1")
    session.undo()
    read: list[str] = []
    plain = json.loads

    def noted(text: str) -> object:
        if '"salt"' in text:
            read.append(text)
        return plain(text)

    monkeypatch.setattr("havenlens.store.coding_rows.json.loads", noted)
    again = small.session()
    assert (len(again.history.undo), len(again.history.redo)) == (4, 1)
    assert read == []
    again.undo()
    assert len(read) == 2
    assert [len(event.modifiers) for event in again.events] == [1, 1, 1]


def test_the_whole_log_is_there_for_the_history_of_an_event(small: SmallStudy) -> None:
    made = brought_in(small)
    small.session().edit(made[1].id, comment="x")
    codings = small.file.codings
    assert [step.kind for step in codings.steps_of(small.coding.id)] == [IMPORT, "edit"]
    assert [step.kind for step in codings.steps_of(small.coding.id, undoable=True)] == ["edit"]


def test_an_import_in_memory_empties_the_stacks_too() -> None:
    history, who = History(), uuid4()
    history.record(Step(uuid4(), "press", Changes(), now(), who))
    history.record(Step(uuid4(), IMPORT, Changes(), now(), who))
    assert history == History()
