"""Keys as values, and what each does; the help overlay is made from the same registrations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from havenlens.domain.problems import Problem

RESERVED_LETTERS = frozenset("jklio")

PEOPLE_KEYS = ("f2", "f3", "f4", "f5", "f7", "f8", "f9")
"""Keys that put a person in focus, in the order of the people; F6 goes to the next pane."""

_FIXED = frozenset({"answer", "code_again", "step_back"})
"""Actions whose keys cannot be changed: digits answer, Shift begins again, Escape closes."""
_REPEATED = frozenset(
    {"step", "jump", "rate", "volume", "zoom", "zoom_picture", "pan_picture", "rate_neighbour"}
    | {"previous_event", "next_event", "nudge", "nudge_edge", "undo", "redo"}
)
"""Actions that a key held down does again and again; every other one it does once."""
_CODE, _CODE_AGAIN = "code", "code_again"


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """One stroke: the character or the key's name in lower case, with what was held down."""

    key: str
    shift: bool = False
    ctrl: bool = False
    alt: bool = False

    def __str__(self) -> str:
        held = [name for name, on in (("Ctrl", self.ctrl), ("Alt", self.alt), ("Shift", self.shift)) if on]
        return "+".join([*held, self.key.upper() if len(self.key) == 1 else self.key.capitalize()])

    @classmethod
    def parse(cls, text: str) -> KeyStroke:
        """Read a stroke as it is written; raise ValueError for what is none.

        >>> KeyStroke.parse("Ctrl+Shift+Z") == KeyStroke("z", shift=True, ctrl=True)
        True
        >>> KeyStroke.parse("Ctrl++").key, KeyStroke.parse("F13").key
        ('+', 'f13')
        """
        held, key = [], text.strip().lower()
        while "+" in key[1:]:
            part, key = key.split("+", 1)
            held.append(part)
        if not key or len(set(held)) != len(held) or not set(held) <= {"ctrl", "alt", "shift"}:
            raise ValueError(text)
        return cls(key, shift="shift" in held, ctrl="ctrl" in held, alt="alt" in held)

    @property
    def is_letter(self) -> bool:
        """Tell whether this is a letter by itself, which belongs to the scheme's codes."""
        return len(self.key) == 1 and self.key.isalpha() and not (self.ctrl or self.alt)


@dataclass(frozen=True, slots=True)
class Binding:
    """What a stroke does: the action's name, and the words for the help overlay."""

    stroke: KeyStroke
    action: str
    text: str
    section: str
    argument: str = ""

    @property
    def repeats(self) -> bool:
        """Tell whether holding the key down does it again and again."""
        return self.action in _REPEATED

    @property
    def is_fixed(self) -> bool:
        """Tell whether this key cannot be changed."""
        return self.action in _FIXED


class Keymap:
    """All strokes of a workspace; the same stroke twice is a programming error and raises ValueError."""

    def __init__(self, bindings: Iterable[Binding]) -> None:
        self._bindings: dict[KeyStroke, Binding] = {}
        for binding in bindings:
            if binding.stroke in self._bindings:
                message = f"{binding.stroke} is bound twice"
                raise ValueError(message)
            self._bindings[binding.stroke] = binding

    def match(self, stroke: KeyStroke) -> Binding | None:
        """Find what a stroke does, or None."""
        return self._bindings.get(stroke)

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """List every binding in the order of registration."""
        return tuple(self._bindings.values())

    def named(self) -> Mapping[str, Binding]:
        """Give every binding by a name that stays when its key changes.

        >>> Keymap([Binding(KeyStroke("y", ctrl=True), "redo", "Do again", "")]).named().keys()
        dict_keys(['redo'])
        """
        found: dict[str, Binding] = {}
        times: Counter[str] = Counter()
        for binding in self._bindings.values():
            name = f"{binding.action} {binding.argument}".strip()
            again = times[name]
            times[name] += 1
            found[f"{name} #{again + 1}" if again else name] = binding
        return found

    def rebound(self, overrides: Mapping[str, KeyStroke]) -> Keymap:
        """Give the keymap with other keys, by the bindings' names; a code's Shift key follows its letter.

        What cannot be (a key that something else keeps) is left as it was: a person's keys may come from
        another version or another scheme, and must never keep a coding from opening.
        """
        named = self.named()
        wanted = {n: s for n, s in overrides.items() if n in named and self.fault(n, s) is None}
        while True:
            made = {name: wanted.get(name, binding.stroke) for name, binding in named.items()}
            for name, binding in named.items():
                if binding.action == _CODE_AGAIN:
                    made[name] = replace(made[f"{_CODE} {binding.argument}"], shift=True)
            times = Counter(made.values())
            twice = {name for name, stroke in made.items() if times[stroke] > 1}
            if not twice:
                return Keymap(replace(binding, stroke=made[name]) for name, binding in named.items())
            wanted = {n: s for n, s in wanted.items() if n not in twice and not _shifts(n, twice)}

    def fault(self, name: str, stroke: KeyStroke) -> Problem | None:
        """Say why a binding may not have a stroke, whatever else has it; None where it may."""
        binding = self.named()[name]
        shown = {"key": str(stroke), "action": binding.text}
        if binding.is_fixed:
            return Problem("keys.fixed", {"action": binding.text})
        plain = not (stroke.ctrl or stroke.alt or stroke.shift)
        if stroke.key == "escape" or (stroke.key.isdigit() and plain):
            return Problem("keys.kept", {"key": str(stroke)})
        letter = stroke.is_letter and plain and stroke.key.isascii()
        if binding.action == _CODE:
            pedal = len(stroke.key) > 1 and not (stroke.ctrl or stroke.alt)
            free = letter and stroke.key not in RESERVED_LETTERS
            return None if free or (pedal and plain) else Problem("keys.not_a_letter", shown)
        if stroke.is_letter and not (letter and stroke.key in RESERVED_LETTERS):
            return Problem("keys.letters_code", shown)
        return None

    def holder(self, name: str, stroke: KeyStroke) -> str | None:
        """Give the name of another binding that has a stroke, or None."""
        return next((n for n, b in self.named().items() if b.stroke == stroke and n != name), None)


def _shifts(name: str, twice: set[str]) -> bool:
    """Tell whether a code's key is in doubt because its Shift key is."""
    return name.startswith(f"{_CODE} ") and f"{_CODE_AGAIN} {name.removeprefix(_CODE + ' ')}" in twice
