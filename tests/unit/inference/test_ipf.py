"""Iterative proportional fitting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.inference.ipf import missed_by_both, proportional_fit, proportional_fits
from havenlens.reliability.eventkappa import event_kappa_parts

cells = st.integers(0, 30)


def tables(size):
    return st.lists(st.lists(cells, min_size=size, max_size=size), min_size=size, max_size=size).map(
        lambda found: np.array(found, dtype=float)
    )


@given(table=tables(4))
@settings(max_examples=40, deadline=None)
def test_without_structural_zeros_the_fit_is_independence(table):
    total = table.sum()
    fitted = proportional_fit(table).table
    wanted = np.outer(table.sum(axis=1), table.sum(axis=0)) / total if total else np.zeros((4, 4))
    assert np.allclose(fitted, wanted)


@given(table=tables(4))
@settings(max_examples=40, deadline=None)
def test_what_nobody_can_see_stays_empty_and_totals_are_kept(table):
    table[-1, -1] = 0
    # Events that can only be missed leave no way to keep the totals but the limit of the sweeps.
    table[:-1, :-1] += 1
    fit = proportional_fit(table, missed_by_both(4))
    assert fit.table[-1, -1] == 0
    assert np.allclose(fit.table.sum(axis=0), table.sum(axis=0))
    assert np.allclose(fit.table.sum(axis=1), table.sum(axis=1))


@given(table=tables(4))
@settings(max_examples=40, deadline=None)
def test_the_closed_form_of_event_kappa_is_what_the_fit_finds(table):
    table[-1, -1] = 0
    table[:-1, :-1] += 1
    fit = proportional_fit(table, missed_by_both(4))
    assert float(event_kappa_parts(table).expected) == pytest.approx(
        np.trace(fit.table) / table.sum(), abs=1e-10
    )


def test_an_empty_table_fits_nothing():
    assert proportional_fit(np.zeros((3, 3))).table.sum() == 0


@given(found=st.lists(tables(3), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_many_tables_at_once_are_fitted_like_one(found):
    zeros = np.eye(3, dtype=bool)
    # One of each that can be, so that every table has a fit that sweeps come near to.
    filled = [np.where(zeros, 0, table + 1) for table in found]
    together = proportional_fits(np.array(filled), zeros)
    for table, fitted in zip(filled, together, strict=True):
        assert np.allclose(fitted, proportional_fit(table, zeros).table, atol=1e-4)
