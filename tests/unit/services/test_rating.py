"""Rate in memory: scores, reasons, notes, evidence, undo, and what is missing."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.events import PeriodKind
from havenlens.domain.observation import CodingStatus
from havenlens.domain.ratings import RatingUnit
from havenlens.domain.time import Micros, Span
from havenlens.services.rating import RatingWork, missing_ratings, reasons_for
from havenlens.services.rating_words import period_name
from tests.support.memory_store import CASTING, REYES, Desk, at

ONE_EACH = {"provider": CASTING["provider"], "seeker": CASTING["seeker"][:1]}
WARMTH, PRESSURE = RatingUnit("warmth"), RatingUnit("pressure")
LONG = at(300)


class Rater:
    """A coder who rates; what was only begun is kept in ``kept``."""

    def __init__(self, duration=LONG, **desk):
        self.desk = Desk(**{"casting": ONE_EACH, **desk})
        self.duration, self.kept = duration, {}
        self.session = self.desk.session
        self.work = self.sit_down()

    def sit_down(self):
        return RatingWork(self.session, self.duration, self.kept, self.keep)

    def keep(self, begun):
        self.kept = dict(begun)

    @property
    def first(self):
        return self.work.periods.regular[0]

    def scores(self):
        return {(p.kind.value, p.ordinal, r.dimension): r.score for p, r in self.session.ratings}


@pytest.fixture
def rater():
    return Rater()


def test_segments_of_two_minutes_are_laid_over_five(rater):
    names = [period_name(period) for period in rater.work.periods.regular]
    assert names == ["Segment 1", "Segment 2", "Segment 3"]


def test_a_score_is_written_undone_and_done_again(rater):
    reply = rater.work.score(rater.first, WARMTH, 4)
    assert reply.notice.sentence == "Warmth: 4 · Segment 1"
    assert rater.scores() == {("segment", 1, "warmth"): 4}
    assert rater.session.undo().notice.sentence == "Undone: Warmth, Segment 1"
    assert rater.scores() == {}
    assert rater.session.redo().notice.sentence == "Done again: Warmth, Segment 1"
    assert rater.scores() == {("segment", 1, "warmth"): 4}


def test_events_and_ratings_share_one_undo_stack(rater):
    rater.desk.coded("bids", 10)
    rater.work.score(rater.first, WARMTH, 4)
    rater.desk.coded("returns", 20)
    said = [rater.session.undo().notice.sentence for _ in range(3)]
    assert said == ["Undone: Returns", "Undone: Warmth, Segment 1", "Undone: Bids"]


def test_a_reason_takes_the_place_of_a_score_and_back(rater):
    rater.work.score(rater.first, WARMTH, 4)
    said = rater.work.excuse(rater.first, [WARMTH], "not_seen").notice.sentence
    assert said == "Warmth: no score, could not be seen · Segment 1"
    rating = rater.work.rating(rater.first, WARMTH)
    assert (rating.score, rating.reason) == (None, "not_seen")
    rater.work.score(rater.first, WARMTH, 2)
    assert rater.work.rating(rater.first, WARMTH).reason is None
    assert len(rater.session.ratings) == 1


def test_several_are_left_out_at_once_as_one_step(rater):
    rater.work.excuse(rater.first, rater.work.blanks(rater.first), "left the room")
    assert rater.work.given(rater.first).is_complete
    rater.session.undo()
    assert rater.work.given(rater.first).given == 0


def test_a_score_outside_the_scale_is_refused(rater):
    reply = rater.work.score(rater.first, WARMTH, 9)
    assert (reply.refused, len(rater.session.ratings)) == (True, 0)


def test_nothing_is_rated_before_somebody_rates(rater):
    for second in (1, 5, 9):
        rater.desk.coded("bids", second)
    assert rater.work.rating(rater.first, WARMTH) is None
    assert rater.work.blanks(rater.first) == (WARMTH, PRESSURE)


def test_a_note_before_the_score_is_kept_and_goes_with_it(rater):
    said = rater.work.note(rater.first, WARMTH, " smiles ").notice.sentence
    assert said == "Kept until Warmth has a score · Segment 1"
    assert len(rater.session.ratings) == 0
    rater.work = rater.sit_down()
    assert rater.work.written(rater.first, WARMTH).note == "smiles"
    rater.work.score(rater.first, WARMTH, 3)
    assert rater.work.rating(rater.first, WARMTH).note == "smiles"
    assert rater.kept == {}


def test_evidence_is_named_and_goes_when_the_event_goes(rater):
    one, two = rater.desk.coded("bids", 10), rater.desk.coded("returns", 5)
    rater.work.cite(rater.first, WARMTH, one.id, cited=True)
    rater.work.score(rater.first, WARMTH, 3)
    said = rater.work.cite(rater.first, WARMTH, two.id, cited=True).notice.sentence
    assert said == "Evidence for Warmth · Segment 1: 2 of your events"
    assert rater.work.rating(rater.first, WARMTH).evidence == (two.id, one.id)
    rater.session.delete([two.id])
    assert rater.work.rating(rater.first, WARMTH).evidence == (one.id,)
    rater.session.undo()
    assert rater.work.rating(rater.first, WARMTH).evidence == (two.id, one.id)


def test_a_rating_made_blank_keeps_what_was_written(rater):
    rater.work.score(rater.first, WARMTH, 3)
    rater.work.note(rater.first, WARMTH, "smiles")
    assert rater.work.clear(rater.first, WARMTH).notice.sentence == "Warmth is blank again · Segment 1"
    assert rater.work.rating(rater.first, WARMTH) is None
    assert rater.work.written(rater.first, WARMTH).note == "smiles"
    assert rater.work.clear(rater.first, WARMTH).changes.is_empty


def test_evidence_are_the_events_of_the_period_and_states_that_reach_into_it(rater):
    rater.desk.coded("upset", 100)
    rater.desk.coded("bids", 119)
    rater.desk.coded("upset", 130)
    second = rater.work.periods.regular[1]
    assert [event.code for event in rater.work.evidence_in(second)] == ["upset"]
    assert [event.code for event in rater.work.evidence_in(rater.first)] == ["upset", "bids"]


def test_a_handed_in_coding_is_only_read():
    rater = Rater(status=CodingStatus.SUBMITTED)
    assert rater.work.score(rater.first, WARMTH, 3).refused
    said = rater.work.note(rater.first, WARMTH, "x")
    assert said.notice.sentence == "This coding can be read but not changed, so nothing was rated."
    assert (said.refused, rater.kept) == (True, {})


def test_clips_and_episodes_are_kept_apart(rater):
    clip = rater.work.periods.add(PeriodKind.CLIP, Span(at(1), at(9)))
    rater.work.score(clip, WARMTH, 5)
    rater.work.score(rater.first, WARMTH, 1)
    assert rater.scores() == {("clip", 1, "warmth"): 5, ("segment", 1, "warmth"): 1}
    assert [period.kind for period in rater.work.periods.apart] == [PeriodKind.CLIP]
    assert len(rater.work.periods.regular) == 3
    assert rater.work.periods.add(PeriodKind.CLIP, Span(at(1), at(9))) == clip
    assert rater.work.periods.add(PeriodKind.CLIP, Span(at(2), at(9))).ordinal == 2


def test_a_clip_of_a_part_is_not_the_clip_of_the_whole():
    rater = Rater(duration=at(60))
    part = rater.work.periods.add(PeriodKind.CLIP, Span(at(1), at(9)))
    rater.work.score(part, WARMTH, 5)
    [whole] = rater.work.periods.regular
    assert (whole.span, whole.ordinal != part.ordinal) == (Span(at(0), at(60)), True)
    rater.work.score(whole, WARMTH, 2)
    assert [p.span for p in rater.work.periods.apart] == [part.span]
    [again] = rater.work.periods.regular
    assert again.id == whole.id


def test_periods_without_a_film_can_be_more():
    rater = Rater(duration=None)
    [first] = rater.work.periods.regular
    assert first.span is None
    more = rater.work.periods.add(first.kind, None)
    assert [period.ordinal for period in rater.work.periods.regular] == [1, 2]
    rater.work.score(more, WARMTH, 2)
    assert [period.ordinal for period in rater.sit_down().periods.regular] == [1, 2]


def test_where_a_moment_lies(rater):
    periods = rater.work.periods
    assert (periods.at(at(0)), periods.at(at(120))) == periods.regular[:2]
    assert periods.ending_between(at(119), at(120)) == periods.regular[0]
    assert periods.ending_between(at(120), at(121)) is None


def test_what_is_missing_names_the_period_and_a_moment(rater):
    assert missing_ratings(rater.session, LONG) == []  # this scheme does not ask for every segment
    second = rater.work.periods.regular[1]
    rater.work.score(second, WARMTH, 3)
    [one] = missing_ratings(rater.session, LONG)
    assert (one.at, one.period.id, one.units) == (at(120), second.id, (PRESSURE,))
    assert one.values == {"period": "Segment 2", "span": "2:00–4:00", "dimensions": "Pressure"}
    rater.work.excuse(second, [PRESSURE], "not_seen")
    assert missing_ratings(rater.session, LONG) == []


def test_no_opportunity_is_a_reason_only_where_the_scheme_has_a_rule(rater):
    dimension = rater.desk.scheme.dimensions[0]
    assert "no_opportunity" not in reasons_for(dimension)


def test_everybody_is_rated_where_people_are_told_apart():
    rater = Rater(casting=CASTING)
    assert {unit.subject for unit in rater.work.units} == {REYES.id, *CASTING["seeker"]}
    rater.work.score(rater.first, rater.work.units[0], 3)
    assert rater.work.given(rater.first).given == 1


def do(rater, deed, place, unit, value):
    work, session = rater.work, rater.session
    if deed in ("undo", "redo"):
        getattr(session, deed)()
    elif deed == "delete":
        session.delete([event.id for event in list(session.events)[:1]])
    elif deed == "bids":
        rater.desk.press("bids", place)
    elif deed == "score":
        work.score(work.periods.regular[place], unit, value)
        for event in work.evidence_in(work.periods.regular[place])[:1]:
            work.cite(work.periods.regular[place], unit, event.id, cited=True)
    elif deed == "excuse":
        work.excuse(work.periods.regular[place], [unit], value)
    else:
        work.clear(work.periods.regular[place], unit)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(
                st.just("score"), st.integers(0, 2), st.sampled_from((WARMTH, PRESSURE)), st.integers(1, 5)
            ),
            st.tuples(
                st.just("excuse"), st.integers(0, 2), st.sampled_from((WARMTH, PRESSURE)), st.just("x")
            ),
            st.tuples(st.just("clear"), st.integers(0, 2), st.sampled_from((WARMTH, PRESSURE)), st.none()),
            st.tuples(st.just("bids"), st.integers(0, 250), st.none(), st.none()),
            st.tuples(st.just("delete"), st.none(), st.none(), st.none()),
            st.tuples(st.sampled_from(("undo", "redo")), st.none(), st.none(), st.none()),
        ),
        max_size=14,
    )
)
def test_memory_equals_the_store_after_anything(deeds):
    rater = Rater()
    session = rater.session
    for deed in deeds:
        do(rater, *deed)
    again = rater.desk.reopened()
    assert list(again.ratings) == list(session.ratings)
    assert list(again.events) == list(session.events)
    assert all(event in session.events for _, rating in session.ratings for event in rating.evidence)
    while not session.undo().refused:
        pass
    assert (len(session.ratings), len(session.events)) == (0, 0)


def test_an_unknown_period_is_no_trouble(rater):
    assert rater.work.periods.at(Micros(-5)).ordinal == 1
    assert rater.session.ratings.of(UUID(int=1)) == {}
