"""Agreement as files: JSON, CSV, a workbook, HTML, or a Word document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from havenlens.inference.coefficient import Coefficient


def write_plain_agreement(found: Sequence[Coefficient], told: Mapping[str, Any], path: Path) -> None:
    """Write what was computed from a plain table, in the format of the path's suffix."""
    raise NotImplementedError(path)
