"""The keys of the review: those that move the video are the same as in the Code workspace."""

from __future__ import annotations

from havenlens.domain.keymap import Binding, Keymap, KeyStroke
from havenlens.words.catalogue import N_, tr

WATCH, MOMENTS = N_("Watch"), N_("Clips")

_KEYS = (
    (KeyStroke("space"), "toggle_play", N_("Play or pause"), WATCH, ""),
    (KeyStroke("j"), "shuttle", N_("Play backwards; again for faster"), WATCH, "-1"),
    (KeyStroke("k"), "shuttle", N_("Stand still"), WATCH, "0"),
    (KeyStroke("l"), "shuttle", N_("Play forwards; again for 2×, 4×"), WATCH, "1"),
    (KeyStroke("left"), "step", N_("One frame back"), WATCH, "-1"),
    (KeyStroke("right"), "step", N_("One frame on"), WATCH, "1"),
    (KeyStroke("left", shift=True), "jump", N_("One second back"), WATCH, "-1"),
    (KeyStroke("right", shift=True), "jump", N_("One second on"), WATCH, "1"),
    (KeyStroke("left", ctrl=True), "jump", N_("Five seconds back"), WATCH, "-5"),
    (KeyStroke("right", ctrl=True), "jump", N_("Five seconds on"), WATCH, "5"),
    (KeyStroke("up", ctrl=True), "rate", N_("Faster"), WATCH, "1"),
    (KeyStroke("down", ctrl=True), "rate", N_("Slower"), WATCH, "-1"),
    (KeyStroke("backspace"), "replay", N_("Replay the last 5 seconds"), WATCH, "5"),
    (KeyStroke("m", ctrl=True), "mute", N_("Sound off or on"), WATCH, ""),
    (KeyStroke("home"), "go_to_start", N_("To the beginning"), WATCH, ""),
    (KeyStroke("end"), "go_to_end", N_("To the end"), WATCH, ""),
    (KeyStroke("g", ctrl=True), "jump_to", N_("Jump to a time or a frame"), WATCH, ""),
    (KeyStroke("m"), "mark", N_("Mark this moment: 30 s before to 10 s after"), MOMENTS, ""),
    (KeyStroke("1"), "assign", N_("Put it into the first block"), MOMENTS, "strength"),
    (KeyStroke("2"), "assign", N_("Put it into the second block"), MOMENTS, "look_again"),
    (KeyStroke("3"), "assign", N_("Put it into the third block"), MOMENTS, "link"),
    (KeyStroke("i"), "trim", N_("It begins with this frame"), MOMENTS, "in"),
    (KeyStroke("o"), "trim", N_("It ends with this frame"), MOMENTS, "out"),
    (KeyStroke("enter"), "choose", N_("Make a clip of it; write its prompt"), MOMENTS, ""),
    (KeyStroke("delete"), "remove", N_("Remove it"), MOMENTS, ""),
    (KeyStroke("z", ctrl=True), "take_back", N_("Take back"), MOMENTS, ""),
    (KeyStroke("s"), "still", N_("This frame is the still picture"), MOMENTS, ""),
    (KeyStroke("h", ctrl=True), "hide", N_("Hide somebody in the clip"), MOMENTS, ""),
    (KeyStroke("up"), "neighbour", N_("The moment before"), MOMENTS, "-1"),
    (KeyStroke("down"), "neighbour", N_("The next moment"), MOMENTS, "1"),
    (KeyStroke("l", ctrl=True), "loop", N_("Loop the clip, or end that"), MOMENTS, ""),
    (KeyStroke("escape"), "listen", N_("Back to the video"), MOMENTS, ""),
    (KeyStroke("f6"), "next_pane", N_("Next pane"), MOMENTS, ""),
    (KeyStroke("f1"), "help", N_("All keys"), MOMENTS, ""),
)
_REPEATED = frozenset({"step", "jump", "rate", "neighbour", "take_back"})
"""What a key held down does again and again."""


def review_keymap() -> Keymap:
    """Give the keys with their words."""
    return Keymap(
        Binding(stroke, act, tr(text), tr(section), value) for stroke, act, text, section, value in _KEYS
    )


def repeats(binding: Binding) -> bool:
    """Tell whether a key that is held down goes on doing this."""
    return binding.action in _REPEATED
