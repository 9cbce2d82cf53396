"""Write a feedback document as a PDF to print or to read without its clips."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from pathlib import Path

from havenlens.reporting.feedback_view import View, view
from havenlens.reporting.typesetting import Paper, breakable, typeset
from havenlens.services.feedback import FeedbackDocument
from havenlens.services.files import write_whole


def write_feedback_pdf(document: FeedbackDocument, path: Path, paper: Paper = "a4") -> None:
    """Write the pages, whole or not at all; tagged, with title and language, and always the same bytes.

    Raise `StudyError` where the document has no clips, a picture cannot be read or nothing can be written.
    """
    shown: View = breakable(view(document))
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
        with as_file(template) as source:
            shutil.copyfile(source, folder / "feedback.typ")
        pdf = typeset(folder / "feedback.typ", shown, paper, datetime.combine(written, time(), UTC))
    write_whole(path, pdf)
