"""Agreement on events from a plain table: each pair of coders, observation by observation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.alignment import Costs, alignment_kappa, sequence
from havenlens.reliability.codings import Agreement, DoubleCoding, TimedEvent
from havenlens.reliability.counts import counts_icc
from havenlens.reliability.deviation import onset_offset, unit_name
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.gamma import gamma
from havenlens.reliability.gamma_alignment import Dissimilarity
from havenlens.reliability.hollerein import holle_rein
from havenlens.reliability.linking import OVERLAP, TOLERANCE
from havenlens.reliability.overlap import overlap_ratio
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.unitizing import unitizing_alpha
from havenlens.services.plain_codings import CodedTable, given_time
from havenlens.services.plain_options import AgreeOptions

Compare = Callable[[CodedTable, AgreeOptions], Iterator[Coefficient]]
Pair = tuple[str, str]
Work = Callable[[CodedTable, Sequence[DoubleCoding], Pair, AgreeOptions], Agreement]

_TIMED = ("onset_", "offset_")
_THRESHOLD = re.compile(r">=\s*(0?\.\d+|1)")


def _by_pairs(work: Work, table: CodedTable, options: AgreeOptions) -> Iterator[Coefficient]:
    """Compare every pair of coders by itself."""
    for coders in table.pairs():
        found = work(table, table.doubles(coders), coders, options)
        yield _whole(found, coders, table.scale).warned(table.without(coders))


def _whole(found: Agreement, coders: Sequence[str], scale: float) -> Coefficient:
    """Put values of codes, people and means into the detail of the pooled one; times in the table's unit."""
    parts: dict[str, Any] = {}
    for name, values in (
        ("per_code", found.per_code),
        ("per_actor", found.per_actor),
        ("averaged", found.averaged),
    ):
        if values and name not in found.pooled.detail:
            parts[name] = {key: _short(value) for key, value in values.items()}
    detail = {**_in_units(found.pooled.detail, scale), **parts, "coders": list(coders)}
    return replace(found.pooled, detail=detail)


def _short(found: Coefficient) -> dict[str, Any]:
    told = found.as_json()
    names = ("estimate", "ci", "se", "n_units", "undefined", "warnings", "detail")
    return {name: told[name] for name in names}


def _in_units(detail: Mapping[str, Any], scale: float) -> dict[str, Any]:
    """Turn seconds into the table's unit, where the detail says that it holds seconds."""
    if detail.get("time_unit") != "s" or scale == SECOND:
        return dict(detail)
    factor = SECOND / scale
    turned = {
        name: value * factor
        for name, value in detail.items()
        if isinstance(value, float) and name.startswith(_TIMED)
    }
    return {**detail, **turned, "time_unit": unit_name(scale)} if turned else dict(detail)


def _resampled(options: AgreeOptions) -> Resampling:
    """Intervals on events are always resampled: no formula holds for them."""
    found = options.resampling(2000)
    assert found is not None
    return found


def _tolerance(table: CodedTable, options: AgreeOptions) -> int:
    found = given_time(options, table.scale, "tolerance")
    return TOLERANCE if found is None else found


def _time_unit_kappa(
    table: CodedTable, doubles: Sequence[DoubleCoding], coders: Pair, options: AgreeOptions
) -> Agreement:
    sampling = str(options.params.get("sampling", "start"))
    boris = "first event" in sampling or sampling == "boris"
    unit = given_time(options, table.scale, "unit")
    named: Any = next((rule for rule in ("midpoint", "majority") if rule in sampling), "start")
    return time_unit_kappa(
        doubles,
        table.codes if boris else table.states,
        exclusive=_flag(options, "exclusive", default=_exclusive(doubles)),
        exhaustive=_flag(options, "exhaustive", default=_exhaustive(doubles)),
        unit=unit,
        tolerance=_unit_tolerance(table, options, unit),
        sampling="boris" if boris else named,
        coders=coders,
        resampling=_resampled(options),
    )


def _unit_tolerance(table: CodedTable, options: AgreeOptions, unit: int | None) -> int:
    """Give the tolerance in whole units, or in microseconds where time is not cut into units."""
    if options.params.get("tolerance_units"):
        if unit is None:
            raise StudyError("plain.unit_needed")
        return round(options.number("tolerance_units", 0))
    found = given_time(options, table.scale, "tolerance") or 0
    return found // unit if unit else found


def _flag(options: AgreeOptions, name: str, *, default: bool) -> bool:
    value = options.params.get(name, default)
    if not isinstance(value, bool):
        raise StudyError("plain.param_value", name=name, value=value, allowed="true, false")
    return value


