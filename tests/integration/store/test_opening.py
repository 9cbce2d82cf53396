"""Opening a study: one writer, readers beside it, older and newer versions, and files that are no study."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path, PureWindowsPath

import pytest
from sqlalchemy import create_engine, text

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.store import connections, study_file
from havenlens.store.connections import address_of, connect_to_fill, connect_to_write, disconnect, driver
from havenlens.store.location import filesystem_of, is_network, is_share
from havenlens.store.schema import HEAD
from havenlens.store.study_file import StudyFile, backup
from tests.support.studies import SmallStudy, findings, open_small, tamper

HOLDER = """
import sys
from pathlib import Path
from havenlens.store.study_file import StudyFile
file = StudyFile.open(Path(sys.argv[1]), write=True)
print("held", flush=True)
sys.stdin.read()
"""


def opening(path: Path, **options: object) -> str:
    """Give what is said when a study cannot be opened."""
    with pytest.raises(StudyError) as told:
        StudyFile.open(path, **{"write": True, **options})  # type: ignore[arg-type]
    return str(told.value)


# --- one writer ---------------------------------------------------------------------------------------


def test_a_second_opener_in_the_same_process_may_read(small: SmallStudy) -> None:
    assert opening(small.path) == (
        f"{small.path} is open in another window or on another account; close it there, or open it to read."
    )
    small.session().press("upset", Micros(1_000_000))
    second = open_small(small.path, must=False)
    with second.file:
        assert second.file.writable is False
        session = second.session()
        assert len(session.events) == 1
        reply = session.press("returns", Micros(2_000_000))
        assert reply.refused
        assert reply.notice.code == "coding.read_only"
        with pytest.raises(StudyError, match="may only be read"):
            second.study.add_coder("X")


def test_the_lock_holds_through_another_name_of_the_file(small: SmallStudy) -> None:
    link = small.path.with_name("link.havenlens")
    link.symlink_to(small.path)
    assert "is open in another window" in opening(link)


def test_the_lock_of_another_process_dies_with_it(small: SmallStudy) -> None:
    small.file.close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(small.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert "is open in another window" in opening(small.path)
        with StudyFile.open(small.path, write=True, must=False) as second:
            assert second.writable is False
            assert second.check() == []
        os.kill(holder.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    with StudyFile.open(small.path, write=True) as first:
        assert first.writable


def test_closing_lets_the_next_one_write(small: SmallStudy) -> None:
    small.file.close()
    for _ in range(2):
        with StudyFile.open(small.path, write=True) as file:
            assert file.writable


def test_opening_that_fails_leaves_no_lock(small: SmallStudy) -> None:
    small.file.close()
    tamper(small.path, "UPDATE alembic_version SET version_num = '9999_later'")
    opening(small.path)
    tamper(small.path, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    with StudyFile.open(small.path, write=True) as file:
        assert file.writable


def test_another_program_that_writes_is_told_of(small: SmallStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    small.file.close()
    monkeypatch.setattr(study_file, "PATIENCE", 0)
    with closing(sqlite3.connect(small.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = opening(small.path)
    assert said == (
        f"{small.path} is being written by something else; nothing was changed. Try again in a moment."
    )


# --- where it lies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smbfs", "fuse.sshfs", "9p", "webdav"])
def test_a_network_share_is_refused(small: SmallStudy, kind: str, tmp_path: Path) -> None:
    small.file.close()
    sentence = f" lies on a network share ({kind}), where a study gets damaged; copy it to this disk."
    for write in (True, False):
        assert opening(small.path, write=write, filesystem=lambda _: kind) == f"{small.path}{sentence}"
    new = tmp_path / "new.havenlens"
    with pytest.raises(StudyError) as told:
        StudyFile.create(new, "x", filesystem=lambda _: kind)
    assert str(told.value) == f"{new}{sentence}"
    assert not new.exists()


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "apfs", "NTFS", "overlay", "tmpfs", "fuseblk", ""])
def test_a_disk_of_this_machine_is_taken(kind: str) -> None:
    assert is_network(kind) is False


def test_the_file_system_of_a_folder_is_known(tmp_path: Path) -> None:
    assert filesystem_of(tmp_path)


@pytest.mark.parametrize(
    ("path", "share"),
    [
        (r"\\server\share\study", True),
        (r"\\?\UNC\server\share\study", True),
        (r"\\?\C:\a path that is longer than others", False),
        (r"C:\study", False),
    ],
)
def test_a_path_that_names_its_host_lies_on_a_share(path: str, share: bool) -> None:
    assert is_share(PureWindowsPath(path)) is share


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (r"C:\Jörg\50% #1.havenlens", "C:/J%C3%B6rg/50%25%20%231.havenlens"),
        (r"\\server\lab files\MK.havenlens", "/server/lab%20files/MK.havenlens"),
    ],
)
def test_a_file_is_named_to_sqlite_as_it_takes_it_on_windows(path: str, address: str) -> None:
    assert address_of(PureWindowsPath(path), "mode=ro") == f"file:{3 * '/'}{address}?mode=ro"


def test_sqlite_takes_the_address_of_a_share_for_a_path(tmp_path: Path) -> None:
    """On other systems, two strokes at the head of a path are one: the host is the first folder."""
    path = tmp_path / "50% #1.havenlens"
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE there (x)")
    host, share, *rest = path.as_posix().strip("/").split("/")
    address = address_of(PureWindowsPath(f"//{host}/{share}", *rest), "mode=ro")
    with closing(sqlite3.connect(address, uri=True)) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == [("there",)]


@pytest.mark.parametrize("connect", [connect_to_write, connect_to_fill])
def test_what_is_committed_goes_through_to_the_disk_on_macos_too(
    tmp_path: Path, connect: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "create_engine", create_engine)  # the tests wait for no disk
    connection = connect(tmp_path / "x.havenlens")
    try:
        file = driver(connection)
        asked = ("synchronous", "fullfsync", "checkpoint_fullfsync")
        assert [file.execute(f"PRAGMA {name}").fetchone() for name in asked] == [(2,), (1,), (1,)]
    finally:
        disconnect(connection)


# --- what is no study ---------------------------------------------------------------------------------


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "none.havenlens"
    assert opening(path) == (
        f"There is no study {path}; check the name, or make one with: havenlens study new {path}"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite", b"\x00" * 4096])
@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_no_study(tmp_path: Path, content: bytes, write: bool) -> None:
    path = tmp_path / "x.havenlens"
    path.write_bytes(content)
    assert opening(path, write=write) == (
        f"{path} is not a Havenlens study; open a file that ends in .havenlens."
    )
    assert path.read_bytes() == content


def test_a_folder_is_no_study(tmp_path: Path) -> None:
    assert opening(tmp_path) == f"{tmp_path} is not a Havenlens study; open a file that ends in .havenlens."


def test_a_database_of_another_program_is_no_study(tmp_path: Path) -> None:
    path = tmp_path / "other.havenlens"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE alembic_version (version_num TEXT)")
        other.execute("INSERT INTO alembic_version VALUES ('abc')")
    before = path.read_bytes()
    assert opening(path, write=False).endswith(
        "is not a Havenlens study; open a file that ends in .havenlens."
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("kept", [16, 100, 1000, 4096, 0.2, 0.5, 0.9, 0.999])
def test_a_truncated_study_is_said_to_be_damaged(small: SmallStudy, kept: float, write: bool) -> None:
    small.file.close()
    whole = small.path.read_bytes()
    size = int(kept if kept > 1 else kept * len(whole))
    small.path.write_bytes(whole[:size])
    try:
        with StudyFile.open(small.path, write=write) as file:
            said = [problem.sentence for problem in file.check()]
            assert said
            assert "restore a backup" in said[0]
    except StudyError as error:
        assert str(error) in (  # noqa: PT017 - either it opens and the check tells, or it does not open
            f"{small.path} is damaged; open the newest backup beside it.",
            f"{small.path} is not a Havenlens study; open a file that ends in .havenlens.",
        )


def test_a_page_of_rubbish_is_found(small: SmallStudy) -> None:
    small.file.close()
    content = bytearray(small.path.read_bytes())
    for page in range(3, len(content) // 4096, 4):
        content[page * 4096 : page * 4096 + 200] = b"\xab" * 200
    small.path.write_bytes(content)
    try:
        assert "restore a backup" in findings(small.path)[0]
    except StudyError as error:
        assert "is damaged" in str(error)  # noqa: PT017 - one or the other, never a traceback


def test_a_newer_version_is_refused_and_left_alone(small: SmallStudy) -> None:
    small.file.close()
    tamper(small.path, "UPDATE alembic_version SET version_num = '0042_later'")
    before = small.path.read_bytes()
    for write in (True, False):
        assert opening(small.path, write=write) == (
            f"{small.path} was written by a newer Havenlens (0042_later); update Havenlens to open it."
        )
    assert small.path.read_bytes() == before


# --- an older version ---------------------------------------------------------------------------------


@pytest.fixture
def older(small: SmallStudy, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a study of a version before this one, which a migration brings up to date."""
    small.session().press("upset", Micros(1_000_000))
    small.file.close()
    tamper(small.path, "UPDATE alembic_version SET version_num = '0000_before'")

    def migrate(connection) -> None:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))
        connection.execute(text("CREATE TABLE made_by_migration (x)"))
        keys = connection.execute(text("PRAGMA foreign_keys")).scalar()
        assert keys == 0, "rebuilding a table would delete what points to it"

    monkeypatch.setattr(study_file, "KNOWN", ("0000_before", HEAD))
    monkeypatch.setattr(study_file, "migrate", migrate)
    return small.path


