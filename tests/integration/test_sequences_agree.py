"""One study, every output: sequences are the same on the page, on screen, in tables and in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import havenlens
from havenlens.domain.observation import Purpose
from havenlens.domain.time import SECOND
from havenlens.services.presence import PresenceLog
from havenlens.services.results.asking import Request, ask
from havenlens.services.results.sheet import Analysis, Per, Sheet, saved_rows
from havenlens.services.sequences.analysis import analyse
from havenlens.services.sequences.gathering import SequenceOptions
from havenlens.services.sequences.report import sequence_report
from havenlens.services.sequences.results import SequenceResults
from tests.support.pairs import coded, event, micros, minute
from tests.support.studies import SmallStudy, make_small, open_small, tamper

OPTIONS = SequenceOptions(draws=200, permutations=0)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudy]:
    """Make a minute in which Mia is off camera from 30 to 40 s, and one in which nothing was coded."""
    made = make_small(tmp_path / "small.havenlens")
    busy, quiet = minute(made, "busy"), minute(made, "quiet")
    bids = [event(made, "bids", at) for at in (10, 33, 50)]
    coded(made, busy, "MK", event(made, "upset", 20, 40), *bids, purpose=Purpose.RESEARCH)
    coded(made, quiet, "MK", purpose=Purpose.RESEARCH)
    log = PresenceLog(made.study.store, busy)
    log.toggle(made.mia, micros(30))
    log.toggle(made.mia, micros(40))
    yield made
    made.file.close()


def analysed(small: SmallStudy) -> tuple[SequenceResults, dict]:
    found = analyse(small.study, OPTIONS)
    return found, json.loads(json.dumps(found.plain()))


def sheet(small: SmallStudy, analysis: Analysis, per: Per) -> Sheet:
    request = Request(scheme=small.scheme.id, analysis=analysis, per=per, permutations=0)
    found = ask(small.study, None, request)
    assert found.sheet is not None
    return found.sheet


def report_cells(results: SequenceResults, heading: str, first: str) -> tuple[str, ...]:
    tables = [table for part in sequence_report(results, "A").sections for table in part.tables]
    (row,) = (row for table in tables if table.heading == heading for row in table.rows if row[0] == first)
    return row


def test_time_without_an_event_counts_in_every_rate(small):
    results, plain = analysed(small)
    # Mia and Amir may bid: two children in two minutes, but for the 10 s in which Mia is off camera.
    seen = (4 * 60 - 10) / 60
    budget = plain["study_results"]["small"]["time_budget"]
    rate = budget["rate_per_minute"]["bids"]
    assert (rate["estimate"], rate["detail"]["n_observations"]) == (pytest.approx(2 / seen), 2)
    assert budget["n_observations"] == plain["study_results"]["small"]["children"]["n_observations"] == 2
    (mia,) = (row for row in budget["people"] if (row["participant"], row["code"]) == ("C1", "bids"))
    assert (mia["count"], mia["observable_s"]) == (2, 110.0)
    share = budget["share_of_time"]["upset"]["estimate"]
    assert share == pytest.approx(10 / 60 / seen)

    (row,) = (row for row in sheet(small, Analysis.TIME, Per.STUDY).rows if row.key == "bids")
    shown = dict(zip(["code", "n", "rate"], row.cells, strict=False))
    assert (shown["n"].values[0], shown["rate"].values[0]) == (2, rate["estimate"])
    assert len(row.behind()) == 2, "what starts off camera is not behind the number either"
    assert report_cells(results, "Time budget", "Bids")[1:3] == ("2", f"{rate['estimate']:.2f} [0.00, 1.09]")
    small.file.close()
    with havenlens.open_study(small.path) as study:
        table = study.summary(permutations=0)
        own = table[(table.recipe == "rate_per_minute") & (table.measure == "bids")]
        assert own.estimate.tolist() == [rate["estimate"]]
        assert own.observations.tolist() == [2]
        rows = study.time_budget().set_index("code")
        assert rows.observation.unique().tolist() == ["busy"]
        assert (rows.n["bids"], rows.seconds["upset"], rows.observable_s["bids"]) == (2, 10.0, 50.0)


def test_a_rate_for_each_minute_of_a_state_leaves_out_what_is_off_camera(small):
    results, plain = analysed(small)
    busy = plain["results"]["busy"]["small"]
    assert busy["state_seconds"] == {"C1.upset": 10.0}
    wanted = {"n": 2, "minutes": 10 / 60, "rate_per_minute": 12.0}
    assert busy["rates"]["acts"] == wanted
    assert plain["study_results"]["small"]["rates"]["acts"] == wanted
    for per in (Per.STUDY, Per.OBSERVATION):
        rows = [row for row in sheet(small, Analysis.SHARES, per).rows if row.key.endswith(" rates acts")]
        cells = [[cell.values[0] for cell in row.cells[-5:-2]] for row in rows]
        assert cells == ([[2, 10.0, 12.0]] if per is Per.STUDY else [[2, 10.0, 12.0], [0, 0.0, None]])
        assert [len(row.behind()) for row in rows] == ([2] if per is Per.STUDY else [2, 0])
    assert report_cells(results, "Rates", "acts")[1:] == ("2", "0.2 min", "12.00")


def test_no_ratio_of_nothing_to_nothing_and_its_reason(small):
    results, plain = analysed(small)
    assert plain["results"]["quiet"]["small"]["ratio"]["ratio"] is None
    assert plain["results"]["busy"]["small"]["ratio"]["ratio"] == 0.0
    rows = [row for row in sheet(small, Analysis.SHARES, Per.OBSERVATION).rows if "quiet ratio" in row.key]
    assert [row.cells[5].tip for row in rows] == [
        "There are 0 of the one and 0 of the other, so they have no ratio."
    ]
    assert saved_rows(sheet(small, Analysis.SHARES, Per.STUDY))
    assert report_cells(results, "Ratio", "all")[1:] == ("0", "3", "0.00")


def test_time_for_two_states_counts_also_where_one_does_not_occur(small):
    busier = minute(small, "busier")
    both = [event(small, "upset", 0, 30), event(small, "upset", 15, 45, actor=small.amir)]
    coded(small, busier, "MK", *both, purpose=Purpose.RESEARCH)
    results, plain = analysed(small)
    (pair,) = plain["study_results"]["small"]["time_budget"]["co_occurrence"]
    assert (pair["one"], pair["other"]) == ("C1.upset", "C2.upset")
    assert (pair["seconds"], pair["expected_s"], pair["observable_s"]) == (15.0, 15.0, 170.0)
    assert results.schemes[0].budget.together[0].observable == 170 * SECOND


def test_a_state_without_length_is_a_start_and_takes_no_time(small):
    small.file.close()
    assert tamper(small.path, "UPDATE events SET offset_us = onset_us WHERE code = 'upset'", checks=False)
    again = open_small(small.path)
    with again.file:
        _, plain = analysed(again)
        assert plain["results"]["busy"]["small"]["state_seconds"] == {"C1.upset": 0.0}
        budget = plain["study_results"]["small"]["time_budget"]
        (upset,) = (row for row in budget["people"] if row["code"] == "upset")
        assert (upset["count"], upset["seconds"]) == (1, 0.0)


def test_a_study_in_which_nothing_was_coded_has_no_time_budget(small):
    small.file.close()
    assert tamper(small.path, "DELETE FROM events")
    again = open_small(small.path)
    with again.file:
        results, _ = analysed(again)
        assert results.schemes[0].budget is None
