"""Write a feedback document as a PDF to print or to read without its clips."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from pathlib import Path

from havenlens.reporting.feedback_moments import View
from havenlens.reporting.feedback_view import view
from havenlens.reporting.typesetting import Paper, breakable, typeset
from havenlens.services.feedback import FeedbackDocument
from havenlens.services.files import working_folder, write_whole


def write_feedback_pdf(document: FeedbackDocument, path: Path, paper: Paper = "a4") -> None:
    """Write the pages, whole or not at all; tagged, with title and language, and always the same bytes.

    Raise `StudyError` where the document has no clips, a picture cannot be read or nothing can be written.
    """
    resolved = view(document)
    drawings = [panel.pop("svg") for panel in resolved["progress"]["panels"]] if resolved["progress"] else []
    shown: View = breakable(resolved)
    written = document.written_on
    shown["coach"] = document.coach
    shown["day"] = [written.year, written.month, written.day]
    language, _, region = shown["lang"].partition("-")
    shown |= {"lang": language, "region": region or None}
    with working_folder() as folder:
        _put_pictures(document, shown, folder)
        _put_drawings(shown, drawings, folder)
        template = files("havenlens.reporting") / "templates" / "feedback.typ"
        with as_file(template) as source:
            shutil.copyfile(source, folder / "feedback.typ")
        pdf = typeset(folder / "feedback.typ", shown, paper, datetime.combine(written, time(), UTC))
    write_whole(path, pdf)


def _put_pictures(document: FeedbackDocument, shown: View, folder: Path) -> None:
    """Put every picture into the folder, where the pages look for it by name."""
    for block, drawn in zip(document.shown_blocks, shown["blocks"], strict=True):
        drawn["still_file"] = f"still-{drawn['number']}.{drawn['still_kind']}"
        (folder / drawn["still_file"]).write_bytes(block.still)
    exemplar, logo = shown["exemplar"], shown["logo"]
    if exemplar is not None:
        kind = exemplar["still_kind"]
        exemplar["still_file"] = f"exemplar.{kind}" if kind else None
        if kind:
            (folder / exemplar["still_file"]).write_bytes(document.exemplar_still)
    if logo is not None and document.logo:
        logo["file"] = f"logo.{logo['kind']}"
        (folder / logo["file"]).write_bytes(document.logo)


def _put_drawings(shown: View, drawings: list[str], folder: Path) -> None:
    """Put the drawings beside them; their markup went through no hands that break long words."""
    for number, drawing in enumerate(drawings, start=1):
        name = f"progress-{number}.svg"
        shown["progress"]["panels"][number - 1]["file"] = name
        (folder / name).write_text(drawing, encoding="utf-8")
