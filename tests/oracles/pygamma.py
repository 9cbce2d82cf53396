"""Gamma and the disorder of the best alignment, by pygamma-agreement, which works in single precision.

python -m tests.oracles.pygamma
"""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager

from tests.oracles.data import finite, read, show

PRECISION = 0.02
DISSIMILARITIES = {"alpha 1 beta 1": (1.0, 1.0), "alpha 3 beta 1": (3.0, 1.0)}
SEED = 2026


def of_continuum(case):
    import numpy as np
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

    continuum = Continuum()
    for coder, units in case["units"].items():
        continuum.add_annotator(coder)
        for begin, end, code in units:
            continuum.add(coder, Segment(begin / 1000, end / 1000), code)
    found = {}
    for name, (alpha, beta) in DISSIMILARITIES.items():
        how = CombinedCategoricalDissimilarity(alpha=alpha, beta=beta, delta_empty=1.0)
        found[f"{name} disorder"] = finite(continuum.get_best_alignment(how).disorder)
    np.random.seed(SEED)  # noqa: NPY002 - the stream that the package draws from
    told = continuum.compute_gamma(CombinedCategoricalDissimilarity(), precision_level=PRECISION)
    return found | {"gamma": finite(told.gamma)}


@contextmanager
def silence():
    """Keep the solver, which writes to standard output from C, out of what is printed for the caller."""
    logging.disable()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def main():
    data = read()
    with silence():
        cases = {f"continua {name}": of_continuum(case) for name, case in data["continua"].items()}
    show(data, ["pygamma-agreement", "pyannote-core", "numpy", "cvxpy"], cases)


if __name__ == "__main__":
    main()
