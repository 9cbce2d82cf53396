"""The reference cases about events in time, to the tolerance they state."""

import pytest

from havenlens.domain.time import SECOND, seconds
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.counts import counts_icc
from havenlens.reliability.deviation import onset_offset
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.eventmatch import match_events
from havenlens.reliability.hollerein import overlap_matching
from havenlens.reliability.overlap import overlap_ratio
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from tests.support.reference import cases, check, rows

QUICK = Resampling(draws=0)
MS = 1000


def coded(name, scale, end):
    """Give one double coding for each video of a table: video, coder, code, onset, offset."""
    body = rows(name)[1:]
    coders = sorted({row[1] for row in body})

    def events(video, coder):
        return [
            TimedEvent(round(float(onset) * scale), round(float(offset) * scale), code)
            for where, who, code, onset, offset in body
            if (where, who) == (video, coder)
        ]

    videos = sorted({row[0] for row in body})
    return [DoubleCoding(*(events(v, c) for c in coders), 0, end, name=v) for v in videos]


@pytest.mark.parametrize("case", cases("time_unit_kappa"))
def test_time_units_with_and_without_tolerance(case):
    params, wanted = case["params"], case["expected"]
    found = time_unit_kappa(
        coded(case["data_file"], SECOND, seconds(params["t1"])),
        wanted["codes"],
        unit=seconds(params["unit"]),
        tolerance=params["tolerance_units"],
        t0=seconds(params["t0"]),
        t1=seconds(params["t1"]),
        exhaustive=True,
        resampling=QUICK,
    ).pooled
    check(found.detail, case, skipped=("codes", "matrix_a_first"))
    assert found.detail["codes"] == wanted["codes"]
    assert found.detail["matrix_a_first"] == wanted["matrix_a_first"]
    assert found.estimate == pytest.approx(wanted["kappa_pooled"], abs=1e-9)
    assert found.n_units == wanted["n_units"]


@pytest.mark.parametrize("case", cases("time_unit_kappa_boris"))
def test_the_mode_that_counts_as_boris_does(case):
    params = case["params"]
    body = rows(case["data_file"])[1:]
    own = [
        [
            TimedEvent(seconds(onset), seconds(offset), code, who)
            for who, coder, code, onset, offset in body
            if coder == name
        ]
        for name in params["observations"]
    ]
    found = time_unit_kappa(
        [DoubleCoding(own[0], own[1], 0, 0, params["subjects"])],
        params["codes"],
        unit=seconds(params["unit"]),
        sampling="boris",
        resampling=QUICK,
    ).pooled
    check({"kappa": found.estimate}, case)
    assert found.params["sampling"].startswith("BORIS compatible")


@pytest.mark.parametrize("case", cases("onset_offset_deviation"))
def test_deviations(case):
    found = onset_offset(coded(case["data_file"], MS, 10**9), ("A", "B", "C"), scale=MS).pooled
    check(found.detail, case)
    assert found.estimate == pytest.approx(found.detail["onset_mean"])
    assert found.detail["time_unit"] == "ms"


@pytest.mark.parametrize("case", cases("per_code_summary_icc"))
def test_icc_of_counts_and_durations(case):
    params = case["params"]
    codings = coded(case["data_file"], MS, 10**9)
    found = counts_icc(codings, (params["code"],), statistic=params["statistic"], scale=MS)
    check(found.per_code[params["code"]].detail, case)
    assert found.per_code[params["code"]].estimate == pytest.approx(case["expected"]["icc"], abs=1e-6)


@pytest.mark.parametrize("case", cases("edge_case", where=lambda case: case["id"] == "edge_touching"))
def test_touching_is_no_overlap(case):
    assert case["expected"]["rule"] == "not linked"
    one, two = [TimedEvent(0, 10 * SECOND, "a")], [TimedEvent(10 * SECOND, 20 * SECOND, "a")]
    coding = DoubleCoding(one, two, 0, 20 * SECOND)
    for pairs in (match_events(one, two, by="overlap", overlap=1e-9), overlap_matching(one, two, 0.51)):
        assert [None in pair for pair in pairs] == [True, True]
    assert event_kappa([coding], ["a"], by="overlap", resampling=QUICK).pooled.detail["linked"] == 0
    assert overlap_ratio([coding], ["a"], resampling=QUICK).pooled.estimate == 0
    assert (
        onset_offset([coding], ["a"], resampling=QUICK).pooled.undefined.code == "agreement.nothing_matched"
    )
