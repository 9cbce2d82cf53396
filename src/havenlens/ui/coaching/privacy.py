"""Privacy: who allows what, which videos have to go, and who opened or sent what."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout

from havenlens.ui.coaching.access_tab import AccessTab
from havenlens.ui.coaching.consents_tab import ConsentsTab
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.coaching.retention_tab import RetentionTab
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.navigation import SegmentedNav
from havenlens.words.catalogue import tr


class PrivacyPage(CoachPart):
    """Three views of one page; each reads the study when it comes to the front."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self.consents = ConsentsTab(desk)
        self.videos = RetentionTab(desk)
        self.log = AccessTab(desk)
        self._tabs: dict[str, ConsentsTab | RetentionTab | AccessTab] = {
            "consents": self.consents,
            "videos": self.videos,
            "log": self.log,
        }
        self.views = SegmentedNav(
            [("consents", tr("Consents")), ("videos", tr("Videos to delete")), ("log", tr("Log"))]
        )
        self.views.setAccessibleName(tr("Parts of privacy"))
        self.summary = ElidedLabel()
        self.summary.setProperty("role", "secondary")
        self._stack = QStackedWidget()
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.views)
        head.addWidget(self.summary, 1)
        for tab in self._tabs.values():
            self._stack.addWidget(tab)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        page.setSpacing(Space.S)
        page.addLayout(head)
        page.addWidget(self._stack, 1)
        self.views.current_changed.connect(self._show_view)
        desk.changed.connect(self._show_change)

    def refresh(self) -> None:
        """Show the view in front as it is now."""
        self._show_view(self.views.current())
        focused = QApplication.focusWidget()
        if focused is None or not self._stack.isAncestorOf(focused):
            self._tabs[self.views.current()].table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_place(self, place: object) -> None:
        """Go to a view by its name."""
        if isinstance(place, str) and place in self._tabs:
            self.views.choose(place)

    def _show_view(self, key: str) -> None:
        tab = self._tabs[key]
        tab.refresh()
        self._stack.setCurrentWidget(tab)
        self.summary.show_text(tab.summary())

    def _show_change(self) -> None:
        if self.isVisible():
            self.refresh()
