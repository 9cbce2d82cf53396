"""A window over a real study with real videos, as a person would have it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication

from havenlens.app.desktop import make_window
from havenlens.domain.observation import Coding, Purpose
from havenlens.services.casting import propose_casting
from havenlens.services.study import Study
from havenlens.ui.coding.page import CodePage
from havenlens.ui.window import MainWindow

Wait = Callable[..., None]


def window_on(study: Path, settings: Path) -> MainWindow:
    """Open a window on a study, with settings of its own."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = make_window(app)
    window.resize(1440, 900)
    window.show()
    window.open_path(study)
    return window


def empty_coding(study: Study, observation: str = "01", scheme: str = "safe_haven_bids") -> Coding:
    """Add an empty research coding of the coder "tester"."""
    place = study.observation(observation)
    stored = study.stored_scheme(scheme)
    people = {person.id: person for person in study.store.participants()}
    cast = propose_casting(study.scheme(stored.id), [people[p] for p in place.participants])
    coder = study.add_coder("tester")
    return study.add_coding(place.id, stored.id, coder.id, Purpose.RESEARCH, cast)


def new_coding(window: MainWindow, observation: str = "01", scheme: str = "safe_haven_bids") -> UUID:
    """Begin an empty research coding and open it."""
    opened = window.opened
    assert opened is not None
    coding = empty_coding(opened.study, observation, scheme)
    window.open_coding(coding.id)
    return coding.id


def let_another_code(window: MainWindow) -> None:
    """Close the coding, and give its coder another name, so that the next one begins a coding of its own."""
    window.forget_coding()
    assert window.opened is not None
    store = window.opened.study.store
    [coder] = [each for each in store.coders() if each.name == "tester"]
    store.change("coders", "coder", coder.id, name=f"tester {coder.id}")


def code_page(window: MainWindow) -> CodePage:
    """Give the page of the coding that is open."""
    page = window.pages["code"]
    assert isinstance(page, CodePage)
    return page
