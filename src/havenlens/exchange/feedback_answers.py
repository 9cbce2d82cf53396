"""Read the small file of answers that a teacher's page saves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from havenlens.domain.problems import StudyError
from havenlens.services.feedback import writable
from havenlens.services.feedback_answers import FeedbackAnswers

KIND = "havenlens.answers"
VERSION = 1
_LARGEST = 5_000_000
_LEAST_USEFUL, _MOST_USEFUL = 1, 5


def read_answers(path: Path) -> FeedbackAnswers:
    """Read a file of answers; whose document it answers is for the caller to compare.

    Raise `StudyError` where there is no file, where it is none of answers, where it breaks off or was
    changed, and where a newer page saved it.
    """
    content = _content(path)
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise StudyError("answers.newer", path=path, version=version, known=VERSION)
    try:
        return _answers(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StudyError("answers.damaged", path=path) from error


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise StudyError("answers.not_answers", path=path)
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError("answers.not_answers", path=path) from error
    except OSError as error:
        raise StudyError("file.missing", path=path) from error
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        code = "answers.damaged" if KIND in text else "answers.not_answers"
        raise StudyError(code, path=path) from error
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise StudyError("answers.not_answers", path=path)
    return content


def _answers(content: dict[str, Any]) -> FeedbackAnswers:
    return FeedbackAnswers(
        document=UUID(content["document"]),
        answers=tuple((UUID(each["clip"]), _text(each["text"])) for each in content["answers"]),
        struck=frozenset(UUID(each) for each in content.get("struck", ())),
        usefulness=_usefulness(content.get("usefulness")),
        saved_at=_moment(content["saved_at"]),
        cycle=int(content["cycle"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return writable(value).strip()


def _usefulness(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not _LEAST_USEFUL <= value <= _MOST_USEFUL:
        raise ValueError(value)
    return value


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
