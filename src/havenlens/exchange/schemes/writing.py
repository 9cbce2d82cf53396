"""Write edited values back into a scheme's text: what was not touched keeps its words, comments and order."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    ScalarString,
)

from havenlens.domain.problems import StudyError

_QUOTED = {"key", "colour"}
_AMBIGUOUS = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|~|[-+.\d].*")
_NAMED = ("id", "name")
_FOLD_AT = 110
_INLINE = {"options", "roles", "groups", "domains", "steps", "passes", "prompt_library"}
"""Lists whose entries are short enough for one line each."""


def plain_values(source: str) -> dict[str, Any]:
    """Read a scheme's text as plain mappings, lists, texts, numbers and truth values.

    Text that is no YAML mapping gives nothing; the loader says why.
    """
    try:
        tree = _yaml().load(source)
    except (YAMLError, ValueError, RecursionError):
        return {}
    return _plain(tree) if isinstance(tree, CommentedMap) else {}


def written(values: Mapping[str, Any], source: str) -> str:
    """Write values as the text of a scheme, on the text that they were read from.

    Fields and entries that equal what the text says are left as they stand, with comments, quotes and order.
    Entries of a list are known again by their id or name, else by their place. No text makes a new file.
    """
    yaml = _yaml(_dash_offset(source))
    tree = yaml.load(source) if source.strip() else None
    if not isinstance(tree, CommentedMap):
        tree = CommentedMap()
    _merge_map(tree, values, "")
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def part_text(values: Mapping[str, Any]) -> str:
    """Write some fields as text of their own, to be edited by hand."""
    if not values:
        return ""
    out = io.StringIO()
    _yaml().dump(_made("", values, flow=False), out)
    return out.getvalue()


def part_values(text: str) -> dict[str, Any]:
    """Read fields that were edited by hand; raise `StudyError` where they are none."""
    try:
        tree = _yaml().load(text) if text.strip() else {}
    except (YAMLError, ValueError, RecursionError) as error:
        raise StudyError("scheme.part_not_fields") from error
    if not isinstance(tree, dict):
        raise StudyError("scheme.part_not_fields")
    return dict(_plain(tree))


def _yaml(dash_offset: int = 2) -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=2 + dash_offset, offset=dash_offset)
    return yaml


def _dash_offset(source: str) -> int:
    """Tell how far lists are set in: the first list right under a field at the margin decides."""
    found = re.search(r"^[A-Za-z_]+:[ \t]*\n( *)- ", source, re.MULTILINE)
    return min(len(found.group(1)), 4) if found else 2


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, str):
        return str(node)
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else str(node)


def _merge_map(tree: CommentedMap, values: Mapping[str, Any], field: str) -> None:
    for name in [name for name in tree if name not in values]:
        del tree[name]
    for place, (name, value) in enumerate(values.items()):
        if name in tree:
            tree[name] = _merged(tree[name], value, name)
        else:
            flow = bool(tree.fa.flow_style())
            tree.insert(min(place, len(tree)), name, _made(name, value, flow=flow or None))
    wanted = [name for name in values if name in tree]
    if field == "" and [name for name in tree if name in wanted] != wanted:
        for name in wanted:
            tree.move_to_end(name)


def _merged(node: Any, value: Any, field: str) -> Any:
    """Give the node for a value: the old one where it says the same, the old one changed where it can be."""
    if _same(node, value):
        return node
    if isinstance(node, CommentedMap) and isinstance(value, Mapping):
        _merge_map(node, value, field)
        return node
    if isinstance(node, CommentedSeq) and isinstance(value, Sequence) and not isinstance(value, str):
        return _merge_list(node, value, field)
    if isinstance(node, ScalarString) and isinstance(value, str):
        return _like(node, value)
    return _made(field, value)


def _same(node: Any, value: Any) -> bool:
    """Tell whether a node says a value; 1 and true are different things in a file."""
    plain = _plain(node)
    return type(plain) is type(value) and bool(plain == value) and repr(plain) == repr(value)


def _merge_list(node: CommentedSeq, values: Sequence[Any], field: str) -> CommentedSeq:
    left = dict(enumerate(node))
    chosen: list[Any] = []
    for value in values:
        found = next((place for place, old in left.items() if _known_again(old, value)), None)
        chosen.append((value, None if found is None else left.pop(found)))
    for place, (value, old) in enumerate(chosen):
        # A renamed entry is the one that stood in its place.
        if old is None and isinstance(value, Mapping) and isinstance(left.get(place), CommentedMap):
            chosen[place] = (value, left.pop(place))
    flow = node.fa.flow_style()
    nodes = [
        _made(field, value, item=True, flow=flow or None) if old is None else _merged(old, value, field)
        for value, old in chosen
    ]
    if len(nodes) == len(node) and all(new is old for new, old in zip(nodes, node, strict=True)):
        return node
    comments = {id(old): node.ca.items.get(place) for place, old in enumerate(node)}
    node.clear()
    node.ca.items.clear()
    for place, new in enumerate(nodes):
        node.append(new)
        kept = comments.get(id(new)) if isinstance(new, CommentedMap | CommentedSeq) else None
        if kept is not None:
            node.ca.items[place] = kept
    return node


def _known_again(old: Any, value: Any) -> bool:
    if isinstance(old, Mapping) and isinstance(value, Mapping):
        name = next((name for name in _NAMED if name in value), None)
        return old.get(name) == value[name] if name else _same(old, value)
    return _same(old, value)


def _like(node: ScalarString, value: str) -> Any:
    """Write a text in the style of the one it replaces."""
    if isinstance(node, FoldedScalarString | LiteralScalarString) or "\n" in value:
        return _long_text(value)
    return type(node)(value)


def _long_text(value: str) -> Any:
    if "\n" in value:
        return LiteralScalarString(value)
    folded = FoldedScalarString(value)
    places, since = [], 0
    for match in re.finditer(r"(?<=\S) (?=\S)", value):
        if match.start() - since > _FOLD_AT:
            places.append(match.start())
            since = match.start()
    folded.fold_pos = places
    return folded


def _made(field: str, value: Any, *, item: bool = False, flow: bool | None = None) -> Any:
    """Make a new node in the style of the shipped schemes; ``flow`` is how the place around it is written."""
    if isinstance(value, Mapping):
        node = CommentedMap()
        if (item and field in _INLINE) if flow is None else flow:
            node.fa.set_flow_style()
            flow = True
        else:
            flow = None
        for name, part in value.items():
            node[name] = _made(name, part, flow=flow)
        return node
    if isinstance(value, Sequence) and not isinstance(value, str):
        made = CommentedSeq()
        if flow or not any(isinstance(part, Mapping) for part in value):
            made.fa.set_flow_style()
            flow = True
        for part in value:
            made.append(_made(field, part, item=True, flow=flow))
        return made
    if isinstance(value, str):
        if "\n" in value:
            return DoubleQuotedScalarString(value) if flow else LiteralScalarString(value)
        return DoubleQuotedScalarString(value) if field in _QUOTED or _AMBIGUOUS.fullmatch(value) else value
    return value
