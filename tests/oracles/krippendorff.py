"""Krippendorff's alpha at four levels of measurement by krippendorff.

python -m tests.oracles.krippendorff
"""

from __future__ import annotations

import math

from tests.oracles.data import finite, read, show

LEVELS = ("nominal", "ordinal", "interval", "ratio")


def of_table(rows):
    import krippendorff

    columns = [[math.nan if cell is None else cell for cell in column] for column in zip(*rows, strict=True)]
    found = {}
    for level in LEVELS:
        try:
            found[level] = finite(krippendorff.alpha(columns, level_of_measurement=level))
        except ValueError:
            found[level] = None
    return found


def main():
    data = read()
    cases = {
        f"{kind} {name}": of_table(rows)
        for kind in ("panels", "incomplete")
        for name, rows in data[kind].items()
    }
    show(data, ["krippendorff", "numpy"], cases)


if __name__ == "__main__":
    main()
