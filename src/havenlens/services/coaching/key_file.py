"""The key file: which real name belongs to which label. It is read to be looked at and never kept."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from havenlens.domain.problems import StudyError

_COLUMNS = ("label", "name")


def read_key_file(path: Path) -> Mapping[str, str]:
    """Read names by label from a CSV table with the columns ``label`` and ``name``.

    Raise `StudyError` for a file that cannot be read, is no such table, or names a label twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError("key.not_text", path=path) from error
    except OSError as error:
        raise StudyError("key.unreadable", path=path) from error
    first = text.splitlines()[0] if text.strip() else ""
    rows = csv.DictReader(StringIO(text), delimiter=";" if ";" in first and "," not in first else ",")
    heads = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
    missing = [column for column in _COLUMNS if column not in heads]
    if missing:
        raise StudyError("key.no_column", path=path, column=missing[0])
    found: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        label, name = ((row[heads[column]] or "").strip() for column in _COLUMNS)
        if not label and not name:
            continue
        if not label or not name:
            raise StudyError("key.half_row", path=path, line=number)
        if label in found:
            raise StudyError("key.label_twice", path=path, label=label, line=number)
        found[label] = name
    if not found:
        raise StudyError("key.empty", path=path)
    return found


def lies_beside(key_file: Path, study: Path) -> bool:
    """Tell whether a key file lies in the study's folder, where whoever copies the study copies the names."""
    return key_file.resolve().is_relative_to(study.resolve().parent)
