"""Event kappa: do two coders see the same events, and do they give them the same codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding, Pair, selected
from havenlens.reliability.eventmatch import TOLERANCE, deviations, event_table, match_events
from havenlens.reliability.kappa import Parts, full_chance, kappa_parts, specific_agreement
from havenlens.reliability.pooling import DEFAULT, Resampling, beyond_chance
from havenlens.reliability.tables import Array, Confusion, against_rest

METHOD = "event_kappa"


def event_kappa_parts(matrix: Array) -> Parts:
    """Work kappa out for event tables (… × (q+1) × (q+1)) whose last cell, missed by both, cannot be seen.

    Chance is quasi-independence with that cell fixed at zero, as iterative proportional fitting finds it.
    With one such cell the fit has a closed form: with R and C events of the coders, M of them matched, and
    N tallies, ``pe = M/N · Σ r_i c_i / (R C)``: the chance of being matched times that of two random events
    having the same code. NaN where fewer than two codes occur, because then nothing is left to chance.
    Bakeman, R., & Robinson, B. F. (1994), Understanding Log-Linear Analysis with ILOG, for the model; Holle,
    H., & Rein, R. (2015), Behavior Research Methods 47, 837-847, for its use with missed events.

    >>> table = np.array([[4.0, 0, 0, 0], [0, 4, 0, 0], [0, 2, 2, 1], [1, 1, 0, 0]])
    >>> round(float(event_kappa_parts(table).kappa), 6)
    0.552606
    """
    first = matrix[..., :-1, :].sum(axis=-1)
    second = matrix[..., :, :-1].sum(axis=-2)
    linked = matrix[..., :-1, :-1].sum(axis=(-2, -1))
    total = matrix.sum(axis=(-2, -1))
    occurring = ((first + second) > 0).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.trace(matrix, axis1=-2, axis2=-1) / total
        both = first.sum(axis=-1) * second.sum(axis=-1)
        expected = linked * (first * second).sum(axis=-1) / (both * total)
        kappa = np.where((occurring > 1) & (expected < 1), (observed - expected) / (1 - expected), np.nan)
    return Parts(observed, expected, kappa)


def event_kappa(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    tolerance: int = TOLERANCE,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give kappa over matched and missed events of one group, pooled over observations, and per code.

    Events (instants, and states by their onset) are matched as in `match_events`, within ``tolerance``
    microseconds and for the same actor. Chance is that of `event_kappa_parts`. A code's own value is plain
    kappa of its two-by-two table against everything else in the group. The detail has the share linked, each
    code's specific agreement ``2 n_ii / (n_i. + n_.i)`` with missed events in the totals, and deviations in
    seconds, second coder minus first. The interval resamples observations; a single one has none.
    """
    pairs = tuple(_matched(coding, codes, tolerance, coders) for coding in codings)
    tables = np.array([event_table(each, codes).matrix for each in pairs])
    tables = tables.reshape(-1, len(codes) + 1, len(codes) + 1)
    make = partial(
        _coefficient,
        tolerance=tolerance,
        resampling=resampling,
        counts=resampling.counts(len(codings)),
    )
    table = event_table(chain.from_iterable(pairs), codes)
    events = np.stack([table.matrix[:-1].sum(axis=1), table.matrix[:, :-1].sum(axis=0)])
    per_code = {
        code: make(
            table.against_rest(code), against_rest(tables, index), why=_why(events, coders, codes, index)
        )
        for index, code in enumerate(codes)
    }
    overall = make(table, tables, why=_why(events, coders, codes), pairs=pairs)
    few = Problem("agreement.few_events", {"n": int(table.n)})
    warnings = [
        *([few] if 0 < table.n < cautions.FEW_EVENTS else []),
        *cautions.share_of_one(table),
        *cautions.never_used(codes, (events[0], events[1]), coders),
        *cautions.hidden(overall, per_code),
    ]
    return Agreement(overall.warned(warnings), per_code, table, pairs)


def _matched(
    coding: DoubleCoding, codes: Sequence[str], tolerance: int, coders: tuple[str, str]
) -> tuple[Pair, ...]:
    first, second = (
        [event for event in selected(events, codes, coder) if coding.start <= event.onset <= coding.end]
        for events, coder in zip((coding.first, coding.second), coders, strict=True)
    )
    return match_events(first, second, tolerance)


def _coefficient(
    table: Confusion,
    tables: Array,
    *,
    why: Problem | None,
    pairs: tuple[tuple[Pair, ...], ...] | None = None,
    tolerance: int,
    resampling: Resampling,
    counts: NDArray[np.int64] | None,
) -> Coefficient:
    """Give the coefficient of a table; the pooled one brings its pairs, a single code's is two by two."""
    detail = {"specific_agreement": specific_agreement(table), **table.as_detail()}
    n_units = int(table.n) if pairs is not None else int(table.n - table.matrix[1, 1])
    if pairs is not None:
        linked = float(table.matrix[:-1, :-1].sum())
        told = deviations(chain.from_iterable(pairs))
        detail |= {"linked": linked / table.n if table.n else None, "time_unit": "s", **told}
    elif why is None and not np.isfinite(kappa_parts(table.matrix).kappa):
        why = full_chance(table)
    return beyond_chance(
        METHOD,
        tables,
        kappa_parts if pairs is None else event_kappa_parts,
        why,
        n_units=n_units,
        params={"tolerance": tolerance / SECOND},
        detail=detail,
        resampling=resampling,
        counts=counts,
    )


def _why(
    events: Array, coders: tuple[str, str], codes: Sequence[str], index: int | None = None
) -> Problem | None:
    """Say why a group, or one of its codes, has no value; ``events`` are each coder's (2 × codes)."""
    own = events if index is None else events[:, [index]]
    used = np.asarray(own.any(axis=1))
    if not used.any():
        label = codes[index] if index is not None else None
        return Problem("agreement.code_unused", {"label": label}) if label else Problem("agreement.no_events")
    if not used.all():
        return Problem("agreement.coder_without_events", {"coder": coders[int(used[0])]})
    occurring = np.flatnonzero(events.any(axis=0))
    if occurring.size == 1:
        return Problem("agreement.one_code", {"label": codes[int(occurring[0])]})
    return None
