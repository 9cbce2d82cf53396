"""Who has to be hidden in a clip because they do not allow it, and when they are still seen or heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.coaching import Clip
from havenlens.domain.observation import Consent
from havenlens.domain.time import Micros, Span, short_clock
from havenlens.services.coaching.hiding import Exposed, exposed
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import IconLabel
from havenlens.words.catalogue import tr
from havenlens.words.privacy import allows


class PeopleToHide(QWidget):
    """Lines for each: hidden throughout, or the first moment at which they are seen or heard."""

    sought = pyqtSignal(object, object)
    """Carries the first moment at which somebody is seen, and who it is."""
    cover_wanted = pyqtSignal(object)
    """Carries the spans in which somebody is heard who has to be covered."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[Exposed, ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)

    @property
    def people(self) -> tuple[Exposed, ...]:
        """List who has to be hidden, hidden already or not."""
        return self._shown or ()

    @property
    def next_person(self) -> UUID | None:
        """Give whom a new box most likely hides: the first who is still seen."""
        return next((one.person.id for one in self.people if one.gaps), None)

    def show_clip(self, clip: Clip | None) -> None:
        """Show how it stands with everybody in a clip."""
        place = self._desk.observation
        found: tuple[Exposed, ...] = ()
        if clip is not None and place is not None:
            found = exposed(self._desk.study, place.id, clip, Consent.FEEDBACK, self._desk.today())
        if found == self._shown:
            return
        self._shown = found
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not found:
            self._column.addWidget(
                self._line("circle-check", Tint.GOOD, tr("Everybody allows coach feedback."))
            )
        for one in found:
            for row in self._rows(one):
                self._column.addWidget(row)

    def _rows(self, one: Exposed) -> list[QWidget]:
        """Say when somebody is seen and when they are heard, each with what can be done about it."""
        name = one.person.pseudonym or one.person.label
        rows = []
        if one.gaps:
            first = one.gaps[0]
            words = tr("{person} is seen {times}") if len(one.gaps) == 1 else tr("{person} is seen {times} …")
            act = (tr("Go there"), partial(self._seek, first.start, one.person.id))
            rows.append(self._warning(words.format(person=name, times=_times(first)), act, one))
        if one.heard:
            words = (
                tr("{person} is heard {times}") if len(one.heard) == 1 else tr("{person} is heard {times} …")
            )
            act = (tr("Cover it"), partial(self._cover, one.heard))
            rows.append(self._warning(words.format(person=name, times=_times(one.heard[0])), act, one))
        if not rows:
            words = tr("{person} is hidden all the time").format(person=name)
            rows.append(self._line("circle-check", Tint.GOOD, words))
        return rows

    def _warning(self, words: str, act: tuple[str, Callable[..., None]], one: Exposed) -> QWidget:
        line = self._line("triangle-alert", Tint.WARNING, words)
        button = QPushButton(act[0])
        button.setProperty("role", "quiet")
        button.setAutoDefault(False)
        button.setAccessibleName(f"{words}: {button.text()}")
        button.clicked.connect(act[1])
        layout = line.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.addWidget(button)
        name = one.person.pseudonym or one.person.label
        line.setToolTip(tr("{person} allows {level}").format(person=name, level=allows(one.has)))
        return line

    def _cover(self, spans: tuple[Span, ...], _checked: bool = False) -> None:  # noqa: FBT002 - a button's signal
        self.cover_wanted.emit(spans)

    def _line(self, icon: str, tint: Tint, words: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        label = QLabel(words)
        label.setWordWrap(True)
        row.addWidget(IconLabel(icon, 16, tint), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label, 1)
        return line

    def _seek(self, at: Micros, person: UUID, _checked: bool = False) -> None:  # noqa: FBT002 - a button's signal
        self.sought.emit(at, person)


def _times(span: Span) -> str:
    return f"{short_clock(span.start)}–{short_clock(span.start if span.end is None else span.end)}"
