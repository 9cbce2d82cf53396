"""Observations and codings are read once, and again as soon as anybody has written."""

from __future__ import annotations

import pytest

from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.services.assignments import tasks
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from tests.support.statements import reading


def test_what_nobody_changed_is_not_read_twice(small):
    small.file.rows.keep("codings", small.coding.id, resume_us=1)
    with reading(small.file.rows) as first:
        before = small.file.rows.observations(), small.file.rows.list_codings()
    with reading(small.file.rows) as second:
        assert (small.file.rows.observations(), small.file.rows.list_codings()) == before
    assert first
    assert not second


def test_what_one_wrote_oneself_is_listed(small):
    small.file.rows.observations()
    small.study.add_observation(NewObservation("second"))
    assert [one.name for one in small.file.rows.observations()][-1] == "second"
    assert [one.status for one in small.file.rows.list_codings()] == [CodingStatus.IN_PROGRESS]
    small.file.rows.change("codings", "coding", small.coding.id, status="submitted")
    assert [one.status for one in small.file.rows.list_codings()] == [CodingStatus.SUBMITTED]


def test_what_is_in_no_list_is_added_without_reading_them_again(small):
    before = small.file.rows.list_codings(), small.file.rows.observations()
    small.study.add_coder("JT")
    with reading(small.file.rows) as asked:
        assert (small.file.rows.list_codings(), small.file.rows.observations()) == before
    assert asked == []
    small.study.add_observation(NewObservation("second", variables={"site": "north"}))
    assert small.file.rows.observations()[-1].variables == {"site": "north"}


def test_what_another_connection_wrote_is_listed(small):
    small.file.rows.observations()
    other = small.file.writer()
    try:
        Study(other, small.study._read_scheme, small.study.folder).add_observation(NewObservation("second"))
    finally:
        other.close()
    assert [one.name for one in small.file.rows.observations()][-1] == "second"


def test_what_was_never_committed_is_not_kept(small):
    def change_and_fail() -> None:
        with small.file.rows.transaction():
            small.file.rows.change("observations", "observation", small.observation.id, title="other")
            assert small.file.rows.observations()[0].title == "other"
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        change_and_fail()
    assert small.file.rows.observations()[0].title == small.observation.title


def test_a_list_belongs_to_whoever_asked_for_it(small):
    small.file.rows.list_codings().clear()
    assert small.file.rows.list_codings()


def test_the_list_of_work_asks_as_much_of_many_codings_as_of_one(small):
    def queries() -> int:
        small.file.rows.keep("codings", small.coding.id, resume_us=1)  # so that nothing is known already
        with reading(small.file.rows) as asked:
            tasks(small.study)
        return len(asked)

    few = queries()
    for name in ("JT", "KL", "MN"):
        coder = small.study.add_coder(name)
        small.study.add_coding(
            small.observation.id, small.scheme.id, coder.id, Purpose.RESEARCH, small.coding.casting
        )
    assert queries() == few
