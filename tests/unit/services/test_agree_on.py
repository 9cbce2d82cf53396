"""What `agree_on` makes of a plain table is what the functions make of the same codings."""

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import SECOND
from havenlens.reliability.alpha import krippendorff
from havenlens.reliability.chance import fleiss
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.continua import continua_of
from havenlens.reliability.gamma import gamma
from havenlens.reliability.icc import FORMS, icc
from havenlens.reliability.kappa import weighted_kappa
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.unitizing import unitizing_alpha
from havenlens.reliability.units import ratings_of_numbers
from havenlens.services.plain_agreement import KNOWN, agree_on
from havenlens.services.plain_data import TableKind, table_of
from havenlens.services.plain_options import AgreeOptions
from tests.support.all_metrics import EVENT_METRICS, QUICK, RATING_METRICS

SCALE = (1, 7)
CODES = ("answer", "bid", "relief")
WHOLE = {"t0": 0, "t1": 30}
few = settings(max_examples=5, deadline=None)

RATED = {
    **{name: ({}, [metric]) for name, metric in RATING_METRICS.items() if " " not in name},
    "weighted_kappa": ({}, [weighted_kappa]),
    "weighted_kappa linear": ({"weights": "linear"}, [partial(weighted_kappa, weights="linear")]),
    "fleiss quadratic": ({"weights": "quadratic"}, [partial(fleiss, weights="quadratic")]),
    **{
        f"krippendorff {level}": (
            {"level": level},
            [partial(krippendorff, level_of_measurement=level, resampling=QUICK)],
        )
        for level in ("nominal", "ordinal", "interval", "ratio")
    },
    "icc": ({}, [partial(icc, form=form) for form in FORMS]),
}
"""Options of `agree`, and the functions whose results they give."""

TIMED = {
    **{name: ({}, metric) for name, metric in EVENT_METRICS.items() if " " not in name},
    "time_unit_kappa": ({"exclusive": True, "exhaustive": False}, time_unit_kappa),
    "time_unit_kappa unit": (
        {"exclusive": True, "exhaustive": False, "unit": 1},
        partial(time_unit_kappa, unit=SECOND),
    ),
    "event_kappa 0.5 s": ({"tolerance": 0.5}, EVENT_METRICS["event_kappa 0.5 s"]),
    "event_kappa overlap": ({"by": "overlap"}, EVENT_METRICS["event_kappa overlap"]),
    "holle_rein .51": ({"overlap_threshold": 0.51}, EVENT_METRICS["holle_rein .51"]),
    "counts_icc duration": ({"statistic": "duration"}, EVENT_METRICS["counts_icc duration"]),
    "alignment_kappa 2 s": ({"tolerance": 2}, EVENT_METRICS["alignment_kappa 2 s"]),
    "unitizing_alpha": (
        {},
        lambda codings, codes, *, resampling: unitizing_alpha(
            continua_of(codings, codes), codes, unit=SECOND, resampling=resampling
        ),
    ),
    "gamma": (
        {"precision": 0.5},
        lambda codings, codes, *, resampling: gamma(
            continua_of(codings, codes), codes, precision=0.5, resampling=resampling
        ),
    ),
}


def same(found, wanted):
    if wanted.estimate is None:
        assert found.estimate is None
        assert found.undefined.sentence == wanted.undefined.sentence
    else:
        assert found.estimate == pytest.approx(wanted.estimate, abs=1e-12)
    assert (found.n_units, found.n_raters) == (wanted.n_units, wanted.n_raters)


def test_every_method_is_asked_for():
    assert {name.split()[0] for name in (*RATED, *TIMED)} == set(KNOWN)


cells = st.sampled_from([None, *range(1, 8), *range(1, 8)])


@pytest.mark.parametrize("name", RATED)
@given(
    rows=st.lists(st.tuples(cells, cells), min_size=2, max_size=20).filter(lambda rows: any(map(any, rows)))
)
@few
def test_a_table_of_ratings(name, rows):
    options, metrics = RATED[name]
    own = "candidate" if name == "certification" else "rater 2"
    heading = ["unit", "master" if own == "candidate" else "rater 1", own]
    kind = TableKind.LONG if name == "certification" else TableKind.RATINGS
    text = [[str(n), *("" if cell is None else str(cell) for cell in row)] for n, row in enumerate(rows, 1)]
    # Components of variance take scores as they are, and have no use for a scale.
    params = {} if name == "gtheory" else {"scale": list(SCALE)}
    asked = {"params": params, "draws": 20 if name == "light" else 0, **options}
    found = agree_on([table_of("t", [heading, *text], kind)], [name.split()[0]], AgreeOptions(**asked))
    ratings = ratings_of_numbers(rows, ("rater 1", "rater 2"), scale=range(1, 8))
    assert len(found) == len(metrics)
    for one, metric in zip(found, metrics, strict=True):
        same(one, metric(ratings))


@st.composite
def codings(draw):
    """Draw two coders' states of one or two people in one observation, so that each coder has one."""
    actors = draw(st.sampled_from([("ADA",), ("ADA", "LEO")]))
    both = []
    for _ in range(2):
        events = []
        for actor in actors:
            cuts = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=7)))
            events += [
                TimedEvent(begin * SECOND // 2, end * SECOND // 2, draw(st.sampled_from(CODES)), actor)
                for begin, end in pairwise(cuts)
            ]
        both.append(events)
    return DoubleCoding(*both, 0, 30 * SECOND, actors)


@pytest.mark.parametrize("name", TIMED)
@given(several=st.lists(codings(), min_size=1, max_size=3))
@few
def test_a_table_of_events(name, several):
    params, metric = TIMED[name]
    doubles = [
        DoubleCoding(one.first, one.second, 0, 30 * SECOND, one.actors, f"v{n}")
        for n, one in enumerate(several, 1)
    ]
    rows = [
        [coder, str(event.onset / SECOND), str(event.offset / SECOND), event.code, event.actor, one.name]
        for one in doubles
        for coder, events in (("rater 1", one.first), ("rater 2", one.second))
        for event in events
    ]
    table = table_of("t", [["coder", "onset", "offset", "code", "actor", "observation"], *rows])
    (found,) = agree_on([table], [name.split()[0]], AgreeOptions(draws=20, params={**WHOLE, **params}))
    used = sorted({row[3] for row in rows})
    agreement = metric(doubles, used, resampling=QUICK)
    # Of one code, counts have no pooled value beside that of the code.
    alone = name.startswith("counts_icc") and len(used) == 1
    same(found, agreement.per_code[used[0]] if alone else agreement.pooled)
