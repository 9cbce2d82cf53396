"""The order in which Tab goes through a window: as it is read, also where rows are made later."""

from __future__ import annotations

from itertools import pairwise

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget


def tab_stops(start: QWidget) -> list[QWidget]:
    """List what Tab stops at in the window of a widget, once around from that widget on."""
    chain, one = [start], start.nextInFocusChain()
    while one is not None and one is not start:
        chain.append(one)
        one = one.nextInFocusChain()
    return [each for each in chain if _is_stop(each)]


def tab_through(*parts: QWidget) -> None:
    """Let Tab go through parts of one window in this order, and inside each as it went before."""
    around = tab_stops(parts[0])
    stops = [one for part in parts for one in around if one is part or part.isAncestorOf(one)]
    for first, second in pairwise(stops):
        QWidget.setTabOrder(first, second)


def _is_stop(one: QWidget) -> bool:
    return bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None
