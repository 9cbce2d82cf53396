"""The list for the meeting, rulings in the codebook, consensus and master codings, in a real study file."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Span
from havenlens.services import moments, panels, submitting, training
from havenlens.services.agreement_pairs import coder_pairs
from havenlens.services.alternatives import Alternative
from havenlens.services.cells import scores_in_cell
from havenlens.services.disagreements import DisagreementKind, disagreements_of
from havenlens.services.panel_items import Choice, aligned, leading
from havenlens.services.panel_rows import PanelKind, ScoreChoice
from havenlens.services.rulings import rule, ruling_in_words, rulings_of
from havenlens.services.scheme_notes import notes_of
from tests.support.limits import no_room_for
from tests.support.pairs import coded, event, events_of, micros, minute, status_of, usual_pair
from tests.support.studies import SmallStudy, make_small, open_small


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Make the study once, with a minute that two people coded; nobody may change it."""
    made = make_small(tmp_path_factory.mktemp("whole") / "small.havenlens")
    usual_pair(made, minute(made))
    made.file.close()
    return made.path


@pytest.fixture
def small(whole, tmp_path) -> Iterator[SmallStudy]:
    made = open_small(Path(shutil.copy(whole, tmp_path)))
    yield made
    assert made.file.check() == []
    made.file.close()


def pair_of(small: SmallStudy):
    return tuple(c for c in small.study.store.list_codings() if c.purpose is Purpose.RELIABILITY)


def found_in(small: SmallStudy):
    return disagreements_of(small.study, *pair_of(small))


# --- the list ---------------------------------------------------------------------------------------


def test_moments_are_listed_once_in_the_order_they_came(small):
    study, found = small.study, found_in(small)
    listed = [moments.add_moment(study, one) for one in found[:3]]
    again = moments.add_moment(study, found[1], note="not a second time")
    assert [one.number for one in listed] == [1, 2, 3]
    assert again == listed[1]
    assert moments.listed(study, found[3]) is None
    assert moments.listed_in_words(again, new=False).sentence.endswith("already, as number 2.")
    assert moments.listed_in_words(again, new=True).sentence.endswith("as number 2.")


def test_a_moment_is_kept_as_the_kind_it_was_judged_to_be(small):
    study, found = small.study, found_in(small)
    kept = moments.add_moment(study, found[0].typed(DisagreementKind.LAG))
    assert kept.kind is DisagreementKind.LAG
    assert moments.add_moment(study, found[0].typed(DisagreementKind.DETAIL)).kind is DisagreementKind.DETAIL
    moments.type_moment(study, kept.id, DisagreementKind.BOUNDARY)
    assert moments.playlist(study)[0].kind is DisagreementKind.BOUNDARY


def test_moving_noting_settling_and_taking_off(small):
    study = small.study
    one, two, three = (moments.add_moment(study, each) for each in found_in(small)[:3])
    moments.move_moment(study, three.id, 1)
    assert [each.id for each in moments.playlist(study)] == [three.id, one.id, two.id]
    moments.move_moment(study, three.id, 99)
    assert [each.id for each in moments.playlist(study)] == [one.id, two.id, three.id]
    moments.note_moment(study, one.id, "  ask Ms. Reyes ")
    moments.settle_moment(study, two.id)
    kept = moments.playlist(study)
    assert kept[0].note == "ask Ms. Reyes"
    assert [each.settled_at is not None for each in kept] == [False, True, False]
    moments.settle_moment(study, two.id, settled=False)
    moments.remove_moments(study, [one.id, three.id])
    assert [(each.id, each.number, each.settled_at) for each in moments.playlist(study)] == [
        (two.id, 1, None)
    ]
    with pytest.raises(StudyError, match="not on the list any more"):
        moments.note_moment(study, one.id, "too late")


def test_the_list_stands_in_the_log_and_survives_a_restart(small):
    moments.add_moment(small.study, found_in(small)[0], note="first")
    again = small.reopened()
    assert [one.note for one in moments.playlist(again.study)] == ["first"]
    rows = again.study.store.rows_of("change_log", kind="moment")
    assert len(rows) == 1
    small.file = again.file


