"""What somebody asks to be written of a study, and what came of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from havenlens.domain.problems import Problem

FORMATS = ("csv", "parquet", "xlsx", "sav", "dta")
"""Formats of tables, as files end; the first one is written where none is named."""


@dataclass(frozen=True, slots=True)
class AnalysesAsked:
    """How the tables of analyses are worked out; what is said here is as in `SequenceOptions`.

    ``pause_s`` counts seconds.
    """

    periods: int = 1
    pause_s: float | None = None
    by_person: bool = False
    no_repeats: bool = False


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is to be written where: ``form`` is the format of files in a folder, ``out`` a file or a folder.

    ``is_folder`` says that ``out`` is meant as a folder although it does not look like one. A deposit draws
    the order of new names with the ``seed``.
    """

    out: Path
    table: str | None = None
    form: str | None = None
    deposit: bool = False
    seed: int = 1
    is_folder: bool = False
    analyses: AnalysesAsked = field(default_factory=AnalysesAsked)

    @property
    def into_folder(self) -> bool:
        """Tell a folder from a file: it is one, was called one, or has no ending."""
        there = os.path.isdir(self.out)  # noqa: PTH112 - never raises where a folder is closed
        return self.is_folder or there or not self.out.suffix

    @property
    def is_workbook(self) -> bool:
        """Tell whether sheets of a workbook hold the tables."""
        return (self.form if self.into_folder else self.out.suffix.lower()[1:]) == "xlsx"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, how many rows each table has, and what is odd in the data.

    ``without_agreement`` says that its table was left out, because nobody has looked at agreement yet;
    ``rule`` which codings count in the tables of analyses.
    """

    paths: list[Path]
    rows: dict[str, int]
    notices: list[Problem] = field(default_factory=list)
    without_agreement: bool = False
    rule: str = ""
