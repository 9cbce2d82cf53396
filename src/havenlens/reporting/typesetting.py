"""Set pages as PDF with Typst and the fonts that travel along."""

from __future__ import annotations

import json
import re
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from typst import PDFStandard

Paper = Literal["a4", "letter"]

_PAPERS = {"a4": "a4", "letter": "us-letter"}
_LONG_WORD = re.compile(r"\S{30}(?=\S)")
_NO_SHAPE = "could not be displayed with font"


def breakable(value: Any) -> Any:
    """Let words that are longer than a column break inside; hyphens come first where a language has rules."""
    if isinstance(value, str):
        return _LONG_WORD.sub("\\g<0>\u200b", value)
    if isinstance(value, list):
        return [breakable(each) for each in value]
    if isinstance(value, dict):
        return {key: breakable(each) for key, each in value.items()}
    return value


def typeset(main: Path, shown: dict[str, Any], paper: Paper, at: datetime) -> bytes:
    """Set the pages of a template; the same values always give the same bytes.

    A letter that the shipped fonts lack is looked for on this computer. PDF/UA forbids letters without a
    shape, so a script that no font here knows costs that claim.
    """
    import typst  # noqa: PLC0415 - late: start of the program

    with as_file(files("havenlens") / "assets" / "fonts") as fonts:

        def compile_with(*, shipped_fonts_only: bool, standards: list[PDFStandard]) -> bytes:
            return typst.compile(
                str(main),
                root=str(main.parent),
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