def test_the_list_as_a_table_and_as_text(small, tmp_path):
    study, found = small.study, found_in(small)
    first = moments.add_moment(study, found[1], note="ask, then decide")
    moments.add_moment(study, found[2])
    rule(study, small.scheme.id, "A bid needs a look.", "MK", ["bids"], first.id)
    moments.write_playlist(study, tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(r["number"], r["observation"], r["onset"], r["kind"]) for r in rows] == [
        ("1", "minute", "00:00:20.000", "wrong_code"),
        ("2", "minute", "00:00:30.000", "omission"),
    ]
    assert (rows[0]["first_code"], rows[0]["second_code"]) == ("Bids", "Returns")
    assert (rows[0]["note"], rows[0]["ruling"]) == ("ask, then decide", "A bid needs a look.")
    assert rows[0]["settled_on"]
    moments.write_playlist(study, tmp_path / "list.md")
    text = (tmp_path / "list.md").read_text(encoding="utf-8")
    assert "1. [x] **minute, 00:00:20.000** · Wrong code · MK – TB: Mia: Bids for MK, Returns for TB." in text
    assert "   - Ruling: A bid needs a look." in text
    assert "2. [ ] **minute, 00:00:30.000** · Omission" in text
    with pytest.raises(StudyError, match="folder"):
        moments.write_playlist(study, tmp_path / "nowhere" / "list.md")


# --- rulings ----------------------------------------------------------------------------------------


def test_a_ruling_is_a_dated_note_beside_each_code_and_settles_its_moment(small):
    study = small.study
    moment = moments.add_moment(study, found_in(small)[1])
    made = rule(
        study, small.scheme.id, " Looking up is a bid. ", "MK", ["bids", "returns", "bids"], moment.id
    )
    notes = notes_of(study.store, small.scheme.id)
    assert {note.code for note in notes} == {"bids", "returns"}
    assert {note.text for note in notes} == {"Looking up is a bid. (minute, 00:00:20.000)"}
    assert {note.author for note in notes} == {"MK"}
    assert moments.playlist(study)[0].settled_at is not None
    assert {one.note for one in rulings_of(study, moment=moment.id)} == {note.id for note in notes}
    assert ruling_in_words(study, made).sentence.endswith("beside Bids, Returns.")


def test_a_ruling_about_the_scheme_needs_no_moment_but_words(small):
    study = small.study
    [made] = rule(study, small.scheme.id, "Code what is seen.", "MK")
    assert notes_of(study.store, small.scheme.id)[0].text == "Code what is seen."
    assert rulings_of(study, scheme=small.scheme.id) == (made,)
    assert ruling_in_words(study, (made,)).sentence.endswith("beside the whole scheme.")
    with pytest.raises(StudyError, match="Write what was decided"):
        rule(study, small.scheme.id, "  ", "MK")


def test_a_ruling_stays_when_its_moment_is_taken_off(small):
    study = small.study
    moment = moments.add_moment(study, found_in(small)[0])
    rule(study, small.scheme.id, "So be it.", "MK", moment=moment.id)
    moments.remove_moments(study, [moment.id])
    assert [one.moment for one in rulings_of(study)] == [None]


# --- consensus --------------------------------------------------------------------------------------


def consensus(small: SmallStudy) -> panels.PanelWork:
    first, second = pair_of(small)
    panel = panels.open_panel(small.study, PanelKind.CONSENSUS, [first, second], first.coder)
    return panels.PanelWork(small.study, panel, first.coder)


def undecided(work: panels.PanelWork):
    return [one for one in work.items if one.undecided]


