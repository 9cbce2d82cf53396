"""A coaching cycle in a real study: what is written is what is read, and nothing that is removed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from havenlens.domain.coaching import (
    ActionPlan,
    Clip,
    ClipType,
    CycleNotes,
    CycleStep,
    EvidenceChoice,
    EvidenceKind,
    Exemplar,
    PlanReview,
    PlanStep,
    Prompt,
    QuotedLine,
)
from havenlens.domain.masks import Box, Mask, MaskKey, SoundCover, SoundKind
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coaching import editing
from havenlens.services.coaching.cycles import cycle_by_id, list_cycles, marks_of
from havenlens.services.coaching.evidence import trusted_coding
from havenlens.services.coaching.steps import do_step, skip_step, take_back_step
from tests.support.studies import SmallStudy, small_study

DAY = date(2026, 3, 12)


def at(seconds: float) -> Micros:
    return Micros(round(seconds * SECOND))


def span(start: float, end: float) -> Span:
    return Span(at(start), at(end))


@pytest.fixture
def small(tmp_path) -> Iterator[SmallStudy]:
    with small_study(tmp_path / "small.havenlens") as made:
        store, root, recording = made.study.store, uuid4(), uuid4()
        file = {"id": uuid4(), "recording": recording, "ordinal": 1, "root": root, "path": "a.mp4", "size": 4}
        store.add("media_roots", "media", [{"id": root, "name": "videos", "path": "."}])
        store.add("recordings", "media", [{"id": recording, "observation": made.observation.id}])
        store.add("recording_files", "media", [{**file, "fingerprint": "x", "offset_us": 0}])
        store.change("observations", "observation", made.observation.id, duration_us=at(88), filmed_on=DAY)
        yield made


@pytest.fixture
def coach(small: SmallStudy) -> UUID:
    return small.study.add_coder("C9", "coach").id


@pytest.fixture
def cycle(small: SmallStudy, coach: UUID) -> UUID:
    return editing.start_cycle(small.study, small.dale, coach, observation=small.observation.id).id


def clip(start: float = 10, end: float = 40) -> Clip:
    return Clip(
        uuid4(), ClipType.STRENGTH, "You wait", span(start, end), at(12), Prompt("You wait.", "What?")
    )


def test_a_cycle_begins_with_its_days_and_a_look_back(small, coach, cycle):
    study = small.study
    first = cycle_by_id(study, cycle)
    assert (first.number, first.filmed_on, first.due[CycleStep.RESPOND]) == (1, DAY, date(2026, 3, 20))
    editing.set_plan(study, cycle, ActionPlan((PlanStep("circle time", "wait", "Mia", "they look up"),)))
    second = editing.start_cycle(study, small.dale, coach, filmed_on=date(2026, 4, 1))
    assert (second.number, second.observation) == (2, None)
    assert second.previous_plan == PlanReview("wait", "circle time")
    assert [one.number for one in list_cycles(study, teacher=small.dale)] == [1, 2]
    with pytest.raises(StudyError, match="T02 has a cycle 2 already"):
        editing.start_cycle(study, small.dale, coach, number=2)


def test_what_is_written_is_read_again(small, cycle):
    study = small.study
    key = MaskKey(at(10), Box(0.1, 0.1, 0.2, 0.3))
    made = replace(
        clip(),
        people=(small.mia,),
        lines=(QuotedLine(at(11), "Look!", small.mia),),
        masks=(Mask(uuid4(), (key,), span(10, 40), participant=small.mia),),
        covers=(SoundCover(span(11, 12), SoundKind.BEEP),),
        answer="I saw her hand.",
    )
    editing.choose_clip(study, cycle_by_id(study, cycle), made)
    evidence = EvidenceChoice(EvidenceKind.BIDS_ANSWERED, "small", small.mia, at(15))
    editing.set_evidence(study, cycle, [evidence])
    shown = uuid4()
    editing.set_exemplar(study, cycle, Exemplar("One minute", "the hand", at(45), shown))
    editing.set_notes(study, cycle, CycleNotes(conference_minutes=30, usefulness=5))
    review = PlanReview("wait", "circle", tried=True, what_happened="It worked")
    editing.review_plan(study, cycle, review)
    editing.write_cycle(study, cycle, title="Waiting", language="de")
    read = cycle_by_id(small.reopened().study, cycle)
    assert read.clips == (made,)
    assert read.evidence == (evidence,)
    assert read.exemplar == Exemplar("One minute", "the hand", at(45), shown)
    assert read.notes == CycleNotes(conference_minutes=30, usefulness=5)
    assert read.previous_plan == review
    assert (read.title, read.language) == ("Waiting", "de")


def test_one_key_marks_from_thirty_seconds_before_to_ten_after_within_the_video(small, cycle):
    study = small.study
    now = cycle_by_id(study, cycle)
    early = editing.mark_moment(study, now, at(12))
    late = editing.mark_moment(study, now, at(85), ClipType.LINK, "the page")
    assert (early.span, late.span) == (span(0, 22), span(55, 88))
    assert marks_of(study, cycle) == (early, late)
    editing.change_mark(study, replace(early, span=span(5, 25), type=ClipType.STRENGTH))
    editing.remove_mark(study, late.id)
    [kept] = marks_of(study, cycle)
    assert (kept.span, kept.type) == (span(5, 25), ClipType.STRENGTH)
    editing.restore_mark(study, late.id)
    assert late in marks_of(study, cycle)


def test_a_mark_that_became_a_clip_is_done_with(small, cycle):
    study = small.study
    mark = editing.mark_moment(study, cycle_by_id(study, cycle), at(40))
    made = clip(10, 50)
    editing.choose_mark(study, cycle_by_id(study, cycle), mark.id, made)
    assert marks_of(study, cycle) == ()
    assert [one.id for one in cycle_by_id(study, cycle).clips] == [made.id]


def test_trimming_takes_the_still_along_and_removing_is_taken_back(small, cycle):
    study, made = small.study, clip()
    editing.choose_clip(study, cycle_by_id(study, cycle), made)
    editing.trim_clip(study, cycle_by_id(study, cycle), made, span(20, 60))
    [trimmed] = cycle_by_id(study, cycle).clips
    assert (trimmed.span, trimmed.still_at) == (span(20, 60), at(40))
    editing.remove_clip(study, made.id)
    assert cycle_by_id(study, cycle).clips == ()
    editing.restore_clip(study, made.id)
    assert cycle_by_id(study, cycle).clips == (trimmed,)
    editing.strike_clip(study, made.id)
    assert cycle_by_id(study, cycle).clips[0].struck


def test_a_clip_past_the_end_is_refused(small, cycle):
    with pytest.raises(
        StudyError, match=r"ends at 00:01:40\.000, after the end of the video at 00:01:28\.000"
    ):
        editing.choose_clip(small.study, cycle_by_id(small.study, cycle), clip(80, 100))
    assert cycle_by_id(small.study, cycle).clips == ()


def test_the_last_answer_counts_and_the_others_stay(small, cycle):
    study, made = small.study, clip()
    editing.choose_clip(study, cycle_by_id(study, cycle), made)
    for text in ("first", "second"):
        editing.answer_prompt(study, made.id, text, "mail")
    editing.write_prompt(study, made.id, "You kneel.", "What next?")
    editing.quote_lines(study, made.id, [QuotedLine(at(11), "Look!", small.mia)])
    editing.set_people(study, made.id, [small.mia, small.mia, small.amir])
    [read] = cycle_by_id(study, cycle).clips
    assert (read.answer, read.prompt) == ("second", Prompt("You kneel.", "What next?"))
    assert read.people == (small.mia, small.amir)
    assert len(study.store.rows_of("answers")) == 2


def test_more_than_a_teacher_can_read_is_refused(small, cycle):
    choice = EvidenceChoice(EvidenceKind.BIDS_ANSWERED, "small", None, at(15))
    with pytest.raises(StudyError, match="at most 3 numbers"):
        editing.set_evidence(small.study, cycle, [choice] * 4)
    with pytest.raises(StudyError, match="one or two steps, not 3"):
        editing.set_plan(small.study, cycle, ActionPlan((PlanStep("a", "b", "c", "d"),) * 3))


def test_steps_are_done_skipped_and_taken_back(small, cycle):
    study = small.study
    do_step(study, cycle, CycleStep.FILM, "T02", DAY)
    skip_step(study, cycle, CycleStep.REVIEW, "C9", DAY, "watched live")
    now = do_step(study, cycle, CycleStep.PUBLISH, "C9", DAY)
    assert now.next_step is CycleStep.RESPOND
    assert now.steps[1].skipped_because == "watched live"
    assert now.published_at is not None
    now = take_back_step(study, cycle)
    assert (now.next_step, now.published_at) == (CycleStep.PUBLISH, None)
    with pytest.raises(StudyError, match="say why"):
        skip_step(study, cycle, CycleStep.PUBLISH, "C9", DAY, "")
    assert small.file.check() == []


def test_a_cycle_without_a_video_says_so(small, coach):
    bare = editing.start_cycle(small.study, small.dale, coach, title="Waiting")
    with pytest.raises(StudyError, match="Waiting has no video"):
        editing.mark_moment(small.study, bare, at(1))


def test_numbers_come_from_what_was_handed_in_before_what_is_still_at_work(small):
    study, other = small.study, small.study.add_coder("K02").id
    theirs = study.add_coding(small.observation.id, small.scheme.id, other, Purpose.RESEARCH, {})
    assert trusted_coding(study, small.observation, "small").id == small.coding.id
    study.store.change("codings", "coding", theirs.id, status=CodingStatus.SUBMITTED.value)
    assert trusted_coding(study, small.observation, "small").id == theirs.id
