"""Every method of agreement, ready to be tried on the same data, and where a law does not hold for one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import chance
from havenlens.reliability.accuracy import kappa_acc
from havenlens.reliability.alignment import alignment_kappa
from havenlens.reliability.alpha import krippendorff
from havenlens.reliability.certification import MasterScore, certification
from havenlens.reliability.codings import Agreement, DoubleCoding
from havenlens.reliability.concordance import kendall_w, pearson, spearman
from havenlens.reliability.continua import continua_of
from havenlens.reliability.correspondence import ccc, finn
from havenlens.reliability.counts import counts_icc
from havenlens.reliability.deviation import onset_offset
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.gamma import gamma
from havenlens.reliability.gdesigns import long_scores_of
from havenlens.reliability.gtheory import gtheory
from havenlens.reliability.hollerein import holle_rein
from havenlens.reliability.homogeneity import marginal_homogeneity
from havenlens.reliability.icc import FORMS, icc
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.overlap import overlap_ratio
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.unitizing import unitizing_alpha
from havenlens.reliability.units import Ratings

QUICK = Resampling(draws=0)
RatingMetric = Callable[[Ratings], Coefficient]
EventMetric = Callable[..., Agreement]


def against_master(ratings: Ratings) -> Coefficient:
    """Judge the second coder by the first."""
    rows = [[None if math.isnan(score) else score for score in row] for row in ratings.values.tolist()]
    return certification([MasterScore(unit, "", *row) for unit, row in zip(ratings.units, rows, strict=True)])


def generalized(ratings: Ratings) -> Coefficient:
    """Generalize over coders."""
    return gtheory(long_scores_of(ratings), "p x r", resampling=QUICK)


def _alpha(level: Any) -> RatingMetric:
    return partial(krippendorff, level_of_measurement=level, resampling=QUICK)


RATING_METRICS: dict[str, RatingMetric] = {
    "percent": percent,
    "within_k": within_k,
    "cohen": cohen,
    "weighted_kappa linear": partial(weighted_kappa, weights="linear"),
    "weighted_kappa quadratic": partial(weighted_kappa, weights="quadratic"),
    "scott": chance.scott,
    "fleiss": chance.fleiss,
    "fleiss ordinal": partial(chance.fleiss, weights="ordinal"),
    "light": partial(chance.light, resampling=QUICK),
    "conger": chance.conger,
    "brennan_prediger": chance.brennan_prediger,
    "gwet_ac1": chance.gwet_ac1,
    "gwet_ac2": chance.gwet_ac2,
    "krippendorff nominal": _alpha("nominal"),
    "krippendorff ordinal": _alpha("ordinal"),
    "krippendorff interval": _alpha("interval"),
    "krippendorff ratio": _alpha("ratio"),
    **{f"icc {form}": partial(icc, form=form) for form in FORMS},
    "pearson": pearson,
    "spearman": spearman,
    "kendall_w": kendall_w,
    "ccc": ccc,
    "finn": finn,
    "marginal_homogeneity": marginal_homogeneity,
    "kappa_acc": kappa_acc,
    "certification": against_master,
    "gtheory": generalized,
}

NOMINAL_METRICS = (
    "percent",
    "cohen",
    "scott",
    "fleiss",
    "light",
    "conger",
    "brennan_prediger",
    "gwet_ac1",
    "krippendorff nominal",
    "marginal_homogeneity",
    "kappa_acc",
)
"""Those that take names without an order."""

TABLE_METRICS = (
    *(name for name in NOMINAL_METRICS if name != "percent"),
    "weighted_kappa linear",
    "weighted_kappa quadratic",
    "fleiss ordinal",
    "gwet_ac2",
)
"""Those that take a table of two coders' counts; tables of the parts add up to that of the whole."""


def _on_continua(metric: Any, **options: Any) -> EventMetric:
    """Compare double codings by a statistic of two or more coders."""
    return lambda codings, codes, *, resampling: metric(
        continua_of(codings, codes), codes, resampling=resampling, **options
    )


def counted(
    codings: Sequence[DoubleCoding], codes: Sequence[str], *, resampling: Resampling, **options: Any
) -> Agreement:
    """Correlate figures, whose interval is by formula and not by ``resampling``."""
    assert resampling.level == 0.95
    return counts_icc(codings, codes, **options)


