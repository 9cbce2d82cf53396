"""Masks stand where they were drawn, move in straight lines, and survive being written down."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.masks import (
    Box,
    Mask,
    MaskKey,
    MaskStyle,
    SoundCover,
    SoundKind,
    confirmed,
    covers_from,
    masks_from,
    require_confirmed,
)
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, TimeBase

_ID = UUID(int=7)
_CORNER = Box(0, 0, 0.25, 0.25)
_HOUR = 3_600_000_000

fractions = st.floats(0, 1, allow_nan=False)


@st.composite
def boxes(draw) -> Box:
    x, y = draw(st.floats(0, 0.9)), draw(st.floats(0, 0.9))
    width = draw(st.floats(0.001, 1 - x))
    return Box(x, y, width, draw(st.floats(0.001, 1 - y)))


@st.composite
def masks(draw) -> Mask:
    times = draw(st.lists(st.integers(0, _HOUR), min_size=1, max_size=6, unique=True))
    start = draw(st.integers(0, _HOUR))
    return Mask(
        id=draw(st.uuids()),
        keys=tuple(MaskKey(Micros(at), draw(boxes())) for at in times),
        span=Span(Micros(start), Micros(start + draw(st.integers(1, _HOUR)))),
        style=draw(st.sampled_from(MaskStyle)),
        participant=draw(st.none() | st.uuids()),
        proposed=draw(st.booleans()),
        cells=draw(st.integers(1, 8)),
    )


covers = st.builds(
    lambda start, length, kind: SoundCover(Span(Micros(start), Micros(start + length)), kind),
    st.integers(0, _HOUR),
    st.integers(1, _HOUR),
    st.sampled_from(SoundKind),
)


def _mask(*keys: MaskKey, start: int = 0, end: int | None = 100, **others) -> Mask:
    span = Span(Micros(start), None if end is None else Micros(end))
    return Mask(_ID, keys or (MaskKey(Micros(0), _CORNER),), span, **others)


def _key(at: int, x: float) -> MaskKey:
    return MaskKey(Micros(at), Box(x, 0.5, 0.2, 0.2))


def _says(make) -> str:
    with pytest.raises(StudyError) as caught:
        make()
    return str(caught.value)


@given(st.lists(masks(), max_size=3), st.lists(covers, max_size=3))
def test_what_is_written_down_is_read_again(some, sounds):
    text = json.dumps([[mask.plain() for mask in some], [cover.plain() for cover in sounds]])
    read_masks, read_covers = json.loads(text)
    assert masks_from(read_masks) == tuple(some)
    assert covers_from(read_covers) == tuple(sounds)


@given(masks(), st.integers(0, 2 * _HOUR))
def test_a_box_lies_between_its_neighbours_and_only_in_the_span(mask, at):
    box = mask.box_at(at)
    assert (box is not None) == mask.span.covers(at)
    if box is None:
        return
    before = [key.box for key in mask.keys if key.at <= at][-1:]
    after = [key.box for key in mask.keys if key.at >= at][:1]
    beside = before + after
    for part in ("x", "y", "width", "height"):
        values = [getattr(key, part) for key in beside]
        assert min(values) - 1e-9 <= getattr(box, part) <= max(values) + 1e-9


@given(masks(), st.data())
def test_what_is_hidden_for_a_while_holds_every_box_of_that_while(mask, data):
    start, end = mask.span.start, mask.span.end
    first = data.draw(st.integers(start, end - 1))
    last = data.draw(st.integers(first + 1, end + 1_000_000))
    whole = mask.box_during(first, last)
    for at in (first, data.draw(st.integers(first, min(last, end) - 1))):
        box = mask.box_at(at)
        assert whole.x <= box.x + 1e-9
        assert whole.y <= box.y + 1e-9
        assert whole.right >= box.right - 1e-9
        assert whole.bottom >= box.bottom - 1e-9


def test_a_frame_that_is_on_the_screen_when_a_mask_begins_is_hidden():
    mask = _mask(_key(0, 0.1), start=50, end=100)
    assert mask.box_during(20, 60) is not None
    assert mask.box_during(20, 50) is None
    assert mask.box_during(100, 120) is None


def test_a_box_halfway_is_halfway():
    mask = _mask(_key(20, 0.1), _key(60, 0.5))
    assert [round(mask.box_at(at).x, 9) for at in (0, 20, 30, 40, 60, 99)] == [0.1, 0.1, 0.2, 0.3, 0.5, 0.5]
    assert mask.box_at(100) is None


def test_keys_are_kept_in_the_order_of_time():
    assert [key.at for key in _mask(_key(60, 0.1), _key(20, 0.2)).keys] == [20, 60]


def test_drawing_again_at_the_same_moment_replaces_the_box():
    mask = _mask(_key(20, 0.1)).with_key(_key(60, 0.5)).with_key(_key(60, 0.7))
    assert [(key.at, key.box.x) for key in mask.keys] == [(20, 0.1), (60, 0.7)]
    assert mask.without_key(20).keys == (_key(60, 0.7),)


def test_the_last_box_cannot_be_taken_away():
    said = _says(lambda: _mask(_key(20, 0.1)).without_key(20))
    assert said == "The mask from 00:00:00.000 on has no box; draw at least one."


def test_masks_and_covers_move_to_the_clock_of_the_recording():
    to_file = TimeBase(offset=Micros(10)).to_presentation
    mask = _mask(_key(20, 0.1), start=15, end=95).timed(to_file)
    assert (mask.span, mask.keys[0].at) == (Span(Micros(5), Micros(85)), 10)
    cover = SoundCover(Span(Micros(20), Micros(30)), SoundKind.BEEP).timed(to_file)
    assert cover == SoundCover(Span(Micros(10), Micros(20)), SoundKind.BEEP)


def test_a_proposal_waits_for_a_person():
    proposal = _mask(proposed=True)
    said = _says(lambda: require_confirmed([_mask(), proposal]))
    waits = "Proposed masks wait for a person (1, the first at 00:00:00.000);"
    assert said == f"{waits} confirm or remove each of them first."
    require_confirmed([_mask(), confirmed(proposal)])
    assert confirmed(proposal) == _mask()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Box(0.9, 0, 0.2, 0.2), "The box 0.9, 0, 0.2, 0.2 leaves the picture;"),
        (lambda: Box(-0.1, 0, 0.2, 0.2), "The box -0.1, 0, 0.2, 0.2 leaves the picture;"),
        (lambda: Box(0, float("nan"), 0.2, 0.2), "The box 0, nan, 0.2, 0.2 leaves the picture;"),
        (lambda: Box(0, 0, 0, 0.2), "The box 0, 0, 0, 0.2 hides nothing;"),
        (lambda: _mask(cells=9), "A mask of 9 cells a side would show too much or nothing; choose 1 to 8."),
        (lambda: _mask(cells=0), "choose 1 to 8."),
        (lambda: _mask(end=None), "The mask from 00:00:00.000 on has no end;"),
        (lambda: _mask(end=0), "The mask at 00:00:00.000 ends where it starts and hides nothing;"),
        (lambda: _mask(_key(5, 0.1), _key(5, 0.2)), "The mask has two boxes at 00:00:00.000;"),
        (lambda: SoundCover(Span(Micros(0), None)), "The covered sound from 00:00:00.000 on has no end;"),
        (lambda: SoundCover(Span.instant(Micros(0))), "The covered sound at 00:00:00.000 ends where"),
    ],
)
def test_what_cannot_hide_anything_is_refused(make, sentence):
    assert sentence in _says(make)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"style": "fog"}, "“fog” is no “style” of a mask;"),
        ({"end": "later"}, "“later” is no “end” of a mask;"),
        ({"start": 200}, "“100” is no “end” of a mask;"),
        ({"keys": "none"}, "The mask does not say its “at”; add it."),
        ({"keys": [{"at": 0, "x": 0, "y": 0, "width": "wide", "height": 1}]}, "“wide” is no “width”"),
        ({"keys": [{"at": 0, "x": 0, "y": True, "width": 1, "height": 1}]}, "“True” is no “y”"),
        ({"participant": 4}, "“4” is no “participant” of a mask;"),
    ],
)
def test_what_is_no_mask_is_named(change, sentence):
    assert sentence in _says(lambda: masks_from([{**_mask().plain(), **change}]))


def test_what_a_mask_must_say():
    assert _says(lambda: masks_from(["a face"])) == "The mask does not say its “participant”; add it."
