"""Chance-corrected agreement of any number of raters, with weights and gaps, by irrCAC.

python -m tests.oracles.irr_cac
"""

from __future__ import annotations

from tests.oracles.data import SCALE, finite, read, show

WEIGHTS = ("identity", "linear", "quadratic", "ordinal")
METHODS = ("fleiss", "conger", "bp", "gwet", "krippendorff")
PARTS = {"estimate": "coefficient_value", "se": "se"}
ALL_DIGITS = 18


def of_panel(name, rows):
    import pandas as pd
    from irrCAC.raw import CAC

    scale = list(range(7)) if name == "edge_from_zero" else list(SCALE)
    found = {}
    for weights in WEIGHTS:
        for method in METHODS:
            table = pd.DataFrame(rows, dtype=float)
            asked = CAC(table, weights=weights, categories=[float(x) for x in scale], digits=ALL_DIGITS)
            try:
                told = getattr(asked, method)()["est"]
                parts = {part: told[theirs] for part, theirs in PARTS.items()}
                low, high = told["confidence_interval"]
                parts |= {"low": low, "high": high}
                parts = {part: finite(value) for part, value in parts.items()}
            except (ZeroDivisionError, ValueError):
                parts = dict.fromkeys([*PARTS, "low", "high"])
            found |= {f"{method} {weights} {part}": value for part, value in parts.items()}
    return found


def main():
    data = read()
    cases = {f"panels {name}": of_panel(name, rows) for name, rows in data["panels"].items()}
    show(data, ["irrcac", "pandas", "numpy", "scipy"], cases)


if __name__ == "__main__":
    main()
