"""Qt's own words, as on standard buttons, in menus of text fields and for keys, in the program's language."""

from __future__ import annotations

from PyQt6.QtCore import QLibraryInfo, QTranslator
from PyQt6.QtWidgets import QApplication

from havenlens.words.catalogue import language


def speak(app: QApplication) -> None:
    """Let Qt speak the program's language, where Qt knows it."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language()}", folder):
        app.installTranslator(translator)
