"""The commands `havenlens study …` as a person uses them, each run a process of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.program import run, start
from tests.support.studies import findings, make_small, tamper
from tests.support.videos import Recipe, make


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a small study, two videos and a table of them."""
    place = tmp_path_factory.mktemp("commands")
    make_small(place / "small.havenlens").file.close()
    make(place / "a film.mp4", Recipe(seconds=0.4))
    make(place / "two.mp4", Recipe(seconds=0.8))
    (place / "videos.csv").write_text(
        "name,title,video,filmed_on,people,site\n"
        "o1,First,a film.mp4,2026-03-12,C1:Mia:child; T02:Mr. Dale:teacher,North\n"
        "o2,,two.mp4,,,South\n",
        encoding="utf-8-sig",
    )
    return place


@pytest.fixture
def study(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(folder / "small.havenlens", tmp_path / "small.havenlens"))


def test_a_new_study_from_nothing(tmp_path: Path) -> None:
    path = tmp_path / "class.havenlens"
    done = start("study", "new", path, "--name", "Class 3b")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Made {path} with the shipped coding schemes.\n"
    facts = json.loads(run("study", "info", path, "--json").stdout)
    assert facts["name"] == "Class 3b"
    assert len(facts["schemes"]) == 7
    assert not any(scheme.startswith("template") for scheme in facts["schemes"])
    checked = run("study", "check", path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == f"{path} is whole: the file, its change log and its events hold.\n"
    assert run("study", "new", path).stderr == f"{path} exists already; choose another name, or open it.\n"


def test_json_is_all_there_is_on_stdout(study: Path, folder: Path) -> None:
    for arguments, keys in (
        (("study", "info", study, "--json"), {"study", "name", "observations", "codings", "events"}),
        (("study", "check", study, "--json"), {"study", "problems"}),
        (("study", "add", study, "--manifest", folder / "videos.csv", "--json"), {"added", "unchanged"}),
    ):
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        assert keys <= json.loads(done.stdout).keys()


def test_check_with_json_tells_by_exit_code_too(study: Path) -> None:
    tamper(study, "UPDATE change_log SET kind = 'x' WHERE seq = 2")
    done = run("study", "check", study, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["problems"] == [
        "The change log of A small study is broken at row 2; restore a backup."
    ]


def test_adding_a_table_is_safe_to_run_again(study: Path, folder: Path) -> None:
    first = run("study", "add", study, "--manifest", folder / "videos.csv")
    assert (first.returncode, first.stdout) == (0, "2 added, 0 there already.\n")
    again = run("study", "add", study, "--manifest", folder / "videos.csv")
    assert (again.returncode, again.stdout) == (0, "0 added, 2 there already.\n")
    assert json.loads(run("study", "info", study, "--json").stdout)["observations"] == ["lesson", "o1", "o2"]
    assert findings(study) == []


def test_every_mistake_in_a_table_is_told_at_once(study: Path, folder: Path) -> None:
    table = folder / "mistakes.csv"
    table.write_text("name,video,people\nok,two.mp4,\nx,none.mp4,\ny,,C1:Noa:child\n,,\n")
    done = run("study", "add", study, "--manifest", table)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [f"mistakes.csv line {n}" for n in (3, 5, 4)]
    assert lines[-1] == "3 problems"
    assert json.loads(run("study", "info", study, "--json").stdout)["observations"] == ["lesson"]


def test_a_missing_study_is_told_before_videos_are_read(folder: Path, tmp_path: Path) -> None:
    done = run("study", "add", tmp_path / "none.havenlens", "--manifest", folder / "videos.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no study ")


def test_withdrawing_lists_and_asks(study: Path) -> None:
    before = study.read_bytes()
    asked = run("study", "withdraw", study, "Mia")
    assert asked.returncode == 1
    assert "events" in asked.stdout
    assert "Traceback" not in asked.stderr
    assert study.read_bytes() == before
    copy = study.with_name("small-backup-1.havenlens")
    shutil.copyfile(study, copy)
    done = run("study", "withdraw", study, "Mia", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the change log says so and still verifies." in done.stdout
    assert f"{copy} is an older copy and still holds what was erased; delete it." in done.stdout
    assert b"Mia" not in study.read_bytes()
    assert findings(study) == []
    again = run("study", "withdraw", study, "Mia", "--yes")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "Nobody in this study is called Mia; its people are: C2 (Amir), T02 (Mr. Dale).\n"


def test_backup(study: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.havenlens"
    done = run("study", "backup", study, "-o", copy)
    assert (done.returncode, done.stdout) == (0, f"Copied to {copy}.\n")
    assert findings(copy) == []
    assert run("study", "backup", study, "-o", copy).returncode == 1
    assert run("study", "backup", study).stdout.startswith(f"Copied to {tmp_path}/small-backup-")


def test_assignments_come_from_a_table(study: Path, tmp_path: Path) -> None:
    table = tmp_path / "work.csv"
    table.write_text("observation,scheme,coder,due_on\nlesson,small,JB,2026-03-12\n", encoding="utf-8")
    done = run("study", "add", study, "--assignments", table)
    assert (done.returncode, done.stdout) == (0, "1 assigned, 0 were there already.\n")
    again = json.loads(run("study", "add", study, "--assignments", table, "--json").stdout)
    assert again == {"assigned": 0, "assigned_already": 1}
    table.write_text("observation,scheme,coder\ngone,small,JB\n", encoding="utf-8")
    refused = run("study", "add", study, "--assignments", table)
    assert refused.returncode == 1
    assert refused.stderr.startswith("work.csv line 2: There is no observation gone in this study")
    assert run("study", "add", study).returncode == 2
