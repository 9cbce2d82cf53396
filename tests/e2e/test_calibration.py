"""`havenlens study certify` and `havenlens study double-code` as people run them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from havenlens.domain.observation import Purpose
from havenlens.services.assignments import assign
from tests.support.calibrated import add_places, day, rated, scored_set
from tests.support.program import run
from tests.support.studies import make_small


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = make_small(tmp_path_factory.mktemp("study") / "class.havenlens")
    for place in scored_set(small).observations:
        rated(small, place, "A", [(4, 2)] * 5, on=day(2))
        rated(small, place, "B", [(1, 2)] * 5, on=day(2))
    places = add_places(small, *(f"v{n}" for n in range(10)), wave=[1] * 5 + [2] * 5)
    for name, own in (("A", places[::2]), ("C", places[1::2])):
        coder = small.study.add_coder(name).id
        assign(small.study, own, small.scheme.id, [coder], Purpose.RESEARCH, date(2026, 4, 1))
    small.file.close()
    return small.path


def test_a_coder_is_certified_or_paused(study: Path) -> None:
    done = run("study", "certify", study, "--coder", "A", "--set", "first")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "A passed first; the certificate holds until 2027-03-02."
    told = json.loads(run("study", "certify", study, "--coder", "B", "--set", "first", "--json").stdout)
    assert (told["passed"], told["expires_on"], told["in_doubt"]) == (False, None, [])
    assert told["verdicts"][0]["reason"] == "0.50 does not meet ≥ 0.8."
    refused = run("study", "certify", study, "--coder", "A", "--set", "other")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "There is no training set other in this study; there are first.\n"


def test_what_is_coded_twice_is_drawn_once(study: Path) -> None:
    order = ("study", "double-code", study, "--scheme", "small", "--share", ".2", "--by", "wave")
    told = json.loads(run(*order, "--seed", "7", "--json").stdout)
    assert len(told["new"]) == 3
    assert {row["kind"] for row in told["new"]} == {"second"}
    assert [(row["stratum"], row["n"], row["wanted"], row["drawn"]) for row in told["strata"]] == [
        ("1", 5, 1, 1),
        ("2", 5, 1, 1),
        ("–", 1, 1, 1),
    ]
    again = run(*order, "--seed", "7")
    assert (again.returncode, again.stdout) == (0, "0 drawn and assigned, 3 were there already.\n")
    assert run("study", "check", study).returncode == 0
    refused = run("study", "double-code", study, "--scheme", "small", "--share", "20")
    assert refused.stderr.startswith("The share to code twice cannot be 20;")
