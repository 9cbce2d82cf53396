"""Scene files: what is read from them, and what is said where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from havenlens.domain.events import PeriodKind
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span
from havenlens.exchange.scenes import read_scene, read_second_coder
from havenlens.services.shipped import shipped

SAMPLES = shipped("sample_videos")
SCENE = """\
id: one
title: One
duration_s: 30
master:
  small:
    roles: {seeker: [MAYA], provider: [REYES]}
    events:
      - {code: upset, onset: 1.5, offset: 4, actor: MAYA}
      - {code: bids, onset: 2.04, actor: MAYA, target: REYES, modifiers: {need: help}}
    rating_scope: clip
    ratings: {warmth: 4}
    interval_ratings:
      rows:
        - {start: 0, end: 30, recipient: MAYA, partner: REYES, softening: 3, distress: 2}
"""


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(SCENE, encoding="utf-8")
    return path


def test_a_scene_has_codings_with_events_and_ratings(scene):
    found = read_scene(scene)
    assert (found.id, found.title, found.duration) == ("one", "One", 30_000_000)
    draft = found.master["small"]
    assert draft.roles == {"seeker": ("MAYA",), "provider": ("REYES",)}
    state, point = draft.events
    assert (state.onset, state.offset, state.target) == (1_500_000, 4_000_000, None)
    assert (point.onset, point.offset, point.target) == (2_040_000, 2_040_000, "REYES")
    assert point.modifiers == {"need": "help"}
    clip, *interval = draft.ratings
    assert (clip.kind, clip.span, clip.score) == (PeriodKind.CLIP, Span(0, 30_000_000), 4)
    assert [(r.kind, r.ordinal, r.dimension, r.score, r.subject, r.partner) for r in interval] == [
        (PeriodKind.INTERVAL, 1, "softening", 3, "MAYA", "REYES"),
        (PeriodKind.INTERVAL, 1, "distress", 2, "MAYA", "REYES"),
    ]


def test_a_second_coder_has_the_masters_roles(scene, tmp_path):
    other = tmp_path / "trainee.yaml"
    other.write_text("scenes: {one: {small: {events: [{code: bids, onset: 3, actor: MAYA}]}}}", "utf-8")
    (draft,) = read_second_coder(other, read_scene(scene)).values()
    assert draft.roles == {"seeker": ("MAYA",), "provider": ("REYES",)}
    assert [event.onset for event in draft.events] == [3_000_000]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("0*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_scenes_are_read(path):
    scene = read_scene(path)
    assert scene.master
    assert all(draft.events or draft.ratings for draft in scene.master.values())
    assert read_second_coder(SAMPLES / "trainee_b.yaml", scene)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("master:", "codes:"),
        ("duration_s: 30", "duration_s: long"),
        ("duration_s: 30", "duration_s: .inf"),
        ("duration_s: 30", "duration_s: [30]"),
        ("    roles: {seeker: [MAYA], provider: [REYES]}", "    roles: [MAYA]"),
        ("{code: upset, onset: 1.5, offset: 4, actor: MAYA}", "{code: upset, offset: 4, actor: MAYA}"),
        ("{code: upset, onset: 1.5, offset: 4, actor: MAYA}", "upset"),
        ("rating_scope: clip", "rating_scope: day"),
        ("start: 0, end: 30", "start: 30, end: 0"),
    ],
)
def test_what_is_no_scene_is_named(scene, old, new):
    assert old in SCENE
    scene.write_text(SCENE.replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_scene(scene)
    assert str(caught.value).startswith(f"{scene} is no scene file that can be read (")
    assert str(caught.value).endswith("compare it with the shipped ones.")


@pytest.mark.parametrize(
    "text", ["", "[]", "scenes: []", "scenes: {one: {small: {events: [{}]}}}", "scenes: {one: {x: {}}}"]
)
def test_what_is_no_second_coder_is_named(scene, tmp_path, text):
    other = tmp_path / "trainee.yaml"
    other.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match="is no scene file that can be read"):
        read_second_coder(other, read_scene(scene))


def test_what_is_missing_or_no_yaml_is_named(tmp_path):
    with pytest.raises(StudyError, match="no file"):
        read_scene(tmp_path / "none.yaml")
    broken = Path(tmp_path / "broken.yaml")
    broken.write_text("id: one\ntitle: [", encoding="utf-8")
    with pytest.raises(StudyError, match=r"broken\.yaml line 2 is no valid YAML"):
        read_scene(broken)
    broken.write_bytes(b"id: \xff\xfe")
    with pytest.raises(StudyError, match="line 1 is no valid YAML"):
        read_scene(broken)
    with pytest.raises(StudyError, match="is no valid YAML"):
        read_scene(tmp_path)
