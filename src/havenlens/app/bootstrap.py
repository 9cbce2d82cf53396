"""The one composition root: which part is given to which."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from havenlens.domain.codebook import Scheme
from havenlens.services.scheme_editing import SchemeText
from havenlens.services.shipped import shipped
from havenlens.services.study import Study

if TYPE_CHECKING:
    from havenlens.store.study_file import StudyFile

_SCHEMES = 64
"""How many schemes are kept that were read: of a large one that takes 0.1 s, and each job reads the study."""


@lru_cache(maxsize=_SCHEMES)
def read_scheme(source: str, name: str) -> Scheme:
    """Read a scheme from its text, once, and late, since the YAML library is slow to import."""
    from havenlens.exchange.schemes import parse_scheme  # noqa: PLC0415

    return parse_scheme(source, name)


def scheme_text() -> SchemeText:
    """Give what the scheme editor asks of scheme files, late for the same reason."""
    from havenlens.exchange.schemes import YamlSchemes  # noqa: PLC0415

    return YamlSchemes()


def open_study(path: Path, *, write: bool = False, must: bool = True) -> tuple[StudyFile, Study]:
    """Open a study file with its use cases; the caller closes the file."""
    from havenlens.store.study_file import StudyFile  # noqa: PLC0415 - SQLAlchemy is slow to import

    file = StudyFile.open(path, write=write, must=must)
    return file, Study(file.rows, read_scheme, file.path.parent)


def create_study(
    path: Path, name: str, fill: Callable[[Study], None] | None = None
) -> tuple[StudyFile, Study]:
    """Make a study file with its use cases; the caller closes the file.

    With what ``fill`` puts in it, the file is there whole or not at all.
    """

    def fill_file(file: StudyFile) -> None:
        if fill is not None:
            fill(Study(file.rows, read_scheme, file.path.parent))

    from havenlens.store.study_file import StudyFile  # noqa: PLC0415 - SQLAlchemy is slow to import

    file = StudyFile.create(path, name, fill=fill_file)
    return file, Study(file.rows, read_scheme, file.path.parent)


def add_shipped_schemes(study: Study) -> None:
    """Store the schemes that come with Havenlens in a study; the template is for copying only."""
    for source in sorted(shipped("coding_schemes").glob("*.yaml")):
        if source.stem != "template":
            study.add_scheme(source.read_text(encoding="utf-8"), source.name)
