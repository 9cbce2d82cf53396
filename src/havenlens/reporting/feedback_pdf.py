"""Write a feedback document as a PDF to print or to read without its clips."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

from havenlens.reporting.feedback_view import View, view
from havenlens.services.feedback import FeedbackDocument
from havenlens.services.files import write_whole

_PAPERS = {"a4": "a4", "letter": "us-letter"}
_STANDARD = "ua-1"


def write_feedback_pdf(
    document: FeedbackDocument, path: Path, paper: Literal["a4", "letter"] = "a4"
) -> None:
    """Write the pages, whole or not at all; tagged, with title and language, and always the same bytes.

    Raise `StudyError` where the document has no clips, a picture cannot be read or nothing can be written.
    """
    shown = view(document)
    written = document.written_on
    shown["coach"] = document.coach
    shown["day"] = [written.year, written.month, written.day]
    language, _, region = shown["lang"].partition("-")
    shown |= {"lang": language, "region": region or None}
    with tempfile.TemporaryDirectory(prefix="havenlens-") as name:
        folder = Path(name)
        for block, drawn in zip(document.blocks, shown["blocks"], strict=True):
            drawn["still_file"] = f"still-{drawn['number']}.{drawn['still_kind']}"
            (folder / drawn["still_file"]).write_bytes(block.still)
        template = files("havenlens.reporting") / "templates" / "feedback.typ"
        with as_file(template) as source, as_file(files("havenlens") / "assets" / "fonts") as fonts:
            shutil.copyfile(source, folder / "feedback.typ")
            pdf = _compile(folder, shown, paper, fonts, datetime.combine(written, time(), UTC))
    write_whole(path, pdf)


def _compile(folder: Path, shown: View, paper: str, fonts: Path, at: datetime) -> bytes:
    """Set the pages with the fonts that travel along; a letter they lack is looked for on this computer.

    PDF/UA forbids letters without a shape, so a script that no font here knows gives a PDF without that claim.
    """
    import typst  # noqa: PLC0415 - late: start of the program

    options: dict[str, Any] = {
        "root": str(folder),
        "sys_inputs": {"data": json.dumps(shown, ensure_ascii=False), "paper": _PAPERS[paper]},
        "timestamp": at,
        "font_paths": [str(fonts)],
    }
    source = str(folder / "feedback.typ")
    try:
        return typst.compile(source, ignore_system_fonts=True, pdf_standards=_STANDARD, **options)
    except typst.TypstError:
        raise
