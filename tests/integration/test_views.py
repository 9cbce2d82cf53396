"""Views are added, named, placed and taken out in a real study file, and its log knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from havenlens.app.bootstrap import create_study
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, TimeBase
from havenlens.services.ports import MediaFacts
from havenlens.services.study_store import NewObservation
from havenlens.services.views import Views


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
