"""Which spoken lines stand beside a clip: ticked in the transcript, or typed while the clip loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import Clip, QuotedLine
from havenlens.domain.observation import Observation, TranscriptLine
from havenlens.domain.time import SECOND, Micros, Span, short_clock
from havenlens.services.coaching.editing import quote_lines
from havenlens.services.transcripts import SHORTEST, Transcript
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.prompt_field import WordsLine
from havenlens.ui.seeing.transcript_table import fill_speakers
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.words.catalogue import tr

FEWEST, MOST = 2, 4
"""How many lines tell what was said without becoming a transcript."""
_SEEN = 6
_BEFORE_TYPING = SECOND
_LASTS = 3 * SECOND
_Line = Qt.ItemDataRole.UserRole


class LineField(WordsLine):
    """Where a spoken line is typed."""

    begun = pyqtSignal()
    """The first letter of a line was typed."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        was_empty = not self.text()
        super().keyPressEvent(event)
        if was_empty and self.text():
            self.begun.emit()


class LinesPicker(QWidget):
    """The lines within one clip; ticks are written at once."""

    typing_begun = pyqtSignal()
    """Somebody types what is said: the clip should loop, and the time is asked for."""
    left = pyqtSignal()
    lines_changed = pyqtSignal()
    """The transcript has another line."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._clip: Clip | None = None
        self._place: Observation | None = None
        self._begun_at: Micros | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Spoken lines in the clip"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.who = ShortBox()
        self.who.setAccessibleName(tr("Who"))
        self.field = LineField()
        self.field.setAccessibleName(tr("What was said"))
        self._arrange()
        self.list.itemChanged.connect(self._tick)
        self.field.begun.connect(self.typing_begun)
        self.field.left.connect(self.left)
        self.field.returnPressed.connect(self.add_line)

    def _arrange(self) -> None:
        title = QLabel(tr("What is said"))
        title.setProperty("role", "strong")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.count)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.who.setMaximumWidth(current_look().metrics.px(180))
        row.addWidget(self.who)
        row.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addLayout(row)

    def show_clip(
        self,
        clip: Clip | None,
        place: Observation | None,
        lines: Sequence[TranscriptLine],
        names: Mapping[UUID, str],
    ) -> None:
        """Show the lines within a clip, those ticked that stand beside it."""
        self._clip, self._place = clip, place
        if clip is None:
            return
        self._fill_speakers(place, names)
        within = [line for line in lines if line.span.overlaps(clip.span)]
        quoted = {(line.at, line.text) for line in clip.lines}
        self.list.blockSignals(True)
        if within != [item.data(_Line) for item in self._items()]:  # a list that is being clicked stays
            self.list.clear()
            for line in within:
                self.list.addItem(_item(line, names))
        for item in self._items():
            line = item.data(_Line)
            ticked = (line.span.start, line.text) in quoted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.list.setVisible(bool(within))
        self._fit()
        n = len(clip.lines)
        self.count.setText(tr("{n} chosen; {least} to {most} are read").format(n=n, least=FEWEST, most=MOST))
        self.field.setPlaceholderText(tr("Type a line, Enter"))
        self.field.setToolTip(tr("Type what is said while the clip loops; Enter adds the line"))
        for part in (self.list, self.who, self.field):
            part.setEnabled(self._desk.opened.writable)

    def _fill_speakers(self, place: Observation | None, names: Mapping[UUID, str]) -> None:
        people = [(p, names[p]) for p in (place.participants if place else ()) if p in names]
        if [self.who.itemData(n) for n in range(1, self.who.count())] != [person for person, _ in people]:
            self.who.clear()
            fill_speakers(self.who, people)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the list the height its lines need at this width."""
        self.list.blockSignals(True)
        metrics, room = self.list.fontMetrics(), max(80, self.width() - current_look().metrics.px(64))
        heights = []
        for item in self._items():
            box = metrics.boundingRect(0, 0, room, 1000, Qt.TextFlag.TextWordWrap, item.text())
            height = max(current_look().metrics.px(26), box.height() + 2 * Space.XS)
            item.setSizeHint(QSize(0, height))
            heights.append(height)
        self.list.blockSignals(False)
        self.list.setFixedHeight(sum(heights[:_SEEN]) + 2 * Space.XS + 4)

    def _items(self) -> list[QListWidgetItem]:
        return [item for row in range(self.list.count()) if (item := self.list.item(row)) is not None]

    def begin_at(self, at: Micros) -> None:
        """Take note of when the line is said that is being typed."""
        self._begun_at = at

    # --- writing ------------------------------------------------------------------------------------

    def _tick(self, _item: QListWidgetItem) -> None:
        assert self._clip is not None
        lines = [x.data(_Line) for x in self._items() if x.checkState() == Qt.CheckState.Checked]
        self._quote(self._clip, [QuotedLine(x.span.start, x.text, x.speaker) for x in lines], tr("the lines"))

    def _quote(self, clip: Clip, lines: Sequence[QuotedLine], words: str) -> None:
        study = self._desk.study
        if self._desk.do(partial(quote_lines, study, clip.id, lines)):
            self._desk.remember(words, partial(quote_lines, study, clip.id, clip.lines))

    def add_line(self) -> None:
        """Write the line into the transcript of the observation, and quote it."""
        text, clip, place = self.field.text().strip(), self._clip, self._place
        if not text or clip is None or place is None or clip.span.end is None:
            return
        start = clip.span.start if self._begun_at is None else self._begun_at - _BEFORE_TYPING
        start = min(max(clip.span.start, start), clip.span.end - SHORTEST)
        span = Span(Micros(start), Micros(max(start + SHORTEST, min(start + _LASTS, clip.span.end))))
        speaker = self.who.currentData()
        transcript = Transcript(self._desk.study.store, place.id)
        quoted = (*clip.lines, QuotedLine(span.start, text, speaker))

        def write() -> None:
            with self._desk.study.store.transaction():
                transcript.add(span, text, speaker)
                quote_lines(self._desk.study, clip.id, sorted(quoted, key=lambda line: line.at))

        def back() -> None:
            with self._desk.study.store.transaction():
                transcript.undo()
                quote_lines(self._desk.study, clip.id, clip.lines)

        self._begun_at = None
        if self._desk.do(write):
            self.field.clear()
            self._desk.remember(tr("the line"), back)
            self.lines_changed.emit()


def _item(line: TranscriptLine, names: Mapping[UUID, str]) -> QListWidgetItem:
    who = names.get(line.speaker, "") if line.speaker else ""
    words = " ".join(line.text.split())
    said = tr("{at}  {who}: {words}") if who else tr("{at}  {words}")
    item = QListWidgetItem(said.format(at=short_clock(line.span.start), who=who, words=words))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setData(_Line, line)
    return item
