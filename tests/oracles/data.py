"""Made-up codings for Havenlens and other packages to work on: the same ones each time.

    python -m tests.oracles.data          # print them; scripts/oracles.py keeps them in tests/golden/oracles

Runs in every environment, so only the standard library is used here.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import NormalDist

SEED = 20260
FOLDER = Path(__file__).parents[1] / "golden" / "oracles"
SCALE = (1, 2, 3, 4, 5, 6, 7)
CODES = ("engaged", "waiting", "upset")
UNCODED = "uncoded"

# Centre and spread of the units; spread of one rater's error; how much higher the second rater scores;
# share of cells that are missing.
RATINGS = {
    "close": (4.0, 1.6, 0.4, 0.0, 0.0),
    "middling": (4.0, 1.3, 0.9, 0.0, 0.0),
    "unrelated": (4.0, 0.0, 1.4, 0.0, 0.0),
    "biased": (3.5, 1.3, 0.6, 1.0, 0.0),
    "skewed": (6.4, 0.7, 0.6, 0.0, 0.0),
    "nearly_constant": (1.2, 0.4, 0.3, 0.0, 0.0),
    "ends_unused": (3.5, 0.8, 0.5, 0.0, 0.0),
    "missing": (4.0, 1.3, 0.8, 0.0, 0.1),
}
MATRICES = {
    "close": (4.0, 1.6, 0.6, 0.0, 0.0),
    "noisy": (4.0, 0.7, 1.2, 0.0, 0.0),
    "unrelated": (4.0, 0.0, 1.4, 0.0, 0.0),
    "biased": (3.5, 1.2, 0.6, 0.7, 0.0),
    "missing": (4.0, 1.2, 0.8, 0.0, 0.06),
}
PANELS = {
    "complete": (4.0, 1.4, 0.7, 0.0, 0.0),
    "close": (4.0, 1.6, 0.4, 0.0, 0.1),
    "middling": (4.0, 1.2, 0.9, 0.0, 0.15),
    "unrelated": (4.0, 0.0, 1.4, 0.0, 0.15),
    "biased": (3.0, 1.2, 0.5, 0.6, 0.15),
    "skewed": (6.4, 0.7, 0.6, 0.0, 0.15),
    "sparse": (4.0, 1.3, 0.8, 0.0, 0.55),
}
INCOMPLETE = {
    "close": (4.0, 1.6, 0.6, 0.2, 0.15),
    "noisy": (4.0, 0.7, 1.2, 0.0, 0.2),
    "biased": (3.5, 1.2, 0.6, 0.7, 0.3),
}
CONTINUA = {
    "close": (2, 300, 0.1, 0.05),
    "loose": (2, 1500, 0.3, 0.2),
    "three": (3, 700, 0.2, 0.1),
}
"""Coders, milliseconds that boundaries move, shares of codes mistaken and of units missed."""

DESIGNS = {"p x r": (14, 4, 1), "p x r x o": (10, 3, 4), "p x (r:o)": (12, 3, 3), "(c:t) x r": (9, 4, 3)}
"""Numbers of levels of three facets, in the order of `facets`; a facet with one level is left out."""


class Draws:
    """Random numbers from `random()` alone, the one stream that Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)

    def chance(self, share: float) -> bool:
        return self._source.random() < share

    def between(self, low: int, high: int) -> int:
        return low + int(self._source.random() * (high - low + 1))

    def normal(self) -> float:
        return NormalDist().inv_cdf(self._source.random())

    def pause(self, mean: int) -> int:
        """Draw a length in milliseconds: exponential, and longer than a boundary is ever moved."""
        return 1000 + round(-mean * math.log(1 - self._source.random()))


def scores(draws, units, raters, kind, *, whole=True):
    """Draw units × raters on the scale, or with decimals."""
    centre, spread, error, bias, missing = kind
    rows = []
    for _ in range(units):
        unit = centre + spread * draws.normal()
        drawn = [unit + bias * rater + error * draws.normal() for rater in range(raters)]
        cells = [min(max(round(x), SCALE[0]), SCALE[-1]) if whole else round(x, 2) for x in drawn]
        rows.append([None if draws.chance(missing) else cell for cell in cells])
    return rows