def _lanes(doubles: Sequence[DoubleCoding]) -> Iterator[tuple[DoubleCoding, list[TimedEvent]]]:
    """Give each coder's states of each person, in order."""
    for one in doubles:
        for events in (one.first, one.second):
            for actor in one.actors or ():
                lasting = [event for event in events if event.actor == actor and event.offset is not None]
                yield one, sorted(lasting)


def _exclusive(doubles: Sequence[DoubleCoding]) -> bool:
    """Tell whether no coder has two states of one person at once."""
    return all(
        (before.offset or 0) <= after.onset
        for _, events in _lanes(doubles)
        for before, after in pairwise(events)
    )


def _exhaustive(doubles: Sequence[DoubleCoding]) -> bool:
    """Tell whether both coders have a state at every moment."""
    for one, events in _lanes(doubles):
        reached = one.start
        for event in events:
            if event.onset > reached:
                return False
            reached = max(reached, event.offset or 0)
        if reached < one.end:
            return False
    return True


def _event_kappa(
    table: CodedTable, doubles: Sequence[DoubleCoding], coders: Pair, options: AgreeOptions
) -> Agreement:
    overlap = options.params.get("overlap_threshold")
    rule: Any = options.params.get("by", "onset" if overlap is None else "overlap")
    share: Any = options.choice("share_of", ("longer", "shorter"), "longer")
    return event_kappa(
        doubles,
        table.codes,
        tolerance=_tolerance(table, options),
        by=rule,
        overlap=options.number("overlap_threshold", OVERLAP),
        share_of=share,
        offset_tolerance=given_time(options, table.scale, "offset_tolerance"),
        coders=coders,
        resampling=_resampled(options),
    )


def _costs(options: AgreeOptions) -> Costs | None:
    given = options.params.get("costs")
    if isinstance(given, list):
        return Costs(matrix=given)
    if isinstance(given, dict):
        unknown = set(given) - {"match", "substitution", "gap"}
        if not unknown and all(isinstance(cost, int | float) for cost in given.values()):
            return Costs(**given)
    if given is None:
        return None
    allowed = '{"match": 0, "substitution": 1, "gap": 1}'
    raise StudyError("plain.param_value", name="costs", value=given, allowed=allowed)


def _alignment_kappa(
    table: CodedTable, doubles: Sequence[DoubleCoding], coders: Pair, options: AgreeOptions
) -> Agreement:
    overlap = options.params.get("overlap_threshold")
    return alignment_kappa(
        doubles,
        table.codes,
        costs=_costs(options),
        tolerance=given_time(options, table.scale, "tolerance"),
        overlap=None if overlap is None else options.number("overlap_threshold", OVERLAP),
        coders=coders,
        resampling=_resampled(options),
    )


def aligned_sequences(found: Mapping[str, Sequence[str]], options: AgreeOptions) -> Iterator[Coefficient]:
    """Compare what coders noted one after another, where no times were kept."""
    codes = sorted({code for each in found.values() for code in each})
    names = list(found)
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            both = sequence(found[one]), sequence(found[two])
            double = DoubleCoding(*both, 0, 1 + max(map(len, both)), [""])
            kappa = alignment_kappa(
                [double], codes, costs=_costs(options), coders=(one, two), resampling=_resampled(options)
            )
            yield _whole(kappa, (one, two), SECOND)


def _holle_rein(
    table: CodedTable, doubles: Sequence[DoubleCoding], coders: Pair, options: AgreeOptions
) -> Agreement:
    variant: Any = options.choice("variant", ("EasyDIAg", "ELAN"), "EasyDIAg")
    options.choice("matched_weight", ("2", "2.0"), "2")
    return holle_rein(
        doubles,
        table.codes,
        overlap_threshold=options.number("overlap_threshold", OVERLAP),
        variant=variant,
        coders=coders,
        resampling=_resampled(options),
    )


def _overlap_ratio(
    table: CodedTable, doubles: Sequence[DoubleCoding], coders: Pair, options: AgreeOptions
) -> Agreement:
    return overlap_ratio(doubles, table.states, coders=coders, resampling=_resampled(options))


