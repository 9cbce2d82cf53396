"""Bad input to the real program: one sentence on stderr, exit 1, no traceback, nothing half done."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from havenlens.store.study_file import StudyFile
from tests.support.program import Done, run, start
from tests.support.schemes import SMALL
from tests.support.studies import make_small, tamper
from tests.support.videos import Recipe, make

needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def told(done: Done) -> str:
    """Give the one sentence of a run that failed as it should."""
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 1, done
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].endswith((".", "help")) or ": havenlens" in lines[0]
    return lines[0]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a study and with videos that are good and bad."""
    folder = tmp_path_factory.mktemp("samples")
    make_small(folder / "good.havenlens").file.close()
    video = make(folder / "good.mp4", Recipe(seconds=0.6)).path
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "text.mp4").write_text("this is no video")
    (folder / "cut.mp4").write_bytes(video.read_bytes()[: video.stat().st_size // 3])
    make(folder / "sound.mp4", Recipe(seconds=0.6, picture=False))
    return folder


@pytest.fixture
def study(samples: Path, tmp_path: Path) -> Path:
    path = tmp_path / "study.havenlens"
    shutil.copyfile(samples / "good.havenlens", path)
    return path


@contextmanager
def may_only_be_read(*paths: Path) -> Iterator[None]:
    """Take the right to write away from files and folders."""
    modes = {path: path.stat().st_mode for path in paths}
    try:
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


# --- videos -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("none.mp4", "There is no file"),
        ("empty.mp4", "empty.mp4"),
        ("text.mp4", "text.mp4"),
        ("cut.mp4", "cut.mp4"),
        ("sound.mp4", "sound.mp4"),
    ],
)
def test_a_file_that_is_no_video(samples: Path, study: Path, name: str, part: str, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    assert part in told(run("media", "still", samples / name, "--frame", "3", "-o", still))
    assert not still.exists()
    table = tmp_path / "table.csv"
    table.write_text(f"name,video\nok,{samples / 'good.mp4'}\nbad,{samples / name}\n")
    before = study.read_bytes()
    done = run("study", "add", study, "--manifest", table)
    if name == "sound.mp4":  # no still can be made of it, but it can be coded by ear
        assert (done.returncode, done.stdout) == (0, "2 added, 0 there already.\n")
        return
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0].startswith("table.csv line 3: ")
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert study.read_bytes() == before


# --- schemes ------------------------------------------------------------------------------------------


