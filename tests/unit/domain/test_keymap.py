"""Strokes and what they do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.keymap import Binding, Keymap, KeyStroke

PLAY = Binding(KeyStroke("space"), "toggle_play", "Play or pause", "Playing")
BID = Binding(KeyStroke("b"), "code", "Direct bid", "Codes", "bid_direct")


def test_a_stroke_finds_its_binding_and_no_other():
    keymap = Keymap([PLAY, BID])
    assert keymap.match(KeyStroke("b")) is BID
    assert keymap.match(KeyStroke("b", shift=True)) is None
    assert keymap.match(KeyStroke("b", ctrl=True)) is None
    assert keymap.bindings == (PLAY, BID)


def test_a_stroke_bound_twice_is_a_programming_error():
    with pytest.raises(ValueError, match="B is bound twice"):
        Keymap([BID, Binding(KeyStroke("b"), "undo", "Undo", "")])


@pytest.mark.parametrize(
    ("stroke", "text"),
    [
        (KeyStroke("b"), "B"),
        (KeyStroke("z", shift=True, ctrl=True), "Ctrl+Shift+Z"),
        (KeyStroke("left", alt=True), "Alt+Left"),
        (KeyStroke("f2"), "F2"),
    ],
)
def test_a_stroke_is_written_as_people_write_it(stroke, text):
    assert str(stroke) == text


AGAIN = Binding(KeyStroke("b", shift=True), "code_again", "Direct bid", "", "bid_direct")
HELP = Binding(KeyStroke("h"), "code", "Helps", "Codes", "helps")
HELP_AGAIN = Binding(KeyStroke("h", shift=True), "code_again", "Helps", "", "helps")
REDO = Binding(KeyStroke("z", shift=True, ctrl=True), "redo", "Do again", "Edit")
REDO_TOO = Binding(KeyStroke("y", ctrl=True), "redo", "Do again", "Edit")
DIGIT = Binding(KeyStroke("1"), "answer", "Answer", "", "1")
WHOLE = Keymap([PLAY, BID, AGAIN, HELP, HELP_AGAIN, REDO, REDO_TOO, DIGIT])
KEYS = st.sampled_from(
    ["a", "b", "h", "j", "1", "f5", "f13", "space", "left", "escape", ",", "+", "media-play"]
)
STROKES = st.builds(KeyStroke, KEYS, shift=st.booleans(), ctrl=st.booleans(), alt=st.booleans())


@given(STROKES)
def test_a_stroke_is_read_as_it_is_written(stroke):
    assert KeyStroke.parse(str(stroke)) == stroke


@pytest.mark.parametrize("text", ["", "Ctrl+", "Hyper+a", "Ctrl+Ctrl+a"])
def test_what_is_no_stroke_is_not_read(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        KeyStroke.parse(text)


def test_the_names_of_bindings_tell_two_keys_of_one_action_apart():
    assert list(WHOLE.named()) == [
        "toggle_play",
        "code bid_direct",
        "code_again bid_direct",
        "code helps",
        "code_again helps",
        "redo",
        "redo #2",
        "answer 1",
    ]


def test_a_code_takes_its_shift_key_along():
    keys = WHOLE.rebound({"code bid_direct": KeyStroke("x")})
    assert keys.match(KeyStroke("x")).argument == "bid_direct"
    assert keys.match(KeyStroke("x", shift=True)).action == "code_again"
    assert keys.match(KeyStroke("b")) is None


def test_two_codes_may_swap_their_letters():
    keys = WHOLE.rebound({"code bid_direct": KeyStroke("h"), "code helps": KeyStroke("b")})
    assert keys.match(KeyStroke("h")).argument == "bid_direct"
    assert keys.match(KeyStroke("b")).argument == "helps"


def test_keys_that_clash_are_taken_back_and_no_others():
    f9 = KeyStroke("f9")
    keys = WHOLE.rebound(
        {"code bid_direct": f9, "toggle_play": replace(f9, shift=True), "code helps": KeyStroke("x")}
    )
    assert keys.match(f9) is None
    assert keys.match(KeyStroke("b")).argument == "bid_direct"
    assert keys.match(KeyStroke("x")).argument == "helps"


@given(st.dictionaries(st.sampled_from([*WHOLE.named(), "gone"]), STROKES))
def test_whatever_a_person_chose_every_action_keeps_a_key_of_its_own(overrides):
    keys = WHOLE.rebound(overrides)
    assert [b.action for b in keys.bindings] == [b.action for b in WHOLE.bindings]
    assert len({b.stroke for b in keys.bindings}) == len(WHOLE.bindings)
    assert keys.match(KeyStroke("1")).action == "answer"


@pytest.mark.parametrize(
    ("name", "stroke", "code"),
    [
        ("answer 1", KeyStroke("f5"), "keys.fixed"),
        ("toggle_play", KeyStroke("x"), "keys.letters_code"),
        ("toggle_play", KeyStroke("x", shift=True), "keys.letters_code"),
        ("toggle_play", KeyStroke("5"), "keys.kept"),
        ("toggle_play", KeyStroke("escape"), "keys.kept"),
        ("code helps", KeyStroke("j"), "keys.not_a_letter"),
        ("code helps", KeyStroke("x", ctrl=True), "keys.not_a_letter"),
        ("code helps", KeyStroke("x", shift=True), "keys.not_a_letter"),
        ("code helps", KeyStroke(","), "keys.not_a_letter"),
    ],
)
def test_a_key_that_may_not_be_is_refused_with_the_reason(name, stroke, code):
    problem = WHOLE.fault(name, stroke)
    assert problem.code == code
    assert problem.sentence


@pytest.mark.parametrize(
    ("name", "stroke"),
    [
        ("toggle_play", KeyStroke("media-play")),
        ("toggle_play", KeyStroke("k")),
        ("redo", KeyStroke("x", ctrl=True)),
        ("code helps", KeyStroke("x")),
        ("code helps", KeyStroke("f13")),
    ],
)
def test_letters_code_and_pedals_may_do_anything(name, stroke):
    assert WHOLE.fault(name, stroke) is None


def test_who_holds_a_key_is_found():
    assert WHOLE.holder("redo", KeyStroke("y", ctrl=True)) == "redo #2"
    assert WHOLE.holder("redo #2", KeyStroke("y", ctrl=True)) is None
