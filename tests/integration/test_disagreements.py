"""From two codings to their disagreements, and from a cell to what lies behind it, in a real study file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Span
from havenlens.reliability.eventmatch import match_events
from havenlens.services import submitting
from havenlens.services.cells import moments_in_cell, scores_in_cell
from havenlens.services.disagreements import (
    DisagreementKind,
    disagreements_of,
    lag_between,
    lag_in_words,
)
from havenlens.services.training import hidden_codings
from tests.support.pairs import coded, event, micros, minute, usual_pair
from tests.support.studies import SmallStudy, make_small, open_small

OMISSION, WRONG, BOUNDARY, LAG, DETAIL, AGREED, SCORE = DisagreementKind


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Make the study once; nobody may change it."""
    made = make_small(tmp_path_factory.mktemp("whole") / "small.havenlens")
    made.file.close()
    return made.path


@pytest.fixture
def small(whole, tmp_path) -> Iterator[SmallStudy]:
    made = open_small(Path(shutil.copy(whole, tmp_path)))
    yield made
    made.file.close()


def told(found):
    return [(one.kind, one.at / SECOND, one.said.sentence) for one in found]


def test_every_disagreement_is_told_in_time_order_with_its_kind(small):
    first, second = usual_pair(small, minute(small))
    assert told(disagreements_of(small.study, first, second)) == [
        (BOUNDARY, 9, "Upset · Mia: ends 1.0 s later for TB than for MK."),
        (WRONG, 20, "Mia: Bids for MK, Returns for TB."),
        (OMISSION, 30, "Returns · Mia: coded by MK, not by TB."),
        (DETAIL, 40, "Bids · Mia: What is wanted is Help for MK, Comfort for TB."),
        (OMISSION, 50, "Returns · Mia: coded by TB, not by MK."),
    ]


def test_who_missed_it_and_what_to_watch(small):
    found = disagreements_of(small.study, *usual_pair(small, minute(small)))
    gone = found[2]
    assert (gone.missed_by, gone.second, gone.labels) == ("TB", None, ("Returns", "missed"))
    assert gone.watch == Span(micros(28), micros(32))
    assert found[0].watch == Span(micros(7), micros(12))  # the edge, not all of the state
    early = replace(gone, span=Span(micros(1), micros(1)))
    assert early.watch == Span(micros(0), micros(3))
    before = replace(gone, span=Span(micros(-3), micros(-3)))  # where another view began earlier
    assert before.watch == Span(micros(-5), micros(-1))


def test_changing_the_coders_over_changes_who_it_is_but_not_what(small):
    first, second = usual_pair(small, minute(small))
    one, other = (disagreements_of(small.study, *pair) for pair in ((first, second), (second, first)))
    assert [(d.kind, d.span, d.missed_by) for d in one] == [(d.kind, d.span, d.missed_by) for d in other]
    assert [d.labels for d in one] == [d.labels[::-1] for d in other]


def test_one_group_alone(small):
    found = disagreements_of(small.study, *usual_pair(small, minute(small)), "states")
    assert [(one.kind, one.group) for one in found] == [(BOUNDARY, "states")]


def test_a_constant_shift_is_a_lag_and_is_reported(small):
    place = minute(small)
    onsets = (2, 8, 14, 20, 26, 32)
    first = coded(small, place, "MK", *(event(small, "returns", at) for at in onsets))
    late = [event(small, "returns", at + 0.8) for at in onsets[:-1]]
    second = coded(small, place, "TB", *late, event(small, "returns", 32 - 1.4))
    found = disagreements_of(small.study, first, second)
    assert [one.kind for one in found] == [LAG] * 5 + [BOUNDARY]
    assert found[0].said.sentence.endswith(
        "begins 0.8 s later for TB than for MK, as is usual between the two."
    )
    lag = lag_between(small.study, first, second)
    assert (lag.median, lag.n, lag.is_systematic) == (micros(0.8), 6, True)
    assert "TB begins events 0.80 s later than MK" in lag_in_words(lag, "MK", "TB").sentence
    back = lag_between(small.study, second, first)
    assert lag_in_words(back, "TB", "MK").sentence == lag_in_words(lag, "MK", "TB").sentence


