"""Write a codebook as one page that can be read anywhere and printed."""

from __future__ import annotations

from pathlib import Path

from havenlens.reporting.codebook_view import CodebookDocument, view
from havenlens.reporting.embedding import render_page
from havenlens.services.files import write_whole


def write_codebook_html(document: CodebookDocument, path: Path) -> None:
    """Write the page, whole or not at all; the same codebook always gives the same bytes."""
    write_whole(path, render_page("codebook.html.j2", ["codebook.css"], view(document)))
