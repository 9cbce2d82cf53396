"""The look that is in force: tokens and sizes as the application carries them, and fonts made of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PyQt6.QtGui import QFont, QFontDatabase, QGuiApplication, QPalette

from havenlens.ui.theme.tokens import BODY, DARK, LIGHT, Metrics, Tokens

_POINTS_PER_INCH = 72.0
_USUAL_POINTS = {"win32": (9.0, 9.0), "darwin": (13.0, 13.0)}
_USUAL_ELSEWHERE = (9.0, 11.0)  # desktops differ in what they start with
_TABULAR = QFont.Tag.fromString("tnum")


@dataclass(frozen=True, slots=True)
class Look:
    """Colours, sizes and the screen's dots per inch, from which fonts are made."""

    tokens: Tokens
    metrics: Metrics
    dpi: float = 96.0

    def points(self, size: float) -> float:
        """Turn a text size in pixels into points, which keep their fractions in Qt."""
        return size * _POINTS_PER_INCH / self.dpi

    def font(
        self, size: float, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False
    ) -> QFont:
        """Make the program's font in a size of `Metrics`; ``tabular`` gives all figures the same width."""
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(self.points(size))
        font.setWeight(weight)
        if tabular and _TABULAR is not None:
            font.setFeature(_TABULAR, 1)
        return font


def current_look() -> Look:
    """Read the look from the application's palette and font, where `apply_theme` has put it.

    Nothing is kept beside Qt's own state, so a widget can ask at any time, also before a theme was applied.
    """
    dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    dpi = screen_dpi()
    body = QGuiApplication.font().pointSizeF() * dpi / _POINTS_PER_INCH
    return Look(DARK if dark else LIGHT, Metrics(round(body / BODY, 3) if body > 0 else 1.0), dpi)


def screen_dpi() -> float:
    """Give the first screen's logical dots per inch, 96 where there is no screen."""
    screen = QGuiApplication.primaryScreen()
    return screen.logicalDotsPerInch() if screen is not None else 96.0


def system_scale() -> float:
    """Tell how much larger than usual the person has set the system's text, between 0.8 and 2.5."""
    size = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    if size <= 0:
        return 1.0
    low, high = _USUAL_POINTS.get(sys.platform, _USUAL_ELSEWHERE)
    return min(2.5, max(0.8, size / min(max(size, low), high)))
