"""Tell whether a text names a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from havenlens.domain.observation import Participant

_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
"""An id as the log has it, or with dashes, as masks have it."""


class Naming:
    """How a person is named in texts: by pseudonym, also with an ending (Mia's, Mias), or by label.

    Case makes no difference. A longer word that begins with the pseudonym is taken for it as well: to erase
    a comment too many does less harm than to keep one too many. A label has to stand alone.
    """

    def __init__(self, person: Participant) -> None:
        label, pseudonym = re.escape(person.label), re.escape(person.pseudonym.strip())
        parts = [rf"(?<!\w){label}(?!\w)"]
        if person.pseudonym.strip():
            ending = "" if len(person.pseudonym.strip()) > 2 else r"(?!\w)"
            parts.insert(0, rf"(?<!\w){pseudonym}{ending}")
        self._pattern = re.compile("|".join(parts), re.IGNORECASE)

    def in_text(self, text: str | None) -> bool:
        """Tell whether a text names the person."""
        return bool(text) and self._pattern.search(text or "") is not None

    def in_content(self, content: Any) -> bool:
        """Tell whether any text inside plain values (as read from JSON) names the person."""
        return any(self.in_text(text) for text in _texts(content))

    def in_payload(self, payload: str, ids: AbstractSet[str]) -> bool:
        """Tell whether a payload of the log names the person, or holds one of some ids (hexadecimal)."""
        content = json.loads(payload)
        if content.get("table") == "schemes":  # a scheme's own examples name nobody in the study
            return False
        return not ids.isdisjoint(ids_in(payload)) or self.in_content(content)

    def replaced(self, text: str, label: str) -> str:
        """Put a label in the place of the person's names."""
        return self._pattern.sub(label, text)


def _texts(content: Any) -> Iterator[str]:
    match content:
        case str():
            yield content
        case dict():
            for part in content.values():
                yield from _texts(part)
        case list() | tuple():
            for part in content:
                yield from _texts(part)


def hexes(ids: AbstractSet[UUID]) -> set[str]:
    """Write ids as the log has them."""
    return {each.hex for each in ids}


def ids_in(payload: str) -> set[str]:
    """List the ids (hexadecimal) in a payload."""
    return {found.replace("-", "") for found in _ID.findall(payload)}
