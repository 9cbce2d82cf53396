"""How long it takes from starting the program until its window is painted."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.table import Row, print_table

RUNS = 5
SECONDS = 2.0
# Starts as the program does, and ends when the window has painted itself for the first time.
_PROGRAM = """
import sys, time
from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QMainWindow
import havenlens.app.desktop as desktop

class FirstPaint(QObject):
    done = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.done and QApplication.activeWindow() is not None:
            self.done = True
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        print(time.time(), flush=True)
        QApplication.exit(0)

seen = FirstPaint()
class Application(QApplication):
    def __init__(self, arguments):
        super().__init__(arguments)
        self.installEventFilter(seen)
desktop.QApplication = Application
sys.argv = ["havenlens"]
desktop.run_desktop(None)
"""


def rows() -> list[Row]:
    """Start the desktop app again and again; the first start, which may read from a cold disk, counts too."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        home = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"), folder)
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **home}
        for _ in range(RUNS):
            begun = time.time()
            ended = subprocess.run(
                [sys.executable, "-c", _PROGRAM],
                env=environment,
                cwd=Path(folder),
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=60,
            )
            taken.append(float(ended.stdout) - begun)
    figure = f"{median(taken):.2f} s, of {min(taken):.2f} to {max(taken):.2f}"
    return [Row("Start until the window is painted", f"≤ {SECONDS:.0f} s", figure, median(taken) <= SECONDS)]


if __name__ == "__main__":
    print_table(rows())