@pytest.mark.parametrize("write", [True, False])
def test_an_older_study_is_backed_up_and_brought_up_to_date(older: Path, write: bool) -> None:
    with StudyFile.open(older, write=write) as file:
        assert file.writable is write
        assert file.check() == []
    [kept] = older.parent.glob(f"small-before-{HEAD}-*.havenlens")
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0000_before",)
        assert copy.execute("SELECT count(*) FROM events").fetchone() == (1,)


def test_a_migration_that_fails_changes_nothing(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection) -> None:
        connection.execute(text("CREATE TABLE half (x)"))
        raise StudyError("study.disk_full", path="x")

    working = study_file.migrate
    monkeypatch.setattr(study_file, "migrate", fail)
    with pytest.raises(StudyError):
        StudyFile.open(older, write=True)
    with closing(sqlite3.connect(older)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0000_before",)
        assert kept.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone() is None
    monkeypatch.setattr(study_file, "migrate", working)
    with StudyFile.open(older, write=True) as file:
        assert file.check() == []


def test_an_older_study_that_somebody_writes_waits(older: Path) -> None:
    lock = study_file.WriteLock.take(older)
    assert lock is not None
    assert "is open in another window" in opening(older, write=False)
    lock.release()


# --- backup -------------------------------------------------------------------------------------------


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_backup_of_a_study_in_use_is_equal(small: SmallStudy) -> None:
    session = small.session()
    for turn in range(20):
        session.press("returns", Micros(turn * 1_000_000))
    copy = backup(small.path)
    assert copy.name.startswith("small-backup-")
    assert dump(copy) == dump(small.path)
    assert findings(copy) == []
    session.press("returns", Micros(99_000_000))
    kept = open_small(copy)
    with kept.file:
        assert len(kept.session().events) == 20
        kept.session().press("upset", Micros(1))
        assert kept.file.check() == []


def test_a_backup_overwrites_nothing(small: SmallStudy) -> None:
    target = small.path.with_name("there.havenlens")
    target.write_bytes(b"mine")
    for place in (target, small.path):
        with pytest.raises(StudyError, match="exists already; choose another name"):
            backup(small.path, place)
    assert target.read_bytes() == b"mine"


def test_a_backup_into_a_folder_that_is_missing(small: SmallStudy) -> None:
    target = small.path.parent / "none" / "copy.havenlens"
    with pytest.raises(StudyError) as told:
        backup(small.path, target)
    assert str(told.value) == (
        f"{target} cannot be written, because there is no folder {target.parent}; make it first."
    )


def test_a_backup_of_a_damaged_study_leaves_nothing(small: SmallStudy) -> None:
    small.file.close()
    whole = small.path.read_bytes()
    small.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StudyError, match="is damaged; open the newest backup beside it"):
        backup(small.path)
    assert not list(small.path.parent.glob("*backup*"))


def test_a_copied_study_opens_elsewhere(small: SmallStudy, tmp_path: Path) -> None:
    small.file.close()
    other = tmp_path / "Übung 100% fertig"
    other.mkdir()
    shutil.copyfile(small.path, other / "a#b?c.havenlens")
    with StudyFile.open(other / "a#b?c.havenlens", write=True) as file:
        assert file.check() == []
