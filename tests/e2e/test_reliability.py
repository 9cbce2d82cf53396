"""`havenlens reliability` as a program: every format, what it keeps in the study, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from havenlens.app.bootstrap import open_study
from havenlens.services.agreement_plan import unblinded_at
from tests.support.pairs import coded, event, minute
from tests.support.program import run
from tests.support.studies import small_study


@pytest.fixture
def study(tmp_path: Path) -> Path:
    with small_study(tmp_path / "small.havenlens") as small:
        place = minute(small)
        coded(small, place, "MK", event(small, "bids", 3), event(small, "returns", 9))
        coded(small, place, "TB", event(small, "bids", 3.5), event(small, "bids", 9))
    return small.path


def looked(path: Path) -> bool:
    file, study = open_study(path)
    with file:
        return unblinded_at(study) is not None


def test_several_files_at_once_and_the_study_keeps_that_somebody_looked(study: Path) -> None:
    assert not looked(study)
    names = [study.with_name(f"a.{kind}") for kind in ("html", "docx", "xlsx", "csv", "json")]
    done = run("reliability", study, *(part for name in names for part in ("-o", name)))
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("Wrote")] == [
        f"Wrote {name}." for name in names
    ]
    assert all(name.stat().st_size > 500 for name in names)
    assert looked(study)


def test_the_document_has_the_plan_the_rule_and_what_was_asked_for(study: Path) -> None:
    done = run("reliability", study, "--json", "--all", "--profile")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert document["study"] == str(study)
    assert (document["parameters"]["tolerance"], document["parameters"]["bootstrap"]) == (2.0, 2000)
    assert document["parameters"]["changes"] == []
    methods = {one["method"] for one in document["results"]}
    assert {"event_kappa", "alignment_kappa", "onset_offset"} <= methods
    assert [point["tolerance"] for point in document["profiles"][0]["points"]] == [
        0.5 * step for step in range(1, 11)
    ]


def test_what_is_printed_marks_the_tolerance_that_was_fixed(study: Path) -> None:
    done = run("reliability", study, "--profile")
    assert done.returncode == 0, done.stderr
    for part in ("Compared: one coding", "*2 s"):
        assert part in done.stdout, part


def test_a_study_that_somebody_else_has_open_is_read_all_the_same(study: Path) -> None:
    file, _ = open_study(study, write=True)
    with file:
        done = run("reliability", study, "-o", study.with_name("a.html"))
    assert done.returncode == 0, done.stderr
    assert not looked(study)


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.txt"])
def test_a_wrong_suffix_is_one_sentence_before_anything_is_computed(study: Path, name: str) -> None:
    out = study.with_name(name)
    done = run("reliability", study, "-o", study.with_name("good.html"), "-o", out)
    assert done.returncode == 1
    assert done.stderr == f"{out} must end in .html, .docx, .xlsx, .csv or .json, which says what to write.\n"
    assert not study.with_name("good.html").exists()
    assert not looked(study)


def test_a_plain_table_is_written_in_every_format_and_refused_in_others(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("unit,MK,JT\n1,4,4\n2,5,6\n3,3,3\n4,2,4\n5,6,6\n", encoding="utf-8")
    names = [tmp_path / f"a.{kind}" for kind in ("html", "docx", "xlsx", "csv", "json")]
    arguments = [part for name in names for part in ("-o", name)]
    done = run("agree", table, "-m", "within_k,icc", *arguments)
    assert done.returncode == 0, done.stderr
    assert "Agreement within 1 is the share" in names[0].read_text(encoding="utf-8")
    found = json.loads(names[-1].read_text(encoding="utf-8"))
    assert found["results"][0]["estimate"] == 0.8
    refused = run("agree", table, "-o", tmp_path / "a.pdf")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "must end in .html" in refused.stderr
