"""How long it takes from asking for a coding of 100,000 events until table and timeline are painted."""

from __future__ import annotations

import os
from statistics import median
from time import perf_counter
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtWidgets import QApplication

from benchmarks.key_press import MANY, Painted, open_window, study_of
from benchmarks.table import Row, print_table
from havenlens.ui.coding.page import CodePage
from havenlens.ui.window import MainWindow

SECONDS = 1.5
RUNS = 5


def rows() -> list[Row]:
    """Open the same coding several times in one window, as a coder comes back to it."""
    with study_of(MANY) as (path, coding):
        window = open_window(path)
        try:
            opened = [_open(window, coding) for _ in range(RUNS)]
        finally:
            window.close()
    half, first = median(seconds for seconds, _ in opened), opened[0][0]
    undo = max(seconds for _, seconds in opened)
    what = f"Open a coding of {MANY} events, to first paint"
    return [
        Row(f"{what}: the first time", f"≤ {SECONDS} s", f"{first:.2f} s", first <= SECONDS),
        Row(f"{what}: median of {RUNS}", f"≤ {SECONDS} s", f"{half:.2f} s", half <= SECONDS),
        Row("Read the undo stack of that coding", "none", f"{1000 * undo:.0f} ms", met=True),
    ]


def _open(window: MainWindow, coding: UUID) -> tuple[float, float]:
    """Give the seconds until the page has painted its table and timeline, and those for its undo stack."""
    begun = perf_counter()
    window.open_coding(coding)
    page = window.pages["code"]
    assert isinstance(page, CodePage)
    viewport = page.table.viewport()
    assert viewport is not None
    painted = Painted(page.timeline, viewport)
    while not painted.all():
        QApplication.processEvents()
    opened = perf_counter() - begun
    begun = perf_counter()
    assert page.bridge.session.history.undo == []
    return opened, perf_counter() - begun


if __name__ == "__main__":
    print_table(rows())
