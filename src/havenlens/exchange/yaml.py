"""Read YAML files of ours, with one sentence where that fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from havenlens.domain.problems import StudyError


def read_yaml(path: Path) -> Any:
    """Read a YAML file as plain mappings and lists; raise `StudyError` with file and line."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StudyError("file.missing", path=path) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StudyError("file.bad_yaml", path=path, line=line) from error
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise StudyError("file.bad_yaml", path=path, line=1) from error
