"""Icons of one family (Lucide), tinted from the tokens."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from PyQt6.QtCore import QByteArray, QRectF, QSize, Qt
from PyQt6.QtGui import QAction, QIcon, QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QAbstractButton, QApplication, QPushButton

from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import DARK, LIGHT, Theme, Tokens

_SIZES = (16, 20, 24, 32, 40)  # at twice the usual size of text, 16 become 32
_DENSITIES = (1, 2)
_SOLID = frozenset(
    {"play", "pause", "step-back", "step-forward", "skip-back", "skip-forward", "rewind", "fast-forward"}
)
_NAME = "havenlens_icon"
_TINT = "havenlens_tint"


class Tint(StrEnum):
    """Which token colours an icon."""

    TEXT = "text"
    SECONDARY = "secondary"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


def icon(name: str, theme: Theme | None = None, tint: Tint = Tint.TEXT) -> QIcon:
    """Give an icon by its Lucide name, in the theme that is in force unless one is named.

    It has a disabled state, and an accent state for what is checked. Unknown names raise FileNotFoundError.
    """
    if theme is None or theme is Theme.SYSTEM:
        theme = current_look().tokens.name
    return _icon(name, theme, tint)


def pixmap(name: str, size: int, colour: str, density: float = 1.0, wide: int = 0) -> QPixmap:
    """Draw an icon in one colour, ``size`` pixels square, for a screen of some density.

    Where the picture is to be ``wide`` pixels wide, the icon stands at its left.
    """
    drawing = _renderer(name, colour)
    picture = QPixmap(round(max(size, wide) * density), round(size * density))
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def show_icon(target: QAction | QAbstractButton, name: str, tint: Tint = Tint.TEXT) -> None:
    """Put an icon on an action or a button and keep it tinted when the theme changes."""
    target.setProperty(_NAME, name)
    target.setProperty(_TINT, str(tint))
    _put_on(target, name, tint)


def refresh_icons(app: QApplication) -> None:
    """Tint again what `show_icon` has put on actions and buttons."""
    targets: list[QAction | QAbstractButton] = [*app.findChildren(QAction)]
    for window in app.topLevelWidgets():
        targets += [*window.findChildren(QAction), *window.findChildren(QAbstractButton)]
        if isinstance(window, QAbstractButton):
            targets.append(window)
    for target in targets:
        name = target.property(_NAME)
        if name:
            _put_on(target, name, Tint(target.property(_TINT)))


def _put_on(target: QAction | QAbstractButton, name: str, tint: Tint) -> None:
    if not isinstance(target, QPushButton):
        target.setIcon(icon(name, tint=tint))
        return
    # Qt sets the words of such a button two pixels beside its icon, which nothing else can change.
    target.setIcon(_icon(name, current_look().tokens.name, tint, beside_words=True))
    high = current_look().metrics.icon
    target.setIconSize(QSize(_with_distance(high), high))


def _with_distance(size: int) -> int:
    return size + size // 4


@lru_cache(maxsize=256)
def _icon(name: str, theme: Theme, tint: Tint, *, beside_words: bool = False) -> QIcon:
    tokens = DARK if theme is Theme.DARK else LIGHT
    made = QIcon()
    colours = [
        (_colour(tokens, tint), QIcon.Mode.Normal, QIcon.State.Off),
        (tokens.disabled, QIcon.Mode.Disabled, QIcon.State.Off),
    ]
    if tint is Tint.TEXT:
        colours.append((tokens.accent, QIcon.Mode.Normal, QIcon.State.On))
    for colour, mode, state in colours:
        for size in _SIZES:
            for density in _DENSITIES:
                wide = _with_distance(size) if beside_words else size
                made.addPixmap(pixmap(name, size, colour, density, wide), mode, state)
    return made


def _colour(tokens: Tokens, tint: Tint) -> str:
    return str(getattr(tokens, tint.value))


def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = files("havenlens").joinpath("assets", "icons", f"{name}.svg").read_text(encoding="utf-8")
    if name in _SOLID:
        drawing = drawing.replace('fill="none"', f'fill="{colour}"')
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
