"""Read what a teacher gave back; the format is found by content."""

from __future__ import annotations

import zipfile
from pathlib import Path

from havenlens.services.feedback_answers import FeedbackAnswers

_SIGNS = (b"havenlens.answers", b"<!doctype html", b"%pdf-")


def is_answer_file(path: Path) -> bool:
    """Tell whether a file may be meant as a teacher's answers: a page's small file, or a Word document.

    Pages and PDFs are what people send back by mistake; reading them says so.
    """
    try:
        with path.open("rb") as file:
            start = file.read(400)
    except OSError:
        return False
    return zipfile.is_zipfile(path) or any(sign in start.lower() for sign in _SIGNS)


def read_answer_file(path: Path) -> FeedbackAnswers:
    """Read answers from the page's file or the Word document; raise `StudyError` for anything else."""
    if zipfile.is_zipfile(path):
        from havenlens.exchange.feedback_docx_answers import read_docx_answers  # noqa: PLC0415 - XML is slow

        return read_docx_answers(path)
    from havenlens.exchange.feedback_answers import read_answers  # noqa: PLC0415 - when it is wanted

    return read_answers(path)
