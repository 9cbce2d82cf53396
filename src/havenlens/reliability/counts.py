"""Intraclass correlations of what coders add up: how often, how long, how long each, how many an hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np

from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.codings import CODERS, Agreement, DoubleCoding, TimedEvent, events_seen
from havenlens.reliability.deviation import unit_name
from havenlens.reliability.icc import icc
from havenlens.reliability.scopes import CODES, mean_of, observation_names, only
from havenlens.reliability.tables import Array, Confusion
from havenlens.reliability.units import ratings_of_numbers

METHOD = "counts_icc"
Statistic = Literal["count", "duration", "mean_duration", "rate"]
STATISTICS: tuple[str, ...] = get_args(Statistic)

_HOUR = 3600 * SECOND


def counts_icc(
    codings: Sequence[DoubleCoding],
    codes: Sequence[str],
    *,
    statistic: Statistic = "count",
    scale: float = SECOND,
    level: float = 0.95,
    coders: tuple[str, str] = CODERS,
) -> Agreement:
    """Give the intraclass correlation of two coders' figures for observations, per code and together.

    ``statistic`` is the ``count`` of events, their total ``duration``, their ``mean_duration``, or the
    ``rate`` an hour in view (of all people together). The estimate is ICC(A,1) with its F interval: do the
    figures agree; the detail has ICC(C,1) (``icc_consistency``: do they rise and fall together), the mean
    absolute difference, the mean difference (second coder minus first), and both coders' figures. Durations
    are in units of ``scale`` microseconds, without time out of view. An observation in which a coder has no
    event has no mean duration and is left out, with a warning. McGraw, K. O., & Wong, S. P. (1996),
    Psychological Methods 1, 30-46. StudyError for an unknown statistic.

    >>> def seen(n):
    ...     return [TimedEvent(at * 1_000_000, None, "bid") for at in range(n)]
    >>> made = [(16, 17), (14, 14), (13, 13), (17, 17)]
    >>> codings = [DoubleCoding(seen(one), seen(two), 0, 60_000_000) for one, two in made]
    >>> found = counts_icc(codings, ["bid"]).per_code["bid"]
    >>> round(found.estimate, 6), found.detail["mean_abs_difference"]
    (0.967033, 0.25)
    """
    if statistic not in STATISTICS:
        known = ", ".join(STATISTICS)
        raise StudyError("agreement.unknown_statistic", statistic=statistic, known=known)
    names = observation_names(codings)

    def told(
        kept: Sequence[DoubleCoding], own: Sequence[str], label: str, units: Sequence[str]
    ) -> Coefficient:
        figures = np.array([_figures(one, own, statistic, scale, coders) for one in kept]).reshape(-1, 2)
        return _coefficient(
            figures, units, label, statistic=statistic, scale=scale, level=level, coders=coders
        )

    per_code = {code: told(codings, [code], code, names) for code in codes}
    per_actor = {}
    own = frozenset(codes)
    for actor in sorted({e.actor for one in codings for e in (*one.first, *one.second) if e.code in own}):
        places = [place for place, one in enumerate(codings) if _is_in(one, actor)]
        kept = [only(codings[place], actor) for place in places]
        per_actor[actor] = told(kept, codes, actor, [names[place] for place in places])
    return Agreement(
        told(codings, codes, ", ".join(codes), names),
        per_code,
        Confusion.empty(()),
        per_actor=per_actor,
        averaged={CODES: mean_of(METHOD, CODES, {c: f.estimate for c, f in per_code.items()}, level=level)},
    )


def _is_in(coding: DoubleCoding, actor: str) -> bool:
    return actor in (coding.actors or ()) or any(e.actor == actor for e in (*coding.first, *coding.second))


def _figures(
    coding: DoubleCoding, codes: Sequence[str], statistic: Statistic, scale: float, coders: tuple[str, str]
) -> tuple[float, float]:
    """Give both coders' figure for one observation; NaN where there is none."""
    first, second, _ = events_seen(coding, codes, coders)
    if statistic == "count":
        return float(len(first)), float(len(second))
    if statistic == "rate":
        hours = _in_view(coding) / _HOUR
        return (len(first) / hours, len(second) / hours) if hours else (np.nan, np.nan)
    lasting = [
        [e for e in events if e.offset is not None and e.offset > e.onset] for events in (first, second)
    ]
    totals = [sum(_lasts(event, coding) for event in events) / scale for events in lasting]
    if statistic == "mean_duration":
        totals = [
            total / len(events) if events else np.nan for total, events in zip(totals, lasting, strict=True)
        ]
    return totals[0], totals[1]


def _lasts(event: TimedEvent, coding: DoubleCoding) -> int:
    """Give how long a state lasts within the observation, without time out of view."""
    assert event.offset is not None
    end = min(event.offset, coding.end)
    away = sum(
        max(0, min(end, stop) - max(event.onset, start)) for start, stop in coding.absences(event.actor)
    )
    return max(0, end - event.onset - away)


def _in_view(coding: DoubleCoding) -> int:
    """Give the time all people are in view, one after the other; that of the observation for nobody."""
    people = coding.actors
    if people is None:
        people = sorted({event.actor for event in (*coding.first, *coding.second)}) or [""]
    length = coding.end - coding.start
    return sum(length - sum(stop - start for start, stop in coding.absences(actor)) for actor in people)


def _coefficient(
    figures: Array,
    units: Sequence[str],
    label: str,
    *,
    statistic: Statistic,
    scale: float,
    level: float,
    coders: tuple[str, str],
) -> Coefficient:
    kept = np.asarray(np.isfinite(figures).all(axis=1))
    own = figures[kept]
    names = [unit for unit, is_kept in zip(units, kept, strict=True) if is_kept]
    params = {"statistic": statistic, "icc": "ICC(A,1)", "unit": "observation", "conf": level}
    detail: dict[str, Any] = {"rater1": own[:, 0].tolist(), "rater2": own[:, 1].tolist(), "units": names}
    if "duration" in statistic:
        detail["time_unit"] = unit_name(scale)
    if own.size:
        apart = own[:, 1] - own[:, 0]
        detail |= {
            "mean_abs_difference": float(np.abs(apart).mean()),
            "mean_difference": float(apart.mean()),
        }
    common: dict[str, Any] = {"n_units": len(names), "n_raters": 2, "params": params}
    without = [Problem("agreement.observations_without", {"n": int((~kept).sum()), "all": len(units)})]
    warnings = [] if kept.all() else without
    if "duration" in statistic and not np.nansum(figures):
        why = Problem("agreement.no_durations", {"label": label})
        return Coefficient.not_defined(METHOD, why, **common, detail=detail, warnings=tuple(warnings))
    ratings = ratings_of_numbers([tuple(row) for row in own.tolist()], coders, names)
    agree, rise = (icc(ratings, form, level=level) for form in ("ICC(A,1)", "ICC(C,1)"))
    ends = None if rise.interval is None else [rise.interval.low, rise.interval.high]
    detail |= {
        "icc": agree.estimate,
        "icc_consistency": rise.estimate,
        "icc_consistency_ci": ends,
        **agree.detail,
    }
    told = (*warnings, *agree.warnings)
    if agree.undefined is not None:
        return Coefficient.not_defined(METHOD, agree.undefined, **common, detail=detail, warnings=told)
    return Coefficient(
        METHOD, agree.estimate, **common, interval=agree.interval, warnings=told, detail=detail
    )