def test_a_consensus_begins_with_what_both_agree_on_and_leaves_the_originals(small):
    before = {c.id: (small.study.store.events_of(c.id), c.status) for c in pair_of(small)}
    work = consensus(small)
    made = work.record.coding
    assert (made.purpose, made.status) == (Purpose.CONSENSUS, CodingStatus.IN_PROGRESS)
    assert events_of(small, made.id) == [("bids", 12)]
    assert work.progress == (0, 5, 1)
    assert [one.at / SECOND for one in undecided(work)] == [5, 20, 30, 40, 50]
    for coding in pair_of(small):
        assert (small.study.store.events_of(coding.id), coding.status) == before[coding.id]


def test_each_disagreement_is_decided_with_a_reason_and_the_coding_is_handed_in(small):
    work = consensus(small)
    first, second = work.panel.codings
    upset, wrong, gone, need, extra = (one.id for one in undecided(work))
    with pytest.raises(StudyError, match="Say why"):
        work.decide(upset, Choice(take=second))
    work.decide(upset, Choice(take=second), rationale="She still sobs.")
    own = Alternative("bids", Span(micros(21), micros(21)), small.mia, small.dale, {"need": "help"})
    assert work.decide(wrong, Choice(own=own), rationale="The look comes later.").result.span.start == micros(
        21
    )
    assert work.decide(gone, Choice(), rationale="Off camera.").result is None
    with pytest.raises(StudyError, match="Moments not decided yet: 2"):
        work.close()
    work.decide(need, Choice(take=first), votes={first: 1, second: 1})  # both of one mind: no reason needed
    assert work.next_undecided(need).id == extra
    work.decide(extra, Choice(take=second), rationale="Seen again.")
    assert work.next_undecided() is None
    closed = work.close()
    assert closed.status is CodingStatus.LOCKED  # nobody leads this study, so anybody may lock
    assert status_of(small, closed.id) is CodingStatus.LOCKED
    assert events_of(small, closed.id) == [
        ("upset", 5.1),
        ("bids", 12),
        ("bids", 21),
        ("bids", 40),
        ("returns", 50),
    ]
    with pytest.raises(StudyError, match="This panel is closed"):
        work.decide(upset, Choice(take=first), rationale="No.")


def test_after_a_consensus_is_closed_another_one_is_another_attempt(small):
    work = consensus(small)
    first = work.panel.codings[0]
    for one in undecided(work):
        work.decide(one.id, Choice(), rationale="Off camera.")
    work.close()
    again = consensus(small)
    assert again.panel.id != work.panel.id
    assert (work.record.coding.attempt, again.record.coding.attempt) == (1, 2)
    assert again.record.coding.coder == next(c.coder for c in pair_of(small) if c.id == first)


def test_where_somebody_leads_only_they_lock(small):
    small.study.add_coder("Lena", "lead")
    work = consensus(small)
    for one in undecided(work):
        work.decide(one.id, Choice(), rationale="no")
    assert work.close().status is CodingStatus.SUBMITTED


def test_a_panel_goes_on_where_it_was_left(small):
    work = consensus(small)
    first, second = work.panel.codings
    item = undecided(work)[1].id
    accepted = Alternative.of(work.item(item).events[first])
    work.decide(
        item,
        Choice(take=second),
        votes={first: 1, second: 2},
        alternatives=[accepted],
        nothing=True,
        rationale="Both will do.",
    )
    again = consensus(small)
    assert again.panel == work.panel
    kept = again.item(item).decision
    assert (kept.choice, kept.votes, kept.rationale) == (
        Choice(take=second),
        {first: 1, second: 2},
        "Both will do.",
    )
    assert (kept.accepted.alternatives, kept.accepted.nothing) == ((accepted,), True)
    assert again.item(item).result == work.item(item).result
    assert panels.panels_of(small.study) == (work.panel,)


def test_undo_gives_back_what_was_decided_before(small):
    work = consensus(small)
    first, second = work.panel.codings
    start = events_of(small, work.panel.result)
    item = undecided(work)[1].id
    work.decide(item, Choice(take=first), rationale="one")
    work.decide(item, Choice(take=second), rationale="two")
    assert work.undo().decision.rationale == "one"
    assert ("bids", 20) in events_of(small, work.panel.result)
    work = panels.PanelWork(small.study, work.panel)  # and after a restart
    assert work.undo().undecided
    assert events_of(small, work.panel.result) == start
    with pytest.raises(StudyError, match="nothing to undo"):
        work.undo()


