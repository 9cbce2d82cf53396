"""Views are added, named, placed and taken out in a real study file, and its log knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from havenlens.app.bootstrap import create_study
from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.events import Changes, Event, PeriodKind, Rating, RatingChange, RatingPeriod
from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, TimeBase
from havenlens.services.coaching.cycles import add_cycle
from havenlens.services.coaching.editing import add_mark
from havenlens.services.history import Step
from havenlens.services.ports import MediaFacts
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from havenlens.services.views import Views
from tests.support.schemes import SMALL


def facts(folder: Path, name: str) -> MediaFacts:
    return MediaFacts(
        path=folder / f"{name}.mp4",
        size=1,
        fingerprint=name.ljust(64, "0"),
        duration=Micros(60_000_000),
        width=640,
        height=360,
        rotation=0,
        fps_nominal=25.0,
        variable_frame_rate=False,
        n_frames=1500,
        start=Micros(0),
        audio=None,
    )


@pytest.fixture
def open_study(tmp_path) -> Iterator[tuple]:
    file, study = create_study(tmp_path / "views.havenlens", "views")
    place = study.add_observation(NewObservation("01", video=facts(tmp_path, "front")))
    yield file, study, Views(study), place.id
    file.close()


def code_upset(study: Study, place: UUID, span: Span) -> Coding:
    """Code in a coding of its own that a child is upset."""
    child = study.add_participant("C1", "Maya", "child").id
    scheme = study.add_scheme(SMALL, "small.yaml")
    coder = study.add_coder("a").id
    coding = study.add_coding(place, scheme.id, coder, Purpose.RESEARCH, {"seeker": [child]})
    upset = Event(uuid4(), "upset", span, child)
    step = Step(uuid4(), "press", Changes(added=(upset,)), datetime.now(UTC), coder)
    study.store.write_events(coding.id, step)
    return coding


def refusal(act, *values) -> str:
    with pytest.raises(StudyError) as refused:
        act(*values)
    return refused.value.problem.sentence


def test_a_view_is_added_behind_the_others_with_its_name(open_study, tmp_path):
    file, study, views, place = open_study
    added = views.add(place, facts(tmp_path, "door"), " door ")
    assert (added.view, added.name, added.files[0].path) == (2, "door", "door.mp4")
    assert [r.name for r in study.observation("01").recordings] == ["", "door"]
    assert file.check() == []


def test_placing_a_view_is_logged_and_leaves_the_first_one(open_study, tmp_path):
    file, study, views, place = open_study
    added = views.add(place, facts(tmp_path, "door"), "door")
    base = TimeBase(Micros(-1_250_000), 12.5)
    views.place(place, added.id, base)
    first, second = study.observation("01").recordings
    assert (first.files[0].time_base, second.files[0].time_base) == (TimeBase(), base)
    assert file.check() == []
    sentence = refusal(views.place, place, first.id, base)
    assert sentence.startswith("front is the observation's first view and its clock")


def test_the_files_of_a_view_keep_their_distance(open_study, tmp_path):
    _file, study, views, place = open_study
    added = views.add(place, facts(tmp_path, "door"), "door")
    row = study.store.rows_of("recording_files", id=added.files[0].id)[0]
    study.store.add(
        "recording_files",
        "recording",
        [{**row, "id": place, "ordinal": 2, "path": "door2.mp4", "offset_us": 60_000_000}],
    )
    views.place(place, added.id, TimeBase(Micros(2_000_000), 100.0))
    files = study.observation("01").recordings[1].files
    assert [(file.offset, file.rate_ppm) for file in files] == [(2_000_000, 100.0), (62_006_000, 100.0)]


@pytest.mark.parametrize(
    ("base", "words"),
    [
        (TimeBase(Micros(90_000_000_000)), "Two cameras cannot be more than 24 hours apart"),
        (TimeBase(Micros(0), 2_500.0), "A drift of 2500 ppm is more than any camera has (at most 2000)"),
    ],
)
def test_what_no_camera_does_is_refused(open_study, tmp_path, base, words):
    _file, _study, views, place = open_study
    added = views.add(place, facts(tmp_path, "door"), "door")
    assert refusal(views.place, place, added.id, base).startswith(words)


def test_the_same_video_the_same_name_and_a_fifth_view_are_refused(open_study, tmp_path):
    _file, study, views, place = open_study
    views.add(place, facts(tmp_path, "door"), "door")
    again = replace(facts(tmp_path, "door"), path=tmp_path / "copy.mp4")
    assert refusal(views.add, place, again, "copy").startswith("copy.mp4 is a view of 01 already")
    assert refusal(views.add, place, facts(tmp_path, "b"), "door").startswith(
        "01 has a view named door already"
    )
    first = study.observation("01").recordings[0]
    assert refusal(views.rename, place, first.id, "door").startswith("01 has a view named door already")
    views.add(place, facts(tmp_path, "table"), "table")
    views.add(place, facts(tmp_path, "window"), "window")
    assert refusal(views.add, place, facts(tmp_path, "roof"), "roof").startswith("01 has 4 views already")


def test_a_view_is_taken_out_but_never_the_first(open_study, tmp_path):
    file, study, views, place = open_study
    added = views.add(place, facts(tmp_path, "door"), "door")
    views.remove(place, added.id)
    assert len(study.observation("01").recordings) == 1
    assert file.check() == []
    assert refusal(views.remove, place, added.id).startswith("This view is no longer part of 01")
    first = study.observation("01").recordings[0]
    assert refusal(views.remove, place, first.id).startswith("front is the observation's first view")


@pytest.mark.parametrize(("coded_until", "lasts"), [(None, 60), (20, 60), (75, 75)])
def test_the_first_video_of_an_observation_says_how_long_it_lasts(tmp_path, coded_until, lasts):
    file, study = create_study(tmp_path / "live.havenlens", "live")
    place = study.add_observation(NewObservation("01", duration=Micros(90_000_000)))
    if coded_until is not None:
        code_upset(study, place.id, Span(Micros(1_000_000), Micros(coded_until * 1_000_000)))
    Views(study).add(place.id, facts(tmp_path, "front"), "front")
    assert study.observation("01").duration == lasts * 1_000_000
    file.close()


def test_files_one_after_another_are_one_recording_and_the_observation_lasts_longer(open_study, tmp_path):
    file, study, views, place = open_study
    first = study.observation("01").recordings[0]
    following = [facts(tmp_path, "front2"), replace(facts(tmp_path, "front3"), duration=Micros(5_000_000))]
    views.append(place, first.id, facts(tmp_path, "front"), following)
    seen = study.observation("01")
    told = [(f.ordinal, f.path, f.offset, f.duration) for f in seen.recordings[0].files]
    assert told == [
        (1, "front.mp4", 0, 60_000_000),
        (2, "front2.mp4", 60_000_000, 60_000_000),
        (3, "front3.mp4", 120_000_000, 5_000_000),
    ]
    assert seen.duration == 125_000_000
    views.remove_last_file(place, first.id)
    assert study.observation("01").duration == 120_000_000
    assert len(study.observation("01").files) == 2
    assert file.check() == []


def test_the_next_file_of_a_placed_view_goes_on_at_its_clock_s_rate(open_study, tmp_path):
    _file, study, views, place = open_study
    added = views.add(place, facts(tmp_path, "door"), "door")
    views.place(place, added.id, TimeBase(Micros(2_000_000), 100.0))
    views.append(place, added.id, facts(tmp_path, "door"), [facts(tmp_path, "door2")])
    seen = study.observation("01")
    assert [(f.offset, f.rate_ppm) for f in seen.recordings[1].files] == [
        (2_000_000, 100.0),
        (62_006_000, 100.0),
    ]
    assert seen.duration == 60_000_000  # the first view is the observation's clock


def test_a_next_file_that_is_there_or_of_another_kind_is_refused(open_study, tmp_path):
    _file, study, views, place = open_study
    first = study.observation("01").recordings[0]
    front, door = facts(tmp_path, "front"), facts(tmp_path, "door")
    sound = replace(facts(tmp_path, "talk"), width=0, height=0, n_frames=0)
    views.add(place, door, "door")
    for twice in ([front], [door], [facts(tmp_path, "b"), facts(tmp_path, "b")]):
        sentence = refusal(views.append, place, first.id, front, twice)
        assert sentence == f"{twice[-1].path.name} is part of 01 already; choose another file."
    assert refusal(views.append, place, first.id, front, [sound]).startswith(
        "One of front.mp4 and talk.mp4 has a picture and the other has only sound"
    )
    assert len(study.observation("01").files) == 2
    assert refusal(views.remove_last_file, place, first.id) == (
        "front has one file only; to take the view out of 01, choose Remove."
    )


def test_a_file_in_which_something_is_coded_stays(open_study, tmp_path):
    _file, study, views, place = open_study
    first = study.observation("01").recordings[0]
    views.append(place, first.id, facts(tmp_path, "front"), [facts(tmp_path, "front2")])
    code_upset(study, place, Span(Micros(59_000_000), Micros(61_000_000)))
    assert refusal(views.remove_last_file, place, first.id) == (
        "Only front2.mp4 shows what is coded, rated or clipped there (events, ratings and clips: 1), "
        "so it stays; delete or move them first."
    )
    assert len(study.observation("01").files) == 2


def test_a_view_in_which_something_is_coded_that_no_other_one_shows_stays(open_study, tmp_path):
    _file, study, views, place = open_study
    door = views.add(place, facts(tmp_path, "door"), "door")
    views.place(place, door.id, TimeBase(Micros(-20_000_000)))
    code_upset(study, place, Span(Micros(-9_000_000), Micros(5_000_000)))  # it begins before the others ran
    assert refusal(views.remove, place, door.id).startswith("Only door shows what is coded, rated or clipped")
    table = views.add(place, facts(tmp_path, "table"), "table")
    views.place(place, table.id, TimeBase(Micros(-10_000_000)))
    views.remove(place, door.id)
    assert [each.name for each in study.observation("01").recordings] == ["", "table"]


def test_a_file_in_which_something_is_rated_or_clipped_stays(open_study, tmp_path):
    _file, study, views, place = open_study
    first = study.observation("01").recordings[0]
    views.append(place, first.id, facts(tmp_path, "front"), [facts(tmp_path, "front2")])
    coding = code_upset(study, place, Span(Micros(5_000_000), Micros(6_000_000)))
    period = RatingPeriod(uuid4(), PeriodKind.CLIP, 1, Span(Micros(70_000_000), Micros(90_000_000)))
    dimension = study.scheme(coding.scheme).dimensions[0].id
    rated = RatingChange(period, None, Rating(uuid4(), period.id, dimension, 3))
    step = Step(uuid4(), "rating", Changes(ratings=(rated,)), datetime.now(UTC), coding.coder)
    study.store.write_events(coding.id, step)
    assert "(events, ratings and clips: 1)" in refusal(views.remove_last_file, place, first.id)
    teacher = study.add_participant("T09", "Ms. Reyes", "teacher").id
    cycle = CoachingCycle(uuid4(), teacher, coding.coder, place, 1, "Waiting", "Warmth")
    add_cycle(study, cycle)
    add_mark(study, cycle.id, Micros(80_000_000), Span(Micros(70_000_000), Micros(85_000_000)))
    assert "(events, ratings and clips: 2)" in refusal(views.remove_last_file, place, first.id)


def test_a_clip_that_ends_with_what_stays_does_not_keep_the_next_file(open_study, tmp_path):
    _file, study, views, place = open_study
    before = study.observation("01")
    end = before.duration
    views.append(place, before.recordings[0].id, facts(tmp_path, "front"), [facts(tmp_path, "front2")])
    teacher, coach = study.add_participant("T09", "Ms. Reyes", "teacher").id, study.add_coder("C9").id
    cycle = CoachingCycle(uuid4(), teacher, coach, place, 1, "Waiting", "Warmth")
    add_cycle(study, cycle)
    add_mark(study, cycle.id, Micros(end - 1), Span(Micros(end - 20_000_000), end))
    views.remove_last_file(place, before.recordings[0].id)
    assert study.observation("01").duration == end
