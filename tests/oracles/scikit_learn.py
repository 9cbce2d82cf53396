"""Kappa, exact agreement and agreement per category by scikit-learn.

python -m tests.oracles.scikit_learn
"""

from __future__ import annotations

import math

from tests.oracles.data import CODES, SCALE, UNCODED, complete, finite, read, show


def of_ratings(rows):
    from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

    first, second = zip(*complete(rows), strict=True)
    found = {
        f"kappa {weights or 'none'}": finite(cohen_kappa_score(first, second, labels=SCALE, weights=weights))
        for weights in (None, "linear", "quadratic")
    }
    # The F score of a category is 2·both / (one + other): specific agreement under another name.
    shares = f1_score(first, second, labels=SCALE, average=None, zero_division=math.nan)
    found["percent"] = accuracy_score(first, second)
    return found | {f"specific {score}": finite(share) for score, share in zip(SCALE, shares, strict=True)}


def labels(coding, coder, unit):
    """Name the states at the start of each unit, for one person after the other."""
    events = coding["first"] + coding["second"]
    for actor in sorted({event[3] for event in events}):
        own = [event for event in coding[coder] if event[3] == actor]
        for at in range(coding["start"], coding["end"], unit):
            yield "+".join(
                code for code in CODES if any(on <= at < off for on, off, its, _ in own if its == code)
            )


def of_states(case, unit):
    from sklearn.metrics import accuracy_score, cohen_kappa_score

    first, second = (
        [label or UNCODED for coding in case["observations"] for label in labels(coding, coder, unit)]
        for coder in ("first", "second")
    )
    found = {"po": accuracy_score(first, second), "kappa": finite(cohen_kappa_score(first, second))}
    for code in CODES:
        on = [[code in label.split("+") for label in each] for each in (first, second)]
        found[f"kappa {code}"] = finite(cohen_kappa_score(*on))
    both = [pair for pair in zip(first, second, strict=True) if UNCODED not in pair]
    found["kappa coded time"] = finite(cohen_kappa_score(*zip(*both, strict=True))) if both else None
    return found


def main():
    data = read()
    cases = {f"ratings {name}": of_ratings(rows) for name, rows in data["ratings"].items()}
    for name, case in data["states"].items():
        # All times are whole milliseconds, so units of one millisecond are exact.
        cases |= {f"states {name} {unit} ms": of_states(case, unit) for unit in (1000, 1)}
    show(data, ["scikit-learn", "numpy"], cases)


if __name__ == "__main__":
    main()
