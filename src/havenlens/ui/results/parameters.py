"""The parameters of an analysis, changeable beside their usual values."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QSignalBlocker, QTimer, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from havenlens.domain.time import Micros
from havenlens.services.charts.page import seconds_in_words
from havenlens.services.results.asking import DEFAULTS, Request, has_window
from havenlens.services.results.bids import WINDOWS
from havenlens.services.results.sheet import Analysis
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import place_of
from havenlens.words.catalogue import tr

_SETTLED_MS, _WIDE = 450, 92
_MOST_LAG, _MOST_PERMUTATIONS, _MOST_SEED = 20, 10_000, 999_999
_DRAWN = (
    Analysis.BIDS,
    Analysis.CHAINS,
    Analysis.PARTNERS,
    Analysis.SHARES,
    Analysis.FOLLOWS,
    Analysis.TIME,
)
"""Analyses in which something is drawn at random: intervals over observations, or a permutation."""


class Parameters(QWidget):
    """Shows what matters for the analysis that is looked at; a change is told once it has settled."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.window_box = QComboBox()
        self.window_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.lag = _number(1, _MOST_LAG, DEFAULTS.lags[0])
        self.permutations = _number(0, _MOST_PERMUTATIONS, DEFAULTS.permutations)
        self.permutations.setSingleStep(100)
        self.seed = _number(0, _MOST_SEED, DEFAULTS.seed)
        self.usual = QPushButton(tr("Usual values"))
        self.usual.setEnabled(False)
        self._parts: dict[str, tuple[QLabel, QWidget]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        named = {
            "window": (tr("Answered within"), self.window_box, ""),
            "lag": (tr("Lag"), self.lag, self.lag.text()),
            "permutations": (tr("Permutations"), self.permutations, self.permutations.text()),
            "seed": (tr("Seed"), self.seed, self.seed.text()),
        }
        for name, (words, field, usual) in named.items():
            label = QLabel(words)
            label.setProperty("role", "secondary")
            label.setBuddy(field)
            field.setAccessibleName(words)
            if usual:
                field.setToolTip(tr("Usually {value}").format(value=usual))
            self._parts[name] = (label, field)
            row.addWidget(label)
            row.addWidget(field)
        row.addWidget(self.usual)
        row.addStretch()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._tell)
        self.show_window(None)
        self.show_for(Analysis.BIDS)
        self.window_box.currentIndexChanged.connect(self._tell)
        for field in (self.lag, self.permutations, self.seed):
            field.valueChanged.connect(self._settled.start)
        self.usual.clicked.connect(self._put_back)

    def show_for(self, analysis: Analysis) -> None:
        """Show the parameters of an analysis."""
        follows = analysis is Analysis.FOLLOWS
        shown = {
            "window": has_window(analysis),
            "lag": follows,
            "permutations": follows,
            "seed": analysis in _DRAWN,
        }
        for name, there in shown.items():
            for part in self._parts[name]:
                part.setVisible(there)
        self.usual.setVisible(any(shown.values()))

    def show_window(self, own: Micros | None) -> None:
        """Offer the scheme's own window first, then the others."""
        before = self.window_box.currentData()
        with QSignalBlocker(self.window_box):
            self.window_box.clear()
            words = tr("as in the scheme")
            if own is not None:
                words = tr("{seconds}, as in the scheme").format(seconds=seconds_in_words(own))
            self.window_box.addItem(words, None)
            for seconds in WINDOWS:
                self.window_box.addItem(seconds_in_words(seconds * 1_000_000), seconds)
            self.window_box.setCurrentIndex(max(0, place_of(self.window_box, before)))

    def applied_to(self, request: Request) -> Request:
        """Give a request with these parameters."""
        return replace(
            request,
            window=self.window_box.currentData(),
            lag=self.lag.value(),
            permutations=self.permutations.value(),
            seed=self.seed.value(),
        )

    def _put_back(self) -> None:
        blocked = [QSignalBlocker(each) for each in (self.window_box, self.lag, self.permutations, self.seed)]
        self.window_box.setCurrentIndex(0)
        self.lag.setValue(DEFAULTS.lags[0])
        self.permutations.setValue(DEFAULTS.permutations)
        self.seed.setValue(DEFAULTS.seed)
        for each in blocked:
            each.unblock()
        self._tell()

    def _tell(self) -> None:
        self._settled.stop()
        self.usual.setEnabled(not self.applied_to(Request()).plain)
        self.changed.emit()


def _number(low: int, high: int, value: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(low, high)
    field.setValue(value)
    field.setKeyboardTracking(False)
    field.setMaximumWidth(current_look().metrics.px(_WIDE))
    return field
