"""Save a chart as SVG, PNG or PDF of print quality."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from havenlens.domain.problems import Problem, StudyError
from havenlens.reporting.chart_svg import draw_svg
from havenlens.reporting.font_letters import lacking_everywhere, lacking_letters
from havenlens.services.charts.model import Chart, Label
from havenlens.services.files import working_folder, write_whole

_DOTS_PER_INCH = 300
_PAGE = """#set page(width: auto, height: auto, margin: 9pt, fill: {fill})
#set text(font: "Inter")
#set document(title: sys.inputs.title)
#image("picture.svg", alt: sys.inputs.summary, width: {width}pt)
"""


def write_chart(chart: Chart, path: Path) -> list[Problem]:
    """Save a chart in the format of the path's suffix: vector as .svg and .pdf, 300 dots an inch as .png.

    Give what is to be said about it: letters without a font, which are boxes; whoever opens an .svg draws it
    with fonts of their own. Raise `StudyError` for any other suffix, and where nothing can be written.
    """
    match path.suffix.lower():
        case ".svg":
            write_whole(path, draw_svg(chart))
            return []
        case ".pdf":
            write_whole(path, _typeset(chart, "pdf"))
        case ".png":
            write_whole(path, _typeset(chart, "png"))
        case _:
            raise StudyError("chart.no_format", path=path)
    boxes = lacking_everywhere("".join(shape.text for shape in chart.shapes if isinstance(shape, Label)))
    return [Problem("chart.no_font", {"letters": " ".join(boxes)})] if boxes else []


def _typeset(chart: Chart, kind: Literal["pdf", "png"]) -> bytes:
    import typst  # noqa: PLC0415 - late: start of the program

    with (
        working_folder() as folder,
        as_file(files("havenlens") / "assets" / "fonts") as fonts,
    ):
        drawn = draw_svg(chart, hits=False)
        (folder / "picture.svg").write_text(drawn, encoding="utf-8")
        page = _PAGE.format(fill="white" if kind == "png" else "none", width=round(chart.width * 0.75, 2))
        (folder / "picture.typ").write_text(page, encoding="utf-8")
        return typst.compile(
            str(folder / "picture.typ"),
            root=str(folder),
            format=kind,
            ppi=_DOTS_PER_INCH,
            font_paths=[str(fonts)],
            # What the shipped fonts lack is looked for on this computer; all else is the same everywhere.
            ignore_system_fonts=not lacking_letters(drawn),
            sys_inputs={"title": chart.title, "summary": chart.summary},
        )
