"""`havenlens agree` gives every published case, from the files as they are, with the cases' parameters."""

from __future__ import annotations

import pytest

from havenlens.exchange.plain_tables import read_table
from havenlens.services.plain_agreement import agree_on
from havenlens.services.plain_options import AgreeOptions
from tests.support.reference import FOLDER, cases, expected

# What design calls a method, and which of its numbers is the estimate; the rest is in the detail by name.
IDS = {
    "cohen_kappa": {"cohen": ("kappa", "est")},
    "two_rater_chance_family": {
        "cohen": (),
        "scott": ("scott_pi",),
        "gwet_ac1": ("gwet_ac1",),
        "brennan_prediger": ("pabak",),
        "krippendorff": ("kripp_alpha",),
    },
    "weighted_kappa": {"weighted_kappa": ("kappa_w",)},
    "gwet_ac2": {"gwet_ac2": ("ac2",)},
    "marginal_homogeneity": {"marginal_homogeneity": ("stuart_maxwell_chi2",)},
    "gwet_ac1": {"gwet_ac1": ("est",)},
    "scott_pi": {"scott": ("est",)},
    "kripp_alpha": {"krippendorff": ("est",)},
    "brennan_prediger": {"brennan_prediger": ("est",)},
    "krippendorff_alpha": {"krippendorff": ("alpha",)},
    "gwet_framework_multirater": {
        "fleiss": ("fleiss",),
        "conger": ("conger",),
        "brennan_prediger": ("bp",),
        "gwet_ac1": ("ac",),
        "krippendorff": ("kripp",),
    },
    "fleiss_kappa": {"fleiss": ("kappa",)},
    "percent_agreement": {"percent": ()},
    "conger_light": {"conger": ("conger",), "light": ("light_mean_pairwise_kappa",)},
    "icc": {"icc": ("icc",)},
    "concordance": {"kendall_w": ("kendall_W",)},
    "finn": {"finn": ("finn_twoway",)},
    "icc_incomplete_ebel": {"icc": ()},
    "icc_incomplete_reml": {"icc": ()},
    "counts_family": {
        "fleiss": ("fleiss",),
        "gwet_ac1": ("ac1",),
        "brennan_prediger": ("bp",),
        "krippendorff": ("kripp_alpha",),
    },
    "custom_distance": {"weighted_kappa": ("kappa_w",), "krippendorff": ("alpha_w",)},
    "alpha_U": {"unitizing_alpha": ("alpha_U", "alpha")},
    "u_alpha_nominal (Krippendorff et al. 2016)": {"unitizing_alpha": ("u_alpha",)},
    "gamma_best_alignment_disorder": {"gamma": ()},
    "gamma": {"gamma": ("gamma",)},
    "easydiag_modified_kappa": {"holle_rein": ("kappa_ipf",)},
    "time_unit_kappa": {"time_unit_kappa": ("kappa_pooled",)},
    "time_unit_kappa_boris": {"time_unit_kappa": ("kappa",)},
    "event_alignment_kappa": {"alignment_kappa": ("kappa",)},
    "gstudy_variance_components": {"gtheory": ()},
    "dstudy": {"gtheory": ("Erho2",)},
    "generalizability_ci": {"gtheory": ()},
    "master_code_certification": {"certification": ("within_1",)},
    "ccc_bland_altman": {"ccc": ("ccc",)},
    "per_code_summary_icc": {"counts_icc": ("icc",)},
    "onset_offset_deviation": {"onset_offset": ()},
}
# Parameters whose text describes rather than sets something.
TOLD = {"note", "se", "ci", "missing", "ties", "version_note", "df"}


def results_of(case):
    method, params = case["method"], dict(case["params"])
    if method == "custom_distance":
        params.setdefault("disagreement_weights", params["distance"])
    weights = params.pop("weights", None)
    level = params.pop("level", None)
    told = {name: params.pop(name) for name in list(params) if name in TOLD - {"se"}}
    del told
    if method == "dstudy" and "n_i" in params:
        params.setdefault("design", "p x i")
    described = _described(case)
    options = AgreeOptions(
        level=level,
        weights={"unweighted": "none"}.get(weights, weights),
        params={**described, **params},
    )
    table = read_table(FOLDER / case["data_file"])
    scale = {"ms": 1000}.get(expected()["datasets"][case["dataset"]].get("time_unit"), 1_000_000)
    return {name: agree_on([table], [name], options, scale) for name in IDS[method]}


def _described(case):
    """Give what only the description of a data set says, and a person would have to say too."""
    if case["dataset"] == "brennan_sd2_i_in_p":
        return {"design": "i:p"}
    return {}


def looked_up(results, case):
    """Find every expected name among estimates, intervals, standard errors and details."""
    found = {}
    for name, estimates in IDS[case["method"]].items():
        for result in results[name]:
            told = result.as_json()
            found |= {key: value for key, value in told["detail"].items() if key not in found}
            for estimate in estimates:
                found[estimate] = told["estimate"]
                found[f"{estimate}_se"] = told["se"]
            if told["ci"] is not None:
                found["ci95_lo"], found["ci95_hi"] = told["ci"]
                found["lo"], found["hi"] = told["ci"]
            found["se"] = told["se"]
            form = told["params"].get("mcgraw_wong")
            if form:
                found[form] = told["estimate"]
    return found


WANTED = tuple(IDS)


@pytest.mark.parametrize("case", cases(*WANTED))
def test_published(case):
    found = looked_up(results_of(case), case)
    tolerance = case["tolerance_abs"]
    for name, wanted in case["expected"].items():
        allowed = tolerance.get(name, tolerance.get("*")) if isinstance(tolerance, dict) else tolerance
        assert name in found, (name, sorted(found))
        check_value(found[name], wanted, allowed, name)


def check_value(found, wanted, allowed, name):
    """Compare numbers within the tolerance, tables cell by cell, and words as they are."""
    if isinstance(wanted, dict):
        for key, part in wanted.items():
            assert key in found, (name, key, sorted(found))
            check_value(found[key], part, allowed, f"{name}.{key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), name
        for place, part in enumerate(wanted):
            check_value(found[place], part, allowed, f"{name}[{place}]")
    elif isinstance(wanted, str | bool):
        assert found == wanted, name
    else:
        assert found == pytest.approx(wanted, abs=allowed, rel=0), name
