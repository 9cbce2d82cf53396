"""Strokes and what they do."""

from __future__ import annotations

import pytest

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
