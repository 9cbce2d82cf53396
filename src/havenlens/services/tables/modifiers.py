"""Answers to modifiers as columns: each distinct stored text is read once a batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from havenlens.domain.codebook import Modifier, ModifierKind, Scheme
from havenlens.services.stored_columns import Coded, Numbers
from havenlens.services.tables.columns import Column, Kind, Values
from havenlens.words.catalogue import tr

_KINDS = {
    ModifierKind.SINGLE: Kind.CATEGORY,
    ModifierKind.SEVERAL: Kind.TEXT,
    ModifierKind.NUMBER: Kind.NUMBER,
    ModifierKind.TEXT: Kind.TEXT,
}
_NONE = "{}"


class Answers:
    """The columns of all modifiers of some schemes; words a coder wrote are left out where asked for."""

    def __init__(self, schemes: Iterable[Scheme], with_words: bool) -> None:
        found: dict[str, list[Modifier]] = {}
        for scheme in {(scheme.id, scheme.version): scheme for scheme in schemes}.values():
            for modifier in scheme.modifiers:
                found.setdefault(modifier.id, []).append(modifier)
        self._known = frozenset(found)
        self._kept = {
            name: of
            for name, of in found.items()
            if with_words or all(modifier.kind is not ModifierKind.TEXT for modifier in of)
        }
        self.columns = tuple(_column(name, of) for name, of in self._kept.items())

    def of(self, stored: Coded, unknown: Callable[[int, str], None]) -> dict[str, Values]:
        """Give the answers by column; ``unknown`` is told a text's place, and the modifier no scheme has."""
        read = [{} if text == _NONE else json.loads(text) for text in stored.values]
        for place, answers in enumerate(read):
            for gone in answers.keys() - self._known:
                unknown(place, gone)
        return {
            column.name: _values(column.kind, [answers.get(name) for answers in read], stored.places)
            for name, column in zip(self._kept, self.columns, strict=True)
        }


def _column(name: str, of: Sequence[Modifier]) -> Column:
    kinds = {_KINDS[modifier.kind] for modifier in of}
    labels: dict[str, dict[str, None]] = {}
    for modifier in of:
        for option in modifier.options:
            labels.setdefault(option.id, {})[option.name] = None
    codes = ", ".join(dict.fromkeys(code for modifier in of for code in modifier.applies_to))
    return Column(
        name=f"modifier_{name}",
        kind=kinds.pop() if len(kinds) == 1 else Kind.TEXT,
        meaning=of[0].name,
        missing=tr("not answered, or not asked: it is asked of {codes}").format(codes=codes),
        labels={option: " / ".join(names) for option, names in labels.items()},
    )


def _values(kind: Kind, answers: Sequence[Any], places: Any) -> Values:
    import numpy as np  # noqa: PLC0415 - slow to import

    if kind is Kind.NUMBER:
        numbers = [answer if isinstance(answer, int | float) else None for answer in answers]
        known = np.array([number is not None for number in numbers], dtype=bool)
        values = np.array([number or 0 for number in numbers], dtype=np.float64)
        return Numbers(values[places], known[places])
    words = [None if answer is None else _flat(answer) for answer in answers]
    names = list(dict.fromkeys(word for word in words if word is not None))
    own: Mapping[str | None, int] = {**{name: place for place, name in enumerate(names)}, None: -1}
    return Coded(np.array([own[word] for word in words], dtype=np.int32)[places], names)


def _flat(answer: Any) -> str:
    """Put several answers into one cell."""
    return "; ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
