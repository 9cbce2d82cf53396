"""Read masks that somebody wrote in a JSON file, with one sentence and a line where that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from havenlens.domain.masks import Mask, MaskStyle, masks_from
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, Span, clock, parse_clock, seconds

_MASK_PARTS = {"from", "to", "style", "cells", "box", "boxes"}
_KEY_PARTS = {"at", "box"}
_SIDES = ("x", "y", "width", "height")


def read_masks(path: Path, clip: Span) -> tuple[Mask, ...]:
    """Read the masks of a clip; raise `StudyError` with the line of a mask that would not hide anything.

    Times are seconds or ``HH:MM:SS.mmm`` of the video; a mask that does not say from when to when it hides
    does so in the whole clip.
    """
    text = _text(path)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise StudyError.of(Problem("mask.bad_json", {}, str(path), error.lineno)) from error
    entries = found.get("masks") if isinstance(found, Mapping) else found
    if not isinstance(entries, list) or not entries:
        raise StudyError.of(Problem("mask.none_in_file", {}, str(path), 1))
    lines = _lines(text, in_list=isinstance(found, list))
    masks = []
    for number, entry in enumerate(entries):
        with _told(path, lines[number]):
            masks.append(_mask(entry, clip))
    return tuple(masks)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StudyError("file.missing", path=path) from error
    except UnicodeDecodeError as error:
        raise StudyError.of(Problem("mask.bad_json", {}, str(path), 1)) from error
    except OSError as error:
        raise StudyError("media.unreadable", path=path) from error


def _lines(text: str, *, in_list: bool) -> list[int]:
    """Find the line on which each mask begins; YAML's reader says so, and JSON is YAML without tabs."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import

    tree = YAML(typ="rt", pure=True).load(text.replace("\t", " "))
    entries = tree if in_list else tree["masks"]
    return [entries.lc.item(number)[0] + 1 for number in range(len(entries))]


@contextmanager
def _told(path: Path, line: int) -> Iterator[None]:
    """Say in which file and on which line of it something is wrong."""
    try:
        yield
    except StudyError as error:
        raise StudyError.of(replace(error.problem, file=str(path), line=line)) from error


def _mask(entry: Any, clip: Span) -> Mask:
    _require_known(entry, _MASK_PARTS)
    start = _time(entry["from"]) if "from" in entry else clip.start
    end = _time(entry["to"]) if "to" in entry else clip.end
    plain = {
        "id": str(uuid4()),
        "start": start,
        "end": end,
        "style": entry.get("style", MaskStyle.SOLID.value),
        "keys": [_key(key, start) for key in _boxes(entry)],
        **({"cells": entry["cells"]} if "cells" in entry else {}),
    }
    (mask,) = masks_from([plain])
    if not mask.span.overlaps(clip):
        assert mask.span.end is not None
        raise StudyError("mask.beside_clip", start=clock(mask.span.start), end=clock(mask.span.end))
    return mask


def _boxes(entry: Mapping[str, Any]) -> list[Any]:
    if "box" in entry:
        return [{"box": entry["box"]}]
    found = entry.get("boxes")
    if not isinstance(found, list):
        raise StudyError("mask.missing_part", part="boxes")
    return found


def _key(entry: Any, start: Micros) -> dict[str, Any]:
    _require_known(entry, _KEY_PARTS)
    sides = entry.get("box")
    if not isinstance(sides, list) or len(sides) != len(_SIDES):
        raise StudyError("mask.bad_part", part="box", value=sides)
    at = _time(entry["at"]) if "at" in entry else start
    return {"at": at, **dict(zip(_SIDES, sides, strict=True))}


def _require_known(entry: Any, known: set[str]) -> None:
    if not isinstance(entry, Mapping):
        raise StudyError("mask.unknown_part", part=entry, known=", ".join(sorted(known)))
    for part in entry:
        if part not in known:
            raise StudyError("mask.unknown_part", part=part, known=", ".join(sorted(known)))


def _time(value: Any) -> Micros:
    """Read a time of the video, in seconds or as on a clock."""
    try:
        return parse_clock(value) if isinstance(value, str) else seconds(_number(value))
    except (ValueError, OverflowError) as error:
        raise StudyError("media.bad_time", text=value) from error


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(value)  # noqa: TRY004 - one kind of failure for whatever is no time
    return float(value)
