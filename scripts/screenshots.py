"""Take screenshots of every workspace, in both themes and two sizes, from the demo study."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("HAVENLENS_LANGUAGE", "en")

from PyQt6.QtCore import QEventLoop, QSettings, QTimer
from PyQt6.QtWidgets import QApplication

from havenlens.app.bootstrap import open_study
from havenlens.app.demo import build_demo_study
from havenlens.app.desktop import make_window
from havenlens.domain.observation import Coding, CodingStatus
from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.services.study import Study
from havenlens.ui.agreement.page import AgreementPage
from havenlens.ui.coding.page import CodePage
from havenlens.ui.theme.tokens import Theme
from havenlens.ui.window import MainWindow

SIZES = ((1440, 900), (1024, 700))


def wait(milliseconds: int) -> None:
    """Let the app work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def take(window: MainWindow, out: Path, name: str) -> None:
    """Save the window as it is."""
    wait(400)
    window.grab().save(str(out / f"{name}.png"))


def shoot(app: QApplication, study: Path, unfinished: Path, out: Path) -> None:
    """Walk through the app and save each picture."""
    window = make_window(app)
    appearance = window.appearance
    for theme in (Theme.LIGHT, Theme.DARK):
        appearance.choose(theme)
        for width, height in SIZES:
            tag = f"{theme.value}-{width}"
            window.resize(width, height)
            window.show()
            window.close_study()
            take(window, out, f"start-{tag}")
            window.open_path(unfinished)
            show_moment(window)
            take(window, out, f"code-{tag}")
            window.forget_coding()
            window.open_path(study)
            take(window, out, f"study-{tag}")
            window.nav.choose("agree")
            wait(4000)
            agreement = window.pages["agree"]
            assert isinstance(agreement, AgreementPage)
            if agreement.results.gate.isVisible():
                agreement.results.gate.primary_chosen.emit()
            take(window, out, f"agree-{tag}")
            window.nav.choose("coach")
            take(window, out, f"coach-{tag}")
    window.close()


def show_moment(window: MainWindow) -> None:
    """Open the coding that has pictures and stand still at one of its bids."""
    assert window.opened is not None
    window.open_coding(shown_coding(window.opened.study).id)
    page = window.pages["code"]
    assert isinstance(page, CodePage)
    while page.player.playhead.position is None:
        wait(100)
    wait(1500)
    page.player.pause()  # who comes back to a coding sees its last seconds again
    page.player.seek(Micros(24_040_000))
    wait(700)
    page.select(next(e.id for e in page.bridge.session.events if e.span.start == 24_000_000))


def shown_coding(study: Study) -> Coding:
    """Give the coding that stands in the pictures."""
    return next(c for c in study.store.list_codings() if study.scheme(c.scheme).id == "safe_haven_bids")


def build_unfinished(folder: Path) -> Path:
    """Build the demo study as it is while its first coder is still at work."""
    path = build_demo_study(folder, VideoLibrary())
    file, study = open_study(path, write=True)
    with file:
        study.store.change("codings", "status", shown_coding(study).id, status=CodingStatus.IN_PROGRESS.value)
    return path


def main() -> None:
    """Build the demo study in a temporary folder and take the pictures."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        app = QApplication(sys.argv[:1])
        study = build_demo_study(Path(folder) / "demo", VideoLibrary())
        shoot(app, study, build_unfinished(Path(folder) / "unfinished"), out)


if __name__ == "__main__":
    main()
