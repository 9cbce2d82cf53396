"""How far the onsets and offsets of linked events lie apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding, Pair, TimedEvent, events_seen
from havenlens.reliability.eventcolumns import EventColumns, numbered
from havenlens.reliability.eventmatch import NOBODY, Matching, event_table, match_events
from havenlens.reliability.linking import OVERLAP, TOLERANCE, shared
from havenlens.reliability.overlapmatch import overlap_matching
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.scopes import averages, observation_names
from havenlens.reliability.tables import Array

METHOD = "onset_offset"
LinkedBy = Literal["onset", "overlap"]

_LIMITS = 1.959963984540054
"""The 97.5 % point of the normal distribution: 95 % of differences lie within that many SDs."""


class Linked(NamedTuple):
    """Linked events of one observation: how far apart, who has an offset, and whether codes agree."""

    onset: NDArray[np.int64]
    offset: NDArray[np.int64]
    has_offset: NDArray[np.bool_]
    same: NDArray[np.bool_]

    @classmethod
    def of_columns(cls, first: EventColumns, second: EventColumns, found: Matching) -> Self:
        """Read linked events off their places in both coders' columns."""
        kept = (found.first != NOBODY) & (found.second != NOBODY)
        one, two = first.kept(found.first[kept]), second.kept(found.second[kept])
        known = one.lasts & two.lasts
        codes = numbered(two.codes, first.codes)
        return cls(
            two.onset - one.onset,
            np.where(known, two.offset - one.offset, 0),
            known,
            codes[two.code] == one.code,
        )

    @classmethod
    def of_events(cls, linked: Sequence[tuple[TimedEvent, TimedEvent]]) -> Self:
        """Take differences, second coder minus first; an offset that either lacks is 0 and marked."""
        if not linked:
            none = np.zeros(0, dtype=np.int64)
            return cls(none, none, none == 1, none == 1)
        onsets, offsets, codes, _ = zip(*(one for one, _ in linked), strict=True)
        onsets2, offsets2, codes2, _ = zip(*(two for _, two in linked), strict=True)
        ends = [
            None if one is None or two is None else two - one
            for one, two in zip(offsets, offsets2, strict=True)
        ]
        known = np.array([end is not None for end in ends])
        offset = np.array([end or 0 for end in ends], dtype=np.int64)
        onset = np.array(onsets2, dtype=np.int64) - np.array(onsets, dtype=np.int64)
        same = [one == two for one, two in zip(codes, codes2, strict=True)]
        return cls(onset, offset, known, np.array(same))


def unit_name(scale: float) -> str:
    """Name the unit of figures by how many microseconds it has."""
    known: dict[float, str] = {SECOND: "s", 1000: "ms", 1: "us"}
    return known.get(scale, f"{scale:g} us")


def deviations_of(linked: Sequence[Linked], scale: float = SECOND) -> dict[str, float | int | None]:
    """Describe differences of onsets and offsets in units of ``scale`` microseconds, second minus first.

    ``*_mean`` is signed, ``*_median_abs`` is not; None where nothing was linked or nothing has an offset.
    """
    empty = np.zeros(0, dtype=np.int64)
    onset = np.concatenate([empty, *(each.onset for each in linked)])
    offset = np.concatenate([empty, *(each.offset[each.has_offset] for each in linked)])
    return {
        "n_linked": int(onset.size),
        "n_same_code": int(sum(each.same.sum() for each in linked)),
        **_spread("onset", onset / scale),
        **_spread("offset", offset / scale),
    }


def deviations(pairs: Iterable[Pair]) -> dict[str, float | int | None]:
    """Describe how far matched onsets and offsets lie apart in seconds; see `deviations_of`."""
    linked = [(pair.first, pair.second) for pair in pairs if pair.first and pair.second]
    return deviations_of([Linked.of_events(linked)])


def _spread(name: str, values: Array) -> dict[str, float | None]:
    return {
        f"{name}_mean": float(values.mean()) if values.size else None,
        f"{name}_sd": float(values.std(ddof=1)) if values.size > 1 else None,
        f"{name}_median_abs": float(np.median(np.abs(values))) if values.size else None,
    }


