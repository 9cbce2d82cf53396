"""What other packages find in made-up codings, and what Havenlens finds; `make oracles` renews their side."""

import math
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from tests.oracles.data import digest, made, read
from tests.oracles.faults import FAULTS
from tests.oracles.ours import OURS, data

ROOT = Path(__file__).parents[3]

ALLOWED = 1e-9
"""Of the value itself where it is above 1, as F may be."""

SINGLE_PRECISION, BY_CHANCE = 1e-6, 0.03
"""What pygamma-agreement may differ by: it works in single precision, and gamma rests on random continua."""


@cache
def found_by(oracle):
    return read(oracle)


def allowed(oracle, value):
    if oracle == "pygamma":
        return BY_CHANCE if value == "gamma" else SINGLE_PRECISION
    return ALLOWED


def agree(ours, theirs, most):
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=most, abs_tol=most)


@cache
def differing(oracle, case):
    """Give the values that differ, ours and theirs."""
    ours, theirs = OURS[oracle](*case.split(" ", 1)), found_by(oracle)["cases"][case]
    assert ours.keys() == theirs.keys()
    return {
        key: (ours[key], theirs[key])
        for key in theirs
        if not agree(ours[key], theirs[key], allowed(oracle, key))
    }


def applies(fault, oracle, case, value, both):
    return (
        fault.oracle == oracle
        and all(
            fnmatchcase(name, pattern.replace("(", "[(]"))
            for name, pattern in ((case, fault.case), (value, fault.value))
        )
        and (fault.within is None or agree(*both, fault.within))
    )


@pytest.mark.parametrize(
    ("oracle", "case"), [(oracle, case) for oracle in OURS for case in read(oracle)["cases"]]
)
def test_havenlens_finds_the_same(oracle, case):
    unexplained = {
        value: both
        for value, both in differing(oracle, case).items()
        if not any(applies(fault, oracle, case, value, both) for fault in FAULTS)
    }
    assert unexplained == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: f"{each.oracle}-{each.case}-{each.value}")
def test_every_fault_is_still_there(fault):
    assert any(
        applies(fault, fault.oracle, case, value, both)
        for case in found_by(fault.oracle)["cases"]
        for value, both in differing(fault.oracle, case).items()
    )


def test_the_page_about_oracles_gives_every_reason():
    page = " ".join((ROOT / "docs" / "methods" / "oracles.md").read_text(encoding="utf-8").split())
    for fault in FAULTS:
        assert fault.why in page


def test_the_data_are_what_their_seed_gives():
    assert made(data()["seed"]) == data(), "run: make oracles"


@pytest.mark.parametrize("oracle", OURS)
def test_an_oracle_has_seen_these_data_in_the_versions_named(oracle):
    found = found_by(oracle)
    assert (found["seed"], found["data"]) == (data()["seed"], digest(data())), "run: make oracles"
    pins = ROOT / "tests" / "oracles" / f"{oracle}.txt"
    # R has no pins: the packages are those of the distribution.
    if pins.is_file():
        named = {f"{package}=={version}" for package, version in found["versions"].items()}
        assert named <= set(pins.read_text(encoding="utf-8").split())
