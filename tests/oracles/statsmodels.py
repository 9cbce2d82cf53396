"""Kappa with standard errors, its largest value, and Wilson intervals by statsmodels.

python -m tests.oracles.statsmodels
"""

from __future__ import annotations

from tests.oracles.data import SCALE, complete, finite, read, show

PARTS = {
    "kappa": "kappa",
    "se": "std_kappa",
    "low": "kappa_low",
    "high": "kappa_upp",
    "se0": "std_kappa0",
    "z0": "z_value",
}


def of_ratings(rows):
    from statsmodels.stats.inter_rater import cohens_kappa
    from statsmodels.stats.proportion import proportion_confint

    pairs = list(complete(rows))
    table = [[pairs.count([first, second]) for second in SCALE] for first in SCALE]
    found = {}
    for weights in ("none", "linear", "quadratic"):
        given = {} if weights == "none" else {"weights": SCALE, "wt": weights}
        result = cohens_kappa(table, **given)
        found |= {f"{part} {weights}": finite(result[theirs]) for part, theirs in PARTS.items()}
    found["kappa_max"] = finite(cohens_kappa(table)["kappa_max"])
    for within in (0, 1):
        agreed = sum(abs(first - second) <= within for first, second in pairs)
        low, high = proportion_confint(agreed, len(pairs), method="wilson")
        found |= {f"share within {within} low": finite(low), f"share within {within} high": finite(high)}
    return found


def main():
    data = read()
    cases = {f"ratings {name}": of_ratings(rows) for name, rows in data["ratings"].items()}
    show(data, ["statsmodels", "numpy", "scipy"], cases)


if __name__ == "__main__":
    main()
