"""Write the documents of a coaching cycle, and the pack that is sent to a teacher."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from havenlens.domain.problems import StudyError
from havenlens.services.coaching.cycles import cycle_of
from havenlens.services.coaching.document import build_feedback
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.coaching.sending import SendOptions, check_formats, check_gate
from havenlens.services.days import this_day
from havenlens.services.feedback import FeedbackDocument
from havenlens.services.files import whole_file, working_folder
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.services.study import Study

if TYPE_CHECKING:
    import pyzipper

_WITH_CLIPS = (".html", ".zip")
_BESIDE_CLIPS = 2_500_000
"""Bytes of a send pack that are no clips: page, fonts, stills, PDF."""


def write_report(
    study: Study,
    teacher: str,
    number: int,
    paths: Sequence[Path],
    media: MediaLibrary,
    progress: Progress = no_progress,
    options: SendOptions | None = None,
    written: Callable[[Path], None] | None = None,
) -> list[Path]:
    """Write a cycle's document in every format that the paths' suffixes ask for.

    ``written`` is told of each file as soon as it is there, since a later one may fail. Raise `StudyError`
    where somebody in a clip lacks consent who was not passed over before.
    """
    options = options or SendOptions()
    check_formats(paths, encrypted=bool(options.password))
    today = this_day()
    check_gate(study, cycle_of(study, teacher, number), today, options.passed)
    suffixes = {path.suffix.lower() for path in paths}
    most = coaching_rules(study).most_bytes
    with working_folder() as work:
        document = build_feedback(
            study,
            teacher,
            number,
            media,
            work,
            language=options.language,
            cut_clips=not suffixes.isdisjoint(_WITH_CLIPS),
            most_bytes=max(1, most - _BESIDE_CLIPS) if ".zip" in suffixes else None,
            progress=progress,
        )
        for path in paths:
            _write(document, path, options, most)
            if written is not None:
                written(path)
    return list(paths)


def _write(document: FeedbackDocument, path: Path, options: SendOptions, most: int) -> None:
    match path.suffix.lower():
        case ".html":
            from havenlens.reporting.feedback_html import write_feedback_html  # noqa: PLC0415 - Jinja is slow

            write_feedback_html(document, path)
        case ".pdf":
            from havenlens.reporting.feedback_pdf import write_feedback_pdf  # noqa: PLC0415 - when it is wanted

            write_feedback_pdf(document, path, options.paper)
        case ".docx":
            from havenlens.reporting.feedback_docx import write_feedback_docx  # noqa: PLC0415 - likewise

            write_feedback_docx(document, path, options.paper)
        case _:
            _write_pack(document, path, options, most)


def _write_pack(document: FeedbackDocument, path: Path, options: SendOptions, most: int) -> None:
    """Put the page with its clips and the PDF into one ZIP file; raise `StudyError` where it gets too big."""
    with working_folder() as work:
        folder = work / path.stem
        folder.mkdir()
        for suffix in (".html", ".pdf"):
            _write(document, folder / f"{path.stem}{suffix}", options, most)
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        with whole_file(path) as temporary:
            with _archive(temporary, options.password) as archive:
                for file in files:
                    archive.write(file, file.relative_to(folder.parent).as_posix())
            size = temporary.stat().st_size
            if size > most:
                megabytes = f"{size / 1e6:.1f}"
                raise StudyError("pack.too_big", path=path, size=megabytes, most=f"{most / 1e6:g}")


def _archive(path: Path, password: str) -> zipfile.ZipFile | pyzipper.AESZipFile:
    """Open a new archive; its clips and pictures are small already, the rest is deflated."""
    if not password:
        return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    import pyzipper  # noqa: PLC0415 - only for an encrypted pack

    archive = pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES)
    archive.setpassword(password.encode())
    return archive