def test_a_scheme_with_errors(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace('key: "y"', 'key: "b"').replace("colour:", "color:", 1))
    done = run("schemes", "check", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert all(line.startswith(f"{path}:") for line in done.stderr.splitlines() if str(path) in line)
    assert f"{path}:" in done.stderr


# --- studies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "There is no study"),
        (b"", "is not a Havenlens study"),
        (b"no study at all", "is not a Havenlens study"),
        (0.5, "is damaged; open the newest backup beside it"),
    ],
)
def test_a_file_that_is_no_study(study: Path, content: bytes | float | None, part: str) -> None:
    whole = study.read_bytes()
    if content is None:
        study.unlink()
    else:
        study.write_bytes(whole[: len(whole) // 2] if isinstance(content, float) else content)
    left = study.read_bytes() if study.exists() else None
    for command in (("info", study), ("withdraw", study, "C1", "--yes"), ("backup", study)):
        assert part in told(run("study", *command))
    assert (study.read_bytes() if study.exists() else None) == left
    assert not list(study.parent.glob("*backup*"))


def test_a_study_that_was_tampered_with(study: Path) -> None:
    tamper(study, "UPDATE change_log SET payload = '{}' WHERE seq = 3")
    done = run("study", "check", study)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Row 3 of the change log of A small study was changed afterwards; restore a backup.\n1 problem\n"
    )


def test_a_study_of_a_newer_version(study: Path) -> None:
    tamper(study, "UPDATE alembic_version SET version_num = '0042_later'")
    before = study.read_bytes()
    for command in ("info", "check"):
        assert told(run("study", command, study)) == (
            f"{study} was written by a newer Havenlens (0042_later); update Havenlens to open it."
        )
    assert study.read_bytes() == before


def test_a_study_that_is_open_elsewhere(study: Path, tmp_path: Path) -> None:
    with StudyFile.open(study, write=True):
        assert told(run("study", "withdraw", study, "C1", "--yes")) == (
            f"{study} is open in another window or on another account; close it there, or open it to read."
        )
        assert run("study", "info", study).returncode == 0
        assert run("study", "check", study).returncode == 0
        assert run("study", "backup", study, "-o", tmp_path / "copy.havenlens").returncode == 0


def test_a_study_on_a_network_share(study: Path) -> None:
    """The program asks the system what file system a folder lies on; here the system says NFS."""
    share = (
        "import psutil; from types import SimpleNamespace as N;"
        f"share = N(mountpoint={str(study.parent)!r}, opts='rw', fstype='nfs4');"
        "psutil.disk_partitions = lambda all: [share];"
        "from havenlens.app.main import main; main()"
    )
    for command in (["study", "info", str(study)], ["study", "new", str(study.with_name("new.havenlens"))]):
        ended = subprocess.run(
            [sys.executable, "-c", share, *command], capture_output=True, text=True, check=False, timeout=60
        )
        assert told(Done(ended.returncode, ended.stdout, ended.stderr)) == (
            f"{command[-1]} lies on a network share (nfs4), where a study gets damaged; copy it to this disk."
        )
    assert not study.with_name("new.havenlens").exists()


def test_nobody_of_that_name(study: Path) -> None:
    assert told(run("study", "withdraw", study, "Zoe", "--yes")) == (
        "Nobody in this study is called Zoe; its people are: C1 (Mia), C2 (Amir), T02 (Mr. Dale)."
    )


# --- codebooks, assignments, transcripts --------------------------------------------------------------


def test_a_codebook_that_cannot_be(study: Path) -> None:
    book = study.with_name("book.html")
    assert "There is no scheme nope in this study" in told(
        run("schemes", "codebook", "nope", "--study", study, "-o", book)
    )
    nowhere = study.parent / "nowhere" / "book.html"
    assert "there is no folder" in told(run("schemes", "codebook", "safe_haven_bids", "-o", nowhere))
    assert "no codebook" in told(run("schemes", "codebook", "safe_haven_bids", "-o", study.parent))
    assert not book.exists()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (None, "There is no file work.csv"),
        ("", "has no line below its heading"),
        ("observation,scheme,coder\n", "has no line below its heading"),
        ("observation,scheme,coder\nlesson,small\n", "line 2 has more or fewer cells"),
        ("observation,coder\nlesson,MK\n", "has no column scheme"),
    ],
)
def test_a_table_of_assignments_that_is_none(study: Path, table: str | None, said: str) -> None:
    path = study.with_name("work.csv")
    if table is not None:
        path.write_text(table, encoding="utf-8")
    done = run("study", "add", study, "--assignments", path)
    assert done.returncode == 1
    assert said.replace("work.csv", str(path)) in done.stderr
    assert done.stderr.splitlines()[1:] in ([], ["1 problem"])


def test_work_and_talk_for_a_study_that_is_open_elsewhere(study: Path) -> None:
    work, talk = study.with_name("work.csv"), study.with_name("talk.vtt")
    work.write_text("observation,scheme,coder\nlesson,small,JB\n", encoding="utf-8")
    talk.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", encoding="utf-8")
    with StudyFile.open(study, write=True):
        for command in (
            ("study", "add", study, "--assignments", work),
            ("import", talk, "--study", study, "--observation", "lesson"),
        ):
            assert "is open in another window" in told(run(*command))


@needs_limits
def test_no_room_for_work_and_talk(study: Path) -> None:
    size = study.stat().st_size
    with closing(sqlite3.connect(study)) as kept:
        before = list(kept.iterdump())
    work, talk = study.with_name("work.csv"), study.with_name("talk.vtt")
    lines = "".join(f"lesson,small,{number},{'x' * 2000}\n" for number in range(400))
    work.write_text("observation,scheme,coder,note\n" + lines, encoding="utf-8")
    cues = "".join(f"\n00:00:{number:02}.000 --> 00:00:59.000\n{'x' * 20000}\n" for number in range(50))
    talk.write_text("WEBVTT\n" + cues, encoding="utf-8")
    for command in (
        ("study", "add", study, "--assignments", work),
        ("import", talk, "--study", study, "--observation", "lesson"),
    ):
        assert study.name in told(run(*command, file_size=size))
        with closing(sqlite3.connect(study)) as kept:
            assert list(kept.iterdump()) == before


# --- what may only be read ----------------------------------------------------------------------------


