"""Coefficients as a tidy table: a row each, unrounded."""

from __future__ import annotations

from collections.abc import Sequence

from havenlens import __version__
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.tables import DataTable
from havenlens.words.catalogue import N_, tr

SOFTWARE = f"Havenlens {__version__}"
"""What every output names as what computed it."""

_SCOPE = ("group", "code", "participant", "dimension", "period", "modifier", "average")

_MEANING = {
    "scheme": N_("coding scheme"),
    "group": N_("group of codes that is compared; empty for ratings"),
    "code": N_("single code of the group; empty where the whole group is meant"),
    "participant": N_("label of the person whose events are compared; empty where everybody is meant"),
    "dimension": N_("what was rated"),
    "period": N_("what was rated on: cycle, interval, episode or clip"),
    "modifier": N_("question about matched events whose answers are compared; link for what is answered"),
    "average": N_("over what the mean of values was taken: observations or codes; else empty"),
    "coder_1": N_("first coder; the master where there is one"),
    "coder_2": N_("second coder"),
    "method": N_("coefficient"),
    "recommended": N_("1 where the coefficient is one of those to look at first, else 0"),
    "estimate": N_("value, not rounded; empty where it is undefined"),
    "ci_low": N_("lower end of the interval"),
    "ci_high": N_("upper end of the interval"),
    "level": N_("level of the interval, as a share of 1"),
    "interval_method": N_("how the interval was made"),
    "se": N_("standard error"),
    "n_units": N_("what was compared: seconds for kappa over time, events, or ratings"),
    "n_raters": N_("number of coders"),
    "observations": N_("number of observations that both have coded"),
    "undefined": N_("why there is no value"),
    "warnings": N_("what to beware of"),
    "parameters": N_("the method's own parameters"),
    "software": N_("program and version that computed the value"),
}


def agreement_table(results: Sequence[AgreementResult]) -> DataTable:
    """Put coefficients into one tidy table; numbers are unrounded."""
    rows = [result.as_json() for result in results]
    intervals = [result.coefficient.interval for result in results]
    coders = [_coders(result) for result in results]
    columns = {
        "scheme": [row["scheme"] for row in rows],
        **{name: [row["scope"].get(name) for row in rows] for name in _SCOPE},
        "coder_1": [names[0] for names in coders],
        "coder_2": [names[1] for names in coders],
        "method": [method_name(result) for result in results],
        "recommended": [int(result.recommended) for result in results],
        "estimate": [row["estimate"] for row in rows],
        "ci_low": [None if each is None else each.low for each in intervals],
        "ci_high": [None if each is None else each.high for each in intervals],
        "level": [None if each is None else each.level for each in intervals],
        "interval_method": [None if each is None else each.method for each in intervals],
        "se": [row["se"] for row in rows],
        "n_units": [row["n_units"] for row in rows],
        "n_raters": [row["n_raters"] for row in rows],
        "observations": [row["observations"] for row in rows],
        "undefined": [row["undefined"] for row in rows],
        "warnings": [" ".join(row["warnings"]) or None for row in rows],
        "parameters": ["; ".join(f"{name}={value}" for name, value in row["params"].items()) for row in rows],
        "software": [SOFTWARE for _ in rows],
    }
    return DataTable("agreement", columns, {name: tr(_MEANING[name]) for name in columns})


def _coders(result: AgreementResult) -> tuple[str | None, str | None]:
    """Name the two coders; of more than two, only the first and how many there are can be told elsewhere."""
    named = [*map(str, result.coefficient.detail.get("coders", ())), *result.coders]
    own = [one for one in result.coders if one] or [one for one in named if one]
    return (own[0] if own else None, own[1] if len(own) > 1 else None)


def method_name(result: AgreementResult) -> str:
    """Name a coefficient with its form, where it has several."""
    form = result.coefficient.params.get("shrout_fleiss")
    return str(form) if form else result.coefficient.method
