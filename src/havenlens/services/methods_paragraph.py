"""The paragraph of a methods section: coefficient, variant, parameters, n, interval, rule, software."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from havenlens.services.agreement_results import AgreementResult
from havenlens.words.catalogue import tr
from havenlens.words.intervals import interval_named
from havenlens.words.sentences import known_codes, say

_FORMS = {
    "ICC(1,1)": "methods.icc_1_1",
    "ICC(2,1)": "methods.icc_2_1",
    "ICC(3,1)": "methods.icc_3_1",
    "ICC(1,k)": "methods.icc_1_k",
    "ICC(2,k)": "methods.icc_2_k",
    "ICC(3,k)": "methods.icc_3_k",
}
_LINKED = {
    "onset": "methods.linked_onset",
    "overlap": "methods.linked_overlap",
    "onset and overlap": "methods.linked_both",
    "onset or overlap": "methods.linked_either",
    "onset and offset": "methods.linked_offset",
}


def methods_paragraphs(
    results: Sequence[AgreementResult],
    parameters: Mapping[str, str],
    rule: str,
    software: str,
    changes: Sequence[str] = (),
) -> Iterator[str]:
    """Give a sentence for each coefficient, then intervals, parameters, late changes, rule and software."""
    schemes = ", ".join(sorted({one.scheme_name for one in results if one.scheme_name}))
    if schemes:
        pairs = {(one.scheme, one.coders) for one in results}
        most = max(one.observations for one in results)
        yield say("methods.design", pairs=len(pairs), schemes=schemes, observations=most)
    told = list(dict.fromkeys(_of_methods(results)))
    if told:
        yield " ".join(told)
        yield say("methods.compared", listed="; ".join(_of_amounts(results)))
    intervals = " ".join(_of_intervals(results))
    if intervals:
        yield intervals
    if parameters:
        listed = "; ".join(f"{name}: {value}" for name, value in parameters.items())
        yield say("methods.parameters", listed=listed)
    if changes:
        yield say("methods.changed", listed=" ".join(changes))
    yield say("methods.software", rule=rule, software=software)


def _of_methods(results: Sequence[AgreementResult]) -> Iterator[str]:
    """Say what each coefficient is, once for each way it was parametrised; forms of an ICC together."""
    by_method: dict[str, list[Mapping[str, Any]]] = {}
    for one in results:
        if one.scope.average is None:
            by_method.setdefault(one.coefficient.method, []).append(one.coefficient.params)
    for method, found in by_method.items():
        if method == "icc":
            yield _icc(found)
        elif f"methods.{method}" in known_codes():
            for params in found:
                yield _of_method(method, params)


def _of_method(method: str, params: Mapping[str, Any]) -> str:
    if method == "time_unit_kappa" and params.get("unit"):
        return say(
            "methods.time_unit_kappa_units",
            unit=_shown(params["unit"]),
            sampling=params.get("sampling", "–"),
            units=_shown(params.get("tolerance_units", 0)),
        )
    if method == "counts_icc":
        of = tr(str(params.get("unit", "observation")))
        return say(
            "methods.counts_icc", icc=params.get("icc"), of=of, statistic=params.get("statistic", "count")
        )
    criterion = params.get("criterion")
    return say(
        f"methods.{method}",
        linked=_linked(params),
        k=_shown(params.get("k", 1)),
        weights=tr(_shown(params.get("weights"))),
        scale=tr(_shown(params.get("level"))),
        tolerance=_shown(params.get("tolerance")),
        criterion="–" if criterion is None else f"{100 * criterion:g}",
        design=_shown(params.get("design")),
        estimator=_shown(params.get("estimator")),
        overlap=_shown(params.get("overlap_threshold")),
        variant=_shown(params.get("variant")),
        version=_shown(params.get("version")),
        alpha=_shown(params.get("alpha")),
        beta=_shown(params.get("beta")),
    )


def _icc(found: Sequence[Mapping[str, Any]]) -> str:
    names = dict.fromkeys(
        (str(params.get("shrout_fleiss", "")), str(params.get("mcgraw_wong", ""))) for params in found
    )
    forms = []
    for form, other in names:
        name = f"{form} = {other}" if other and other != form else form
        forms.append(say(_FORMS[form], name=name) if form in _FORMS else name)
    estimators = dict.fromkeys(_shown(params.get("estimator")) for params in found)
    return say("methods.icc", forms="; ".join(forms), estimator=", ".join(estimators))


def _linked(params: Mapping[str, Any]) -> str:
    code = _LINKED.get(str(params.get("by", "")))
    if code is None:
        return "–"
    return say(
        code,
        tolerance=_shown(params.get("tolerance")),
        overlap=_shown(params.get("overlap_threshold")),
        offset=_shown(params.get("offset_tolerance")),
    )


def _of_amounts(results: Sequence[AgreementResult]) -> Iterator[str]:
    """Say on how much the pooled values rest, the least and the most; of the recommended, where some are."""
    found: dict[str, list[float]] = {}
    shown = [one for one in results if one.recommended] or results
    for one in shown:
        if one.scope.pooled:
            found.setdefault(one.method_name, []).append(one.coefficient.n_units)
    alike: dict[tuple[float, float], list[str]] = {}
    for name, amounts in found.items():
        alike.setdefault((min(amounts), max(amounts)), []).append(name)
    for (least, most), names in alike.items():
        span = f"{least:g}" if least == most else f"{least:g} – {most:g}"
        yield say("methods.amount", names=", ".join(names), n=span)


def _of_intervals(results: Sequence[AgreementResult]) -> Iterator[str]:
    """Say which coefficients have which interval, and what the bootstrap drew."""
    by_kind: dict[str, dict[str, None]] = {}
    levels: dict[str, None] = {}
    clustered: dict[tuple[Any, Any], None] = {}
    for one in results:
        interval, params = one.coefficient.interval, one.coefficient.params
        if interval is None:
            continue
        by_kind.setdefault(interval.method, {})[one.method_name] = None
        levels[f"{100 * interval.level:g}"] = None
        if "bootstrap" in interval.method and params.get("bootstrap"):
            clustered[params["bootstrap"], params.get("seed")] = None
    if not by_kind:
        return
    listed = "; ".join(
        say("methods.interval_of", method=interval_named(kind), names=", ".join(names))
        for kind, names in by_kind.items()
    )
    yield say("methods.interval", level=", ".join(levels), listed=listed)
    study = any(one.scheme for one in results)
    for draws, seed in clustered:
        yield say("methods.clusters" if study else "methods.resampling", n=draws, seed=seed)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, float) else str(value)
