"""Files are whole or not there: under any name, for those who may read the folder, or with a sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.exchange.table_files import write_folder, write_table
from havenlens.services import files
from havenlens.services.files import check_can_write, whole_file, write_whole
from havenlens.services.tables import Column, source_of_rows

TABLE = source_of_rows("events", [Column("comment")], [{"comment": "Ärger"}])
IN_USE = "cannot be replaced; close it where it is open in another program, or choose another name."


@pytest.fixture
def _group_writes():
    before = os.umask(0o002)
    yield
    os.umask(before)


@pytest.fixture
def _open_elsewhere(monkeypatch):
    """Refuse what Windows refuses: that a file which a program has open is moved, replaced or deleted."""
    replace = Path.replace

    def refuse(self, target):
        if any(place.name.endswith("-open.csv") and place.is_file() for place in (self, Path(target))):
            raise PermissionError(13, "Access is denied", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)


@pytest.mark.parametrize("name", ["x" * 251 + ".csv", "ü" * 125 + ".csv", ".csv", "a b's #1 50%.csv"])
def test_the_longest_name_that_a_disk_takes_can_be_written(tmp_path, name):
    write_whole(tmp_path / name, "there")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "there"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in lists")
@pytest.mark.usefixtures("_group_writes")
def test_whoever_may_read_the_folder_may_read_the_file(tmp_path):
    write_whole(tmp_path / "one.csv", "")
    write_folder([TABLE], tmp_path / "all")
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o664}


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in lists")
def test_a_file_is_as_private_as_the_person_has_set_it(tmp_path):
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "report.html", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600


@pytest.mark.usefixtures("_open_elsewhere")
def test_a_file_that_is_open_in_another_program_is_named_and_stays(tmp_path):
    path = tmp_path / "list-open.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError) as told:
        write_whole(path, "new")
    assert str(told.value) == f"{path} {IN_USE}"
    assert path.read_text(encoding="utf-8") == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["list-open.csv"]


@pytest.mark.usefixtures("_open_elsewhere")
def test_a_table_that_is_open_in_another_program_is_named_and_stays(tmp_path):
    path = tmp_path / "events-open.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError) as told:
        write_table(TABLE, path)
    assert str(told.value) == f"{path} {IN_USE}"
    assert path.read_text(encoding="utf-8") == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["events-open.csv"]


@pytest.mark.parametrize("write", [check_can_write, lambda path: write_whole(path, "")])
def test_a_folder_that_may_not_be_written_is_said_at_once(tmp_path, monkeypatch, write):
    """On Windows `tempfile` takes a refusal for a name that is taken, and asks for ever."""
    asked = []

    def refuse(self, *_arguments, **_options):
        asked.append(self)
        if len(asked) > 1:
            raise AssertionError("asked again")
        raise PermissionError(13, "Permission denied", str(self))

    def written():
        with monkeypatch.context() as windows:
            windows.setattr(os, "name", "nt")
            windows.setattr(Path, "open", refuse)
            windows.setattr(os, "open", lambda path, *_rest: refuse(path))
            write(tmp_path / "x.csv")

    with pytest.raises(StudyError, match="choose a folder you may write to"):
        written()


def test_a_draft_gives_way_to_names_that_are_taken(tmp_path, monkeypatch):
    tokens = iter(["aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr(files, "token_hex", lambda _n: next(tokens))
    with whole_file(tmp_path / "x.csv") as first, whole_file(tmp_path / "x.csv") as second:
        assert (first.name, second.name) == (".x-aaaa.csv", ".x-bbbb.csv")
        second.write_text("later", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_what_another_program_holds_on_to_does_not_undo_the_work(tmp_path, monkeypatch):
    """Windows does not delete what a virus scanner is looking at."""
    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "unlink", _in_use)
    with files.working_folder() as folder:
        (folder / "clip.mp4").write_bytes(b"x")
        made = (folder / "clip.mp4").read_bytes()
    assert made == b"x"


def _in_use(path, **_options):
    raise PermissionError(13, "The process cannot access the file", str(path))
