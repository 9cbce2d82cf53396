"""What is wrong with a scheme, and what to think about: each line jumps to its place."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from havenlens.services.scheme_editing import Findings, Path, Values, value_at
from havenlens.services.scheme_fields import part_at, place_of
from havenlens.ui.schemes.form import bare
from havenlens.ui.theme.icons import Tint, icon
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import ntr, tr

_Path = Qt.ItemDataRole.UserRole


class ProblemList(QListWidget):
    """Errors first, then warnings; Enter or a click goes to the place."""

    place_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Problems"))
        self.setWordWrap(True)
        self.setProperty("frame", "none")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        edge = current_look().metrics.icon
        self.setIconSize(QSize(edge, edge))
        self.itemActivated.connect(self._chosen)
        self.itemClicked.connect(self._chosen)

    def show_findings(self, found: Findings, values: Values) -> None:
        """Show what a check found."""
        row = self.currentRow()
        self.clear()
        for some, sign, tint in (
            (found.errors, "circle-alert", Tint.DANGER),
            (found.warnings, "triangle-alert", Tint.WARNING),
        ):
            for problem, path in some:
                item = QListWidgetItem(
                    icon(sign, tint=tint), f"{place_in_words(path, values)}: {bare(problem)}"
                )
                item.setData(_Path, path)
                self.addItem(item)
        if not self.count():
            self.addItem(QListWidgetItem(icon("circle-check", tint=Tint.GOOD), tr("No problems.")))
        self.setCurrentRow(min(max(row, 0), self.count() - 1))

    def _chosen(self, item: QListWidgetItem) -> None:
        path = item.data(_Path)
        if path is not None:
            self.place_chosen.emit(tuple(path))


def place_in_words(path: Path, values: Values) -> str:
    """Name the place of a problem as the tree does."""
    place = place_of(path)
    part = part_at(path)
    if len(place) < 2:
        return tr(part.one)
    row = value_at(values, place) or {}
    return f"{tr(part.one)} {row.get('name') or row.get('id') or place[1]}"


def state_in_words(errors: int, warnings: int) -> str:
    """Say in a few words whether a scheme can be saved."""
    if errors:
        return ntr("{n} problem", "{n} problems", errors)
    said = ntr("{n} warning", "{n} warnings", warnings) if warnings else tr("no problems")
    return tr("{what}, can be saved").format(what=said)
