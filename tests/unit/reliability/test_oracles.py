"""What other packages find in made-up codings, and what Havenlens finds; `make oracles` renews their side."""

import math
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.icc import iccs
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.units import ratings_of_numbers
from tests.oracles.data import CODES, SCALE, digest, made, read

ALLOWED = 1e-9
"""Of the value itself where it is above 1, as F may be."""

MS = SECOND // 1000


class Differs(NamedTuple):
    """Where a package gives something else, as patterns of case and value, and why."""

    oracle: str
    case: str
    value: str
    why: str


NO_ERROR = "residual variance is 0: F is infinite, so Havenlens gives no test and no interval from it"
EXCEPTIONS = (
    Differs("pingouin", "matrices edge_no_error", "ICC([AC],?) df[12]", NO_ERROR),
    Differs("pingouin", "matrices edge_no_error", "ICC([AC],?) p", NO_ERROR),
    Differs("pingouin", "matrices edge_no_error", "ICC(C,k) [lh]*", NO_ERROR),
    Differs(
        "pingouin",
        "matrices edge_no_error",
        "ICC(A,?) [lh]*",
        "infinity over infinity there; the limit for an error going to 0 exists, and Havenlens gives it",
    ),
    Differs(
        "scikit_learn",
        "states edge_one_coder *",
        "kappa*",
        "a coder who noted nothing gives 0 there; Havenlens says that there is no value, and why",
    ),
    Differs(
        "statsmodels",
        "ratings edge_one_rater_constant",
        "se0 *",
        "the root of 0 less rounding is no number there; Havenlens gives the 0",
    ),
)


@cache
def data():
    return read()


@cache
def found_by(oracle):
    return read(oracle)


def ends(coefficient):
    interval = coefficient.interval
    return {"low": interval and interval.low, "high": interval and interval.high}


def kappas(name):
    ratings = ratings_of_numbers(data()["ratings"][name], scale=SCALE)
    by_weights = {
        "none": cohen(ratings),
        "linear": weighted_kappa(ratings, "linear"),
        "quadratic": weighted_kappa(ratings, "quadratic"),
    }
    return ratings, by_weights


def like_scikit_learn(kind, name):
    if kind == "states":
        return over_time(*name.removesuffix(" ms").split(" "))
    ratings, by_weights = kappas(name)
    specific = by_weights["none"].detail["specific_agreement"]
    return {
        **{f"kappa {weights}": each.estimate for weights, each in by_weights.items()},
        **{f"specific {score}": share for score, share in specific.items()},
        "percent": percent(ratings).estimate,
    }


def over_time(name, unit):
    def events(coded):
        return [TimedEvent(on * MS, off * MS, code, actor) for on, off, code, actor in coded]

    codings = [
        DoubleCoding(events(each["first"]), events(each["second"]), each["start"] * MS, each["end"] * MS)
        for each in data()["states"][name]["observations"]
    ]
    options = {
        "exclusive": "overlapping" not in name,
        # Cutting at the boundaries must equal units as short as the times are exact.
        "unit": None if unit == "1" else int(unit) * MS,
        "resampling": Resampling(draws=0),
    }
    found = time_unit_kappa(codings, CODES, **options)
    coded = time_unit_kappa(codings, CODES, exhaustive=True, **options)
    return {
        "po": found.pooled.detail["po"],
        "kappa": found.pooled.estimate,
        **{f"kappa {code}": each.estimate for code, each in found.per_code.items()},
        "kappa coded time": coded.pooled.estimate,
    }


def like_statsmodels(_, name):
    ratings, by_weights = kappas(name)
    found = {"kappa_max": by_weights["none"].detail["kappa_max"]}
    for weights, each in by_weights.items():
        under_chance = {part: each.detail.get(part) for part in ("se0", "z0")}
        parts = {"kappa": each.estimate, "se": each.se, **ends(each), **under_chance}
        found |= {f"{part} {weights}": value for part, value in parts.items()}
    for k, share in enumerate((percent(ratings), within_k(ratings, 1))):
        found |= {f"share within {k} {end}": value for end, value in ends(share).items()}
    return found


def like_pingouin(_, name):
    one_way = {"ICC(1)": "ICC(1,1)", "ICC(k)": "ICC(1,k)"}
    found = {}
    for each in iccs(ratings_of_numbers(data()["matrices"][name]), listwise=True):
        form = each.params["mcgraw_wong"]
        tested = {part: each.detail[part] for part in ("F", "df1", "df2", "p")}
        parts = {"estimate": each.estimate, **ends(each), **tested}
        found |= {f"{one_way.get(form, form)} {part}": value for part, value in parts.items()}
    return found


OURS = {"pingouin": like_pingouin, "scikit_learn": like_scikit_learn, "statsmodels": like_statsmodels}


def agree(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=ALLOWED, abs_tol=ALLOWED)


@cache
def differing(oracle, case):
    """Give the values that differ, ours and theirs."""
    ours, theirs = OURS[oracle](*case.split(" ", 1)), found_by(oracle)["cases"][case]
    assert ours.keys() == theirs.keys()
    return {key: (ours[key], theirs[key]) for key in theirs if not agree(ours[key], theirs[key])}


def applies(exception, oracle, case, value):
    return exception.oracle == oracle and all(
        fnmatchcase(name, pattern.replace("(", "[(]"))
        for name, pattern in ((case, exception.case), (value, exception.value))
    )


@pytest.mark.parametrize(
    ("oracle", "case"), [(oracle, case) for oracle in OURS for case in read(oracle)["cases"]]
)
def test_havenlens_finds_the_same(oracle, case):
    unexplained = {
        value: both
        for value, both in differing(oracle, case).items()
        if not any(applies(exception, oracle, case, value) for exception in EXCEPTIONS)
    }
    assert unexplained == {}


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda each: f"{each.oracle}-{each.case}-{each.value}")
def test_every_exception_is_still_needed(exception):
    assert any(
        applies(exception, exception.oracle, case, value)
        for case in found_by(exception.oracle)["cases"]
        for value in differing(exception.oracle, case)
    )


def test_the_data_are_what_their_seed_gives():
    assert made(data()["seed"]) == data(), "run: make oracles"


@pytest.mark.parametrize("oracle", OURS)
def test_an_oracle_has_seen_these_data_in_the_versions_named(oracle):
    found = found_by(oracle)
    pins = (Path(__file__).parents[2] / "oracles" / f"{oracle}.txt").read_text(encoding="utf-8").split()
    assert (found["seed"], found["data"]) == (data()["seed"], digest(data())), "run: make oracles"
    assert {f"{package}=={version}" for package, version in found["versions"].items()} <= set(pins)
