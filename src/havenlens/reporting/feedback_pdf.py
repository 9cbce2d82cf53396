"""Write a feedback document as a PDF to print or to read without its clips."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from havenlens.reporting.feedback_view import View, view
from havenlens.services.feedback import FeedbackDocument
from havenlens.services.files import write_whole

if TYPE_CHECKING:
    from typst import PDFStandard

_PAPERS = {"a4": "a4", "letter": "us-letter"}
_LONG_WORD = re.compile(r"\S{30}(?=\S)")
_NO_SHAPE = "could not be displayed with font"


def write_feedback_pdf(document: FeedbackDocument, path: Path, paper: Literal["a4", "letter"] = "a4") -> None:
    """Write the pages, whole or not at all; tagged, with title and language, and always the same bytes.

    Raise `StudyError` where the document has no clips, a picture cannot be read or nothing can be written.
    """
    shown: View = _breakable(view(document))
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


def _breakable(value: Any) -> Any:
    """Let words that are longer than a column break inside; hyphens come first where a language has rules."""
    if isinstance(value, str):
        return _LONG_WORD.sub("\\g<0>\u200b", value)
    if isinstance(value, list):
        return [_breakable(each) for each in value]
    if isinstance(value, dict):
        return {key: _breakable(each) for key, each in value.items()}
    return value


def _compile(folder: Path, shown: View, paper: str, fonts: Path, at: datetime) -> bytes:
    """Set the pages with the fonts that travel along; a letter they lack is looked for on this computer.

    PDF/UA forbids letters without a shape, so a script that no font here knows costs that claim.
    """
    import typst  # noqa: PLC0415 - late: start of the program

    def compile_with(*, shipped_fonts_only: bool, standards: list[PDFStandard]) -> bytes:
        return typst.compile(
            str(folder / "feedback.typ"),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=shipped_fonts_only,
            sys_inputs={"data": json.dumps(shown, ensure_ascii=False), "paper": _PAPERS[paper]},
            pdf_standards=standards,
            timestamp=at,
        )

    for shipped_fonts_only in (True, False):
        try:
            return compile_with(shipped_fonts_only=shipped_fonts_only, standards=["ua-1"])
        except typst.TypstError as error:
            if _NO_SHAPE not in error.message:
                raise
    return compile_with(shipped_fonts_only=False, standards=[])