def rating_tables(draws):
    """Draw forty tables of two raters, then the edges of what kappa can say."""
    found = {
        f"{name}_{number}": scores(draws, draws.between(30, 60), 2, kind)
        for name, kind in RATINGS.items()
        for number in range(1, 6)
    }
    spread = [1 + index % 7 for index in range(35)]
    return found | {
        "edge_alike": [[score, score] for score in spread],
        "edge_opposite": [[score, 8 - score] for score in spread],
        "edge_one_rater_constant": [[score, 4] for score in spread],
        "edge_one_category": [[5, 5]] * 30,
    }


def matrices(draws):
    """Draw matrices of three to five raters, on the scale and with decimals, then one without error."""
    found = {
        f"{name}_{raters}_{'whole' if whole else 'decimal'}": scores(
            draws, draws.between(8, 40), raters, kind, whole=whole
        )
        for name, kind in MATRICES.items()
        for raters in (3, 4, 5)
        for whole in (True, False)
    }
    return found | {"edge_no_error": [[unit, unit + 1, unit + 2] for unit in (1, 3, 2, 5, 4, 5, 2, 1)]}


def track(draws, start, end, gaps):
    """Draw states of one person that follow each other from before the start to after the end."""
    at, last, found = start - 700, "", []
    while at < end + 700:
        until = at + draws.pause(5000)
        if not draws.chance(gaps):
            last = [code for code in CODES if code != last][draws.between(0, 1)]
            found.append([at, until, last])
        at = until
    return found


def second_look(draws, states, gaps, mistaken):
    """Draw what another coder notes: boundaries moved, some codes taken for another, some missed."""
    moved = {at: at + draws.between(-90, 900) for on, off, _ in states for at in (on, off)}
    return [
        [moved[on], moved[off], CODES[draws.between(0, 2)] if draws.chance(mistaken) else code]
        for on, off, code in states
        if not draws.chance(gaps / 2)
    ]


def observation(draws, *, people=("ADA",), gaps=0.0, exclusive=True):
    """Draw one observation of two coders, in milliseconds."""
    start = draws.between(0, 4000)
    end = start + draws.between(25_000, 45_000)
    found = {"start": start, "end": end, "first": [], "second": []}
    for actor in people:
        tracks = [track(draws, start, end, gaps)]
        if not exclusive:
            # Each code on a track of its own, so that states overlap.
            tracks = [[[on, off, code] for on, off, _ in track(draws, start, end, 0.5)] for code in CODES]
        for states in tracks:
            again = second_look(draws, states, gaps, 0.15 if exclusive else 0.0)
            found["first"] += [[*state, actor] for state in states]
            found["second"] += [[*state, actor] for state in again]
    return found


def state_codings(draws):
    """Draw timed states: filled and with gaps, of two people, over three observations, overlapping."""
    found = {}
    for number in range(1, 5):
        found[f"filled_{number}"] = {"observations": [observation(draws)]}
        found[f"gaps_{number}"] = {"observations": [observation(draws, gaps=0.25)]}
        found[f"people_{number}"] = {"observations": [observation(draws, people=("ADA", "LEO"), gaps=0.2)]}
        found[f"pooled_{number}"] = {"observations": [observation(draws, gaps=0.2) for _ in range(3)]}
        found[f"overlapping_{number}"] = {"observations": [observation(draws, gaps=0.1, exclusive=False)]}
    only = [0, 9000, "upset", "ADA"]
    found["edge_one_coder"] = {"observations": [{"start": 0, "end": 20_000, "first": [only], "second": []}]}
    return found


def panels(draws):
    """Draw tables of two to six raters with gaps, and some scored from 0 or without any score."""
    found = {
        f"{name}_{number}": scores(draws, draws.between(12, 45), draws.between(2, 6), kind)
        for name, kind in PANELS.items()
        for number in range(1, 5)
    }
    from_zero = [
        [cell and cell - 1 for cell in row] for row in scores(draws, 30, 3, (2.5, 1.5, 0.6, 0.0, 0.1))
    ]
    return found | {
        "edge_from_zero": from_zero,
        "edge_agreed": [[score, score, None] for score in (1, 2, 5, 7, 7, 3)],
        "edge_one_pair": [[3, None, 5], [None, 4, None], [None, None, 6]],
        "edge_rater_without_scores": [[*row, None] for row in scores(draws, 20, 3, PANELS["middling"])],
        "edge_unit_without_scores": [[None] * 3, *scores(draws, 20, 3, PANELS["middling"])],
    }


