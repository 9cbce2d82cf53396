"""From a number to the video: open the coding it came from, at that moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.time import Micros

if TYPE_CHECKING:
    from havenlens.ui.study.page import StudyPage
    from havenlens.ui.window import MainWindow


def follow(page: StudyPage, window: MainWindow) -> None:
    """Open what the page asks for: a coding where it was left, or one at a moment."""
    page.coding_requested.connect(window.open_coding)
    page.moment_requested.connect(partial(_visit, window))


def _visit(window: MainWindow, coding: UUID, at: Micros) -> None:
    """Go to a moment; a coding that is open already stays so, with everything that can be taken back."""
    shown = window.stack.code
    if shown is not None and shown.bridge.session.coding.id == coding:
        window.nav.choose("code")
    else:
        window.open_coding(coding)
        shown = window.stack.code
    if shown is not None:
        shown.player.seek(at)
        shown.desk.parts.timeline.ensure_visible(at)
