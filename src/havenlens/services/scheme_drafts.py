"""Drafts of schemes: kept beside the study at every edit, offered until they are saved or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.problems import Problem
from havenlens.services.files import cannot_write, make_folder, write_whole

_FOLDER = "scheme-drafts"


@dataclass(frozen=True)
class Draft:
    """A scheme that is not saved yet; ``base`` is the stored version it is to follow, None for a new one."""

    id: UUID
    values: Mapping[str, Any]
    source: str
    base: UUID | None
    kept_at: datetime

    @property
    def name(self) -> str:
        """Give the scheme's name, or its id."""
        return str(self.values.get("name") or self.values.get("id") or "–")

    @classmethod
    def begun(cls, values: Mapping[str, Any], source: str = "", base: UUID | None = None) -> Draft:
        """Begin a draft."""
        return cls(uuid4(), values, source, base, datetime.now(UTC))


class Drafts:
    """The drafts of one study, each a file in the folder of what can be made anew beside it."""

    def __init__(self, study: Path) -> None:
        self._folder = study.with_name(f"{study.name}-cache") / _FOLDER

    def keep(self, draft: Draft) -> None:
        """Write a draft, whole or not at all; raise `StudyError` where that cannot be."""
        make_folder(self._folder)
        content = {
            "values": draft.values,
            "source": draft.source,
            "base": None if draft.base is None else draft.base.hex,
            "kept_at": draft.kept_at.isoformat(),
        }
        write_whole(self._file(draft.id), json.dumps(content, ensure_ascii=False))

    def drop(self, draft: UUID) -> None:
        """Throw a draft away; one that is not there any more is none the less gone."""
        try:
            self._file(draft).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self._file(draft), error) from error

    def all(self) -> tuple[list[Draft], list[Problem]]:
        """Read every draft, latest first, and say which files cannot be read."""
        drafts, problems = [], []
        with suppress(OSError):
            for path in sorted(self._folder.glob("*.json")):
                draft = _read(path)
                if draft is None:
                    problems.append(Problem("scheme.draft_unreadable", {"path": path}))
                else:
                    drafts.append(draft)
        return sorted(drafts, key=lambda draft: draft.kept_at, reverse=True), problems

    def _file(self, draft: UUID) -> Path:
        return self._folder / f"{draft.hex}.json"


def _read(path: Path) -> Draft | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        base = content["base"]
        return Draft(
            UUID(path.stem),
            dict(content["values"]),
            str(content["source"]),
            None if base is None else UUID(base),
            datetime.fromisoformat(content["kept_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
