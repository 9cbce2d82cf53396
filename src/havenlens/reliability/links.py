"""Agreement on links: do both coders take a matched response as the answer to the same bid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement
from havenlens.reliability.linking import OVERLAP, TOLERANCE, By, Linking, ShareOf
from havenlens.reliability.notes import NotedCoding, NotedPair, matched_notes
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.scopes import Cells, averages, values_by_name
from havenlens.reliability.tables import Array, Confusion, kappa_parts

METHOD = "link_agreement"
OUTCOMES = ("same", "neither", "different", "first_only", "second_only")
"""How two links can meet: the first two are agreement."""

LINKED = ("linked", "not linked")


def link_agreement(
    codings: Sequence[NotedCoding],
    responses: Sequence[str],
    targets: Sequence[str],
    *,
    tolerance: int = TOLERANCE,
    by: By = "onset",
    overlap: float = OVERLAP,
    share_of: ShareOf = "longer",
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give the share of matched responses whose links agree: both to matched targets, or both to nothing.

    Responses (events with one of the codes ``responses``) and targets are matched as in `match_events`, each
    for itself. Of the matched responses, links agree where both lead to targets that were matched with each
    other (``same``), or neither leads anywhere (``neither``); they differ where both lead elsewhere
    (``different``) or only one leads anywhere. The detail counts these; ``same_of_linked`` is the share among
    those that both linked; ``kappa_linked`` is kappa of the table linked, not linked. A code's own value is
    of responses to which both gave it. The interval resamples observations.

    >>> from havenlens.reliability.codings import TimedEvent
    >>> from havenlens.reliability.notes import NotedEvent
    >>> def seen(late, link):
    ...     bid = NotedEvent(TimedEvent(5_000_000 + late, None, "bid", "Ada"), "b")
    ...     return [bid, NotedEvent(TimedEvent(9_000_000 + late, None, "comfort", "Eve"), "r", link)]
    >>> coding = NotedCoding(seen(0, "b"), seen(400_000, "b"), 0, 20_000_000)
    >>> link_agreement([coding], ["comfort"], ["bid"]).pooled.estimate
    1.0
    """
    how = Linking(by, tolerance, overlap, share_of)
    rows, cells = _cells(codings, responses, targets, how, coders)
    params, counts = how.as_params(), resampling.counts(len(codings))

    def told(tables: Array, drawn: NDArray[np.int64] | None, why: Problem) -> Coefficient:
        return _coefficient(tables, params, resampling, drawn, why)

    nothing = Problem("agreement.nothing_matched")
    of_code = {
        code: np.array([[one.event.code == two.event.code == code] for one, two in rows]).reshape(-1, 1)
        for code in responses
    }
    per_code = {
        code: told(
            cells.with_values(cells.values * own).by_observation(),
            counts,
            Problem("agreement.code_not_matched", {"label": code}),
        )
        for code, own in of_code.items()
    }
    overall = told(cells.by_observation(), counts, nothing)
    names = tuple(str(place + 1) for place in range(len(codings)))
    return Agreement(
        overall.warned(cautions.hidden(overall, per_code)),
        per_code,
        Confusion(LINKED, _linked(cells.values.sum(axis=0))),
        per_actor=cells.per_actor(overall, lambda own: told(own, resampling.counts(own.shape[0]), nothing)),
        averaged=averages(
            METHOD, values_by_name(names, _share(cells.by_observation())), per_code, level=resampling.level
        ),
    )


def _cells(
    codings: Sequence[NotedCoding],
    responses: Sequence[str],
    targets: Sequence[str],
    how: Linking,
    coders: tuple[str, str],
) -> tuple[list[NotedPair], Cells]:
    """Give the matched responses, and for each which of the outcomes it has."""
    rows: list[tuple[int, NotedPair, str]] = []
    for number, coding in enumerate(codings):
        same = {(one.id, two.id) for one, two in matched_notes(coding, targets, how, coders)}
        matched = matched_notes(coding, responses, how, coders)
        rows += [(number, pair, _outcome(pair, same)) for pair in matched]
    values = np.array([[outcome == name for name in OUTCOMES] for _, _, outcome in rows], dtype=np.float64)
    cells = Cells.of(
        values.reshape(-1, len(OUTCOMES)),
        [number for number, _, _ in rows],
        [one.event.actor for _, (one, _), _ in rows],
        len(codings),
    )
    return [pair for _, pair, _ in rows], cells


def _outcome(pair: NotedPair, same: set[tuple[object, object]]) -> str:
    one, two = pair
    if one.link is None or two.link is None:
        both = one.link is None and two.link is None
        return "neither" if both else "first_only" if two.link is None else "second_only"
    return "same" if (one.link, two.link) in same else "different"


def _share(counts: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Array = counts[..., :2].sum(axis=-1) / counts.sum(axis=-1)
    return share


def _linked(counts: Array) -> Array:
    """Give the table linked, not linked, from counts of the outcomes."""
    same, neither, different, first, second = counts
    return np.array([[same + different, first], [second, neither]])


def _coefficient(
    tables: Array,
    params: dict[str, object],
    resampling: Resampling,
    counts: NDArray[np.int64] | None,
    why: Problem,
) -> Coefficient:
    total = tables.sum(axis=0)
    n, table = int(total.sum()), _linked(total)
    kappa = float(kappa_parts(table).kappa)
    detail = {
        **{name: int(count) for name, count in zip(OUTCOMES, total, strict=True)},
        "same_of_linked": float(total[0] / table[0, 0]) if table[0, 0] else None,
        "kappa_linked": kappa if np.isfinite(kappa) else None,
        **Confusion(LINKED, table).as_detail(),
        "n_observations": tables.shape[0],
    }
    everything = {**params, **resampling.as_params()}
    if not n:
        return Coefficient.not_defined(METHOD, why, params=everything, detail=detail)
    found = resampling.of(tables, _share, counts)
    few = [Problem("agreement.few_events", {"n": n})] if n < cautions.FEW_EVENTS else []
    return Coefficient(
        METHOD,
        float(_share(total)),
        n,
        2,
        params=everything,
        interval=found.interval,
        se=found.se,
        warnings=(*few, *cautions.resampling(found, tables.shape[0])),
        detail=detail,
    )
