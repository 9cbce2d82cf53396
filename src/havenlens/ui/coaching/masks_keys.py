"""The keys of the editor of masks; those that move the video are the player's."""

from __future__ import annotations

from havenlens.domain.keymap import Binding, Keymap, KeyStroke
from havenlens.words.catalogue import N_, tr

_WATCH, _BOXES, _SOUND = N_("Watch"), N_("Boxes"), N_("Sound")

_KEYS = (
    (KeyStroke("space"), "toggle_play", N_("Play or pause"), _WATCH, ""),
    (KeyStroke(","), "step", N_("One frame back"), _WATCH, "-1"),
    (KeyStroke("."), "step", N_("One frame on"), _WATCH, "1"),
    (KeyStroke("pageup"), "jump", N_("One second back"), _WATCH, "-1"),
    (KeyStroke("pagedown"), "jump", N_("One second on"), _WATCH, "1"),
    (KeyStroke("home"), "edge", N_("To the beginning of the clip"), _WATCH, "start"),
    (KeyStroke("end"), "edge", N_("To the end of the clip"), _WATCH, "end"),
    (KeyStroke("e"), "preview", N_("Show it as it is exported, or as frames"), _WATCH, ""),
    (KeyStroke("left"), "arrow", N_("Move the box to the left; without one, a frame back"), _BOXES, "-1 0"),
    (KeyStroke("right"), "arrow", N_("Move the box to the right; without one, a frame on"), _BOXES, "1 0"),
    (KeyStroke("up"), "arrow", N_("Move the box up; without one, the box before"), _BOXES, "0 -1"),
    (KeyStroke("down"), "arrow", N_("Move the box down; without one, the next box"), _BOXES, "0 1"),
    (KeyStroke("left", shift=True), "resize", N_("Make the box narrower"), _BOXES, "-1 0"),
    (KeyStroke("right", shift=True), "resize", N_("Make the box wider"), _BOXES, "1 0"),
    (KeyStroke("up", shift=True), "resize", N_("Make the box lower"), _BOXES, "0 -1"),
    (KeyStroke("down", shift=True), "resize", N_("Make the box higher"), _BOXES, "0 1"),
    (KeyStroke("n"), "new", N_("A new box"), _BOXES, ""),
    (KeyStroke("enter"), "add_key", N_("Keep the box here at this frame: a keyframe"), _BOXES, ""),
    (KeyStroke("delete"), "remove_key", N_("Remove the keyframe of this frame"), _BOXES, ""),
    (KeyStroke("delete", shift=True), "remove", N_("Remove the whole box"), _BOXES, ""),
    (KeyStroke("left", ctrl=True), "key", N_("To the keyframe before"), _BOXES, "-1"),
    (KeyStroke("right", ctrl=True), "key", N_("To the next keyframe"), _BOXES, "1"),
    (KeyStroke("up", ctrl=True), "neighbour", N_("The box before, a proposal first"), _BOXES, "-1"),
    (KeyStroke("down", ctrl=True), "neighbour", N_("The next box, a proposal first"), _BOXES, "1"),
    (KeyStroke("c"), "confirm", N_("Confirm the proposal"), _BOXES, ""),
    (KeyStroke("escape"), "let_go", N_("Let go of the box; without one, close"), _BOXES, ""),
    (KeyStroke("z", ctrl=True), "undo", N_("Take back"), _BOXES, ""),
    (KeyStroke("i"), "cover_in", N_("The sound is covered from this frame"), _SOUND, ""),
    (KeyStroke("o"), "cover_out", N_("The sound is covered up to this frame"), _SOUND, ""),
    (KeyStroke("f1"), "help", N_("All keys"), _WATCH, ""),
)
REPEATED = frozenset({"step", "jump", "arrow", "resize", "undo", "neighbour", "key"})
"""What a key held down does again and again."""


def masks_keymap() -> Keymap:
    """Give the keys with their words."""
    return Keymap(
        Binding(stroke, act, tr(text), tr(section), value) for stroke, act, text, section, value in _KEYS
    )