def test_a_few_late_onsets_are_no_lag(small):
    place = minute(small)
    first = coded(small, place, "MK", *(event(small, "returns", at) for at in (2, 8, 14)))
    second = coded(small, place, "TB", *(event(small, "returns", at + 0.8) for at in (2, 8, 14)))
    assert {one.kind for one in disagreements_of(small.study, first, second)} == {BOUNDARY}
    said = lag_in_words(lag_between(small.study, first, second), "MK", "TB").sentence
    assert said == "Onsets are alike: the median deviation is 0.80 s (matched events: 3)."


def test_links_are_compared_through_what_was_matched(small):
    place = minute(small)
    pairs = []
    for coder, shift, to in (("MK", 0.0, 0), ("TB", 0.1, 1)):
        bids = [event(small, "bids", at + shift) for at in (10, 14)]
        answer = event(small, "comforts", 16 + shift, link=bids[to].id)
        pairs.append(coded(small, place, coder, *bids, answer))
    found = disagreements_of(small.study, *pairs)
    assert told(found) == [(DETAIL, 16, "Comforts · Mr. Dale: not linked to the same event by MK and TB.")]


@pytest.mark.parametrize("which", [0, 1])
def test_a_pair_is_blind_until_both_are_handed_in(small, which):
    place = minute(small)
    pair = [
        coded(small, place, name, event(small, "returns", 3), open_=n == which)
        for n, name in enumerate(("MK", "TB"))
    ]
    name = ("MK", "TB")[which]
    with pytest.raises(StudyError, match=f"minute is blind until .* that of {name} is still in progress"):
        disagreements_of(small.study, *pair)
    submitting.submit(small.study, pair[which])
    handed_in = [c for c in small.study.store.list_codings() if c.observation == place]
    assert disagreements_of(small.study, *handed_in) == ()


def test_codings_of_two_occasions_are_no_pair(small):
    one = coded(small, minute(small), "MK")
    with pytest.raises(StudyError, match="Two codings are compared where"):
        disagreements_of(small.study, one, one)
    with pytest.raises(StudyError, match="Two codings are compared where"):
        disagreements_of(small.study, one, coded(small, minute(small, "other"), "TB"))


def test_a_hidden_master_is_compared_with_nothing(small):
    place = minute(small)
    master = coded(small, place, "panel", event(small, "returns", 3), purpose=Purpose.MASTER)
    other = coded(small, place, "MK", event(small, "returns", 3))
    trainee = coded(small, place, "new", purpose=Purpose.TRAINING, open_=True).coder
    with pytest.raises(StudyError, match="once you have handed in your own"):
        disagreements_of(small.study, master, other, hidden=hidden_codings(small.study, trainee))


# --- cells ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "moments"),
    [
        ("bids", "bids", [(AGREED, 12), (AGREED, 40)]),
        ("bids", "returns", [(WRONG, 20)]),
        ("returns", "missed", [(OMISSION, 30)]),
        ("missed", "returns", [(OMISSION, 50)]),
        ("returns", "returns", []),
        ("bids", "not bids", [(WRONG, 20)]),
        ("not bids", "not bids", [(OMISSION, 30), (OMISSION, 50)]),
    ],
)
def test_the_moments_behind_a_cell_of_events(small, row, column, moments):
    pair = usual_pair(small, minute(small))
    found = moments_in_cell(small.study, [pair], row, column, "event_kappa", group="acts")
    assert [(one.kind, one.at / SECOND) for one in found] == moments


def test_cells_hold_as_many_moments_as_the_table_counts(small):
    from havenlens.reliability.codings import DoubleCoding, TimedEvent
    from havenlens.reliability.eventkappa import event_kappa

    pair = usual_pair(small, minute(small))
    acts = ("bids", "comforts", "returns")
    sides = [
        [
            TimedEvent(e.span.start, None, e.code, e.actor.hex)
            for e in small.study.store.events_of(coding.id)
            if e.code in acts
        ]
        for coding in pair
    ]
    table = event_kappa([DoubleCoding(*sides, 0, micros(60))], acts).table
    for row, name in enumerate(table.codes):
        for column, other in enumerate(table.codes):
            found = moments_in_cell(small.study, [pair], name, other, "event_kappa", group="acts")
            assert len(found) == table.matrix[row, column]


