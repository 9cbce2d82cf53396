"""The six intraclass correlations by pingouin, with unrounded intervals.

python -m tests.oracles.pingouin
"""

from __future__ import annotations

from tests.oracles.data import finite, read, show


def of_matrix(rows):
    import pandas as pd
    import pingouin

    # Intervals are rounded to two decimals unless told otherwise.
    pingouin.options["round.column.CI95"] = None
    cells = [(unit, rater, score) for unit, row in enumerate(rows) for rater, score in enumerate(row)]
    long = pd.DataFrame(cells, columns=["unit", "rater", "score"]).astype({"score": float})
    table = pingouin.intraclass_corr(long, targets="unit", raters="rater", ratings="score", nan_policy="omit")
    found = {}
    for row in table.to_dict("records"):
        low, high = row["CI95"]
        parts = {
            "estimate": row["ICC"],
            "F": row["F"],
            "df1": row["df1"],
            "df2": row["df2"],
            "p": row["pval"],
            "low": low,
            "high": high,
        }
        found |= {f"{row['Type']} {part}": finite(value) for part, value in parts.items()}
    return found


def main():
    data = read()
    cases = {f"matrices {name}": of_matrix(rows) for name, rows in data["matrices"].items()}
    show(data, ["pingouin", "pandas", "numpy", "scipy"], cases)


if __name__ == "__main__":
    main()
