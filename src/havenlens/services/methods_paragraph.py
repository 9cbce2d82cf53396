"""The paragraph of a methods section: coefficient, variant, parameters, n, interval, rule, software."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from havenlens.services.agreement_results import AgreementResult
from havenlens.words.sentences import known_codes, say


def methods_paragraphs(
    results: Sequence[AgreementResult], parameters: Mapping[str, str], rule: str, software: str
) -> Iterator[str]:
    """Give one sentence for each coefficient that was computed, then parameters, rule and software."""
    pairs = {(one.scheme_name, one.coders) for one in results}
    schemes = ", ".join(sorted({one.scheme_name for one in results if one.scheme_name}))
    most = max((one.observations for one in results), default=0)
    if schemes:
        yield say("methods.design", pairs=len(pairs), schemes=schemes, observations=most)
    told = []
    for method in dict.fromkeys(one.coefficient.method for one in results):
        code = f"methods.{method}"
        if code in known_codes():
            told.append(say(code, **_values(results, method)))
    if told:
        yield " ".join(told)
    interval = next((one.coefficient.interval for one in results if one.coefficient.interval), None)
    if interval is not None:
        yield say("methods.interval", level=f"{100 * interval.level:g}", method=interval.method)
    if parameters:
        listed = "; ".join(f"{name}: {value}" for name, value in parameters.items())
        yield say("methods.parameters", listed=listed)
    yield say("methods.software", rule=rule, software=software)


def _values(results: Sequence[AgreementResult], method: str) -> dict[str, str]:
    """Give what a coefficient's sentence may say of its parameters."""
    params = next(one.coefficient.params for one in results if one.coefficient.method == method)
    forms = dict.fromkeys(
        str(one.coefficient.params["shrout_fleiss"])
        for one in results
        if one.coefficient.method == method and "shrout_fleiss" in one.coefficient.params
    )
    tolerance = params.get("tolerance")
    return {
        "tolerance": "–" if tolerance is None else f"{tolerance:g}",
        "weights": str(params.get("weights", "–")),
        "forms": ", ".join(forms) or "–",
        "k": f"{params.get('k', 1):g}",
        "sampling": str(params.get("sampling", "–")),
        "overlap": f"{params.get('overlap_threshold', params.get('overlap', 0)) or 0:g}",
        "level": str(params.get("level", "–")),
    }
