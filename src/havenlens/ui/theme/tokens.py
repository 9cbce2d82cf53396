"""Design tokens: the one place for colours, spacing, type and sizes. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Theme(StrEnum):
    """What a person can choose in the settings."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as ``#RRGGBB``.

    Three levels of ground (background, surface, raised), one accent, three meanings. ``outline`` is the
    border of what can be filled in or ticked, which has to be seen more plainly than a card's ``border``.
    """

    name: Theme
    background: str
    surface: str
    raised: str
    border: str
    outline: str
    text: str
    secondary: str
    accent: str
    accent_wash: str
    accent_hover: str
    on_accent: str
    good: str
    warning: str
    danger: str
    good_wash: str
    warning_wash: str
    danger_wash: str
    disabled: str
    stage: str

    def __hash__(self) -> int:
        # Looks are keys of what is kept for painting: all colours would be hashed at every use.
        return hash(self.name)

    @property
    def text_pairs(self) -> tuple[tuple[str, str], ...]:
        """List every pair of token names (text, ground) that the program writes in."""
        grounds = ("background", "surface", "raised", "accent_wash")
        inks = ("text", "secondary", "accent", "good", "warning", "danger")
        washes = ("good_wash", "warning_wash", "danger_wash")
        return (
            *product(inks, grounds),
            *product(("text", "secondary"), washes),
            *((wash.removesuffix("_wash"), wash) for wash in washes),
            ("on_accent", "accent"),
            ("on_accent", "accent_hover"),
        )


LIGHT = Tokens(
    name=Theme.LIGHT,
    background="#F4F6F8",
    surface="#FFFFFF",
    raised="#EDF0F4",
    border="#D8DEE6",
    outline="#7F8B9A",
    text="#1A232E",
    secondary="#5B6878",
    accent="#1F6F8B",
    accent_wash="#E0EFF4",
    accent_hover="#195C73",
    on_accent="#FFFFFF",
    good="#26724F",
    warning="#8F5A0A",
    danger="#B3362B",
    good_wash="#E3F3EB",
    warning_wash="#FBF1DF",
    danger_wash="#FBE9E7",
    disabled="#9AA5B1",
    stage="#11161B",
)

DARK = Tokens(
    name=Theme.DARK,
    background="#12161B",
    surface="#1A2027",
    raised="#222A32",
    border="#303A45",
    outline="#6B7988",
    text="#E7EBF0",
    secondary="#9BA8B6",
    accent="#62B6D6",
    accent_wash="#17333F",
    accent_hover="#7CC5E0",
    on_accent="#0B1A21",
    good="#5CBF93",
    warning="#E0AE57",
    danger="#EF7B6E",
    good_wash="#16302A",
    warning_wash="#35290F",
    danger_wash="#3B201F",
    disabled="#5C6875",
    stage="#0A0D10",
)


class Space:
    """Distances in pixels at the usual text size."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24


class Radius:
    """Rounded corners in pixels; chips are rounded fully, by half their height."""

    KEY = 4
    CONTROL = 6
    CARD = 8


BODY = 13.0
"""The size of running text that everything else is measured against, in pixels."""

FOCUS_WIDTH = 2
"""How wide the line is that shows where the keyboard is, in pixels."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in pixels, grown with the text: ``scale`` is 1 where the system's text has its usual size."""

    scale: float = 1.0

    def px(self, size: float) -> int:
        """Give a size grown with the text, in whole pixels."""
        return max(1, round(size * self.scale))

    @property
    def label(self) -> float:
        """Give the text size of labels."""
        return 11.5 * self.scale

    @property
    def body(self) -> float:
        """Give the text size of running text and controls."""
        return BODY * self.scale

    @property
    def heading(self) -> float:
        """Give the text size of headings."""
        return 15.0 * self.scale

    @property
    def timecode(self) -> float:
        """Give the text size of the time under the video."""
        return 18.0 * self.scale

    @property
    def table_row(self) -> int:
        """Give the height of a row in a table."""
        return self.px(26)

    @property
    def track_row(self) -> int:
        """Give the height of a track on the timeline."""
        return self.px(26)

    @property
    def status_row(self) -> int:
        """Give the height of the status line."""
        return self.px(28)

    @property
    def icon(self) -> int:
        """Give the edge length of an icon in a control."""
        return self.px(16)
