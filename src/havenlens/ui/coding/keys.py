"""Every key of the Code workspace; the help overlay is made from this list."""

from __future__ import annotations

from havenlens.domain.codebook import Scheme
from havenlens.domain.keymap import Binding, Keymap, KeyStroke
from havenlens.words.catalogue import N_, tr

PLAY, EDIT, FIND = N_("Watch"), N_("Code and edit"), N_("Find your way")

_FIXED: tuple[tuple[KeyStroke, str, str, str, str], ...] = (
    (KeyStroke("space"), "toggle_play", N_("Play or pause"), PLAY, ""),
    (KeyStroke("j"), "shuttle", N_("Play backwards; again for faster"), PLAY, "-1"),
    (KeyStroke("k"), "shuttle", N_("Stand still"), PLAY, "0"),
    (KeyStroke("l"), "shuttle", N_("Play forwards; again for 2×, 4×"), PLAY, "1"),
    (KeyStroke("left"), "step", N_("One frame back"), PLAY, "-1"),
    (KeyStroke("right"), "step", N_("One frame on"), PLAY, "1"),
    (KeyStroke("left", shift=True), "jump", N_("One second back"), PLAY, "-1"),
    (KeyStroke("right", shift=True), "jump", N_("One second on"), PLAY, "1"),
    (KeyStroke("left", ctrl=True), "jump", N_("Five seconds back"), PLAY, "-5"),
    (KeyStroke("right", ctrl=True), "jump", N_("Five seconds on"), PLAY, "5"),
    (KeyStroke("up", ctrl=True), "rate", N_("Faster"), PLAY, "1"),
    (KeyStroke("down", ctrl=True), "rate", N_("Slower"), PLAY, "-1"),
    (KeyStroke("backspace"), "replay", N_("Replay the last 5 seconds"), PLAY, "5"),
    (KeyStroke("m", ctrl=True), "mute", N_("Sound off or on"), PLAY, ""),
    (KeyStroke("up", ctrl=True, shift=True), "volume", N_("Louder"), PLAY, "1"),
    (KeyStroke("down", ctrl=True, shift=True), "volume", N_("Quieter"), PLAY, "-1"),
    (KeyStroke("home"), "go_to_start", N_("To the beginning"), PLAY, ""),
    (KeyStroke("end"), "go_to_end", N_("To the end"), PLAY, ""),
    (KeyStroke("."), "same_time", N_("The next code gets the time of the last event"), EDIT, ""),
    (KeyStroke("tab"), "focus_back", N_("The person used before"), EDIT, ""),
    (KeyStroke("escape"), "skip", N_("Leave the question for later"), EDIT, ""),
    (KeyStroke("enter"), "comment", N_("Comment on the last event; Enter saves and plays on"), EDIT, ""),
    (KeyStroke("z", ctrl=True), "undo", N_("Undo"), EDIT, ""),
    (KeyStroke("z", ctrl=True, shift=True), "redo", N_("Do again"), EDIT, ""),
    (KeyStroke("y", ctrl=True), "redo", N_("Do again"), EDIT, ""),
    (KeyStroke("e", ctrl=True), "edit", N_("Edit the selected event in the table"), EDIT, ""),
    (KeyStroke("delete"), "delete", N_("Delete the selected events"), EDIT, ""),
    (KeyStroke("up"), "previous_event", N_("To the event before"), FIND, ""),
    (KeyStroke("down"), "next_event", N_("To the next event"), FIND, ""),
    (KeyStroke("+"), "zoom", N_("Zoom the timeline in"), FIND, "1"),
    (KeyStroke("-"), "zoom", N_("Zoom the timeline out"), FIND, "-1"),
    (KeyStroke("?"), "define", N_("What the selected event's code means"), FIND, ""),
    (KeyStroke("f6"), "next_pane", N_("To the next pane"), FIND, ""),
    (KeyStroke("f1"), "help", N_("Show all keys"), FIND, ""),
)


def coding_keymap(scheme: Scheme, people: int) -> Keymap:
    """Make a scheme's keymap: letters code, with Shift begin again, digits answer, F2–F9 say who."""
    fixed = [Binding(stroke, act, tr(text), tr(part), value) for stroke, act, text, part, value in _FIXED]
    codes = tr("Codes")
    letters = [Binding(KeyStroke(c.key), "code", c.name, codes, c.id) for c in scheme.codes]
    again = [Binding(KeyStroke(c.key, shift=True), "code_again", c.name, "", c.id) for c in scheme.codes]
    digits = [Binding(KeyStroke(str(n)), "answer", tr("Answer the question"), "", str(n)) for n in range(10)]
    focus = [
        Binding(KeyStroke(f"f{n + 2}"), "focus", tr("Put a person in focus"), "", str(n))
        for n in range(min(people, 8))
    ]
    return Keymap([*fixed, *letters, *again, *digits, *focus])
