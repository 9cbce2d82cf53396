"""Which parameters each method has, so that one that is misspelt is refused and not passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from havenlens.domain.problems import StudyError
from havenlens.services.plain_options import AgreeOptions

TOLD = frozenset({"note", "se", "ci", "missing", "ties", "df", "description", "version_note", "errors"})
"""Remarks that go with published values and set nothing, but for ``se`` where it names Gwet's formula."""

_SHARED = frozenset({"conf", "interval"})
_RATINGS = frozenset({"scale", "categories", "raters"})
_WEIGHTED = frozenset({"scores", "disagreement_weights", "distance", "index_file", "statistic"})
_EVENTS = frozenset(
    {"codes", "code", "coders", "observations", "subjects", "actors", "video"}
    | {"t0", "t1", "begin", "length", "stretch", "time_units_per_second"}
)
_OWN: Mapping[str, frozenset[str]] = {
    "percent": _RATINGS | {"tolerance"},
    "within_k": _RATINGS | {"tolerance", "k"},
    **dict.fromkeys(
        (
            "cohen",
            "weighted_kappa",
            "scott",
            "fleiss",
            "light",
            "conger",
            "brennan_prediger",
            "gwet_ac1",
            "gwet_ac2",
        ),
        _RATINGS | _WEIGHTED,
    ),
    "krippendorff": _RATINGS | _WEIGHTED | {"algorithm"},
    "icc": _RATINGS
    | {"mcgraw_wong", "shrout_fleiss", "form", "r0", "listwise", "average", "estimator", "model"},
    **dict.fromkeys(("pearson", "spearman", "kendall_w", "marginal_homogeneity"), _RATINGS),
    "ccc": _RATINGS | {"limits", "ccc", "loa"},
    "finn": _RATINGS | {"levels", "model"},
    "kappa_acc": _RATINGS | {"prevalence", "accuracy"},
    "certification": frozenset({"scale", "tolerance", "criterion"}),
    "gtheory": frozenset(
        {
            "design",
            "object",
            "estimator",
            "negative",
            "which",
            "fixed",
            "cut",
            "method",
            "n_…",
            "target",
            "at_most",
        }
    ),
    "time_unit_kappa": _EVENTS
    | {"unit", "tolerance", "tolerance_units", "sampling", "exclusive", "exhaustive"},
    "event_kappa": _EVENTS | {"tolerance", "by", "overlap_threshold", "share_of", "offset_tolerance"},
    "alignment_kappa": _EVENTS | {"tolerance", "overlap_threshold", "costs", "chance"},
    "holle_rein": _EVENTS | {"overlap_threshold", "variant", "overlap", "matched_weight", "ipf"},
    "overlap_ratio": _EVENTS,
    "unitizing_alpha": _EVENTS | {"version"},
    "gamma": _EVENTS | {"alpha", "beta", "deltaEmpty", "precision", "dissimilarity", "sampler"},
    "onset_offset": _EVENTS | {"tolerance", "by", "overlap_threshold", "within", "linking", "sign"},
    "counts_icc": _EVENTS | {"statistic", "unit", "icc"},
}


def checked(options: AgreeOptions, methods: Iterable[str]) -> AgreeOptions:
    """Give options whose every parameter one of the methods has, with ``conf`` as the level of intervals.

    StudyError for a parameter that none of them has, and for a level that is no share.
    """
    asked = list(methods)
    known = _SHARED.union(*(_OWN[method] for method in asked))
    for name in options.params:
        if name in known or name in TOLD or (name.startswith("n_") and "gtheory" in asked):
            continue
        raise StudyError(
            "plain.unknown_param", method=", ".join(asked), name=name, known=", ".join(sorted(known))
        )
    if "conf" not in options.params:
        return options
    level = options.number("conf", options.confidence)
    if not 0 < level < 1:
        raise StudyError("plain.param_value", name="conf", value=level, allowed="0.95")
    return replace(options, confidence=level)
