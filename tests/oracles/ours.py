"""What Havenlens finds in the data of the oracles, under the names that each oracle uses."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import chance
from havenlens.reliability.alpha import krippendorff
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.continua import Continuum
from havenlens.reliability.distances import Measurement
from havenlens.reliability.gamma import gamma
from havenlens.reliability.gamma_alignment import Dissimilarity
from havenlens.reliability.gdesigns import design, long_scores
from havenlens.reliability.gvariance import Components, variance_components
from havenlens.reliability.icc import icc, iccs
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.units import Ratings, ratings_of_numbers
from tests.oracles.data import CODES, SCALE, read

MS = SECOND // 1000
NONE = Resampling(draws=0)
Found = dict[str, float | None]


@cache
def data() -> dict[str, Any]:
    """Read the data once."""
    found: dict[str, Any] = read()
    return found


def ends(coefficient: Coefficient) -> Found:
    """Give the ends of the interval, None where there is none."""
    interval = coefficient.interval
    if interval is None:
        return {"low": None, "high": None}
    return {"low": interval.low, "high": interval.high}


def kappas(name: str) -> tuple[Ratings, dict[str, Coefficient]]:
    """Give two raters' kappa with three sorts of weights."""
    ratings = ratings_of_numbers(data()["ratings"][name], scale=SCALE)
    return ratings, {
        "none": cohen(ratings),
        "linear": weighted_kappa(ratings, "linear"),
        "quadratic": weighted_kappa(ratings, "quadratic"),
    }


def like_scikit_learn(kind: str, name: str) -> Found:
    """Give kappa and agreement per category, of ratings or of time."""
    if kind == "states":
        return over_time(*name.removesuffix(" ms").split(" "))
    ratings, by_weights = kappas(name)
    specific = by_weights["none"].detail["specific_agreement"]
    return {
        **{f"kappa {weights}": each.estimate for weights, each in by_weights.items()},
        **{f"specific {score}": share for score, share in specific.items()},
        "percent": percent(ratings).estimate,
    }


def over_time(name: str, unit: str) -> Found:
    """Give time-unit kappa at units of so many milliseconds; of one, exactly."""

    def events(coded: Any) -> list[TimedEvent]:
        return [TimedEvent(on * MS, off * MS, code, actor) for on, off, code, actor in coded]

    codings = [
        DoubleCoding(events(each["first"]), events(each["second"]), each["start"] * MS, each["end"] * MS)
        for each in data()["states"][name]["observations"]
    ]
    options: dict[str, Any] = {
        "exclusive": "overlapping" not in name,
        # Cutting at the boundaries must equal units as short as the times are exact.
        "unit": None if unit == "1" else int(unit) * MS,
        "resampling": NONE,
    }
    found = time_unit_kappa(codings, CODES, **options)
    coded = time_unit_kappa(codings, CODES, exhaustive=True, **options)
    return {
        "po": found.pooled.detail["po"],
        "kappa": found.pooled.estimate,
        **{f"kappa {code}": each.estimate for code, each in found.per_code.items()},
        "kappa coded time": coded.pooled.estimate,
    }


def like_statsmodels(_: str, name: str) -> Found:
    """Give kappa with its standard errors, and shares with Wilson's interval."""
    ratings, by_weights = kappas(name)
    found: Found = {"kappa_max": by_weights["none"].detail["kappa_max"]}
    for weights, each in by_weights.items():
        under_chance = {part: each.detail.get(part) for part in ("se0", "z0")}
        parts = {"kappa": each.estimate, "se": each.se, **ends(each), **under_chance}
        found |= {f"{part} {weights}": value for part, value in parts.items()}
    for k, share in enumerate((percent(ratings), within_k(ratings, 1))):
        found |= {f"share within {k} {end}": value for end, value in ends(share).items()}
    return found


def like_pingouin(_: str, name: str) -> Found:
    """Give the six intraclass correlations with tests and intervals."""
    one_way = {"ICC(1)": "ICC(1,1)", "ICC(k)": "ICC(1,k)"}
    found: Found = {}
    for each in iccs(ratings_of_numbers(data()["matrices"][name]), listwise=True):
        form = each.params["mcgraw_wong"]
        tested = {part: each.detail[part] for part in ("F", "df1", "df2", "p")}
        parts = {"estimate": each.estimate, **ends(each), **tested}
        found |= {f"{one_way.get(form, form)} {part}": value for part, value in parts.items()}
    return found


