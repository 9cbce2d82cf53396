"""How a coder likes to work: keys, layout, reaction lag, hold to code. It travels with the study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.keymap import KeyStroke
from havenlens.domain.time import Micros
from havenlens.services.study import Study

LONGEST_LAG = Micros(1_000_000)
IDLE_MINUTES = 10
LONGEST_IDLE = 120
_CODE = "code "


@dataclass(frozen=True, slots=True)
class Preferences:
    """One coder's settings.

    ``keys`` maps the names of bindings to strokes; ``letters`` does so for the codes of each scheme, since
    a letter is another code elsewhere. ``layouts`` has splitter sizes by window size and splitter; ``tabs``
    the tab that was on. An empty ``theme`` is this computer's.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    layouts: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    tabs: Mapping[str, str] = field(default_factory=dict)
    reaction_lag: Micros = Micros(0)
    hold_to_code: bool = False
    replay_on_opening: bool = True
    idle_minutes: int = IDLE_MINUTES
    theme: str = ""

    def overrides(self, scheme: Scheme) -> Mapping[str, KeyStroke]:
        """Give the strokes that differ from the program's and the scheme's own, by the bindings' names."""
        own = {f"{_CODE}{code}": text for code, text in self.letters.get(scheme.id, {}).items()}
        return {name: stroke for name, text in {**self.keys, **own}.items() if (stroke := _stroke(text))}

    def with_key(self, scheme: Scheme, name: str, stroke: KeyStroke | None) -> Preferences:
        """Give another stroke to a binding; None goes back to its own."""
        if not name.startswith(_CODE):
            return replace(self, keys=_changed(self.keys, name, stroke))
        letters = _changed(self.letters.get(scheme.id, {}), name.removeprefix(_CODE), stroke)
        return replace(self, letters={**self.letters, scheme.id: letters})

    def without_keys(self, scheme: Scheme) -> Preferences:
        """Go back to the program's keys and to the letters of a scheme."""
        others = {name: letters for name, letters in self.letters.items() if name != scheme.id}
        return replace(self, keys={}, letters=others)

    def as_json(self) -> dict[str, Any]:
        """Give what is kept in the study."""
        return {
            "keys": dict(self.keys),
            "letters": {scheme: dict(letters) for scheme, letters in self.letters.items()},
            "layouts": {size: {n: list(s) for n, s in parts.items()} for size, parts in self.layouts.items()},
            "tabs": dict(self.tabs),
            "reaction_lag_us": self.reaction_lag,
            "hold_to_code": self.hold_to_code,
            "replay_on_opening": self.replay_on_opening,
            "idle_minutes": self.idle_minutes,
            "theme": self.theme,
        }

    @classmethod
    def of_json(cls, content: Any) -> Preferences:
        """Read what was kept; whatever is missing or of another version is as it is for everybody."""
        found = content if isinstance(content, dict) else {}
        lag, idle = found.get("reaction_lag_us"), found.get("idle_minutes")
        letters, layouts = _mapping(found.get("letters")), _mapping(found.get("layouts"))
        return cls(
            keys=_texts(found.get("keys")),
            letters={scheme: _texts(own) for scheme, own in letters.items()},
            layouts={size: _sizes(parts) for size, parts in layouts.items()},
            tabs=_texts(found.get("tabs")),
            reaction_lag=Micros(min(max(lag, 0), LONGEST_LAG)) if isinstance(lag, int) else Micros(0),
            hold_to_code=found.get("hold_to_code") is True,
            replay_on_opening=found.get("replay_on_opening") is not False,
            idle_minutes=min(max(idle, 0), LONGEST_IDLE) if isinstance(idle, int) else IDLE_MINUTES,
            theme=str(found.get("theme") or ""),
        )


def preferences_of(study: Study, coder: UUID | None) -> Preferences:
    """Give a coder's settings; the usual ones where nobody is named."""
    rows = study.store.rows_of("coders", id=coder) if coder is not None else []
    return Preferences.of_json(rows[0]["settings"] if rows else None)


def keep_preferences(study: Study, coder: UUID, preferences: Preferences) -> None:
    """Keep a coder's settings in the study, so that they come along to another computer."""
    if study.store.codings.writable:
        study.store.keep("coders", coder, settings=preferences.as_json())


def _changed(before: Mapping[str, str], name: str, stroke: KeyStroke | None) -> dict[str, str]:
    others = {key: text for key, text in before.items() if key != name}
    return others if stroke is None else {**others, name: str(stroke)}


def _stroke(text: str) -> KeyStroke | None:
    try:
        return KeyStroke.parse(text)
    except ValueError:
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> dict[str, str]:
    return {name: text for name, text in _mapping(value).items() if isinstance(text, str)}


def _sizes(value: Any) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(sizes)
        for name, sizes in _mapping(value).items()
        if isinstance(sizes, list) and sizes and all(isinstance(size, int) for size in sizes)
    }
