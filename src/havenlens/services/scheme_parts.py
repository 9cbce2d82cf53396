"""New parts of a scheme, with what can be filled in beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from havenlens.services.scheme_editing import Values, free_id, value_at
from havenlens.services.scheme_fields import Part

_PALETTE = (
    *("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#332288", "#999933"),
    *("#882255", "#117733", "#F0E442", "#8B4513", "#6699CC", "#44AA99", "#AA4499", "#661100"),
)
_LETTERS = "abcdefghmnpqrstuvwxyz"


def new_part(part: Part, values: Values) -> dict[str, Any]:
    """Make a part with what can be filled in beforehand: a free id, key and colour, and no judgement."""
    rows = [row for row in values.get(part.name) or () if isinstance(row, Mapping)]
    made: dict[str, Any] = {"id": free_id(f"new {part.one}", (str(row.get("id")) for row in rows))}
    if part.field("name") is not None:
        made["name"] = ""
    match part.name:
        case "codes":
            made |= _new_code(rows, values)
        case "modifiers":
            made |= {"applies_to": [], "options": [{"id": "option", "key": "1", "name": ""}]}
        case "ratings":
            made |= {"key": _free("123456789", rows), "direction": "higher_better", "definition": ""}
        case "domains":
            made |= {"members": []}
        case "derived":
            made |= {"kind": "count_by_code", "events": {"codes": []}}
        case "prompt_library":
            made |= {"asks": "", "stems": []}
    return made


def doubled(part: Part, row: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """Copy a part under an id of its own; its key and colour are new, too."""
    fresh = new_part(part, values)
    own: dict[str, Any] = {name: fresh[name] for name in ("key", "colour") if name in fresh}
    taken = (str(other.get("id")) for other in values.get(part.name) or ())
    return {**row, **own, "id": free_id(str(row.get("id")), taken)}


def _new_code(rows: list[Mapping[str, Any]], values: Values) -> dict[str, Any]:
    last = rows[-1] if rows else {}
    first_group = value_at(values, ("groups", 0, "id"))
    taken = {str(row.get("colour")).upper() for row in rows}
    return {
        "key": _free(_LETTERS, rows),
        "kind": last.get("kind", "point"),
        "group": last.get("group", first_group or ""),
        "class": last.get("class", ""),
        "actors": list(last.get("actors", ())),
        "targets": list(last.get("targets", ())),
        "colour": next((colour for colour in _PALETTE if colour not in taken), "#7F7F7F"),
        "definition": "",
    }


def _free(keys: str, rows: list[Mapping[str, Any]]) -> str:
    taken = {row.get("key") for row in rows}
    return next((key for key in keys if key not in taken), "")


def new_scheme(name: str, taken: frozenset[str]) -> dict[str, Any]:
    """Make a scheme to begin from: one role, one group, no code yet."""
    return {
        "schema_version": 1,
        "id": free_id(name, taken),
        "name": name,
        "version": "0.1.0",
        "status": "draft",
        "license": "CC-BY-4.0",
        "context": ["classroom"],
        "summary": "",
        "notice": "",
        "roles": [{"id": "person", "name": "Person", "many": True}],
        "groups": [{"id": "events", "name": "Events", "exclusive": "none", "exhaustive": False}],
        "codes": [],
    }