def incomplete(draws):
    """Draw numbers with gaps, as analyses of variance cannot take them."""
    return {
        f"{name}_{raters}": scores(draws, draws.between(15, 30), raters, kind, whole=False)
        for name, kind in INCOMPLETE.items()
        for raters in (3, 4, 5)
    }


def facets(draws):
    """Draw long tables of generalizability designs with a tenth of the cells missing."""
    found = {}
    for design, sizes in DESIGNS.items():
        for number in (1, 2, 3):
            names = [name for name in "cprto" if name in design]
            found[f"{design} {number}"] = {
                "design": design,
                "facets": names,
                "rows": long_rows(draws, design, sizes),
            }
    return found


def long_rows(draws, design, sizes):
    """Draw one score for each cell, the labels in alphabetical order of the facets c, p, r, t, o."""
    shared = {}

    def part(spread, *levels):
        return shared.setdefault(levels, spread * draws.normal())

    rows = []
    for first in range(sizes[0]):
        for second in range(sizes[1]):
            for third in range(sizes[2]):
                levels = {"p": first, "r": second, "o": third}
                if design == "(c:t) x r":
                    levels = {"t": first, "r": second, "c": f"{first}.{third}"}
                elif design == "p x (r:o)":
                    levels["r"] = f"{third}.{second}"
                used = [name for name in "cprto" if name in design]
                score = 4 + 0.6 * draws.normal() + sum(part(0.8, name, levels[name]) for name in used)
                pairs = [(one, two) for one in used for two in used if one < two]
                score += sum(part(0.5, *pair, *(levels[name] for name in pair)) for pair in pairs)
                if not draws.chance(0.1):
                    rows.append([*(f"{name}{levels[name]}" for name in used), round(score, 2)])
    return rows


def continua(draws):
    """Draw what two or three coders marked on a stretch of time, in milliseconds."""
    found = {}
    for name, (coders, moved, mistaken, missed) in CONTINUA.items():
        for number in range(1, 4):
            at, units = 0, []
            for _ in range(draws.between(7, 12)):
                begin = at + draws.pause(2500)
                at = begin + draws.pause(3500)
                units.append((begin, at, CODES[draws.between(0, 2)]))
            marked = {}
            for coder in range(coders):
                own = [
                    [
                        max(0, begin + draws.between(-moved, moved)),
                        end + draws.between(-moved // 2, moved),
                        CODES[draws.between(0, 2)] if draws.chance(mistaken) else code,
                    ]
                    for begin, end, code in units
                    if not draws.chance(missed)
                ]
                marked[f"coder {coder + 1}"] = [unit for unit in own if unit[1] > unit[0]]
            found[f"{name}_{number}"] = {"end": at + 3000, "units": marked}
    return found


def made(seed=SEED):
    """Draw everything."""
    draws = Draws(seed)
    return {
        "seed": seed,
        "ratings": rating_tables(draws),
        "matrices": matrices(draws),
        "states": state_codings(draws),
        "panels": panels(draws),
        "incomplete": incomplete(draws),
        "facets": facets(draws),
        "continua": continua(draws),
    }


def read(name="data"):
    """Read the data, or what an oracle found."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def digest(data):
    """Tell data apart."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def complete(rows) -> Iterator[list[float]]:
    """Give the units that every rater scored."""
    return (row for row in rows if None not in row)


def finite(value):
    """Give None for NaN and infinity, which are no values and which JSON does not have."""
    return float(value) if math.isfinite(value) else None


def show(data, packages, cases):
    """Print what an oracle found, with what it came from."""
    found = {
        "versions": {package: version(package) for package in packages},
        "seed": data["seed"],
        "data": digest(data),
        "cases": cases,
    }
    json.dump(found, sys.stdout, allow_nan=False)


if __name__ == "__main__":
    json.dump(made(), sys.stdout)
