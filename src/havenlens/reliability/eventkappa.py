"""Event kappa: do two coders see the same events, and do they give them the same codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding
from havenlens.reliability.deviation import Linked, deviations_of
from havenlens.reliability.eventcolumns import Side, numbered, sides_seen
from havenlens.reliability.eventmatch import Matching, PairLists, matching_apart, observation_of
from havenlens.reliability.kappa import full_chance, specific_agreement
from havenlens.reliability.linking import OVERLAP, TOLERANCE, By, Linking, ShareOf
from havenlens.reliability.pooling import DEFAULT, Resampling, beyond_chance
from havenlens.reliability.scopes import Cells, averages, hidden_people, observation_names, values_by_name
from havenlens.reliability.tables import MISSED, Array, Confusion, Parts, against_rest, kappa_parts

METHOD = "event_kappa"


class Matched(NamedTuple):
    """The pairs of all observations: the events of both coders, which stand together, and in which one."""

    first: Side
    second: Side
    found: Matching
    observation: NDArray[np.intp]
    n_away: int


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


@dataclass(frozen=True, slots=True)
class _Settings:
    """The rule of linking, and what every coefficient of one request shares."""

    codes: tuple[str, ...]
    how: Linking
    coders: tuple[str, str]
    resampling: Resampling

    @property
    def labels(self) -> tuple[str, ...]:
        """Name rows and columns of the table."""
        return (*self.codes, MISSED)


def event_kappa(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    tolerance: int = TOLERANCE,
    by: By = "onset",
    overlap: float = OVERLAP,
    share_of: ShareOf = "longer",
    offset_tolerance: int | None = None,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give kappa over matched and missed events of one group: pooled, per code, per person, and averaged.

    Events are matched as in `match_events`, for the same actor: by onsets within ``tolerance`` microseconds,
    by an ``overlap`` of at least that share of the ``longer`` or ``shorter`` duration, by both or either, or
    by onsets and offsets; instants by onset alone. Chance is that of `event_kappa_parts`. A code's own value
    is plain kappa of its two-by-two table against everything else in the group. The detail has the share
    linked, each code's specific agreement ``2 n_ii / (n_i. + n_.i)`` with missed events in the totals, and
    deviations in seconds, second coder minus first. Events that begin while their person is away are left out
    of both coders, with a warning. The interval resamples observations; a single one has none.

    >>> from havenlens.reliability.codings import TimedEvent
    >>> one = [TimedEvent(at * 1_000_000, None, code) for at, code in ((1, "bid"), (5, "look"), (9, "bid"))]
    >>> two = [TimedEvent(at * 1_000_000, None, code) for at, code in ((2, "bid"), (5, "look"), (12, "bid"))]
    >>> found = event_kappa([DoubleCoding(one, two, 0, 20_000_000)], ["bid", "look"])
    >>> round(found.pooled.estimate, 4), found.pooled.detail["linked"], found.pooled.detail["onset_mean"]
    (0.3077, 0.5, 0.5)
    """
    settings = _Settings(
        tuple(codes), Linking(by, tolerance, overlap, share_of, offset_tolerance), coders, resampling
    )
    matched = _matched(codings, settings)
    cells = _cells(matched, settings, len(codings))
    tables, counts = cells.by_observation(), resampling.counts(len(codings))
    table = Confusion(settings.labels, cells.values.sum(axis=0))
    per_code = {
        code: _of_code(settings, against_rest(tables, index), table, index, counts)
        for index, code in enumerate(codes)
    }
    linked = Linked.of_columns(matched.first.events, matched.second.events, matched.found)
    overall = _of_all(settings, tables, [linked], counts)
    per_actor = cells.per_actor(
        overall, lambda own: _of_all(settings, own, None, resampling.counts(own.shape[0]))
    )
    few = Problem("agreement.few_events", {"n": int(table.n)})
    events = _events(table)
    warnings = [
        *([few] if 0 < table.n < cautions.FEW_EVENTS else []),
        *cautions.share_of_one(table),
        *cautions.never_used(codes, (events[0], events[1]), coders),
        *cautions.hidden(overall, per_code),
        *hidden_people(overall, per_actor),
        *([Problem("agreement.away_events", {"n": matched.n_away})] if matched.n_away else []),
    ]
    apart = values_by_name(observation_names(codings), event_kappa_parts(tables).kappa)
    return Agreement(
        overall.warned(warnings),
        per_code,
        table,
        PairLists(matched.first, matched.second, matched.found, len(codings)),
        per_actor,
        averages(METHOD, apart, per_code, level=resampling.level),
    )


