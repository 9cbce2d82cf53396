"""Puts a clip of the cycle into the library, or changes one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import Clip, CoachingCycle, LibraryClip, in_reading_order
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import short_clock
from havenlens.services.coaching.consent import Lack, Override, lacking, may_override
from havenlens.services.coaching.library import add_to_library, as_exemplar, change_in_library
from havenlens.ui.coaching.consent_form import ConsentForm
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.library_words import SchemeWords
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.privacy import allows


class LibraryDialog(Dialog):
    """`made` is the library clip as it was written, once the dialog is accepted."""

    def __init__(
        self,
        desk: CycleDesk,
        words: SchemeWords,
        source: LibraryClip | CoachingCycle,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._words = desk, words
        self._old = source if isinstance(source, LibraryClip) else None
        self._cycle = source if isinstance(source, CoachingCycle) else None
        self._clips: Sequence[Clip] = () if self._cycle is None else in_reading_order(self._cycle.clips)
        self.made: LibraryClip | None = None
        self.clip, self.dimension, self.code = ShortBox(), ShortBox(), ShortBox()
        self.title, self.watch_for = QLineEdit(), QPlainTextEdit()
        self.lacks, self.reason, self.said = QLabel(), QPlainTextEdit(), QLabel()
        self.setWindowTitle(tr("Library clip"))
        self._fill()
        self._arrange()
        self.clip.currentIndexChanged.connect(self._show_clip)
        self.dimension.currentIndexChanged.connect(self._list_codes)
        self.lacks.linkActivated.connect(self._record)
        desk.changed.connect(self._show_lacks)
        self._show_clip()

    def _fill(self) -> None:
        for clip in self._clips:
            end = clip.span.end or clip.span.start
            times = f"{short_clock(clip.span.start)}–{short_clock(end)}"
            self.clip.addItem(f"{times}  {clip.title or self._desk.label(clip.type)}")
        self.dimension.addItem(tr("none"), ("", ""))
        for scheme, dimension, name in self._words.dimensions:
            self.dimension.addItem(name, (scheme, dimension))
        old, cycle = self._old, self._cycle
        if old is not None:
            self._choose_dimension(old.scheme, old.dimension)
            self.title.setText(old.title)
            self.watch_for.setPlainText(old.watch_for)
        elif cycle is not None:
            self._choose_dimension(cycle.focus_scheme, cycle.focus_dimension)
        self._list_codes()
        if old is not None:
            self.code.setCurrentIndex(max(0, self.code.findData(old.code)))

    def _choose_dimension(self, scheme: str, dimension: str) -> None:
        known = [(one, own) for one, own, _ in self._words.dimensions]
        wanted = (scheme, dimension)
        self.dimension.setCurrentIndex(1 + known.index(wanted) if wanted in known else 0)

    def _list_codes(self, _place: int = 0) -> None:
        scheme, _ = self.dimension.currentData()
        self.code.clear()
        self.code.addItem(tr("none"), "")
        schemes = [scheme] if scheme else sorted(self._words.codes)
        for own in schemes:
            for code, name in self._words.codes.get(own, {}).items():
                self.code.addItem(name, code)

    def _arrange(self) -> None:
        self.watch_for.setPlaceholderText(tr("Watch for … : the one thing to look at"))
        self.watch_for.setTabChangesFocus(True)
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText(tr("Why may it be used without that? It is logged with your name."))
        for area in (self.watch_for, self.reason):
            area.setFixedHeight(current_look().metrics.px(64))
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if self._old is None:
            form.addRow(tr("Clip"), self.clip)
        for name, field in (
            (tr("Title"), self.title),
            (tr("Watch for"), self.watch_for),
            (tr("Dimension"), self.dimension),
            (tr("Code"), self.code),
        ):
            field.setAccessibleName(name)
            form.addRow(name, field)
        self.clip.setAccessibleName(tr("Clip"))
        self.reason.setAccessibleName(tr("Reason"))
        for label, role in ((self.lacks, "warning"), (self.said, "danger")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.hide()
        self.lacks.setTextFormat(Qt.TextFormat.RichText)
        self.reason.hide()
        buttons, _ = confirm_or_cancel(
            self, tr("Put it into the library") if self._old is None else tr("Keep")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(form)
        for part in (self.lacks, self.reason, self.said, buttons):
            column.addWidget(part)
        self.keep_wide(500)

    # --- showing ------------------------------------------------------------------------------------

    def _chosen(self) -> Clip | None:
        place = self.clip.currentIndex()
        return self._clips[place] if 0 <= place < len(self._clips) else None

    def _show_clip(self, _place: int = 0) -> None:
        clip = self._chosen()
        if clip is not None:
            self.title.setText(clip.title)
        self._show_lacks()

    def _missing(self) -> tuple[Lack, ...]:
        clip = self._chosen()
        if clip is None or self._cycle is None or self._cycle.observation is None:
            return ()
        return lacking(
            self._desk.study, self._cycle.observation, [clip], Consent.EXEMPLAR, self._desk.today()
        )

    def _show_lacks(self) -> None:
        lacks = self._missing()
        lines = []
        for number, lack in enumerate(lacks):
            name = lack.person.pseudonym or lack.person.label
            has = tr("{person} allows {level}").format(person=name, level=allows(lack.has))
            lines.append(f"{escape(has)} · <a href='{number}'>{tr('Write down consent…')}</a>")
        head = tr("Other teachers will see this clip; everybody in it has to allow that.")
        self.lacks.setText("<br>".join([head, *lines]))
        self.lacks.setVisible(bool(lacks))
        coach = self._desk.coach
        self.reason.setVisible(bool(lacks) and coach is not None and may_override(self._desk.study, coach))

    def _record(self, number: str) -> None:
        lack = self._missing()[int(number)]
        form = ConsentForm(self._desk, lack.person, wanted=Consent.EXEMPLAR, parent=self)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.open()

    # --- writing ------------------------------------------------------------------------------------

    def _described(self, clip: LibraryClip) -> LibraryClip:
        scheme, dimension = self.dimension.currentData()
        return replace(
            clip,
            title=self.title.text().strip() or clip.title,
            watch_for=self.watch_for.toPlainText().strip(),
            scheme=scheme,
            dimension=dimension,
            code=self.code.currentData(),
        )

    def accept(self) -> None:
        """Write it down, or say in the dialog why that cannot be."""
        study, chosen = self._desk.study, self._chosen()
        try:
            if self._old is not None:
                self.made = self._described(self._old)
                change_in_library(study, self.made)
            elif chosen is not None and self._cycle is not None:
                self.made = self._described(as_exemplar(self._cycle, chosen, "", ""))
                add_to_library(study, self.made, self._desk.today(), self._desk.coach, self._override())
        except StudyError as error:
            self.said.setText(str(error))
            self.said.show()
            return
        super().accept()

    def _override(self) -> Override | None:
        reason, coach = self.reason.toPlainText().strip(), self._desk.coach
        return Override(coach, reason) if reason and coach is not None and self._missing() else None
