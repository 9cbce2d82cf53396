"""Make Qt's palette, font and style sheet from the tokens, and keep them in step with the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from string import Template

from PyQt6.QtCore import QDir, QObject, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication

from havenlens.ui.theme.colours import blend
from havenlens.ui.theme.icons import refresh_icons
from havenlens.ui.theme.look import Look, screen_dpi, system_scale
from havenlens.ui.theme.tokens import DARK, LIGHT, Metrics, Radius, Theme, Tokens

FONT_FAMILY = "Inter"

_ASSETS = Path(str(files("havenlens"))) / "assets"
_SCHEMES = {
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
}


class Appearance(QObject):
    """The application's look; belongs to the application and follows the system while that is wished."""

    changed = pyqtSignal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._wish = Theme.SYSTEM
        self._look = Look(LIGHT, Metrics())
        QDir.addSearchPath("havenlens", str(_ASSETS))
        self._families = _shipped_families()
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        assert hints is not None
        self._hints = hints
        hints.colorSchemeChanged.connect(self._follow)

    @property
    def look(self) -> Look:
        """Give the look in force."""
        return self._look

    @property
    def wish(self) -> Theme:
        """Give what was chosen, which may be to follow the system."""
        return self._wish

    def choose(self, theme: Theme) -> None:
        """Choose a theme for the whole application, window frames included where the system can."""
        self._wish = theme
        self._hints.setColorScheme(_SCHEMES[theme])
        self._apply()

    @pyqtSlot()
    def _follow(self) -> None:
        if self._wish is Theme.SYSTEM and self._tokens() is not self._look.tokens:
            self._apply()

    def _tokens(self) -> Tokens:
        if self._wish is Theme.SYSTEM:
            return DARK if self._hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._wish is Theme.DARK else LIGHT

    def _apply(self) -> None:
        look = Look(self._tokens(), Metrics(system_scale()), screen_dpi())
        sheet = stylesheet_of(look)
        if look == self._look and self._app.styleSheet() == sheet:
            return  # it is worn already, and dressing every widget again takes a quarter of a second
        self._look = look
        self._app.setFont(_body_font(self._look, self._families))
        self._app.setPalette(palette_of(self._look.tokens))
        self._app.setStyleSheet(sheet)
        refresh_icons(self._app)
        self.changed.emit()


def apply_theme(app: QApplication, theme: Theme = Theme.SYSTEM) -> Appearance:
    """Dress the application in a theme; may be called again at any time."""
    appearance = app.findChild(Appearance) or Appearance(app)
    appearance.choose(theme)
    return appearance


def palette_of(tokens: Tokens) -> QPalette:
    """Make the palette that Qt's own painting and our widgets read."""
    role, palette = QPalette.ColorRole, QPalette()
    for part, colour in {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.secondary,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.raised,
        role.Midlight: tokens.raised,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Shadow: tokens.border,
    }.items():
        palette.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(tokens.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.border))
    return palette


def stylesheet_of(look: Look) -> str:
    """Fill the style sheet with tokens and sizes; a name it does not know raises KeyError."""
    metrics = look.metrics
    # What is ticked and slid keeps its outer size when it gets the keyboard and a wider border.
    tick, dot_edge, handle = metrics.px(14), metrics.px(5), metrics.px(12)
    sizes = {
        "label": f"{look.points(metrics.label):.3f}",
        "heading": f"{look.points(metrics.heading):.3f}",
        "title": f"{look.points(metrics.timecode):.3f}",
        "timecode": f"{look.points(metrics.timecode):.3f}",
        "control_text": metrics.px(20),
        "list_text": metrics.px(18),
        "table_row": metrics.table_row,
        "status_row": metrics.status_row,
        "icon": metrics.icon,
        "key": Radius.KEY,
        "control": Radius.CONTROL,
        "card": Radius.CARD,
        "tick_focused": tick - 2,
        "dot": tick + 2 - 2 * dot_edge,
        "dot_edge": dot_edge,
        "dot_round": (tick + 2) // 2,
        "handle": handle,
        "handle_focused": handle - 2,
        "handle_out": (handle - 2) // 2,
        "handle_round": (handle + 2) // 2,
    }
    colours = {field.name: str(getattr(look.tokens, field.name)) for field in fields(look.tokens)}
    for meaning in ("accent", "good", "warning", "danger"):
        colours[f"{meaning}_edge"] = blend(colours[meaning], colours[f"{meaning}_wash"], 0.35)
    sheet = files("havenlens.ui.theme").joinpath("style.qss").read_text(encoding="utf-8")
    known = colours | {name: str(size) for name, size in sizes.items()}
    return Template(sheet).substitute(_Grown(known, metrics))


class _Grown(dict[str, str]):
    """Sizes and colours by name; names such as ``px14`` and ``in14`` are pixels that grow with the text."""

    def __init__(self, known: Mapping[str, str], metrics: Metrics) -> None:
        super().__init__(known)
        self._metrics = metrics

    def __missing__(self, name: str) -> str:
        pixels = name.removeprefix("px").removeprefix("in")
        if not pixels.isdecimal():
            raise KeyError(name)
        grown = self._metrics.px(int(pixels))
        return str(grown - 1 if name.startswith("in") else grown)


def _body_font(look: Look, families: frozenset[str]) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if FONT_FAMILY in families:
        font.setFamilies([FONT_FAMILY, font.family()])
    font.setPointSizeF(look.points(look.metrics.body))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _shipped_families() -> frozenset[str]:
    """Load the shipped fonts; give the families they bring, none where a font cannot be read."""
    loaded: set[str] = set()
    for path in sorted((_ASSETS / "fonts").glob("*.[ot]tf")):
        loaded.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))))
    return frozenset(loaded)
