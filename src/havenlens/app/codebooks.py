"""Write codebooks, in the format that the file's name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import StudyError
from havenlens.services.scheme_notes import SchemeNote
from havenlens.ui.timeline.model import shapes_of_groups
from havenlens.words.catalogue import language


def write_codebook(scheme: Scheme, notes: Sequence[SchemeNote], path: Path) -> None:
    """Write a scheme's codebook as HTML or PDF, in the reader's language, with the timeline's marks."""
    from havenlens.reporting.codebook_html import write_codebook_html  # noqa: PLC0415 - Jinja is slow
    from havenlens.reporting.codebook_pdf import write_codebook_pdf  # noqa: PLC0415
    from havenlens.reporting.codebook_view import CodebookDocument  # noqa: PLC0415

    writers = {".html": write_codebook_html, ".pdf": write_codebook_pdf}
    if path.suffix.lower() not in writers:
        raise StudyError("codebook.no_format", path=path)
    shapes = shapes_of_groups(group.id for group in scheme.groups)
    document = CodebookDocument(
        scheme, {group: shape.value for group, shape in shapes.items()}, tuple(notes), language()
    )
    writers[path.suffix.lower()](document, path)