def _onset_offset(
    table: CodedTable, doubles: Sequence[DoubleCoding], coders: Pair, options: AgreeOptions
) -> Agreement:
    by: Any = "onset" if options.params.get("by") == "onset" or "tolerance" in options.params else "overlap"
    within = given_time(options, table.scale, "within")
    told = _THRESHOLD.search(str(options.params.get("linking", "")))
    return onset_offset(
        doubles,
        table.codes,
        by=by,
        tolerance=_tolerance(table, options),
        overlap=options.number("overlap_threshold", float(told.group(1)) if told else OVERLAP),
        within=SECOND // 2 if within is None else within,
        scale=table.scale,
        coders=coders,
        resampling=_resampled(options),
    )


def _counts_icc(
    table: CodedTable, doubles: Sequence[DoubleCoding], coders: Pair, options: AgreeOptions
) -> Agreement:
    statistic: Any = options.choice("statistic", ("count", "duration", "mean_duration", "rate"), "count")
    found = counts_icc(
        doubles,
        table.codes,
        statistic=statistic,
        scale=table.scale,
        level=options.confidence,
        coders=coders,
    )
    if options.choice("icc", ("ICC(A,1)", "ICC(C,1)"), "ICC(A,1)") == "ICC(C,1)":
        alike = {code: _consistency(each) for code, each in found.per_code.items()}
        found = found._replace(pooled=_consistency(found.pooled), per_code=alike)
    if len(table.codes) == 1:
        return found._replace(pooled=found.per_code[table.codes[0]], per_code={})
    return found


def _consistency(found: Coefficient) -> Coefficient:
    """Take how far figures rise and fall together, which a result has beside whether they agree."""
    estimate = found.detail.get("icc_consistency")
    if found.estimate is None or estimate is None:
        return found
    ends = found.detail["icc_consistency_ci"]
    interval = (
        None if ends is None or found.interval is None else replace(found.interval, low=ends[0], high=ends[1])
    )
    return replace(found, estimate=estimate, interval=interval, params={**found.params, "icc": "ICC(C,1)"})


def _unitizing_alpha(table: CodedTable, options: AgreeOptions) -> Iterator[Coefficient]:
    old = "2004" in str(options.params.get("version", ""))
    per_second = options.params.get("time_units_per_second")
    unit = table.scale if per_second is None else table.scale / options.number("time_units_per_second", 1)
    found = unitizing_alpha(
        table.continua(),
        table.codes,
        version="Krippendorff 2004" if old else "Krippendorff 2016",
        unit=max(1, round(unit)),
        resampling=_resampled(options),
    )
    whole = _whole(found, table.coders, table.scale)
    factor = options.number("stretch", 1)
    if factor != 1:
        before = unitizing_alpha(
            table.stretched(1 / factor).continua(),
            table.codes,
            version="Krippendorff 2004",
            unit=max(1, round(unit)),
        )
        whole = replace(whole, detail={**whole.detail, "Do_stretch1": before.pooled.detail["Do"]})
    yield whole.warned(table.without(table.coders))


def _gamma(table: CodedTable, options: AgreeOptions) -> Iterator[Coefficient]:
    how = Dissimilarity(
        alpha=_at_least_zero(options, "alpha", 1),
        beta=_at_least_zero(options, "beta", 1),
        delta_empty=_at_least_zero(options, "deltaEmpty", 1),
    )
    precision = options.number("precision", 0.01)
    if not 0 < precision < 1:
        raise StudyError("plain.param_value", name="precision", value=precision, allowed="0.01")
    # Chance places units anywhere from the beginning on, which is 0 unless it is given.
    whole = (
        table if table.start is not None else replace(table, start=min(0, *(row.onset for row in table.seen)))
    )
    found = gamma(
        whole.continua(),
        table.codes,
        dissimilarity=how,
        precision=precision,
        resampling=_resampled(options),
    )
    yield _whole(found, table.coders, table.scale).warned(table.without(table.coders))


def _at_least_zero(options: AgreeOptions, name: str, default: float) -> float:
    value = options.number(name, default)
    if value < 0:
        raise StudyError("plain.param_value", name=name, value=value, allowed="1")
    return value


METHODS: Mapping[str, Compare] = {
    "time_unit_kappa": partial(_by_pairs, _time_unit_kappa),
    "event_kappa": partial(_by_pairs, _event_kappa),
    "alignment_kappa": partial(_by_pairs, _alignment_kappa),
    "holle_rein": partial(_by_pairs, _holle_rein),
    "overlap_ratio": partial(_by_pairs, _overlap_ratio),
    "unitizing_alpha": _unitizing_alpha,
    "gamma": _gamma,
    "onset_offset": partial(_by_pairs, _onset_offset),
    "counts_icc": partial(_by_pairs, _counts_icc),
}