@needs_limits
def test_a_study_in_a_folder_that_may_only_be_read(study: Path) -> None:
    study.with_name(study.name + "-lock").unlink(missing_ok=True)
    with may_only_be_read(study, study.parent):
        for command in ("info", "check"):
            done = run("study", command, study, as_owner=True)
            assert (done.returncode, done.stderr) == (0, "")
        assert told(run("study", "withdraw", study, "C1", "--yes", as_owner=True)) == (
            f"{study} may only be read; nothing was changed. Copy it to a folder you may write to."
        )
        assert "cannot be written; choose a folder" in told(run("study", "backup", study, as_owner=True))
        new = study.with_name("new.havenlens")
        assert "may only be read" in told(run("study", "new", new, as_owner=True))
        out = study.with_name("tables")
        assert "cannot be written" in told(run("export", study, "-o", out, as_owner=True))
        assert [path.name for path in study.parent.iterdir()] == [study.name]


@needs_limits
def test_tables_into_a_folder_that_nobody_may_enter(study: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    for out in (closed / "tables", closed / "events.csv"):
        done = run("export", study, "--table", "events", "-o", out, as_owner=True)
        assert told(done) == f"{out} cannot be written; choose a folder you may write to."
    closed.chmod(0o755)
    assert list(closed.iterdir()) == []


@needs_limits
def test_a_study_that_may_only_be_read(study: Path) -> None:
    with may_only_be_read(study):
        assert run("study", "check", study, as_owner=True).returncode == 0
        assert "may only be read" in told(run("study", "withdraw", study, "C1", "--yes", as_owner=True))


@needs_limits
def test_a_study_that_may_not_be_read(study: Path) -> None:
    study.chmod(0o000)
    try:
        assert told(run("study", "info", study, as_owner=True)) == (
            f"{study} cannot be read; ask for the right to read it, or check the disk."
        )
    finally:
        study.chmod(0o644)
    study.parent.chmod(0o000)
    try:
        assert "cannot be read" in told(run("study", "info", study, as_owner=True))
        assert told(run("study", "new", study.with_name("new.havenlens"), as_owner=True))
    finally:
        study.parent.chmod(0o755)


# --- a full disk --------------------------------------------------------------------------------------


@needs_limits
def test_no_room_for_a_new_study(tmp_path: Path) -> None:
    path = tmp_path / "new.havenlens"
    assert str(path) in told(run("study", "new", path, file_size=100_000))
    assert list(tmp_path.iterdir()) == []


@needs_limits
def test_no_room_for_a_change(study: Path) -> None:
    size = study.stat().st_size
    with closing(sqlite3.connect(study)) as kept:
        before = list(kept.iterdump())
    table = study.with_name("table.csv")
    table.write_text("name,note\n" + "".join(f"o{n},{'x' * 2000}\n" for n in range(400)))
    said = told(run("study", "add", study, "--manifest", table, file_size=size))
    assert study.name in said
    with closing(sqlite3.connect(study)) as kept:
        assert list(kept.iterdump()) == before
    assert run("study", "check", study).returncode == 0


@needs_limits
def test_no_room_for_a_copy_a_table_or_a_still(study: Path, samples: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.havenlens"
    full = " cannot be written, because the disk is full; free some space first."
    assert told(run("study", "backup", study, "-o", copy, file_size=100_000)) == f"{copy}{full}"
    tables = tmp_path / "tables"
    assert full in told(run("export", study, "-o", tables, file_size=400))
    still = tmp_path / "still.png"
    assert full in told(
        run("media", "still", samples / "good.mp4", "--frame", "3", "-o", still, file_size=200)
    )
    assert not tables.exists()
    assert not copy.exists()
    assert not still.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@needs_limits
def test_no_room_for_the_demo(tmp_path: Path) -> None:
    said = told(run("demo", tmp_path / "demo", file_size=300_000))
    assert "demo" in said
    left = [path.name for path in (tmp_path / "demo").rglob("*") if path.is_file()]
    assert [name for name in left if name.endswith((".havenlens", ".html", ".pdf"))] == []


# --- usage --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("study",),
        ("study", "info"),
        ("study", "info", "x.havenlens", "--nonsense"),
        ("media", "still", "x.mp4"),
        ("report", "x.havenlens"),
    ],
)
def test_wrong_usage_is_exit_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Usage" in done.stderr + done.stdout


def test_a_file_with_the_name_of_a_command_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "schemes").write_text("")
    done = start("schemes", "list", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "safe_haven_bids" in done.stdout
