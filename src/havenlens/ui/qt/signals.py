"""Connections that wait for the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import Qt, pyqtBoundSignal


def connect_queued(signal: pyqtBoundSignal, slot: Callable[..., Any]) -> None:
    """Call a slot from the event loop of the thread its object lives in, whichever thread emits."""
    signal.connect(slot, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]  # PyQt6's stub lacks it
