"""The parameters of an analysis, changeable beside their usual values."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QSignalBlocker, QTimer, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from havenlens.domain.time import Micros
from havenlens.services.charts.page import seconds_in_words
from havenlens.services.results.asking import DEFAULTS, Request, has_window
from havenlens.services.results.bids import WINDOWS
from havenlens.services.results.sheet import Analysis
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.flow import Flowing, FlowLayout
from havenlens.ui.widgets.number_fields import MOST_PARTS, PauseField, WholeNumber
from havenlens.words.catalogue import tr

_SETTLED_MS, _NARROW, _WIDE, _WIDER = 450, 64, 86, 122
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


class Parameters(Flowing):
    """Shows what matters for the analysis that is looked at; a change is told once it has settled."""

    changed = pyqtSignal()
    said = pyqtSignal(str, bool)
    """Carries why something that was typed is not taken, and that it is a refusal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.window_box = ShortBox()
        self.window_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.window_box.setAccessibleName(tr("Answered within"))
        self.lag = WholeNumber(tr("Lag"), 1, _MOST_LAG, DEFAULTS.lags[0])
        self.pause = PauseField(tr("Pauses"))
        self.by_person, self.no_repeats = QCheckBox(tr("By person")), QCheckBox(tr("No repeats"))
        self.periods = WholeNumber(tr("Parts of observations"), 1, MOST_PARTS, DEFAULTS.periods)
        self.permutations = WholeNumber(tr("Permutations"), 0, _MOST_PERMUTATIONS, DEFAULTS.permutations)
        self.permutations.setSingleStep(100)
        self.seed = WholeNumber(tr("Seed"), 0, _MOST_SEED, DEFAULTS.seed)
        self.usual = QPushButton(tr("Usual values"))
        self.usual.setEnabled(False)
        self._numbers = (self.lag, self.permutations, self.seed, self.periods)
        self._parts: dict[str, QWidget] = {}
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._arrange()
        self.show_window(None)
        self.show_for(Analysis.BIDS)
        self._connect()

    def _arrange(self) -> None:
        px = current_look().metrics.px
        row = FlowLayout(self)
        named: dict[str, QWidget] = {
            "window": self.window_box,
            "lag": self.lag,
            "pause": self.pause,
            "periods": self.periods,
            "by_person": self.by_person,
            "no_repeats": self.no_repeats,
            "permutations": self.permutations,
            "seed": self.seed,
        }
        for number in self._numbers:
            few_digits = number.maximum() <= MOST_PARTS
            number.setMaximumWidth(px(_NARROW if few_digits else _WIDE))
            number.setToolTip(tr("Usually {value}").format(value=number.text()))
        self.pause.setMaximumWidth(px(_WIDER))
        self.pause.setToolTip(tr("So many seconds without an event count as an event."))
        self.by_person.setToolTip(tr("Tell apart who acts in what follows what."))
        self.no_repeats.setToolTip(tr("No code can follow itself at once."))
        self.periods.setToolTip(tr("Equal parts of each observation, for time budgets."))
        for name, field in named.items():
            self._parts[name] = field if isinstance(field, QCheckBox) else _with_label(field)
            row.addWidget(self._parts[name])
        row.addWidget(self.usual)

    def _connect(self) -> None:
        self._settled.timeout.connect(self._tell)
        self.window_box.currentIndexChanged.connect(self._tell)
        for number in self._numbers:
            number.valueChanged.connect(self._settled.start)
            number.refused.connect(self._refuse)
        self.pause.valueChanged.connect(self._settled.start)
        self.pause.refused.connect(self._refuse)
        for box in (self.by_person, self.no_repeats):
            box.toggled.connect(self._tell)
        self.usual.clicked.connect(self._put_back)

    def show_for(self, analysis: Analysis) -> None:
        """Show the parameters of an analysis."""
        follows = analysis is Analysis.FOLLOWS
        shown = {
            **dict.fromkeys(("lag", "pause", "by_person", "no_repeats", "permutations"), follows),
            "window": has_window(analysis),
            "periods": analysis is Analysis.TIME,
            "seed": analysis in _DRAWN,
        }
        for name, there in shown.items():
            self._parts[name].setVisible(there)
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

    @property
    def is_usual(self) -> bool:
        """Tell whether every parameter is what it is when nobody changes it."""
        return self.applied_to(Request()).plain

    def applied_to(self, request: Request) -> Request:
        """Give a request with these parameters."""
        return replace(
            request,
            window=self.window_box.currentData(),
            lag=self.lag.value(),
            permutations=self.permutations.value(),
            seed=self.seed.value(),
            pause=self.pause.pause,
            by_person=self.by_person.isChecked(),
            no_repeats=self.no_repeats.isChecked(),
            periods=self.periods.value(),
        )

    @property
    def is_settling(self) -> bool:
        """Tell whether something was typed that is not told yet, because more may follow."""
        return self._settled.isActive()

    def _put_back(self) -> None:
        fields = (self.window_box, self.pause, self.by_person, self.no_repeats, *self._numbers)
        blocked = [QSignalBlocker(each) for each in fields]
        self.window_box.setCurrentIndex(0)
        self.lag.setValue(DEFAULTS.lags[0])
        self.permutations.setValue(DEFAULTS.permutations)
        self.seed.setValue(DEFAULTS.seed)
        self.periods.setValue(DEFAULTS.periods)
        self.pause.setValue(0)
        self.by_person.setChecked(DEFAULTS.by_person)
        self.no_repeats.setChecked(DEFAULTS.no_repeats)
        for each in blocked:
            each.unblock()
        self._tell()

    def _tell(self) -> None:
        self._settled.stop()
        self.usual.setEnabled(not self.is_usual)
        self.changed.emit()

    def _refuse(self, why: str) -> None:
        self.said.emit(why, True)


def _with_label(field: QWidget) -> QWidget:
    """Put a field beside its name, so that both stay together where a row ends."""
    both, label = QWidget(), QLabel(field.accessibleName())
    label.setProperty("role", "secondary")
    label.setBuddy(field)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    row.addWidget(label)
    row.addWidget(field)
    return both