@pytest.mark.skipif(os.name == "nt", reason="only POSIX limits the size of files")
def test_a_decision_that_could_not_be_written_is_not_remembered_either(small):
    work = consensus(small)
    first, second = work.panel.codings
    upset, wrong, *_ = (one.id for one in undecided(work))
    work.decide(upset, Choice(take=second), rationale="She still sobs.")
    before, stored = list(work.record.events), list(small.study.store.events_of(work.panel.result))
    with no_room_for(small.file):
        with pytest.raises(StudyError, match="disk"):
            work.decide(wrong, Choice(take=first), rationale="Seen twice.")
        with pytest.raises(StudyError, match="disk"):
            work.undo()
    assert list(work.record.events) == before == stored
    assert work.item(wrong).undecided
    assert work.decide(wrong, Choice(take=first), rationale="Seen twice.").result is not None
    work.undo()
    assert work.undo().undecided
    assert list(work.record.events) == list(small.study.store.events_of(work.panel.result))


@pytest.mark.skipif(os.name == "nt", reason="only POSIX limits the size of files")
def test_a_score_that_could_not_be_written_is_not_remembered_either(small):
    first, second = rated_pair(small)
    panel = panels.open_panel(small.study, PanelKind.CONSENSUS, [first, second], first.coder)
    work = panels.PanelWork(small.study, panel)
    _, apart = work.scores.items
    with no_room_for(small.file), pytest.raises(StudyError, match="disk"):
        work.decide_score(apart.id, ScoreChoice(score=5), rationale="Warm late.")
    assert work.scores.item(apart.id).result is None
    work.decide_score(apart.id, ScoreChoice(score=5), rationale="Warm late.")
    with no_room_for(small.file), pytest.raises(StudyError, match="disk"):
        work.undo()
    assert work.scores.item(apart.id).result.score == 5
    assert scores_of(small, panel.result) == [(1, 3, None), (2, 5, None)]


def test_what_was_agreed_can_be_decided_otherwise_and_given_back(small):
    work = consensus(small)
    agreed = next(one for one in work.items if one.agreed)
    assert work.decide(agreed.id, Choice(), rationale="Neither, on a second look.").result is None
    assert work.undo().result is not None
    assert events_of(small, work.panel.result) == [("bids", 12)]


def test_an_event_that_does_not_fit_is_refused_with_the_reason_and_nothing_changes(small):
    place = minute(small, "another")
    pair = [
        coded(small, place, "MK", event(small, "upset", 5, 9), event(small, "upset", 20, 30)),
        coded(small, place, "TB", event(small, "upset", 5, 25)),
    ]
    work = panels.PanelWork(
        small.study, panels.open_panel(small.study, PanelKind.CONSENSUS, pair, pair[0].coder)
    )
    long, late = undecided(work)
    work.decide(late.id, Choice(take=pair[0].id), rationale="yes")
    with pytest.raises(StudyError, match="does not fit what is decided around it"):
        work.decide(long.id, Choice(take=pair[1].id), rationale="all of it")
    assert work.item(long.id).decision is None
    assert panels.PanelWork(small.study, work.panel).item(long.id).decision is None
    assert events_of(small, work.panel.result) == [("upset", 20)]


def test_an_edge_that_overlaps_by_less_than_the_limit_is_trimmed(small):
    place = minute(small, "another")
    pair = [
        coded(small, place, "MK", event(small, "upset", 5, 9), event(small, "upset", 10, 20)),
        coded(small, place, "TB", event(small, "upset", 3, 10.3), event(small, "upset", 10.4, 20)),
    ]
    work = panels.PanelWork(
        small.study, panels.open_panel(small.study, PanelKind.CONSENSUS, pair, pair[0].coder)
    )
    [item] = undecided(work)
    assert work.decide(item.id, Choice(take=pair[1].id), rationale="yes").result.span == Span(
        micros(3), micros(10)
    )


