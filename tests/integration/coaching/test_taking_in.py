"""Answers come back into the study: once, to the right cycle, and nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from havenlens.domain.coaching import Clip, ClipType, CoachingCycle, Prompt
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coaching.access import accesses
from havenlens.services.coaching.cycles import add_cycle, cycle_by_id
from havenlens.services.coaching.taking_in import take_in_answers
from havenlens.services.feedback_answers import AnswerSource, FeedbackAnswers
from tests.support.studies import SmallStudy, small_study

CLIPS = tuple(UUID(int=n) for n in (1, 2, 3))
SAVED = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


@pytest.fixture
def small(tmp_path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as made:
        yield made


@pytest.fixture
def cycle(small: SmallStudy) -> CoachingCycle:
    prompt, span = Prompt("You wait.", "What did you see?"), Span(Micros(0), Micros(30 * SECOND))
    clips = tuple(
        Clip(c, kind, "x", span, Micros(0), prompt) for c, kind in zip(CLIPS, ClipType, strict=True)
    )
    coach = small.study.add_coder("C9", "coach").id
    made = CoachingCycle(uuid4(), small.dale, coach, small.observation.id, 3, "t", "f", clips=clips)
    add_cycle(small.study, made)
    return made


def given(cycle: CoachingCycle, *texts: str, **values) -> FeedbackAnswers:
    answers = tuple(zip(CLIPS, texts, strict=False))
    return FeedbackAnswers(cycle.id, answers, saved_at=SAVED, cycle=3, **values)


def test_answers_struck_clips_and_the_rating_are_kept(small, cycle):
    back = given(cycle, "I saw her hand.", "", struck=frozenset({CLIPS[2]}), usefulness=4)
    done = take_in_answers(small.study, back)
    assert (done.new, done.same, done.struck) == (1, 0, 1)
    now = cycle_by_id(small.reopened().study, cycle.id)
    assert [clip.answer for clip in now.clips] == ["I saw her hand.", "", ""]
    assert [clip.struck for clip in now.clips] == [False, False, True]
    assert now.notes.usefulness == 4


def test_the_same_answers_twice_change_nothing(small, cycle):
    back = given(cycle, "I saw her hand.")
    take_in_answers(small.study, back)
    done = take_in_answers(small.study, back)
    assert (done.new, done.same) == (0, 1)
    assert len(small.study.store.rows_of("answers")) == 1
    assert [line.details["answers"] for line in accesses(small.study, action="took_in")] == [0, 1]


def test_a_second_thought_counts_and_the_first_stays(small, cycle):
    take_in_answers(small.study, given(cycle, "I saw her hand."))
    later = replace(given(cycle, "I heard her."), saved_at=SAVED.replace(day=19), source=AnswerSource.WORD)
    take_in_answers(small.study, later)
    assert cycle_by_id(small.study, cycle.id).clips[0].answer == "I heard her."
    assert {row["came_by"] for row in small.study.store.rows_of("answers")} == {"page", "word"}


def test_an_older_file_is_kept_below_and_only_once(small, cycle):
    take_in_answers(small.study, given(cycle, "Second thought.", usefulness=4))
    first = replace(given(cycle, "First thought.", usefulness=1), saved_at=SAVED.replace(day=17))
    done = [take_in_answers(small.study, first) for _ in range(2)]
    assert [(each.new, each.same, each.older) for each in done] == [(0, 0, 1), (0, 1, 0)]
    now = cycle_by_id(small.study, cycle.id)
    assert (now.clips[0].answer, now.notes.usefulness) == ("Second thought.", 4)
    assert len(small.study.store.rows_of("answers")) == 2


def test_a_clock_that_runs_ahead_hides_no_later_answer(small, cycle):
    ahead = replace(given(cycle, "First thought."), saved_at=datetime.now(UTC) + timedelta(days=400))
    take_in_answers(small.study, ahead)
    mail = replace(given(cycle, "Second thought."), saved_at=None, source=AnswerSource.MAIL)
    take_in_answers(small.study, mail)
    assert cycle_by_id(small.study, cycle.id).clips[0].answer == "Second thought."


def test_a_file_that_forgot_its_document_is_known_by_its_clips(small, cycle):
    nameless = replace(given(cycle, "I heard her."), document=None, source=AnswerSource.WORD)
    assert take_in_answers(small.study, nameless).cycle.id == cycle.id
    with pytest.raises(StudyError, match="not of this study"):
        take_in_answers(small.study, replace(nameless, answers=((UUID(int=8), "x"),)))


def test_a_pasted_mail_answers_the_cycle_at_hand(small, cycle):
    mail = replace(given(cycle, "I heard her."), document=None, source=AnswerSource.MAIL)
    assert take_in_answers(small.study, mail, cycle=cycle.id).new == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"document": UUID(int=9)}, "b.json answers a document that is not of this study"),
        ({"answers": ((UUID(int=8), "x"),)}, r"b.json answers clips that this document does not have \(1\)"),
        ({"answers": ()}, "b.json holds no answer"),
    ],
)
def test_answers_that_belong_nowhere_are_refused_and_nothing_is_kept(small, cycle, change, said, tmp_path):
    back = replace(given(cycle, "I heard her."), **change)
    with pytest.raises(StudyError, match=said):
        take_in_answers(small.study, back, source=tmp_path / "b.json")
    assert small.study.store.rows_of("answers") == []
    assert accesses(small.study) == ()


def test_answers_to_another_cycle_than_the_one_at_hand_are_refused(small, cycle):
    other = replace(cycle, id=uuid4(), number=4, clips=())
    add_cycle(small.study, other)
    with pytest.raises(StudyError, match="answers cycle 3; open that cycle"):
        take_in_answers(small.study, given(cycle, "I heard her."), cycle=other.id)
