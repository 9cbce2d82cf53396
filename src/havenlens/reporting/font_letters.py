"""Which letters the fonts that travel along have a shape for, and which no font on this computer has."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from struct import unpack_from
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Fonts

_SPACES = "\t\n\r\u200b"
_WHOLE_UNICODE, _FIRST_PLANE = 12, 4
"""Formats of tables of letters: all of Unicode, and its first 65,536."""


def lacking_letters(text: str) -> frozenset[str]:
    """Give the letters of a text that no shipped font has a shape for.

    >>> sorted(lacking_letters("Ada fragt: 名前")), sorted(lacking_letters("Zoë → שלום"))
    (['前', '名'], [])
    """
    return frozenset(each for each in text if each not in _SPACES and ord(each) not in _shipped())


def lacking_everywhere(text: str) -> tuple[str, ...]:
    """Give the letters of a text that neither the shipped fonts nor this computer's have, in order.

    Where a document is typeset they are boxes.
    """
    letters = "".join(sorted(lacking_letters(text)))
    if not letters:
        return ()
    import typst  # noqa: PLC0415 - late: start of the program

    with as_file(files("havenlens") / "assets" / "fonts") as folder:
        fonts = typst.Fonts(include_system_fonts=True, font_paths=[str(folder)])
    if _has_shapes(letters, fonts):
        return ()
    return tuple(letter for letter in letters if not _has_shapes(letter, fonts))


def _has_shapes(letters: str, fonts: Fonts) -> bool:
    """Tell whether every letter has a shape, which documents that are to last have to have."""
    import typst  # noqa: PLC0415 - late: start of the program

    page = '#set text(font: "Inter")\n#set document(date: none)\n#sys.inputs.letters'
    try:
        typst.compile(
            page.encode(),
            format="pdf",
            font_paths=fonts,
            pdf_standards="a-2b",
            sys_inputs={"letters": letters},
        )
    except typst.TypstError:
        return False
    return True


@cache
def _shipped() -> frozenset[int]:
    folder = files("havenlens") / "assets" / "fonts"
    fonts = [
        each for each in folder.iterdir() if "Regular" in each.name and each.name[-4:] in (".otf", ".ttf")
    ]
    return frozenset[int]().union(*(letters_of(each.read_bytes()) for each in fonts))


def letters_of(font: bytes) -> frozenset[int]:
    """Read which letters an OpenType font has, from its table ``cmap``."""
    (n_tables,) = unpack_from(">H", font, 4)
    places = {
        font[at : at + 4]: unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * n_tables, 16)
    }
    table = places[b"cmap"]
    (n_encodings,) = unpack_from(">H", font, table + 2)
    starts = {table + unpack_from(">I", font, table + 8 + 8 * each)[0] for each in range(n_encodings)}
    found: set[int] = set()
    for start in starts:
        (form,) = unpack_from(">H", font, start)
        if form == _WHOLE_UNICODE:
            found |= _groups(font, start)
        elif form == _FIRST_PLANE:
            found |= _segments(font, start)
    return frozenset(found)


def _groups(font: bytes, start: int) -> set[int]:
    (n,) = unpack_from(">I", font, start + 12)
    ends = (unpack_from(">II", font, start + 16 + 12 * each) for each in range(n))
    return {letter for first, last in ends for letter in range(first, last + 1)}


def _segments(font: bytes, start: int) -> set[int]:
    (twice,) = unpack_from(">H", font, start + 6)
    n = twice // 2
    lasts = unpack_from(f">{n}H", font, start + 14)
    firsts = unpack_from(f">{n}H", font, start + 16 + twice)
    return {
        letter for first, last in zip(firsts, lasts, strict=True) for letter in range(first, last + 1)
    } - {0xFFFF}
