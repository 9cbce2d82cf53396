"""Where other packages give something else than Havenlens, and why: the only differences that may be.

`docs/methods/oracles.md` prints each reason. A test fails for a difference that does not stand here, and
for one that stands here and is not there any more.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """Patterns of cases and values of an oracle, why they differ, and how much they may (None: at will)."""

    oracle: str
    case: str
    value: str
    why: str
    within: float | None = None


_NO_ERROR = "where the residual variance is 0, F is infinite: Havenlens gives no test and no interval from it"
_NO_SPREAD = (
    "a standard error of 0 is replaced by 1e-15, and the interval is then a point; Havenlens says that there "
    "is no spread, and gives no interval"
)
_LMER = (
    "`lmer` stops where a step no longer pays, which leaves some four digits; Havenlens agrees to 1e-9 with "
    "the optimum of lme4's own criterion (Newton's steps from where it stopped)"
)
_ONE_UNIT = (
    "one unit with two scores gets a coefficient (0, or whatever the declared scale makes of it); Havenlens "
    "says that one unit is too few"
)
_OLD_SCIPY = (
    "irrCAC asks for scipy 1.12, whose quantiles of t are off by up to 4e-9 from 38 degrees of freedom on"
)
_NO_SCORES = "a coder without any score makes Conger's kappa no number; Havenlens leaves that coder out"

FAULTS = (
    Fault("pingouin", "matrices edge_no_error", "ICC([AC],?) df[12]", _NO_ERROR),
    Fault("pingouin", "matrices edge_no_error", "ICC([AC],?) p", _NO_ERROR),
    Fault("pingouin", "matrices edge_no_error", "ICC(C,k) [lh]*", _NO_ERROR),
    Fault(
        "pingouin",
        "matrices edge_no_error",
        "ICC(A,?) [lh]*",
        "infinity over infinity there; the limit for an error going to 0 exists, and Havenlens gives it",
    ),
    Fault(
        "scikit_learn",
        "states edge_one_coder *",
        "kappa*",
        "a coder who noted nothing gives 0; Havenlens says that there is no value, and why",
    ),
    Fault(
        "statsmodels",
        "ratings edge_one_rater_constant",
        "se0 *",
        "the root of 0 less rounding is no number; Havenlens gives the 0",
    ),
    Fault("krippendorff", "panels edge_one_pair", "*", _ONE_UNIT),
    Fault("irr_cac", "panels edge_one_pair", "*", _ONE_UNIT),
    Fault("irr_cac", "panels edge_agreed", "* low", _NO_SPREAD),
    Fault("irr_cac", "panels edge_agreed", "* high", _NO_SPREAD),
    Fault("irr_cac", "panels edge_agreed", "conger *", _NO_SCORES),
    Fault("irr_cac", "panels edge_rater_without_scores", "conger *", _NO_SCORES),
    Fault("irr_cac", "panels *", "* low", _OLD_SCIPY, within=1e-8),
    Fault("irr_cac", "panels *", "* high", _OLD_SCIPY, within=1e-8),
    Fault(
        "r_packages",
        "ratings *",
        "se quadratic",
        "psych's standard error of weighted kappa is wrong, and 0 for many tables; that of kappa is right",
    ),
    Fault(
        "r_packages",
        "ratings edge_*",
        "se none",
        "a standard error of 0 (or of rounding) is given as it is; Havenlens says that there is no spread",
    ),
    Fault("r_packages", "*", "default var *", _LMER, within=1e-3),
    Fault("r_packages", "incomplete *", "psych ICC(*", _LMER, within=1e-3),
)
