"""How far apart colours look, also to people who do not tell red from green (deuteranopia)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

from havenlens.domain.codebook import Code

Lab = tuple[float, float, float]
"""Lightness, green to red, blue to yellow (CIE 1976 L*a*b*, white D65)."""

LEAST_DIFFERENCE = 12.0
"""The colour difference (CIEDE2000) from which two codes on one row can be told apart at a glance."""

_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)
_DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
_STEPS = range(0, 256, 17)
_FAR = 25.0**7


@dataclass(frozen=True, slots=True)
class Alike:
    """Two codes of one row and one shape whose colours look alike with deuteranopia."""

    code: str
    other: str
    difference: float


@lru_cache(maxsize=16384)
def lab(colour: str) -> Lab:
    """Give a screen colour (``#RRGGBB``, sRGB) as CIE L*a*b* (IEC 61966-2-1, CIE 15).

    >>> tuple(round(part, 1) for part in lab("#FF0000"))
    (53.2, 80.1, 67.2)
    """
    x, y, z = (
        _cubed(part / white) for part, white in zip(_times(_TO_XYZ, _linear(colour)), _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: Lab, other: Lab) -> float:
    """Give the colour difference of two colours, ΔE CIEDE2000 with kL = kC = kH = 1.

    ``ΔE² = (ΔL'/SL)² + (ΔC'/SC)² + (ΔH'/SH)² + RT (ΔC'/SC)(ΔH'/SH)``, as in Sharma, Wu & Dalal (2005), The
    CIEDE2000 color-difference formula, Color Research & Application 30(1), whose first test pair is:

    >>> round(difference((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)), 4)
    2.0425
    """
    mean_chroma = (hypot(one[1], one[2]) + hypot(other[1], other[2])) / 2
    stretch = 1.5 - 0.5 * sqrt(mean_chroma**7 / (mean_chroma**7 + _FAR))
    chroma1, hue1 = _polar(one, stretch)
    chroma2, hue2 = _polar(other, stretch)
    turn, hue = _between(hue1, hue2) if chroma1 * chroma2 else (0.0, hue1 + hue2)
    lightness, chroma = (one[0] + other[0]) / 2, (chroma1 + chroma2) / 2
    step = 2 * sqrt(chroma1 * chroma2) * sin(radians(turn / 2))
    return _weighted(other[0] - one[0], chroma2 - chroma1, step, lightness, chroma, hue)


def _weighted(
    lightness_step: float, chroma_step: float, hue_step: float, lightness: float, chroma: float, hue: float
) -> float:
    tone = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    middle = (lightness - 50) ** 2
    a = lightness_step / (1 + 0.015 * middle / sqrt(20 + middle))
    b = chroma_step / (1 + 0.045 * chroma)
    c = hue_step / (1 + 0.015 * chroma * tone)
    turning = 60 * exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + _FAR)) * sin(radians(turning))
    return sqrt(max(0.0, a * a + b * b + c * c + rotation * b * c))


def _between(one: float, other: float) -> tuple[float, float]:
    """Give the turn from one hue to the other on the shorter way, and the hue in the middle of it."""
    turn, middle = other - one, (one + other) / 2
    if abs(turn) <= 180:
        return turn, middle
    return turn - 360 if turn > 0 else turn + 360, middle + 180 if middle < 180 else middle - 180


def _polar(colour: Lab, stretch: float) -> tuple[float, float]:
    a = colour[1] * stretch
    return hypot(a, colour[2]), degrees(atan2(colour[2], a)) % 360


@lru_cache(maxsize=16384)
def seen_with_deuteranopia(colour: str) -> str:
    """Give a colour as it looks without green-sensitive cones.

    The matrix of full severity on linear RGB of Machado, Oliveira & Fernandes (2009), A physiologically-based
    model for simulation of color vision deficiency, IEEE TVCG 15(6), table 1.

    >>> seen_with_deuteranopia("#FFFFFF"), seen_with_deuteranopia("#000000")
    ('#FFFFFF', '#000000')
    """
    return "#" + "".join(f"{_encoded(part):02X}" for part in _times(_DEUTERANOPIA, _linear(colour)))


@lru_cache(maxsize=65536)
def difference_seen(one: str, other: str) -> float:
    """Give the colour difference (CIEDE2000) of two screen colours as seen with deuteranopia."""
    return difference(lab(seen_with_deuteranopia(one)), lab(seen_with_deuteranopia(other)))


def alike(codes: Iterable[Code]) -> tuple[Alike, ...]:
    """List the pairs of codes that only their letter tells apart, for who does not tell red from green.

    A pair is one where both codes stand on the same row (one group) in the same form (both bars, or both
    marks of the group's shape) and their colours are less than `LEAST_DIFFERENCE` apart with deuteranopia.
    Codes of different groups stand on different rows, and letters always differ within a scheme.
    """
    return tuple(
        Alike(later.id, first.id, apart)
        for first, later in combinations(codes, 2)
        if (first.group, first.kind) == (later.group, later.kind)
        and is_colour(first.colour)
        and is_colour(later.colour)
        and (apart := difference_seen(first.colour, later.colour)) < LEAST_DIFFERENCE
    )


def nearest_passing(colour: str, beside: Collection[str], taken: Collection[str] = ()) -> str | None:
    """Find the colour most like the given one that can be told from all those beside it, or None.

    ``taken`` are colours that other codes of the scheme have already.

    >>> nearest_passing("#009E73", ["#0072B2"])
    '#009E73'
    """
    gone = {other.upper() for other in (*beside, *taken)}
    here = lab(colour)
    ranked = sorted(_candidates(), key=lambda each: difference(here, lab(each)))
    return next(
        (each for each in (colour, *ranked) if each.upper() not in gone and _passes(each, beside)), None
    )


def _passes(colour: str, beside: Collection[str]) -> bool:
    return all(difference_seen(colour, other) >= LEAST_DIFFERENCE for other in beside)


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour as schemes write it.

    >>> is_colour("#0072B2"), is_colour("blue")
    (True, False)
    """
    return len(text) == 7 and text[0] == "#" and all(each in "0123456789abcdefABCDEF" for each in text[1:])


@lru_cache(maxsize=1)
def _candidates() -> tuple[str, ...]:
    """List the colours that may be offered: neither near white nor near black, so that a mark can be seen."""
    made = ("#" + "".join(f"{part:02X}" for part in parts) for parts in product(_STEPS, repeat=3))
    return tuple(each for each in made if 20 <= lab(each)[0] <= 85)


def _linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def _times(matrix: tuple[tuple[float, ...], ...], vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _cubed(part: float) -> float:
    return float(part ** (1 / 3)) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def _encoded(part: float) -> int:
    part = min(1.0, max(0.0, part))
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
