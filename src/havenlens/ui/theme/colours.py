"""Colours that can be read: contrast, ink on a colour, and a code's colour fitted to the ground it is on."""

from __future__ import annotations

from functools import lru_cache
from math import atan2, cos, hypot, sin

Rgb = tuple[float, float, float]

MARK_CONTRAST = 3.0
"""What a mark needs against its ground to be seen (WCAG 2.2, 1.4.11)."""

TEXT_CONTRAST = 4.5
"""What text needs against its ground to be read (WCAG 2.2, 1.4.3)."""


@lru_cache(maxsize=1024)
def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21.

    ``(L1 + 0.05) / (L2 + 0.05)`` with the relative luminances ``L1 ≥ L2`` (WCAG 2.2).

    >>> round(contrast("#FFFFFF", "#000000"), 1), round(contrast("#777777", "#FFFFFF"), 2)
    (21.0, 4.48)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=1024)
def ink_on(ground: str) -> str:
    """Choose black or white, whichever is read better on a colour; one of them always reaches 4.5.

    >>> ink_on("#0072B2"), ink_on("#56B4E9")
    ('#FFFFFF', '#000000')
    """
    return max(("#FFFFFF", "#000000"), key=lambda ink: contrast(ink, ground))


@lru_cache(maxsize=1024)
def fitted(colour: str, ground: str, least: float = MARK_CONTRAST) -> str:
    """Give a colour with the same hue and, where needed, another lightness, so that it stands out.

    The lightness moves in OKLab (Ottosson 2020), away from the ground and no further than needed.

    >>> fitted("#0072B2", "#FFFFFF")
    '#0072B2'
    >>> contrast(fitted("#882255", "#1A2027"), "#1A2027") >= 3
    True
    """
    if contrast(colour, ground) >= least:
        return colour
    lightness, a, b = _oklab(colour)
    chroma, hue = hypot(a, b), atan2(b, a)
    near, far = lightness, (1.0 if _luminance(ground) < 0.18 else 0.0)
    for _ in range(12):
        middle = (near + far) / 2
        if contrast(_in_gamut(middle, chroma, hue), ground) >= least:
            far = middle
        else:
            near = middle
    return _in_gamut(far, chroma, hue)


@lru_cache(maxsize=1024)
def blend(over: str, under: str, share: float) -> str:
    """Mix two colours as if the first lay on the second with an opacity of ``share``.

    >>> blend("#FFFFFF", "#000000", 0.5)
    '#808080'
    """
    pairs = zip(_bytes(over), _bytes(under), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def _bytes(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(colour: str) -> Rgb:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in _bytes(colour))
    )
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> Rgb:
    r, g, b = _linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> Rgb:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """Give the nearest colour a screen can show, by taking chroma away."""
    rgb = (lightness, lightness, lightness)
    for step in range(21):
        part = chroma * (1 - step / 20)
        rgb = _from_oklab(lightness, part * cos(hue), part * sin(hue))
        if all(-1e-4 <= value <= 1 + 1e-4 for value in rgb):
            break
    return "#" + "".join(f"{_encoded(value):02X}" for value in rgb)


def _encoded(value: float) -> int:
    value = min(1.0, max(0.0, value))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))