def onset_offset(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    by: LinkedBy = "overlap",
    tolerance: int = TOLERANCE,
    overlap: float = OVERLAP,
    within: int = SECOND // 2,
    scale: float = SECOND,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give how far onsets and offsets of linked events lie apart, second coder minus first.

    Linked ``by`` an ``overlap`` of at least that share of the longer duration, greedily as in
    `overlap_matching`, or by onsets within ``tolerance`` microseconds as in `match_events`; whatever the
    codes. The estimate is the mean deviation of onsets with its sign. The detail has ``n_linked``,
    ``n_same_code``, and for onsets and offsets (of those who have one) the signed mean, the SD, the median
    and the 90th percentile of the sizes, the limits of agreement ``mean ± 1.96 SD`` (Bland, J. M., & Altman,
    D. G. (1986), The Lancet 327, 307-310), the share no further apart than ``within`` microseconds; and the
    mean overlap. Figures are in units of ``scale`` microseconds. A code's own figures are those of events to
    which both gave it. The interval resamples observations.

    >>> one = [TimedEvent(0, 10_000_000, "calm"), TimedEvent(20_000_000, 30_000_000, "calm")]
    >>> two = [TimedEvent(1_000_000, 10_000_000, "calm"), TimedEvent(20_000_000, 32_000_000, "calm")]
    >>> found = onset_offset([DoubleCoding(one, two, 0, 40_000_000)], ["calm"]).pooled
    >>> found.estimate, found.detail["offset_mean"], round(found.detail["mean_overlap"], 4)
    (0.5, 1.0, 0.8667)
    """
    if scale <= 0:
        raise ValueError("a scale is more than 0 microseconds")
    pairs = [_linked_pairs(coding, codes, by, tolerance, overlap, coders) for coding in codings]
    rule = {"tolerance": tolerance / scale} if by == "onset" else {"overlap_threshold": overlap}
    params = {"by": by, **rule, "within": within / scale, "sign": "second coder - first coder"}
    both = [[(p.first, p.second) for p in each if p.first and p.second] for each in pairs]

    def told(kept: Sequence[Sequence[tuple[TimedEvent, TimedEvent]]], why: Problem) -> Coefficient:
        return _coefficient(kept, why, params, within=within, scale=scale, resampling=resampling)

    per_code = {
        code: told(
            [[p for p in each if p[0].code == p[1].code == code] for each in both],
            Problem("agreement.code_not_matched", {"label": code}),
        )
        for code in codes
    }
    nothing = Problem("agreement.nothing_matched")
    actors = sorted({one.actor for each in both for one, _ in each})
    per_actor = {a: told([[p for p in each if p[0].actor == a] for each in both], nothing) for a in actors}
    means = [float(np.mean([b.onset - a.onset for a, b in each])) / scale if each else None for each in both]
    apart = dict(zip(observation_names(codings), means, strict=True))
    return Agreement(
        told(both, nothing),
        per_code,
        event_table((pair for each in pairs for pair in each), codes),
        tuple(pairs),
        per_actor,
        averages(METHOD, apart, per_code, level=resampling.level),
    )


def _linked_pairs(
    coding: DoubleCoding,
    codes: Sequence[str],
    by: LinkedBy,
    tolerance: int,
    overlap: float,
    coders: tuple[str, str],
) -> tuple[Pair, ...]:
    first, second, _ = events_seen(coding, codes, coders)
    if by == "onset":
        return match_events(first, second, tolerance)
    return overlap_matching(first, second, overlap)


def _coefficient(
    linked: Sequence[Sequence[tuple[TimedEvent, TimedEvent]]],
    why: Problem,
    params: dict[str, Any],
    *,
    within: int,
    scale: float,
    resampling: Resampling,
) -> Coefficient:
    apart = [Linked.of_events(each) for each in linked]
    sums = np.array([[each.onset.sum(), each.onset.size] for each in apart], dtype=np.float64).reshape(-1, 2)
    everything = [pair for each in linked for pair in each]
    shares = [
        shared(one, two) for one, two in everything if one.offset is not None and two.offset is not None
    ]
    detail: dict[str, Any] = {
        **deviations_of(apart, scale),
        **_reach("onset", np.concatenate([np.zeros(0), *(each.onset for each in apart)]), within, scale),
        **_reach(
            "offset",
            np.concatenate([np.zeros(0), *(each.offset[each.has_offset] for each in apart)]),
            within,
            scale,
        ),
        "mean_overlap": float(np.mean(shares)) if shares else None,
        "time_unit": unit_name(scale),
        "n_observations": len(linked),
    }
    n = len(everything)
    common: dict[str, Any] = {"n_units": n, "n_raters": 2, "params": {**params, **resampling.as_params()}}
    if not n:
        return Coefficient.not_defined(METHOD, why, **common, detail=detail)

    def mean(drawn: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return drawn[..., 0] / drawn[..., 1] / scale

    found = resampling.of(sums, mean, resampling.counts(len(linked)))
    few = [Problem("agreement.few_events", {"n": n})] if n < cautions.FEW_EVENTS else []
    return Coefficient(
        METHOD,
        float(mean(sums.sum(axis=0))),
        **common,
        interval=found.interval,
        se=found.se,
        warnings=(*few, *cautions.resampling(found, len(linked))),
        detail=detail,
    )


def _reach(name: str, differences: Array, within: int, scale: float) -> dict[str, float | None]:
    """Give the spread of differences beyond their mean and SD; type-7 percentile."""
    if not differences.size:
        return {f"{name}_{part}": None for part in ("p90_abs", "loa_low", "loa_high", "within")}
    values, sizes = differences / scale, np.abs(differences)
    sd = float(values.std(ddof=1)) if values.size > 1 else None
    return {
        f"{name}_p90_abs": float(np.quantile(sizes, 0.9)) / scale,
        f"{name}_loa_low": None if sd is None else float(values.mean()) - _LIMITS * sd,
        f"{name}_loa_high": None if sd is None else float(values.mean()) + _LIMITS * sd,
        f"{name}_within": float((sizes <= within).mean()),
    }
