"""Turn a small SVG drawing into a PNG, for documents that know no other pictures."""

from __future__ import annotations

from importlib.resources import as_file, files

from havenlens.reporting.font_letters import lacking_letters

_DOTS_PER_INCH = 300


def drawn_as_png(svg: str) -> bytes:
    """Draw an SVG 50 mm wide at 300 dots to the inch, in the program's own font.

    Letters that the shipped fonts lack are looked for on this computer.
    """
    import typst  # noqa: PLC0415 - late: start of the program

    template = files("havenlens.reporting") / "templates" / "drawing.typ"
    with as_file(template) as page, as_file(files("havenlens") / "assets" / "fonts") as fonts:
        return typst.compile(
            str(page),
            root=str(page.parent),
            format="png",
            ppi=_DOTS_PER_INCH,
            font_paths=[str(fonts)],
            ignore_system_fonts=not lacking_letters(svg),
            sys_inputs={"drawing": svg},
        )
