"""Iterative proportional fitting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.reliability.eventkappa import event_kappa_parts
from havenlens.reliability.ipf import missed_by_both, proportional_fit

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
