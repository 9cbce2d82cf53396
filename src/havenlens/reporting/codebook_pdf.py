"""Write a codebook as a PDF to print."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from havenlens.reporting.codebook_view import CodebookDocument, view
from havenlens.reporting.typesetting import Paper, breakable, typeset
from havenlens.services.files import write_whole

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The instant in the file: a codebook is dated by its version, and the same one gives the same bytes."""


def write_codebook_pdf(document: CodebookDocument, path: Path, paper: Paper = "a4") -> None:
    """Write the pages, whole or not at all; tagged, with title and language."""
    shown = breakable(view(document))
    language, _, region = shown["lang"].partition("-")
    shown |= {"lang": language, "region": region or None}
    with as_file(files("havenlens.reporting") / "templates" / "codebook.typ") as template:
        pdf = typeset(template, shown, paper, _MADE)
    write_whole(path, pdf)
