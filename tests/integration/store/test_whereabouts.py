"""A study is moved, renamed, deleted or replaced while it is open: nothing is lost, and somebody is told."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.store.study_file import StudyFile, copies_of
from tests.support.studies import open_small

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file in its place")


def codes_in(path: Path) -> list[str]:
    """Open a study as it lies, see that it holds, and list the codes of its events."""
    small = open_small(path)
    with small.file:
        assert small.file.check() == []
        return [event.code for event in small.file.codings.events_of(small.coding.id)]


def delete(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def test_what_was_coded_is_in_a_file_that_was_renamed_before_it_was_closed(small):
    session, there = small.session(), small.path.with_name("renamed.havenlens")
    session.press("upset", Micros(0))
    small.path.rename(there)
    small.file.close()
    assert codes_in(there) == ["upset"]


def test_nothing_more_is_written_to_a_file_that_was_renamed(small):
    session, there = small.session(), small.path.with_name("renamed.havenlens")
    session.press("upset", Micros(0))
    small.path.rename(there)
    for _ in range(2):
        with pytest.raises(StudyError, match="moved, renamed or deleted") as told:
            session.press("bids", Micros(40_000))
    [copy] = copies_of(small.path)
    assert str(copy) in str(told.value)
    assert [event.code for event in session.events] == ["upset"]
    assert codes_in(there) == codes_in(copy) == ["upset"]


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_was_deleted_or_replaced_lives_on_in_a_copy(small, replaced):
    session = small.session()
    session.press("upset", Micros(0))
    before = shutil.copyfile(small.path, small.path.with_name("before"))
    delete(small.path)
    if replaced:
        before.rename(small.path)
    with pytest.raises(StudyError):
        small.study.add_coder("somebody")
    [copy] = copies_of(small.path)
    assert codes_in(copy) == ["upset"]
    assert [coder.name for coder in small.study.store.coders()] == ["MK"]  # what is open can be read


def test_a_study_that_is_put_back_is_written_again(small):
    session, away = small.session(), small.path.with_name("away")
    session.press("upset", Micros(0))
    small.path.rename(away)
    with pytest.raises(StudyError):
        session.press("bids", Micros(40_000))
    away.rename(small.path)
    session.press("bids", Micros(40_000))
    small.file.close()
    assert codes_in(small.path) == ["upset", "bids"]


def test_where_the_folder_has_gone_no_copy_is_named(small, tmp_path_factory):
    session, gone = small.session(), tmp_path_factory.mktemp("elsewhere") / "folder"
    session.press("upset", Micros(0))
    small.path.parent.rename(gone)
    with pytest.raises(StudyError, match="Put it back"):
        session.press("bids", Micros(40_000))
    small.file.close()
    assert codes_in(gone / small.path.name) == ["upset"]


@pytest.mark.parametrize("again", [StudyFile.reader, StudyFile.writer])
def test_a_job_finds_no_other_file_in_its_place(small, again):
    small.session().press("upset", Micros(0))
    delete(small.path)
    with pytest.raises(StudyError, match="moved, renamed or deleted"):
        again(small.file)
    assert not small.path.exists()
