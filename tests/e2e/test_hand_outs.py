"""`havenlens study hand-out` and `havenlens import` as people use them: a lead, and coders elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.handed_out import at_work, code, dump, make_shared
from tests.support.program import run
from tests.support.studies import tamper


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shared") / "class.havenlens"
    make_shared(path, observations=2, coders=2)
    return path


@pytest.fixture
def study(_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(_template, tmp_path / "class.havenlens"))


def test_out_to_two_coders_and_back(study: Path) -> None:
    outs = [study.with_name(f"{name}.havenlens") for name in ("K01", "K02")]
    done = run("study", "hand-out", study, "--coder", "K01", "-o", outs[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Handed out to K01, in {outs[0]}; observations: 2.\n"
    done = run("study", "hand-out", study, "--coder", "K02", "-o", outs[1], "--json")
    assert json.loads(done.stdout) == {
        "study": str(study),
        "coder": "K02",
        "file": str(outs[1]),
        "observations": 2,
        "assignments": 2,
    }
    for out in outs:
        with at_work(out) as opened:
            code(opened, out.stem, "o000", 3)
    done = run("import", *outs, "--study", study)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Merged from K01: 1 new codings, 0 gone on with, 0 as they were; 3 events.",
        "Merged from K02: 1 new codings, 0 gone on with, 0 as they were; 3 events.",
    ]
    assert run("study", "check", study).returncode == 0
    before = dump(study)
    again = json.loads(run("import", outs[1], "--study", study, "--json").stdout)
    assert again["merged"] == [
        {"file": str(outs[1]), "coder": "K02", "new": 0, "further": 0, "same": 1, "events": 0}
    ]
    assert again["notes"] == [
        f"There is nothing in {outs[1]} that the study does not have; nothing was changed."
    ]
    assert dump(study) == before
    said = run("study", "withdraw", study, "C2", "--yes").stdout.splitlines()
    assert "K01.havenlens, which K01 has, may still hold what was erased; erase it there" in said[-2]
    assert "C2 has withdrawn from the study since" in run("import", outs[0], "--study", study).stderr


def test_one_file_that_does_not_fit_and_nothing_is_merged(study: Path) -> None:
    outs = [study.with_name(f"{name}.havenlens") for name in ("K01", "K02")]
    for out in outs:
        assert run("study", "hand-out", study, "--coder", out.stem, "-o", out).returncode == 0
        with at_work(out) as opened:
            code(opened, out.stem, "o000", 1)
    with at_work(study) as opened:
        code(opened, "K02", "o000", 1)
    before = dump(study)
    done = run("import", *outs, "--study", study)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"o000 / small / K02 was begun both in the study and in {outs[1]}, so nothing was merged; decide "
        f"which one counts, and take in the rest with: havenlens import {outs[1]} --without o000\n"
    )
    assert dump(study) == before
    done = run("import", *outs, "--study", study, "--without", "o000")
    assert (done.returncode, done.stderr) == (0, "")
    assert run("import", outs[0], "--study", study, "--without", "o9").stderr.startswith(
        "There is no observation o9 in this study"
    )


def test_bad_input_is_one_sentence(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "K01.havenlens"
    assert run("study", "hand-out", study, "--coder", "K01", "-o", out).returncode == 0
    tamper(out, "UPDATE change_log SET payload = replace(payload, 'coder', 'coter')")
    (tmp_path / "talk.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n", encoding="utf-8")
    for arguments, code_, sentence in (
        (("study", "hand-out", study, "--coder", "K01", "-o", out), 1, "exists already"),
        (
            ("study", "hand-out", study, "--coder", "Nobody", "-o", tmp_path / "x"),
            1,
            "There is no coder Nobody",
        ),
        (("import", out, "--study", study), 1, f"{out} does not hold, so nothing was merged: "),
        (("import", study, "--study", study), 1, "is the study itself or a copy"),
        (("import", tmp_path / "talk.srt", "--study", study), 2, "--observation"),
    ):
        done = run(*arguments)
        assert done.returncode == code_, arguments
        assert sentence in done.stderr
        if code_ == 1:
            assert len(done.stderr.splitlines()) == 1
