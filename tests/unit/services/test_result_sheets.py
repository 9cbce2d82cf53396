"""Cells of results: words for people, plain values for scripts, and nothing where there is too little."""

from __future__ import annotations

from dataclasses import replace

from havenlens.domain.problems import Problem
from havenlens.domain.time import Micros
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import wilson
from havenlens.services.results.asking import DEFAULTS, Request, has_window, offered
from havenlens.services.results.follows import order_told
from havenlens.services.results.sheet import (
    DASH,
    Analysis,
    Per,
    Row,
    Sheet,
    count,
    decimal,
    of_column,
    over_observations,
    saved_fields,
    saved_rows,
    seconds,
    share,
    share_column,
    share_of,
    suppressed,
    text,
    text_column,
    with_ends,
    without_all,
)
from havenlens.services.sequences.gathering import SequenceOptions
from havenlens.words.catalogue import speaking
from havenlens.words.reports import probability


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def test_a_share_says_how_many_of_how_many_and_how_sure():
    cell = share_of(3, 5, 0.95)
    ends = wilson(3, 5, 0.95)
    assert plain(cell.words) == "3 of 5 · 60 % (23–88)"
    assert cell.values == (3, 5, 0.6, ends.low, ends.high)


def test_there_is_no_share_of_nothing():
    assert share(0, 0, None).words == DASH
    assert share(0, 0, None).values == (0, 0, None, None, None)


def test_numbers_are_written_with_a_minus_of_their_own():
    assert decimal(-0.868).words == "−0.87"
    assert decimal(-0.001).words == "0.00"
    assert decimal(None).words == DASH


def test_numbers_are_written_as_the_reader_writes_them():
    with speaking("de"):
        assert decimal(-0.868).words == "−0,87"
        assert decimal(-0.001).words == "0,00"
        assert with_ends(1.1, Interval(1.02, 1.2, 0.95, "x")) == "1,10 (1,02 bis 1,20)"
        assert [probability(p) for p in (0.0421, 0.0002)] == ["0,042", "< 0,001"]
        order = order_told(SequenceOptions(pause=Micros(2_250_000)))
        assert plain(order[0]).startswith("Je 2,25 s,")


def test_durations_are_saved_in_seconds():
    assert plain(seconds(1_500_000).words) == "1.5 s"
    assert seconds(1_500_000).values == (1.5,)
    assert seconds(None).values == (None,)


def test_a_value_over_observations_says_why_it_has_none_and_what_to_beware_of():
    none = Coefficient.not_defined("share", Problem("sequences.nothing_to_pool"), n_raters=1)
    assert over_observations(none).words == DASH
    assert over_observations(none).tip == "No observation has anything to count."
    few = Problem("sequences.few_observations", {"n": 2})
    some = Coefficient("share", 0.8, 10, 1, interval=Interval(0.6, 1.0, 0.95, "x"), warnings=(few,))
    cell = over_observations(some)
    assert plain(cell.words) == "80 % (60–100)"
    assert "few observations (2)" in cell.tip
    assert over_observations(some, "number").words == "0.80 (0.60 to 1.00)"
    assert plain(over_observations(some, "seconds").words) == "0.8 s (0.6–1.0)"


def test_too_few_to_be_given_leaves_the_counts_and_takes_away_the_rates():
    cells = (text("ZOE"), count(1), share_of(1, 1, 0.95), seconds(2_000_000))
    kept = suppressed(cells, 2, 5)
    assert [cell.words for cell in kept] == ["ZOE", "1", DASH, DASH]
    assert [len(cell.values) for cell in kept] == [1, 1, 5, 1]
    assert all(value is None for cell in kept[2:] for value in cell.values)
    assert "Fewer than 5" in kept[2].tip


def test_what_is_saved_has_a_value_for_every_field():
    columns = (of_column(Per.OBSERVATION), share_column("Answered", "answered"))
    sheet = Sheet(Analysis.BIDS, Per.OBSERVATION, columns, (Row("a", (text("01"), share_of(1, 2, 0.95))),))
    names = [field.name for field in saved_fields(sheet)]
    assert names == [
        *("of", "n_answered", "n_answered_of", "share_answered"),
        *("share_answered_low", "share_answered_high"),
    ]
    assert saved_rows(sheet)[0]["share_answered"] == 0.5


def test_a_table_of_the_whole_study_does_not_say_so_in_every_row():
    columns = (of_column(Per.STUDY), text_column("Code", "code"))
    row = Row("a", (text("All"), text("Distress")))
    shorter = without_all(Sheet(Analysis.TIME, Per.STUDY, columns, (row,)))
    assert [column.title for column in shorter.columns] == ["Code"]
    assert [cell.words for cell in shorter.rows[0].cells] == ["Distress"]
    same = Sheet(Analysis.TIME, Per.OBSERVATION, columns, (row,))
    assert without_all(same) is same


def test_parameters_are_the_usual_ones_until_somebody_changes_them():
    assert Request().plain
    changed = Request(window=3, lag=2, by_person=True, pause=Micros(5_000_000), periods=4)
    assert not changed.plain
    assert not Request(by_person=True).plain
    assert Request(analysis=Analysis.TIME, per=Per.OBSERVATION).plain
    assert changed.options("bids").windows[0] == 3_000_000
    assert changed.options("bids").lags == DEFAULTS.lags, "what is asked of another analysis changes nothing"
    order = replace(changed, analysis=Analysis.FOLLOWS).options("bids")
    assert (order.lags, order.by_person, order.pause, order.periods) == ((2,), True, 5_000_000, 1)
    time = replace(changed, analysis=Analysis.TIME).options("bids")
    assert (time.lags, time.by_person, time.pause, time.periods) == ((1,), False, None, 4)
    assert Request().options("bids").windows == ()
    assert Request().options("bids").seed == DEFAULTS.seed


def test_a_row_for_each_participant_is_offered_where_it_means_something():
    assert Per.PARTICIPANT in offered(Analysis.BIDS)
    assert Per.PARTICIPANT not in offered(Analysis.FOLLOWS)
    assert all(Per.STUDY in offered(analysis) for analysis in Analysis)
    assert has_window(Analysis.EQUITY)
    assert not has_window(Analysis.RATINGS)
