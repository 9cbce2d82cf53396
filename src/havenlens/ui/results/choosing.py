"""What is looked at: the scheme, over what, and the list of analyses."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QComboBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.results.asking import Found, Request, SchemeChoice, offered
from havenlens.services.results.sheet import Analysis, Per
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, let_shrink, place_of
from havenlens.words.catalogue import tr

_WIDE = 216
_Wanted = Qt.ItemDataRole.UserRole


class Chooser(QWidget):
    """Lists that go by the arrows; analyses for which a scheme has nothing are paler, and say why."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._per = Per.STUDY
        self._there: frozenset[Analysis] = frozenset(Analysis)
        self.scheme, self.per, self.recipe = ShortBox(), ShortBox(), ShortBox()
        self.scheme.setAccessibleName(tr("Scheme"))
        self.per.setAccessibleName(tr("A row for each"))
        self.recipe.setAccessibleName(tr("Recipe"))
        self.analyses = QListWidget()
        self.analyses.setAccessibleName(tr("Analysis"))
        self.analyses.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.analyses.ensurePolished()  # else rows are laid in the height they have without the style
        for analysis in Analysis:
            item = QListWidgetItem(tr(analysis.value))
            item.setData(_Wanted, analysis)
            self.analyses.addItem(item)
        self.analyses.setCurrentRow(0)
        self._of_recipe = QLabel(tr("Recipe"))
        self._arrange()
        self.show_per(Analysis.BIDS)
        self.scheme.currentIndexChanged.connect(self._choose)
        self.recipe.currentIndexChanged.connect(self._choose)
        self.per.currentIndexChanged.connect(self._choose_per)
        self.analyses.currentRowChanged.connect(self._choose_analysis)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for words, box in ((QLabel(tr("Scheme")), self.scheme), (QLabel(tr("A row for each")), self.per)):
            self._add(column, words, box)
        self._add(column, self._of_recipe, self.recipe)
        label = QLabel(tr("ANALYSIS"))
        label.setProperty("role", "label")
        column.addSpacing(Space.S)
        column.addWidget(label)
        column.addWidget(self.analyses, 1)
        self.setFixedWidth(current_look().metrics.px(_WIDE))
        self._show_recipes(())

    def _add(self, column: QVBoxLayout, words: QLabel, box: QComboBox) -> None:
        words.setProperty("role", "secondary")
        let_shrink(box)
        column.addWidget(words)
        column.addWidget(box)

    @property
    def analysis(self) -> Analysis:
        """Give the analysis that is chosen."""
        item = self.analyses.currentItem()
        return Analysis.BIDS if item is None else item.data(_Wanted)

    def request(self) -> Request:
        """Give what is chosen, with the usual parameters."""
        per = self._per if self._per in offered(self.analysis) else Per.STUDY
        recipe = self.recipe.currentData() or ""
        return Request(self.scheme.currentData(), self.analysis, per, recipe)

    def choose(self, analysis: Analysis) -> None:
        """Choose an analysis."""
        self.analyses.setCurrentRow(list(Analysis).index(analysis))

    def choose_per(self, per: Per) -> None:
        """Choose what a row stands for."""
        self.per.setCurrentIndex(place_of(self.per, per))

    def show_found(self, found: Found) -> None:
        """Show what there is to choose from."""
        with QSignalBlocker(self.scheme):
            self._show_schemes(found.choices)
            self.scheme.setCurrentIndex(place_of(self.scheme, found.request.scheme))
        self._there = found.there
        self._paint()
        with QSignalBlocker(self.recipe):
            self._show_recipes(found.recipes)
            self.recipe.setCurrentIndex(max(0, place_of(self.recipe, found.request.recipe)))

    def _show_schemes(self, choices: Sequence[SchemeChoice]) -> None:
        shown = [self.scheme.itemData(place) for place in range(self.scheme.count())]
        if shown != [one.id for one in choices]:
            self.scheme.clear()
            for one in choices:
                self.scheme.addItem(one.name, one.id)
                self.scheme.setItemData(self.scheme.count() - 1, one.name, Qt.ItemDataRole.ToolTipRole)

    def _show_recipes(self, recipes: Sequence[str]) -> None:
        self.recipe.clear()
        for name in recipes:
            self.recipe.addItem(name.replace("_", " "), name)
        for part in (self._of_recipe, self.recipe):
            part.setVisible(len(recipes) > 1)

    def _paint(self) -> None:
        tokens = current_look().tokens
        for place in range(self.analyses.count()):
            item = self.analyses.item(place)
            assert item is not None
            there = item.data(_Wanted) in self._there
            item.setForeground(QColor(tokens.text if there else tokens.secondary))
            item.setToolTip("" if there else tr("This scheme has nothing for it."))
            words = tr(item.data(_Wanted).value)
            item.setText(words if there else tr("{analysis} –").format(analysis=words))

    def restyle(self) -> None:
        """Take on the colours of another theme."""
        self._paint()

    def show_per(self, analysis: Analysis) -> None:
        """Offer what rows of an analysis can stand for; what was wished stays wished."""
        choices = offered(analysis)
        with QSignalBlocker(self.per):
            self.per.clear()
            for per in choices:
                self.per.addItem(tr(per.value), per)
            self.per.setCurrentIndex(max(0, place_of(self.per, self._per)))

    def _choose(self) -> None:
        self.changed.emit()

    def _choose_per(self) -> None:
        if self.per.currentData() is not None:
            self._per = self.per.currentData()
            self.changed.emit()

    def _choose_analysis(self) -> None:
        self.show_per(self.analysis)
        with QSignalBlocker(self.recipe):
            self._show_recipes(())
        self.changed.emit()
