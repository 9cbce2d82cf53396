"""The sub-pages of the Coach workspace in the order of the work: one line registers one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.words.catalogue import N_


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A sub-page: its key, its name, what builds it, and whether it is about the cycle at hand."""

    key: str
    name: str
    build: Callable[[CycleDesk], CoachPart]
    needs_cycle: bool = True


def _board(desk: CycleDesk) -> CoachPart:
    from havenlens.ui.coaching.board import BoardPage  # noqa: PLC0415 - built when somebody goes there

    return BoardPage(desk)


def _review(desk: CycleDesk) -> CoachPart:
    from havenlens.ui.coaching.review import ReviewPage  # noqa: PLC0415 - brings a player along

    return ReviewPage(desk)


def _document(desk: CycleDesk) -> CoachPart:
    from havenlens.ui.coaching.document import DocumentPage  # noqa: PLC0415 - built when somebody goes there

    return DocumentPage(desk)


def _conference(desk: CycleDesk) -> CoachPart:
    from havenlens.ui.coaching.conference import ConferencePage  # noqa: PLC0415 - brings a player along

    return ConferencePage(desk)


def _progress(desk: CycleDesk) -> CoachPart:
    from havenlens.ui.coaching.progress import ProgressPage  # noqa: PLC0415 - built when somebody goes there

    return ProgressPage(desk)


def _library(desk: CycleDesk) -> CoachPart:
    from havenlens.ui.coaching.library import LibraryPage  # noqa: PLC0415 - brings a player along

    return LibraryPage(desk)


def _privacy(desk: CycleDesk) -> CoachPart:
    from havenlens.ui.coaching.privacy import PrivacyPage  # noqa: PLC0415 - built when somebody goes there

    return PrivacyPage(desk)


PAGES: tuple[PageEntry, ...] = (
    PageEntry("board", N_("Board"), _board, needs_cycle=False),
    PageEntry("review", N_("Review"), _review),
    PageEntry("document", N_("Document"), _document),
    PageEntry("conference", N_("Conference"), _conference),
    PageEntry("progress", N_("Progress"), _progress),
    PageEntry("library", N_("Library"), _library, needs_cycle=False),
    PageEntry("privacy", N_("Privacy"), _privacy, needs_cycle=False),
)