def test_links_follow_what_is_decided(small):
    place = minute(small, "another")
    bids = [event(small, "bids", 10, modifiers={"need": "help"}), event(small, "bids", 10.2)]
    pair = [
        coded(small, place, who, bid, event(small, "comforts", 12, link=bid.id))
        for who, bid in zip(("MK", "TB"), bids, strict=True)
    ]
    work = panels.PanelWork(
        small.study, panels.open_panel(small.study, PanelKind.CONSENSUS, pair, pair[0].coder)
    )
    bid, answer = work.items
    assert (answer.agreed, answer.result.link) == (True, None)
    work.decide(bid.id, Choice(take=pair[1].id), rationale="yes")
    assert work.item(answer.id).result.link == bid.id
    work.decide(bid.id, Choice(), rationale="no bid after all")
    assert work.item(answer.id).result.link is None
    work.undo()
    assert work.item(answer.id).result.link == bid.id


def test_what_was_compared_stays_as_it_was_coded(small):
    consensus(small)
    with pytest.raises(StudyError, match="has been compared in a panel"):
        submitting.give_back(small.study, pair_of(small)[0], None, "again please")


# --- master codings by panels -----------------------------------------------------------------------


def panel_of_three(small: SmallStudy) -> panels.PanelWork:
    place = minute(small, "master")
    members = [
        coded(small, place, "A", event(small, "returns", 5), event(small, "upset", 20, 25)),
        coded(small, place, "B", event(small, "returns", 5.2), event(small, "returns", 40)),
        coded(small, place, "C", event(small, "bids", 5.1, modifiers={"need": "help"})),
    ]
    coder = small.study.add_coder("panel", "master").id
    panel = panels.open_panel(small.study, PanelKind.MASTER, members, coder)
    return panels.PanelWork(small.study, panel, coder)


def test_the_events_of_three_codings_are_put_beside_each_other(small):
    work = panel_of_three(small)
    a, b, c = work.panel.codings
    first, upset, late = work.items
    assert [[e.code if e else None for e in one.events.values()] for one in work.items] == [
        ["returns", "returns", "bids"],
        ["upset", None, None],
        [None, "returns", None],
    ]
    assert [one.codings for one in first.proposals] == [(a, b), (c,)]
    assert [first.number_of(one) for one in (a, b, c)] == [1, 1, 2]
    assert [upset.number_of(one) for one in (a, b, c)] == [1, 0, 0]
    assert late.choice_of(0).drops
    assert first.choice_of(2) == Choice(take=c)
    assert work.record.coding.purpose is Purpose.MASTER
    assert leading({a: 1, b: 1, c: 2}) == 1
    assert leading({a: 1, b: 2}) is None


def test_two_codings_are_aligned_as_they_are_matched(small):
    first, second = pair_of(small)
    scheme = small.study.scheme(first.scheme)
    rows = aligned(scheme, {c.id: small.study.store.events_of(c.id) for c in (first, second)})
    assert [tuple(e.code if e else None for e in row.values()) for row in rows] == [
        ("upset", "upset"),
        ("bids", "bids"),
        ("bids", "returns"),
        ("returns", None),
        ("bids", "bids"),
        (None, "returns"),
    ]


def trainee(small: SmallStudy, work: panels.PanelWork, *events):
    place = work.panel.observation
    return training.compare(small.study, coded(small, place, "new", *events, purpose=Purpose.TRAINING))


def finished_master(small: SmallStudy) -> panels.PanelWork:
    work = panel_of_three(small)
    a, b, c = work.panel.codings
    first, upset, late = work.items
    other = Alternative.of(first.events[c])
    work.decide(
        first.id, Choice(take=a), votes={a: 1, b: 1, c: 2}, alternatives=[other], rationale="Two of three."
    )
    work.decide(upset.id, Choice(take=a), nothing=True, rationale="Hard to see.")
    work.decide(
        late.id, Choice(), alternatives=[Alternative.of(late.events[b])], rationale="May be, may be not."
    )
    work.close()
    return work


