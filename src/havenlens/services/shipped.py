"""Find the folders that travel with the program, in a wheel and in a source tree alike."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from havenlens.domain.problems import StudyError

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(folder: Literal["coding_schemes", "sample_videos"]) -> Path:
    """Give a shipped folder: inside an installed package, or beside ``src`` in a source tree.

    Raise `StudyError` where neither is there.
    """
    places = [_PACKAGE / folder]
    if _PACKAGE.parent.name == "src":
        places.append(_PACKAGE.parent.parent / folder)
    for place in places:
        if place.is_dir():
            return place
    raise StudyError("shipped.missing", folder=folder, package=_PACKAGE)