def test_another_matching_can_be_handed_in(small):
    pair = usual_pair(small, minute(small))
    strict = moments_in_cell(
        small.study, [pair], "bids", "missed", "event_kappa", matcher=lambda a, b: match_events(a, b, 100_000)
    )
    assert [one.at / SECOND for one in strict] == [12, 20]


def test_the_stretches_behind_a_cell_of_time_the_longest_first(small):
    place = minute(small)
    pair = (
        coded(small, place, "MK", event(small, "upset", 5, 9), event(small, "upset", 20, 30)),
        coded(small, place, "TB", event(small, "upset", 6, 10), event(small, "upset", 20, 26)),
    )

    def find(row, column):
        return [
            (one.kind, one.span.start / SECOND, one.span.length / SECOND, one.missed_by)
            for one in moments_in_cell(small.study, [pair], row, column, "time_unit_kappa", group="states")
        ]

    assert find("upset", "uncoded") == [(OMISSION, 26, 4, "TB"), (OMISSION, 5, 1, "TB")]
    assert find("uncoded", "upset") == [(OMISSION, 9, 1, "MK")]
    assert find("upset", "upset") == [(AGREED, 20, 6, ""), (AGREED, 6, 3, "")]
    assert find("upset", "not upset") == find("upset", "uncoded")
    assert [one[2] for one in find("uncoded", "uncoded")] == [60, 30, 10, 5]  # Amir's minute, Mia's gaps


def test_time_off_camera_is_in_no_cell(small):
    place = minute(small)
    pair = (
        coded(small, place, "MK", event(small, "upset", 5, 9), event(small, "returns", 7)),
        coded(small, place, "TB"),
    )
    row = {"id": uuid4(), "observation": place, "participant": small.mia, "state": "off_camera"}
    small.study.store.add("presence", "presence", [{**row, "onset_us": micros(6), "offset_us": micros(8)}])
    found = moments_in_cell(small.study, [pair], "upset", "uncoded", "time_unit_kappa")
    assert sorted((one.span.start / SECOND, one.span.length / SECOND) for one in found) == [(5, 1), (8, 1)]
    assert moments_in_cell(small.study, [pair], "returns", "missed", "event_kappa") == ()


def test_the_units_behind_a_pair_of_scores_with_notes_and_evidence(small):
    place = minute(small)
    proof = event(small, "returns", 3)
    pair = (
        coded(small, place, "MK", proof, open_=True),
        coded(small, place, "TB", open_=True),
    )
    for coding, scores in zip(pair, ((2, 3), (4, 3)), strict=True):
        periods = [RatingPeriod(uuid4(), PeriodKind.CYCLE, n, Span(micros(n), micros(n + 1))) for n in (1, 2)]
        ratings = [
            Rating(
                uuid4(),
                period.id,
                "warmth",
                score,
                note="cold" if score == 2 else "",
                evidence=(proof.id,) if score == 2 else (),
            )
            for period, score in zip(periods, scores, strict=True)
        ]
        small.study.store.add_ratings(coding, periods, ratings)
    pair = tuple(submitting.submit(small.study, coding) for coding in pair)
    [found] = scores_in_cell(small.study, [pair], "warmth", "2", "4")
    assert found.said.sentence == "Warmth · Cycle 1: 2 from MK, 4 from TB."
    assert (found.kind, found.span) == (SCORE, Span(micros(1), micros(2)))
    assert found.scores[0].note == "cold"
    assert found.scores[0].evidence == (proof,)
    assert scores_in_cell(small.study, [pair], "warmth", "2", "4", period="clip") == ()
    assert len(scores_in_cell(small.study, [pair], "warmth", "3", "3")) == 1