def test_a_trainee_may_have_what_the_panel_accepts(small):
    work = finished_master(small)
    compared = trainee(
        small, work, event(small, "bids", 5.3, modifiers={"need": "help"}), event(small, "returns", 40.1)
    )
    assert compared.master.id == work.panel.result
    assert compared.differences == ()
    assert compared.matched == 2


def test_what_a_panel_is_still_at_work_on_is_no_master_yet(small):
    work = panel_of_three(small)
    with pytest.raises(StudyError, match="has no master coding"):
        trainee(small, work, event(small, "returns", 5))


def test_what_no_panel_accepts_still_counts(small):
    work = finished_master(small)
    compared = trainee(
        small,
        work,
        event(small, "bids", 6.2, modifiers={"need": "comfort"}),  # late, and another need than was accepted
        event(small, "upset", 21, 25),
        event(small, "returns", 50),
    )
    assert [one.said.sentence for one in compared.differences] == [
        "Returns begins 1.1 s too late",
        "Upset begins 1.0 s too late",
        "Not in the master: Returns · Mia",
    ]


@pytest.mark.parametrize(
    ("choose", "sentence"),
    [
        (lambda small: pair_of(small)[:1], "needs two to five codings of one observation; chosen: 1"),
        (
            lambda small: [pair_of(small)[0], coded(small, minute(small, "x"), "TB")],
            "with one scheme version",
        ),
        (
            lambda small: [
                pair_of(small)[0],
                coded(small, pair_of(small)[0].observation, "MK", purpose=Purpose.RESEARCH),
            ],
            "MK has more than one of the codings",
        ),
        (
            lambda small: [pair_of(small)[0], coded(small, pair_of(small)[0].observation, "Z", open_=True)],
            "is blind until both codings are handed in; that of Z",
        ),
        (lambda small: [consensus(small).record.coding, pair_of(small)[1]], "is no coding to begin from"),
    ],
)
def test_what_makes_no_panel_is_refused_with_a_reason(small, choose, sentence):
    codings = choose(small)
    with pytest.raises(StudyError, match=sentence):
        panels.open_panel(small.study, PanelKind.MASTER, codings, pair_of(small)[0].coder)


# --- scores -----------------------------------------------------------------------------------------


def rated_pair(small: SmallStudy):
    """Give two codings that rate two cycles: alike in the first one, apart in the second."""
    place = minute(small, "rated")
    pair = []
    for name, scores in (("MK", (3, 2)), ("TB", (3, 5))):
        coding = coded(small, place, name, open_=True)
        periods = [RatingPeriod(uuid4(), PeriodKind.CYCLE, n, Span(micros(n), micros(n + 1))) for n in (1, 2)]
        ratings = [Rating(uuid4(), p.id, "warmth", s) for p, s in zip(periods, scores, strict=True)]
        small.study.store.add_ratings(coding, periods, ratings)
        pair.append(submitting.submit(small.study, coding))
    return pair


def scores_of(small: SmallStudy, coding):
    return [
        (period.ordinal, rating.score, rating.reason)
        for period, rating in small.study.store.ratings_of(coding)
    ]