def like_krippendorff(kind: str, name: str) -> Found:
    """Give alpha at four levels of measurement."""
    ratings = ratings_of_numbers(data()[kind][name])
    levels: list[Measurement] = ["nominal", "ordinal", "interval", "ratio"]
    return {level: krippendorff(ratings, level, resampling=NONE).estimate for level in levels}


OF_IRR_CAC = {
    "fleiss": chance.fleiss,
    "conger": chance.conger,
    "bp": chance.brennan_prediger,
    "gwet": chance.gwet_ac2,
}


def like_irr_cac(_: str, name: str) -> Found:
    """Give chance-corrected agreement with four sorts of weights."""
    scale = range(7) if name == "edge_from_zero" else SCALE
    ratings = ratings_of_numbers(data()["panels"][name], scale=scale)
    found: Found = {}
    for theirs, ours in {"identity": "none", **{w: w for w in ("linear", "quadratic", "ordinal")}}.items():
        each = {method: work(ratings, ours) for method, work in OF_IRR_CAC.items()}
        each["krippendorff"] = krippendorff(ratings, weights=ours, resampling=None)
        for method, one in each.items():
            parts = {"estimate": one.estimate, "se": one.se, **ends(one)}
            found |= {f"{method} {theirs} {part}": value for part, value in parts.items()}
    return found


def like_r(kind: str, name: str) -> Found:
    """Give components by REML, kappa, and intraclass correlations with gaps."""
    if kind == "ratings":
        _, by_weights = kappas(name)
        return {
            f"{part} {weights}": value
            for weights, part in product(("none", "quadratic"), ("kappa", "se"))
            for value in [by_weights[weights].estimate if part == "kappa" else by_weights[weights].se]
        }
    if kind == "facets":
        return of_design(name)
    ratings = ratings_of_numbers(data()["incomplete"][name])
    forms = {form: icc(ratings, form) for form in ("ICC(A,1)", "ICC(C,1)", "ICC(A,k)", "ICC(C,k)")}
    detail = forms["ICC(A,1)"].detail
    named = {"unit": "var_unit", "rater": "var_rater", "Residual": "var_resid"}
    components = {f"var {theirs}": detail[ours] for theirs, ours in named.items()}
    return {
        **components,
        **{f"default {key}": value for key, value in components.items()},
        "loglik": detail["reml_loglik"],
        **{f"psych {form}": each.estimate for form, each in forms.items()},
    }


def of_design(name: str) -> Found:
    """Give the components of a generalizability design by REML, under lme4's names for its terms."""
    case = data()["facets"][name]
    plan = design(case["design"])
    found = variance_components(
        long_scores(case["rows"], case["facets"]), plan, of=plan.facets[0], estimator="REML"
    )
    assert isinstance(found, Components)
    components: Found = {}
    for effect in plan.effects:
        value = found.values[effect.label]
        components["var Residual" if effect.label.endswith(",e") else f"var {_term(effect.label)}"] = value
    both = components | {f"default {key}": value for key, value in components.items()}
    return both | {"loglik": found.loglik}


def _term(label: str) -> str:
    """Write an effect as a formula of lme4 does: pr is p:r, and r:o stays."""
    return label if ":" in label else ":".join(label)


def like_pygamma(_: str, name: str) -> Found:
    """Give the disorder of the best alignment with two dissimilarities, and gamma."""
    case = data()["continua"][name]
    units = {
        coder: [TimedEvent(begin * MS, end * MS, code) for begin, end, code in own]
        for coder, own in case["units"].items()
    }
    whole = [Continuum(units, 0, case["end"] * MS)]
    found: Found = {}
    for alpha in (1.0, 3.0):
        how = Dissimilarity(alpha=alpha, beta=1.0)
        one = gamma(whole, CODES, dissimilarity=how, precision=0.5 if alpha > 1 else 0.02, resampling=NONE)
        found[f"alpha {alpha:g} beta 1 disorder"] = one.pooled.detail["disorder"]
        if alpha == 1:
            found["gamma"] = one.pooled.estimate
    return found


OURS = {
    "irr_cac": like_irr_cac,
    "krippendorff": like_krippendorff,
    "pingouin": like_pingouin,
    "pygamma": like_pygamma,
    "r_packages": like_r,
    "scikit_learn": like_scikit_learn,
    "statsmodels": like_statsmodels,
}