def _matched(codings: Sequence[DoubleCoding], settings: _Settings) -> Matched:
    first, second, n_away = sides_seen(codings, settings.codes, settings.coders)
    found = matching_apart(first, second, settings.how)
    return Matched(first, second, found, observation_of(first, second, found), n_away)


def _cells(matched: Matched, settings: _Settings, observations: int) -> Cells:
    """Count each person's pairs in each observation: rows × size × size."""
    size = len(settings.labels)
    first, second, found = matched.first.events, matched.second.events, matched.found
    # The place −1 of a missed event reads the last of these.
    rows, columns = (
        np.append(numbered(events.codes, settings.codes)[events.code], size - 1)[places]
        for events, places in ((first, found.first), (second, found.second))
    )
    names = sorted({*first.actors, *second.actors})
    one, two = (np.append(numbered(each.actors, names)[each.actor], -1) for each in (first, second))
    who = np.maximum(one[found.first], two[found.second])
    present = np.unique(who)
    names, who = [names[place] for place in present], np.searchsorted(present, who)
    many = max(1, len(names))
    keys, row = np.unique(matched.observation * many + who, return_inverse=True)
    cell = row * size * size + rows * size + columns
    flat = np.bincount(cell, minlength=keys.size * size * size).astype(np.float64)
    return Cells(flat.reshape(-1, size, size), keys // many, keys % many, observations, tuple(names))


def _of_all(
    settings: _Settings,
    tables: Array,
    linked: Sequence[Linked] | None,
    counts: NDArray[np.int64] | None,
) -> Coefficient:
    """Give the coefficient of all codes; ``linked`` adds how far the matched events lie apart."""
    table = Confusion(settings.labels, tables.sum(axis=0))
    detail: dict[str, Any] = {"specific_agreement": specific_agreement(table), **table.as_detail()}
    detail["linked"] = float(table.matrix[:-1, :-1].sum()) / table.n if table.n else None
    if linked is not None:
        detail |= {"time_unit": "s", **deviations_of(linked)}
    return beyond_chance(
        METHOD,
        tables,
        event_kappa_parts,
        _why(settings, table),
        n_units=int(table.n),
        params=settings.how.as_params(),
        detail=detail,
        resampling=settings.resampling,
        counts=counts,
    )


def _of_code(
    settings: _Settings,
    tables: Array,
    whole: Confusion,
    index: int,
    counts: NDArray[np.int64] | None,
) -> Coefficient:
    """Give plain kappa of one code's two-by-two table."""
    own = whole.against_rest(settings.codes[index])
    why = _why(settings, whole, index)
    if why is None and not np.isfinite(kappa_parts(own.matrix).kappa):
        why = full_chance(own)
    return beyond_chance(
        METHOD,
        tables,
        kappa_parts,
        why,
        n_units=int(own.n - own.matrix[1, 1]),
        params=settings.how.as_params(),
        detail={"specific_agreement": specific_agreement(own), **own.as_detail()},
        resampling=settings.resampling,
        counts=counts,
    )


def _events(table: Confusion) -> Array:
    """Give each coder's number of events of each code: 2 × codes."""
    return np.stack([table.matrix[:-1].sum(axis=1), table.matrix[:, :-1].sum(axis=0)])


def _why(settings: _Settings, table: Confusion, index: int | None = None) -> Problem | None:
    """Say why a group, or one of its codes, has no value."""
    events = _events(table)
    own = events if index is None else events[:, [index]]
    used = np.asarray(own.any(axis=1))
    if not used.any():
        label = None if index is None else settings.codes[index]
        return Problem("agreement.code_unused", {"label": label}) if label else Problem("agreement.no_events")
    if not used.all():
        return Problem("agreement.coder_without_events", {"coder": settings.coders[int(used[0])]})
    occurring = np.flatnonzero(events.any(axis=0))
    if occurring.size == 1:
        return Problem("agreement.one_code", {"label": settings.codes[int(occurring[0])]})
    return None
