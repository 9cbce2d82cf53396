"""Write a codebook as one page that can be read anywhere and printed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from havenlens.reporting.codebook_view import CodebookDocument, view
from havenlens.reporting.embedding import embedded_fonts, page_templates
from havenlens.services.files import write_whole


def write_codebook_html(document: CodebookDocument, path: Path) -> None:
    """Write the page, whole or not at all; the same codebook always gives the same bytes."""
    from markupsafe import Markup  # noqa: PLC0415 - late: start of the program

    style = (files("havenlens.reporting") / "templates" / "codebook.css").read_text(encoding="utf-8")
    page = (
        page_templates()
        .get_template("codebook.html.j2")
        .render(
            **view(document),
            style=Markup(style),  # noqa: S704 - our own file
            fonts=embedded_fonts(),
        )
    )
    write_whole(path, page)
