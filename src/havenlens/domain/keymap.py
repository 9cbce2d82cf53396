"""Keys as values, and what each does; the help overlay is made from the same registrations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

RESERVED_LETTERS = frozenset("jklio")


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


@dataclass(frozen=True, slots=True)
class Binding:
    """What a stroke does: the action's name, and the words for the help overlay."""

    stroke: KeyStroke
    action: str
    text: str
    section: str
    argument: str = ""


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
