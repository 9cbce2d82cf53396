"""The views of an observation in a dialog of the Study workspace."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from havenlens.domain.observation import Observation
from havenlens.services.ports import MediaLibrary
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.study.views_form import ViewsForm
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class ViewsDialog(Dialog):
    """Shows the views of one observation; what is done in it is written at once."""

    def __init__(
        self,
        opened: OpenStudy,
        observation: Observation,
        media: MediaLibrary,
        jobs: Jobs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Views"))
        self.keep_wide(480)
        title = QLabel(f"{observation.name}  {observation.title}")
        title.setProperty("role", "heading")
        about = QLabel(
            tr("Up to four cameras on one occasion. What is coded stays where it is, whichever view leads.")
        )
        about.setProperty("role", "secondary")
        about.setWordWrap(True)
        self.form = ViewsForm(opened.study, observation.id, media, jobs, writable=opened.writable)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert close is not None
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (title, about, self.form, buttons):
            column.addWidget(part)