EVENT_METRICS: dict[str, EventMetric] = {
    "time_unit_kappa": time_unit_kappa,
    "time_unit_kappa unit": partial(time_unit_kappa, unit=SECOND),
    "time_unit_kappa sets": partial(time_unit_kappa, exclusive=False),
    "time_unit_kappa exhaustive": partial(time_unit_kappa, exhaustive=True),
    "event_kappa": event_kappa,
    "event_kappa 0.5 s": partial(event_kappa, tolerance=SECOND // 2),
    "event_kappa overlap": partial(event_kappa, by="overlap"),
    "event_kappa either": partial(event_kappa, by="onset or overlap", share_of="shorter"),
    "time_unit_kappa unit tolerance": partial(time_unit_kappa, unit=SECOND, tolerance=2),
    "time_unit_kappa majority": partial(time_unit_kappa, unit=SECOND, sampling="majority"),
    "time_unit_kappa tolerance": partial(time_unit_kappa, tolerance=SECOND),
    "time_unit_kappa boris": partial(time_unit_kappa, unit=SECOND, sampling="boris"),
    "overlap_ratio": overlap_ratio,
    "holle_rein": holle_rein,
    "holle_rein .51": partial(holle_rein, overlap_threshold=0.51),
    "unitizing_alpha 2016": _on_continua(unitizing_alpha),
    "unitizing_alpha 2004": _on_continua(unitizing_alpha, version="Krippendorff 2004"),
    "gamma": _on_continua(gamma, precision=10.0, samples=2),
    "alignment_kappa": alignment_kappa,
    "alignment_kappa 2 s": partial(alignment_kappa, tolerance=2 * SECOND),
    "onset_offset": onset_offset,
    "counts_icc": counted,
    "counts_icc duration": partial(counted, statistic="duration"),
}

_A_TEST = "its estimate is a test statistic: 0 says that the totals are the same, and it has no upper end"
_A_DISTANCE = "its estimate is a time with a sign: 0 says that both coders are equally early"
_ONE_SCORE_COUNTS = "units with one score say how often each category comes up, and so what chance gives"
_LEFT_OVER = "of several cheapest alignments the order of coders decides; its own tests say what holds"
_SETS = "the sets of codes that occur differ from part to part"
_NO_TABLE = "it compares figures of whole observations, not a table of events"
_FROM_ZERO = "a ratio scale has its zero at one end, and turning it round moves that"
_BETWEEN_UNITS = "a state can begin and end between two units' starts; then nobody has seen it"
_ONE_OBSERVATION = "one observation, or figures that are the same in all, leave nothing to correlate"

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("range", "marginal_homogeneity"): _A_TEST,
    ("identical", "marginal_homogeneity"): _A_TEST,
    ("range", "onset_offset"): _A_DISTANCE,
    ("identical", "onset_offset"): _A_DISTANCE,
    ("coder order", "onset_offset"): _A_DISTANCE,
    ("gaps", "fleiss"): _ONE_SCORE_COUNTS,
    ("gaps", "fleiss ordinal"): _ONE_SCORE_COUNTS,
    ("gaps", "conger"): _ONE_SCORE_COUNTS,
    ("gaps", "gwet_ac1"): _ONE_SCORE_COUNTS,
    ("gaps", "gwet_ac2"): _ONE_SCORE_COUNTS,
    ("gaps", "gtheory"): "a unit with one score tells what the coder's mean is",
    ("turned scale", "krippendorff ratio"): _FROM_ZERO,
    ("coder order", "alignment_kappa"): _LEFT_OVER,
    ("coder order", "alignment_kappa 2 s"): _LEFT_OVER,
    ("pooling", "time_unit_kappa sets"): _SETS,
    ("pooling", "time_unit_kappa boris"): _SETS,
    ("pooling", "counts_icc"): _NO_TABLE,
    ("pooling", "counts_icc duration"): _NO_TABLE,
    **{
        ("defined", name): _BETWEEN_UNITS
        for name in EVENT_METRICS
        if name.startswith("time_unit_kappa") and name.split()[1:2] in (["unit"], ["majority"], ["boris"])
    },
    ("defined", "onset_offset"): _A_DISTANCE,
    ("defined", "counts_icc"): _ONE_OBSERVATION,
    ("defined", "counts_icc duration"): _ONE_OBSERVATION,
}
"""Which law does not hold for which method, and why."""


def held(law: str, metrics: Any) -> list[str]:
    """List the methods that a law holds for."""
    return [name for name in metrics if (law, name) not in EXCEPTIONS]
