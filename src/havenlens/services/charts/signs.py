"""What a code is known by in a picture: its letter, its name and its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from havenlens.services.charts.model import LABEL, Box, Disc, Drawing, Ink, Label, shortened, text_width
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.domain.codebook import Scheme

_STRANGE = "#7A8794"
_DARK, _LIGHT = "#000000", "#FFFFFF"

DISC = 7.0
"""The radius of a code's disc."""


@dataclass(frozen=True, slots=True)
class CodeSign:
    """A code as pictures show it; ``alone`` tells that states of its group exclude each other."""

    id: str
    name: str
    letter: str
    colour: str
    group: str = ""
    group_name: str = ""
    lasts: bool = False
    alone: bool = False


def signs_of(scheme: Scheme) -> dict[str, CodeSign]:
    """Give the sign of every code of a scheme, in its order."""
    from havenlens.domain.codebook import Exclusive, Kind  # noqa: PLC0415 - late, as codebooks are slow

    groups = scheme.group_by_id
    found = {}
    for code in scheme.codes:
        group = groups.get(code.group)
        found[code.id] = CodeSign(
            id=code.id,
            name=code.name,
            letter=code.key,
            colour=code.colour,
            group=code.group,
            group_name=group.name if group else "",
            lasts=code.kind is Kind.STATE,
            alone=group is not None and group.exclusive is Exclusive.PER_ACTOR,
        )
    return found


def sign_of(signs: Mapping[str, CodeSign], code: str) -> CodeSign:
    """Give the sign of a code; one that the scheme does not have, such as a pause, gets a dash."""
    known = signs.get(code)
    if known is not None:
        return known
    return CodeSign(code, say("chart.pause") if code == "pause" else code, "–", _STRANGE)


def letter_ink(colour: str) -> str:
    """Choose black or white, whichever is read better on a colour (WCAG 2.2).

    >>> letter_ink("#0072B2"), letter_ink("#F0E442")
    ('#FFFFFF', '#000000')
    """
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return _DARK if (light + 0.05) ** 2 > 1.05 * 0.05 else _LIGHT


def draw_disc(drawing: Drawing, x: float, y: float, sign: CodeSign, radius: float = DISC) -> None:
    """Draw a code as a disc with its letter; the thin edge keeps pale colours apart from the ground."""
    size = radius * 1.35
    drawing.add(
        Disc((x, y), radius, sign.colour, Ink.SECONDARY, 1.0),
        Label((x, y + size * 0.36), sign.letter, letter_ink(sign.colour), size, "middle", strong=True),
    )


def draw_legend(drawing: Drawing, signs: list[CodeSign], left: float, top: float, right: float) -> float:
    """Name codes with their marks, in as many rows as it takes; give where the last row ends."""
    x, y = left, top + 10
    for sign in signs:
        width = 22 + text_width(sign.name) + 16
        if x > left and x + width - 16 > right:
            x, y = left, y + 20
        if sign.lasts:
            draw_bar(drawing, x, y - 7, 18, 14, sign)
            name_at = x + 24
        else:
            draw_disc(drawing, x + DISC, y, sign)
            name_at = x + 20
        drawing.add(Label((name_at, y + 4), shortened(sign.name, right - name_at), Ink.TEXT))
        x = name_at + text_width(sign.name) + 16
    return y + 10 if signs else top


def draw_bar(
    drawing: Drawing, x: float, y: float, width: float, height: float, sign: CodeSign, words: str = ""
) -> None:
    """Draw a state as a bar with its letter, and with words where they fit."""
    drawing.add(Box(x, y, width, height, sign.colour, Ink.SECONDARY, min(2.0, width / 2)))
    size = min(LABEL, height * 0.78)
    letter = text_width(sign.letter, size, strong=True)
    ink, base = letter_ink(sign.colour), y + height / 2 + size * 0.36
    if words and width >= letter + text_width(words, size) + 16:
        drawing.add(
            Label((x + 5, base), sign.letter, ink, size, strong=True),
            Label((x + 10 + letter, base), words, ink, size),
        )
    elif width >= letter + 3:
        drawing.add(Label((x + width / 2, base), sign.letter, ink, size, "middle", strong=True))
