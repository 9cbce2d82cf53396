"""What stands around the clips: title, focus, opening, look back, numbers, and what to watch."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import CoachingCycle, Exemplar, PlanReview
from havenlens.services.coaching.cycles import marks_of
from havenlens.services.coaching.editing import review_plan, set_exemplar, set_observation, write_cycle
from havenlens.services.coaching.library import library, to_watch
from havenlens.services.coaching.prompt_reading import PromptReader
from havenlens.services.prompt_lint import LintFinding, Part
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.numbers_picker import NumbersPicker
from havenlens.ui.coaching.prompt_field import Hints, WordsField, WordsLine
from havenlens.ui.coaching.typed import Autosave
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import tr

MOST_OPENING_WORDS = 60
_TRIED = ("unasked", "tried", "not_tried")


class AroundEditor(QScrollArea):
    """Fields of the cycle at hand; they are written at every pause of typing."""

    left = pyqtSignal()
    """Escape: the keyboard goes back to the video."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._cycle: CoachingCycle | None = None
        self.title = WordsLine()
        self.focus = ShortBox()
        self.video = ShortBox()
        self.opening = WordsField(tr("Opening"), 3, tr("One sentence on the focus and on the last plan"))
        self.words = QLabel()
        self.hints = Hints()
        self._reader: PromptReader | None = None
        self.plan = QLabel()
        self.tried = ShortBox()
        self.happened = WordsField(tr("What happened"), 2, tr("What happened when it was tried?"))
        self.numbers = NumbersPicker(desk)
        self.exemplar = ShortBox()
        self.watch_for = WordsLine()
        self._look_back = QWidget()
        self._saver = Autosave(desk, self._save, self)
        self._fill()
        self._arrange()
        self._connect()

    def _fill(self) -> None:
        self.focus.setEditable(True)
        self.focus.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.focus.addItem("", ("", ""))
        study = self._desk.study
        for stored in study.store.schemes():
            scheme = study.scheme(stored.id)
            for dimension in scheme.dimensions:
                self.focus.addItem(dimension.name, (scheme.id, dimension.id))
        for words, key in zip((tr("not asked yet"), tr("tried"), tr("not tried")), _TRIED, strict=True):
            self.tried.addItem(words, key)
        self.video.addItem(tr("none yet"), None)
        for place in study.store.observations():
            if place.files:
                self.video.addItem(f"{place.name}  {place.title}".strip(), place.id)
        for field, name in (
            (self.title, tr("Title of the document")),
            (self.video, tr("Video")),
            (self.focus, tr("Focus")),
            (self.tried, tr("Was the last plan tried?")),
            (self.exemplar, tr("Clip to watch")),
            (self.watch_for, tr("What to look for")),
        ):
            field.setAccessibleName(name)
        self.watch_for.setPlaceholderText(tr("Look for …"))
        self.words.setProperty("role", "secondary")
        self.plan.setWordWrap(True)

    def _arrange(self) -> None:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for box in (self.focus, self.video):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        head = QFormLayout()
        head.setVerticalSpacing(Space.S)
        head.addRow(tr("Title"), self.title)
        head.addRow(tr("Focus"), self.focus)
        head.addRow(tr("Video"), self.video)
        back = QVBoxLayout(self._look_back)
        back.setContentsMargins(0, 0, 0, 0)
        back.setSpacing(Space.XS)
        for part in (_strong(tr("The last plan")), self.plan, self.tried, self.happened):
            back.addWidget(part)
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(_strong(tr("Opening")))
        column.addWidget(self.opening)
        column.addWidget(self.words, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.hints)
        column.addWidget(self._look_back)
        column.addWidget(self.numbers)
        column.addWidget(_strong(tr("To watch")))
        column.addWidget(self.exemplar)
        column.addWidget(self.watch_for)
        column.addStretch(1)
        self.setWidget(inside)

    def _connect(self) -> None:
        for field in (self.title, self.watch_for):
            field.textEdited.connect(self._saver.note)
            field.left.connect(self.left)
        line = self.focus.lineEdit()
        assert line is not None
        line.textEdited.connect(self._saver.note)
        self.focus.activated.connect(self._saver.note)
        self.tried.activated.connect(self._saver.note)
        for area in (self.opening, self.happened):
            area.textChanged.connect(self._note_words)
            area.left.connect(self.left)
        self.hints.wanted.connect(self._show_hint)
        self.exemplar.activated.connect(self._choose_exemplar)
        self.video.activated.connect(self._choose_video)

    # --- showing ------------------------------------------------------------------------------------

    def show_cycle(self, cycle: CoachingCycle | None) -> None:
        """Show the cycle at hand; what is being typed stays."""
        another = (None if cycle is None else cycle.id) != (None if self._cycle is None else self._cycle.id)
        if another:
            self._saver.flush()
            self._reader = None
        self._cycle = cycle
        if cycle is None:
            return
        if another or not self._saver.waits:
            self._show_words(cycle)
        if self._reader is None:
            self._reader = PromptReader(self._desk.study)
        found = self._reader.around(cycle)
        self.hints.show_findings(found)
        self.opening.underline([(one.start, one.end) for one in found if one.part is Part.OPENING])
        self.numbers.show_cycle(cycle)
        self._list_exemplars(cycle)
        self.video.setCurrentIndex(max(0, place_of(self.video, cycle.observation)))
        writable = self._desk.opened.writable
        for part in (self.title, self.opening, self.happened, self.watch_for):
            part.setReadOnly(not writable)
        for box in (self.focus, self.tried, self.exemplar):
            box.setEnabled(writable)
        # Clips belong to their video: with another one they would show something else.
        begun = bool(cycle.clips or marks_of(self._desk.study, cycle.id))
        self.video.setEnabled(writable and not begun)
        self.video.setToolTip(tr("Remove the clips and marks to choose another video") if begun else "")

    def _show_words(self, cycle: CoachingCycle) -> None:
        review = cycle.previous_plan
        self._look_back.setVisible(review is not None)
        for area, words in (
            (self.opening, cycle.opening),
            (self.happened, "" if review is None else review.what_happened),
        ):
            area.blockSignals(True)
            area.show_text(words)
            area.blockSignals(False)
        if self.title.text().strip() != cycle.title:
            self.title.setText(cycle.title)
        if self.focus.currentText().strip() != cycle.focus:
            self.focus.setCurrentIndex(max(0, self.focus.findText(cycle.focus)))
            self.focus.setEditText(cycle.focus)
        watch = "" if cycle.exemplar is None else cycle.exemplar.watch_for
        if self.watch_for.text().strip() != watch:
            self.watch_for.setText(watch)
        if review is not None:
            when = f"{review.when}: " if review.when else ""
            self.plan.setText(f"{when}{review.i_will}")
            self.tried.setCurrentIndex(0 if review.tried is None else 1 if review.tried else 2)
        self._count()

    def _list_exemplars(self, cycle: CoachingCycle) -> None:
        self.exemplar.clear()
        self.exemplar.addItem(tr("nothing"), None)
        for clip in library(self._desk.study):
            self.exemplar.addItem(clip.title, to_watch(clip))
        chosen = cycle.exemplar
        if chosen is not None:
            known = [self.exemplar.itemData(n) for n in range(self.exemplar.count())]
            place = next((n for n, one in enumerate(known) if one and _same(one, chosen)), None)
            if place is None:
                self.exemplar.addItem(chosen.title, chosen)
                place = self.exemplar.count() - 1
            self.exemplar.setCurrentIndex(place)
        self.watch_for.setVisible(chosen is not None)

    # --- writing ------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write now what was typed."""
        self._saver.flush()

    def _note_words(self) -> None:
        self._count()
        self._saver.note()

    def _count(self) -> None:
        n = len(self.opening.toPlainText().split())
        self.words.setText(tr("{n} of {most} words").format(n=n, most=MOST_OPENING_WORDS))
        give_role(self.words, "warning" if n > MOST_OPENING_WORDS else "secondary")

    def _save(self) -> None:
        cycle, study = self._cycle, self._desk.study
        if cycle is None or not self._desk.opened.writable:
            return
        focus = self.focus.currentText().strip()
        scheme, dimension = self.focus.itemData(max(0, self.focus.findText(focus)))
        values = {
            "title": self.title.text().strip(),
            "opening": self.opening.toPlainText().strip(),
            "focus": focus,
        }
        if focus != cycle.focus:
            values |= {"focus_scheme": scheme, "focus_dimension": dimension}
        changed = {name: value for name, value in values.items() if value != getattr(cycle, name)}
        review, exemplar = self._review(cycle.previous_plan), cycle.exemplar
        if exemplar is not None:
            exemplar = replace(exemplar, watch_for=self.watch_for.text().strip())

        def write() -> None:
            with study.store.transaction():
                if changed:
                    write_cycle(study, cycle.id, **changed)
                if review != cycle.previous_plan:
                    review_plan(study, cycle.id, review)
                if exemplar != cycle.exemplar:
                    set_exemplar(study, cycle.id, exemplar)

        if changed or review != cycle.previous_plan or exemplar != cycle.exemplar:
            self._desk.do(write)

    def _review(self, before: PlanReview | None) -> PlanReview | None:
        if before is None:
            return None
        tried = {"unasked": None, "tried": True, "not_tried": False}[self.tried.currentData()]
        return replace(before, tried=tried, what_happened=self.happened.toPlainText().strip())

    def _show_hint(self, finding: LintFinding) -> None:
        if finding.part is Part.OPENING:
            self.opening.select(finding.start, finding.end)
        else:
            field = self.watch_for if finding.part is Part.WATCH_FOR else self.title
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.setSelection(finding.start, finding.end - finding.start)

    def _choose_video(self, place: int) -> None:
        chosen = self.video.itemData(place)
        if self._cycle is not None and chosen is not None and chosen != self._cycle.observation:
            self._saver.flush()
            self._desk.do(partial(set_observation, self._desk.study, self._cycle.id, chosen))

    def _choose_exemplar(self, place: int) -> None:
        if self._cycle is None:
            return
        self._saver.flush()
        chosen, study = self.exemplar.itemData(place), self._desk.study
        before = self._cycle.exemplar
        if self._desk.do(partial(set_exemplar, study, self._cycle.id, chosen)):
            self._desk.remember(tr("the clip to watch"), partial(set_exemplar, study, self._cycle.id, before))


def _same(one: Exemplar, other: Exemplar) -> bool:
    return one.clip == other.clip if one.clip is not None else one.title == other.title


def _strong(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "strong")
    return label
