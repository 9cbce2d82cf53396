"""What the app remembers on this computer: recent studies, the last coding, the theme, the window's place."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QByteArray, QSettings

from havenlens.ui.theme.tokens import Theme

_RECENT = 8


class Settings:
    """Settings of one person on one computer; nothing of a study is kept here."""

    def __init__(self) -> None:
        self._store = QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Havenlens", "havenlens"
        )

    def recent(self) -> list[Path]:
        """List the studies opened last that are still there, latest first."""
        paths = self._store.value("recent", [], list) or []
        return [Path(path) for path in paths if os.path.exists(path)]  # noqa: PTH110 - never raises

    def remember(self, path: Path) -> None:
        """Put a study at the head of the recent ones."""
        paths = [str(path), *(str(old) for old in self.recent() if old != path)]
        self._store.setValue("recent", paths[:_RECENT])

    def last_coding(self, study: Path) -> UUID | None:
        """Give the coding that was open last in a study on this computer."""
        return _id_of(self._store.value(f"last_coding/{_key(study)}", "", str))

    def remember_coding(self, study: Path, coding: UUID | None) -> None:
        """Remember which coding is open, or that none is."""
        self._store.setValue(f"last_coding/{_key(study)}", "" if coding is None else coding.hex)

    @property
    def theme(self) -> Theme:
        """Give the theme the person chose; the system's where they chose none."""
        name = self._store.value("theme", Theme.SYSTEM.value, str)
        return Theme(name) if name in set(Theme) else Theme.SYSTEM

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme.value)

    @property
    def filmstrip(self) -> bool:
        """Tell whether the filmstrip is shown over the timeline."""
        return bool(self._store.value("filmstrip", False, bool))

    @filmstrip.setter
    def filmstrip(self, shown: bool) -> None:
        self._store.setValue("filmstrip", shown)

    @property
    def detached_geometry(self) -> QByteArray | None:
        """Give the last place and size of the picture's own window."""
        value = self._store.value("detached_geometry")
        return value if isinstance(value, QByteArray) else None

    @detached_geometry.setter
    def detached_geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("detached_geometry", geometry)

    def last_coder(self, study: Path) -> UUID | None:
        """Give who coded last in a study on this computer."""
        return _id_of(self._store.value(f"last_coder/{_key(study)}", "", str))

    def remember_coder(self, study: Path, coder: UUID | None) -> None:
        """Remember who is at work, or that nobody is."""
        self._store.setValue(f"last_coder/{_key(study)}", "" if coder is None else coder.hex)

    @property
    def asks_who(self) -> bool:
        """Tell whether this computer is shared, so that opening a study asks who codes."""
        return self._store.value("asks_who", False, bool) is True

    @asks_who.setter
    def asks_who(self, asks: bool) -> None:
        self._store.setValue("asks_who", asks)

    @property
    def geometry(self) -> QByteArray | None:
        """Give the window's last place and size."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _key(study: Path) -> str:
    return study.resolve().as_posix().replace("/", "|")
