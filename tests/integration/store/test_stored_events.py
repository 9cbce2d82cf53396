"""Events come out of the file exactly as they went in, however many are made at once."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.app.bootstrap import open_study
from havenlens.domain.events import Changes, Event, Flag
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.history import Step
from havenlens.services.study import Study
from havenlens.services.study_store import EventBatch
from havenlens.store import coding_rows, table_rows
from havenlens.store.stored_events import ids_of
from tests.support.studies import SmallStudy, small_study, tamper

MOMENTS = st.integers(0, 10**12).map(Micros)
SPANS = st.one_of(
    MOMENTS.map(Span.instant),
    MOMENTS.map(lambda at: Span(at, None)),
    st.tuples(MOMENTS, st.integers(1, 10**9)).map(lambda pair: Span(pair[0], Micros(pair[0] + pair[1]))),
)
TEXTS = st.one_of(st.just(""), st.just("a\x1fb\x1f"), st.text(st.characters(exclude_categories=["Cs"])))
ANSWERS = st.dictionaries(
    st.sampled_from(["need", "many", "how much", "words"]),
    st.one_of(
        TEXTS,
        st.integers(-5, 5),
        st.floats(0, 1),
        st.lists(st.sampled_from(["x", "y"]), max_size=2).map(tuple),
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    with small_study(tmp_path_factory.mktemp("stored") / "small.havenlens") as made:
        yield made


@st.composite
def many_events(draw: st.DrawFn, study: SmallStudy) -> list[Event]:
    ids = [uuid4() for _ in range(draw(st.integers(0, 7)))]
    people = st.sampled_from([study.mia, study.amir, study.dale])
    return [
        Event(
            id=one,
            code=draw(st.sampled_from(["upset", "bids"])),
            span=draw(SPANS),
            actor=draw(people),
            target=draw(st.none() | people),
            modifiers=draw(ANSWERS),
            comment=draw(TEXTS),
            link=draw(st.none() | st.sampled_from(ids)),
            flags=draw(st.frozensets(st.sampled_from(Flag))),
            defaults=draw(st.frozensets(st.sampled_from(["target", "code"]))),
            reaction_lag=draw(st.just(Micros(0)) | MOMENTS),
        )
        for one in ids
    ]


def write(study: SmallStudy, changes: Changes) -> None:
    step = Step(uuid4(), "edit", changes, datetime.now(UTC), study.coding.coder)
    study.file.codings.write(study.coding.id, step)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), at_once=st.integers(1, 4))
def test_what_is_read_is_what_was_written(study, data: st.DataObject, at_once: int):
    events = data.draw(many_events(study))
    write(study, Changes(added=tuple(events)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding_rows, "_AT_ONCE", at_once)  # links lead from one batch into another
        read = study.file.codings.events_of(study.coding.id)
    write(study, Changes(removed=tuple(events)))
    assert {event.id: event for event in read} == {event.id: event for event in events}
    assert [event.span.start for event in read] == sorted(event.span.start for event in events)
    for event in read:
        assert pickle.loads(pickle.dumps(event)) == event


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), size=st.integers(1, 8), shared=st.booleans())
def test_batches_for_tables_hold_the_same(study, data: st.DataObject, size: int, shared: bool):
    events = sorted(data.draw(many_events(study)), key=lambda event: event.span.start)
    write(study, Changes(added=tuple(events)))
    asked = [study.coding.id, uuid4(), study.coding.id]  # one without events between them
    with pytest.MonkeyPatch.context() as patch:
        if not shared:
            patch.setattr(table_rows.sqlite3, "threadsafety", 1)
        batches = list(study.study.store.event_batches(asked, size))
    write(study, Changes(removed=tuple(events)))
    assert all(0 < len(batch.onset) <= size for batch in batches)
    for batch in batches:
        for coded in (batch.code, batch.actor, batch.target, batch.modifiers):
            assert set(coded.places.tolist()) - {-1} == set(range(len(coded.values)))
    assert [place for batch in batches for place in batch.coding.tolist()] == [
        place for place in (0, 2) for _ in events
    ]
    rows = [row for batch in batches for row in rows_of(batch)]
    half = len(rows) // 2
    assert rows[:half] == rows[half:]
    assert sorted(rows[:half]) == sorted(map(row_of, events))
    assert [row[1] for row in rows[:half]] == [event.span.start for event in events]


def test_a_code_that_no_program_of_ours_wrote_is_a_sentence(tmp_path):
    with small_study(tmp_path / "small.havenlens") as made:
        made.session().press("upset", Micros(5_000_000))
    tamper(made.path, "UPDATE events SET code = ?", "up\nset", checks=False)
    with pytest.raises(StudyError, match="damaged"), opened(made.path) as study:
        list(study.store.event_batches([coding.id for coding in study.store.list_codings()], 10))


def test_events_that_cannot_be_read_are_a_sentence(tmp_path):
    with small_study(tmp_path / "small.havenlens") as made:
        made.session().press("upset", Micros(5_000_000))
    with closing(sqlite3.connect(made.path)) as connection:
        pages = [
            n for (n,) in connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name='events'")
        ]
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with opened(made.path) as study, made.path.open("r+b") as raw:
        codings = [coding.id for coding in study.store.list_codings()]
        for page in pages:
            raw.seek((page - 1) * size)
            raw.write(b"\xff" * size)
        raw.flush()
        with pytest.raises(StudyError, match="damaged"):
            list(study.store.event_batches(codings, 10))


@contextmanager
def opened(path: Path) -> Iterator[Study]:
    file, study = open_study(path, write=False)
    with file:
        yield study


def rows_of(batch: EventBatch) -> list[tuple[object, ...]]:
    ends = [None if still else end for still, end in zip(batch.is_open, batch.offset, strict=True)]
    columns = (
        batch.id.read(),
        batch.onset.tolist(),
        [repr(end if end is None else int(end)) for end in ends],
        batch.code.read(),
        batch.actor.read(),
        [repr(target) for target in batch.target.read()],
        [repr(link) for link in batch.link.read()],
        [repr(sorted(json.loads(text or "{}").items())) for text in batch.modifiers.read()],
        batch.comment,
        batch.flags.tolist(),
        [sorted(json.loads(text)) for text in batch.defaults],
        batch.reaction_lag.tolist(),
    )
    return list(zip(*columns, strict=True))


def row_of(event: Event) -> tuple[object, ...]:
    answers = {name: list(one) if isinstance(one, tuple) else one for name, one in event.modifiers.items()}
    return (
        str(event.id),
        event.span.start,
        repr(event.span.end if event.span.end is None else int(event.span.end)),
        event.code,
        event.actor.hex,
        repr(None if event.target is None else event.target.hex),
        repr(None if event.link is None else str(event.link)),
        repr(sorted(answers.items())),
        event.comment,
        sum(1 << place for place, flag in enumerate(Flag) if flag in event.flags),
        sorted(event.defaults),
        event.reaction_lag,
    )


def test_ids_that_are_made_many_at_once_are_ids_like_any_other():
    wanted = [uuid4() for _ in range(3)]
    made = ids_of([one.hex for one in wanted])
    assert made == wanted
    assert [hash(one) for one in made] == [hash(one) for one in wanted]
    assert [str(one) for one in made] == [str(one) for one in wanted]
    assert [one.is_safe for one in made] == [one.is_safe for one in wanted]
    assert pickle.loads(pickle.dumps(made)) == wanted
    with pytest.raises(TypeError):
        setattr(made[0], "int", 1)  # noqa: B010 - what must not be possible
    assert all(isinstance(one, UUID) for one in made)
