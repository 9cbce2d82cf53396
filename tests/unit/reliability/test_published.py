"""Examples that were printed in papers, with the numbers as printed."""

import numpy as np
import pytest

from havenlens.reliability.icc import icc
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.tables import Confusion
from havenlens.reliability.units import ratings_of_numbers
from havenlens.reliability.weights import weights_from_disagreement

# Shrout, P. E., & Fleiss, J. L. (1979), Psychological Bulletin 86, 420-428, Table 2.
JUDGES = ratings_of_numbers(
    [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
)


def table(*rows):
    return Confusion(tuple("abcdefgh"[: len(rows)]), np.array(rows, dtype=float))


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("ICC(1,1)", 0.17),
        ("ICC(2,1)", 0.29),
        ("ICC(3,1)", 0.71),
        ("ICC(1,k)", 0.44),
        ("ICC(2,k)", 0.62),
        ("ICC(3,k)", 0.91),
    ],
)
def test_shrout_and_fleiss_1979(form, printed):
    assert round(icc(JUDGES, form).estimate, 2) == printed


def test_shrout_and_fleiss_1979_mean_squares():
    detail = icc(JUDGES, "ICC(2,1)").detail
    assert round(detail["ms_rows"], 2) == 11.24
    assert round(detail["ms_columns"], 2) == 32.49
    assert round(detail["ms_error"], 2) == 1.02
    assert round(detail["ms_within"], 2) == 6.26


def test_cohen_1960_page_45():
    found = cohen(table((88, 14, 18), (10, 40, 10), (2, 6, 12)))
    assert (round(found.detail["po"], 2), round(found.detail["pe"], 2)) == (0.70, 0.41)
    assert round(found.estimate, 3) == 0.492
    assert round(found.detail["kappa_max"], 3) == 0.831


def test_cohen_1968_weights():
    weights = weights_from_disagreement([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    found = weighted_kappa(table((88, 14, 18), (10, 40, 10), (2, 6, 12)), weights)
    assert round(found.estimate, 3) == 0.348


def test_fleiss_cohen_and_everitt_1969():
    found = cohen(table((106, 10, 4), (22, 28, 10), (2, 12, 6)))
    assert round(found.estimate, 3) == 0.429
    assert round(found.se, 3) == 0.054
    assert round(found.detail["se0"], 3) == 0.056


# Byrt, Bishop & Carlin (1993): the identity that links kappa, PABAK and the two indices.
@pytest.mark.parametrize("rows", [((40, 9), (6, 45)), ((80, 10), (5, 5)), ((118, 5), (2, 0))])
def test_kappa_from_pabak_prevalence_and_bias(rows):
    found = cohen(table(*rows))
    pabak, prevalence, bias = (found.detail[key] for key in ("pabak", "prevalence_index", "bias_index"))
    rebuilt = (pabak - prevalence**2 + bias**2) / (1 - prevalence**2 + bias**2)
    assert found.estimate == pytest.approx(rebuilt)


# Zwick, R. (1988), Psychological Bulletin 103, 374-378, p. 376, Table 2: kappa .444, Bennett's S .467.
def test_zwick_1988():
    found = cohen(table((20, 10, 10, 0), (10, 10, 0, 0), (10, 0, 10, 0), (0, 0, 0, 20)))
    assert found.detail["po"] == pytest.approx(0.6)
    assert round(found.estimate, 3) == 0.444
    assert round(found.detail["pabak"], 3) == 0.467


# Feinstein, A. R., & Cicchetti, D. V. (1990), J Clin Epidemiol 43, 543-549: the same po, .70 and .32.
@pytest.mark.parametrize(("rows", "printed"), [(((40, 9), (6, 45)), 0.70), (((80, 10), (5, 5)), 0.32)])
def test_feinstein_and_cicchetti_1990(rows, printed):
    found = cohen(table(*rows))
    assert found.detail["po"] == pytest.approx(0.85)
    assert round(found.estimate, 2) == printed