def test_a_consensus_of_scores_begins_with_those_that_are_alike(small):
    first, second = rated_pair(small)
    panel = panels.open_panel(small.study, PanelKind.CONSENSUS, [first, second], first.coder)
    work = panels.PanelWork(small.study, panel, first.coder)
    assert scores_of(small, panel.result) == [(1, 3, None)]
    assert work.progress == (0, 1, 1)
    item = work.next_undecided()
    assert [rating.score for rating in item.given.values()] == [2, 5]
    with pytest.raises(StudyError, match="Say why"):
        work.decide_score(item.id, ScoreChoice(score=4), votes={first.id: 4, second.id: 5})
    with pytest.raises(StudyError, match="does not fit"):
        work.decide_score(item.id, ScoreChoice(score=9), rationale="off the scale")
    assert work.scores.item(item.id).decision is None
    work.decide_score(
        item.id, ScoreChoice(score=4), votes={first.id: 4, second.id: 5}, rationale="Warm late."
    )
    assert scores_of(small, panel.result) == [(1, 3, None), (2, 4, None)]
    assert work.next_undecided() is None
    assert scores_of(small, first.id) == [(1, 3, None), (2, 2, None)]  # the originals stay
    work.close()
    with pytest.raises(StudyError, match="This panel is closed"):
        work.decide_score(item.id, ScoreChoice(score=5), rationale="No.")


def test_decisions_about_scores_are_taken_back_one_by_one(small):
    first, second = rated_pair(small)
    panel = panels.open_panel(small.study, PanelKind.CONSENSUS, [first, second], first.coder)
    work = panels.PanelWork(small.study, panel)
    agreed, apart = work.scores.items
    work.decide_score(apart.id, ScoreChoice(reason="not_seen"), rationale="Dark.")
    work.decide_score(apart.id, ScoreChoice(score=5), votes={first.id: 5, second.id: 5})
    work.decide_score(agreed.id, ScoreChoice(), rationale="Not to be rated.")
    assert scores_of(small, panel.result) == [(2, 5, None)]
    work = panels.PanelWork(small.study, panel)
    work.undo()
    assert scores_of(small, panel.result) == [(1, 3, None), (2, 5, None)]
    assert work.undo().decision.rationale == "Dark."
    assert scores_of(small, panel.result) == [(1, 3, None), (2, None, "not_seen")]
    assert work.undo().undecided
    assert scores_of(small, panel.result) == [(1, 3, None)]
    with pytest.raises(StudyError, match="not part of this panel"):
        work.decide_score(uuid4(), ScoreChoice(score=1), rationale="?")


def test_scores_stand_on_the_list_each_by_itself(small):
    first, second = rated_pair(small)
    study = small.study
    found = [
        *scores_in_cell(study, [(first, second)], "warmth", "3", "3"),
        *scores_in_cell(study, [(first, second)], "warmth", "2", "5"),
    ]
    for one in found:
        moments.add_moment(study, one)
        moments.add_moment(study, one)
    listed = moments.in_words(study)
    assert [(one.codes, one.said) for one in listed] == [
        (("3", "3"), "Warmth · Cycle 1: 3 from MK, 3 from TB."),
        (("2", "5"), "Warmth · Cycle 2: 2 from MK, 5 from TB."),
    ]
    assert moments.in_words(study, {second.id}) == ()


# --- a family withdraws -----------------------------------------------------------------------------


def test_nothing_of_a_withdrawn_person_stays_on_the_list_or_with_a_panel(small):
    study = small.study
    moment = moments.add_moment(study, found_in(small)[1], note="look again")
    rule(study, small.scheme.id, "A bid needs a look.", "MK", ["bids"], moment.id)
    work = consensus(small)
    for one in undecided(work):
        other = [Alternative.of(one.there[0])]
        work.decide(one.id, Choice(), alternatives=other, rationale="because")
    small.file.withdrawals.withdraw(small.people["C1"])
    assert moments.playlist(study) == ()
    assert [one.moment for one in rulings_of(study)] == [None]
    assert study.store.rows_of("panel_decisions") == []
    assert panels.PanelWork(study, work.panel).items == ()
    payloads = [row["payload"] for row in study.store.rows_of("change_log", kind="decision")]
    assert payloads == [None] * len(payloads)


def test_a_master_is_not_compared_with_the_codings_it_was_made_of(small):
    work = finished_master(small)
    compared = {
        frozenset((first.id, second.id))
        for pair in coder_pairs(small.study)
        for _, first, second in pair.codings
    }
    a, b, _ = work.panel.codings
    assert frozenset((a, b)) in compared
    assert not any(work.panel.result in pair for pair in compared)
