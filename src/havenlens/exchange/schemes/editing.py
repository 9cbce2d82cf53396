"""What the scheme editor asks of scheme files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from havenlens.exchange.schemes import places, writing
from havenlens.services.scheme_editing import Checked


class YamlSchemes:
    """Schemes as YAML text, for the editor: values out of it, values into it, and the loader's own checks."""

    def values(self, source: str) -> dict[str, Any]:
        """Read a text as plain values."""
        return writing.plain_values(source)

    def text(self, values: Mapping[str, Any], source: str) -> str:
        """Write values on the text they were read from."""
        return writing.written(values, source)

    def check(self, text: str, name: str) -> Checked:
        """Read a text as the loader does; each problem with its path."""
        return places.check_source(text, name)

    def part_text(self, values: Mapping[str, Any]) -> str:
        """Write some fields as text of their own."""
        return writing.part_text(values)

    def part_values(self, text: str) -> dict[str, Any]:
        """Read fields that were edited by hand; raise `StudyError` where they are none."""
        return writing.part_values(text)
