"""Overlap ratio: of the time either coder has a state on, how much both have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.scopes import Cells, averages, hidden_people, observation_names, values_by_name
from havenlens.reliability.tables import Array, Confusion
from havenlens.reliability.tracks import tracks_of

METHOD = "overlap_ratio"
ON, OFF = "on", "off"


def overlap_ratio(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> Agreement:
    """Give the time both coders have a state on over the time either has: per code, per person, pooled.

    Intersection over union, ``Σ both / Σ (both + one only)``; Jaccard, P. (1912), New Phytologist 11, 37-50,
    for shares of what occurs. Pooled, times of all codes (and people, observations) are added first, so that
    long states weigh more; the mean over codes stands beside it. It is not corrected for chance and needs no
    code to exclude another. Instants have no time and are left out, and so is time out of view. The detail
    has ``both``, ``first_only`` and ``second_only`` in seconds; the table is these, on and off. The interval
    resamples observations.

    >>> from havenlens.reliability.codings import TimedEvent
    >>> one, two = [TimedEvent(0, 8_000_000, "calm")], [TimedEvent(2_000_000, 10_000_000, "calm")]
    >>> overlap_ratio([DoubleCoding(one, two, 0, 20_000_000)], ["calm"]).pooled.estimate
    0.6
    """
    tracks, n = tracks_of(codings, codes, coders), len(codings)
    rows = [
        np.stack(
            [
                track.length @ (track.first & track.second),
                track.length @ (track.first & ~track.second),
                track.length @ (track.second & ~track.first),
            ]
        )
        / SECOND
        for track in tracks
    ]
    values = np.array(rows).reshape(len(rows), 3, len(codes))
    cells = Cells.of(values, [one.observation for one in tracks], [one.actor for one in tracks], n)
    by_observation, counts = cells.by_observation(), resampling.counts(n)
    per_code = {
        code: _coefficient(by_observation[..., index], coders, resampling, counts, code)
        for index, code in enumerate(codes)
    }
    summed = by_observation.sum(axis=-1)
    overall = _coefficient(summed, coders, resampling, counts)
    per_actor = cells.per_actor(
        overall,
        lambda own: _coefficient(own.sum(axis=-1), coders, resampling, resampling.counts(own.shape[0])),
    )
    both, first, second = summed.sum(axis=0)
    return Agreement(
        overall.warned([*cautions.hidden(overall, per_code), *hidden_people(overall, per_actor)]),
        per_code,
        Confusion((ON, OFF), np.array([[both, first], [second, 0.0]])),
        per_actor=per_actor,
        averaged=averages(
            METHOD,
            values_by_name(observation_names(codings), _ratio(summed)),
            per_code,
            level=resampling.level,
        ),
    )


def _ratio(times: Array) -> Array:
    """Divide what both have (first of the last axis) by what either has."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Array = times[..., 0] / times.sum(axis=-1)
    return ratio


def _coefficient(
    times: Array,
    coders: tuple[str, str],
    resampling: Resampling,
    counts: NDArray[np.int64] | None,
    code: str | None = None,
) -> Coefficient:
    both, first, second = (float(part) for part in times.sum(axis=0))
    whole, n = both + first + second, times.shape[0]
    common: dict[str, Any] = {
        "n_units": round(whole),
        "n_raters": 2,
        "params": resampling.as_params(),
        "detail": {
            "both": both,
            "first_only": first,
            "second_only": second,
            "time_unit": "s",
            "n_observations": n,
        },
    }
    if not whole:
        why = (
            Problem("agreement.no_states")
            if code is None
            else Problem("agreement.code_unused", {"label": code})
        )
        return Coefficient.not_defined(METHOD, why, **common)
    found = resampling.of(times, _ratio, counts)
    return Coefficient(
        METHOD,
        both / whole,
        **common,
        interval=found.interval,
        se=found.se,
        warnings=(*_one_sided(both + first, both + second, coders), *cautions.resampling(found, n)),
    )


def _one_sided(first: float, second: float, coders: tuple[str, str]) -> list[Problem]:
    """Warn where one coder has no time at all, so that the ratio is 0 whatever the other has."""
    if first and second:
        return []
    return [Problem("agreement.coder_without_time", {"coder": coders[int(first > 0)]})]
