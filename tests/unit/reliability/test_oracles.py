"""What other packages find in made-up codings, and what Havenlens finds; `make oracles` renews their side."""

from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

import pytest
from tests.oracles.data import CODES, SCALE, digest, made, read

from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.icc import iccs
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.units import ratings_of_numbers

ALLOWED = 1e-9
MS = SECOND // 1000
ORACLES = ("pingouin", "scikit_learn", "statsmodels")


class Differs(NamedTuple):
    """Where another package gives something else, as patterns, and why Havenlens does not follow it."""

    oracle: str
    case: str
    value: str
    why: str


EXCEPTIONS = ()


@cache
def data():
    return read()


@cache
def found_by(oracle):
    return read(oracle)


def kappas(rows):
    ratings = ratings_of_numbers(rows, scale=SCALE)
    return ratings, {
        "none": cohen(ratings),
        "linear": weighted_kappa(ratings, "linear"),
        "quadratic": weighted_kappa(ratings, "quadratic"),
    }


def ends(coefficient):
    interval = coefficient.interval
    return {"low": interval and interval.low, "high": interval and interval.high}


def ours_scikit_learn(kind, name):
    if kind == "states":
        return of_states(*name.removesuffix(" ms").split(" "))
    ratings, found = kappas(data()["ratings"][name])
    specific = found["none"].detail["specific_agreement"]
    return (
        {f"kappa {weights}": each.estimate for weights, each in found.items()}
        | {"percent": percent(ratings).estimate}
        | {f"specific {score}": share for score, share in specific.items()}
    )


def of_states(name, unit):
    def events(coded):
        return [TimedEvent(on * MS, off * MS, code, actor) for on, off, code, actor in coded]

    codings = [
        DoubleCoding(events(each["first"]), events(each["second"]), each["start"] * MS, each["end"] * MS)
        for each in data()["states"][name]["observations"]
    ]
    options = {
        "exclusive": "overlapping" not in name,
        # The exact value must equal the one of units as short as the times themselves.
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


def ours_statsmodels(_, name):
    ratings, by_weights = kappas(data()["ratings"][name])
    found = {"kappa_max": by_weights["none"].detail["kappa_max"]}
    for weights, each in by_weights.items():
        parts = {"kappa": each.estimate, "se": each.se, **ends(each)}
        parts |= {"se0": each.detail.get("se0"), "z0": each.detail.get("z0")}
        found |= {f"{part} {weights}": value for part, value in parts.items()}
    for k, share in enumerate((percent(ratings), within_k(ratings, 1))):
        found |= {f"share within {k} {end}": value for end, value in ends(share).items()}
    return found


def ours_pingouin(_, name):
    found = {}
    for each in iccs(ratings_of_numbers(data()["matrices"][name])):
        form = {"ICC(1)": "ICC(1,1)", "ICC(k)": "ICC(1,k)"}.get(each.params["mcgraw_wong"], each.params["mcgraw_wong"])
        parts = {"estimate": each.estimate, **ends(each)}
        parts |= {part: each.detail[part] for part in ("F", "df1", "df2", "p")}
        found |= {f"{form} {part}": value for part, value in parts.items()}
    return found


def difference(ours, theirs):
    if ours is None or theirs is None:
        return 0.0 if ours is theirs else float("inf")
    return abs(ours - theirs) / max(1.0, abs(theirs))


@cache
def differences(oracle, case):
    kind, name = case.split(" ", 1)
    ours = globals()[f"ours_{oracle}"](kind, name)
    theirs = found_by(oracle)["cases"][case]
    assert ours.keys() == theirs.keys()
    return {value: (ours[value], theirs[value], difference(ours[value], theirs[value])) for value in theirs}
